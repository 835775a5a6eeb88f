"""`dossiers modele`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dossiers.bundling.store import create, held_in, put
from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress
from dossiers.errors import LibraryError, UsageProblem
from dossiers.library import Library, packaged

if TYPE_CHECKING:
    from dossiers.manuscripts.exchange import Proposal


@click.group("modele", subcommand_metavar="COMMANDE [ARGUMENTS]...")
def command() -> None:
    """Écrit les mots d’un document en Word, et les en ramène."""


@command.command("exporter")
@click.argument("document", metavar="DOCUMENT")
@click.option(
    "-o",
    "output",
    type=options.NewFile(".docx"),
    help="Fichier Word à écrire, au lieu de DOCUMENT.docx.",
)
@options.library
def export(document: str, output: Path | None, library: Library) -> None:
    """Écrit les mots d’un document en Word, balises visibles.

    DOCUMENT se nomme avec sa procédure : convention-et3p/convention.
    """
    from dossiers.manuscripts import exchange  # noqa: PLC0415 - the help needs no Word

    with ending(library):
        data = exchange.export(library, document)
        path = output or Path(f"{document.replace('/', '-')}.docx")
        create(path, data)
        click.echo(str(path))


@command.command("importer")
@click.argument("path", metavar="FICHIER", type=options.FILE)
@click.option(
    "-o", "output", type=options.FOLDER, help="Bibliothèque où écrire le modèle, une fois prouvé."
)
@options.library
def bring_back(path: Path, output: Path | None, library: Library) -> None:
    """Dit ce qu’un fichier Word corrigé change au modèle.

    Le nouveau texte est contrôlé et rendu sur les exemples ; rien n’est écrit sans -o.
    """
    from dossiers.manuscripts import exchange, report, trial  # noqa: PLC0415 - as above

    with ending(library):
        proposal = exchange.propose(library, path)
        if output is not None:
            _refuse_elsewhere(library, proposal, output)
        click.echo(report.changes(proposal))
        if not proposal.woven.edits:
            return
        template = proposal.target.template
        steps = 2 * len(trial.procedures_of(trial.users(library, template)))
        with progress(steps) as told:
            tried = trial.tried(library, template, proposal.source, told)
        if tried.mistakes:
            click.echo(report.mistakes(proposal, tried))
            sys.exit(LibraryError.exit_code)
        click.echo(f"\n{report.proved(tried)}")
        if output is None:
            click.echo("Rien n’est écrit : l’option -o DOSSIER l’écrit dans une bibliothèque.")
            return
        written = output / template
        put(written, proposal.source)
        click.echo(str(written))


def _refuse_elsewhere(library: Library, proposal: Proposal, folder: Path) -> None:
    """A file is replaced only where it is the one that was compared. Raises UsageProblem."""
    if packaged(folder):
        raise UsageProblem(
            "Les modèles du programme installé ne se remplacent pas : -o nomme un dossier à vous, "
            "que les commandes emploient ensuite par --bibliotheque."
        )
    written = folder / proposal.target.template
    known = (library.read(proposal.target.template), proposal.source)
    if held_in(written) not in (None, *known):
        raise UsageProblem(
            f"« {written} » est un autre texte que celui qui est comparé : il est gardé. "
            "Nommer aussi ce dossier par --bibliotheque."
        )
