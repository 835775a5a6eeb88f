"""`dossiers bundle`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.place import places
from dossiers.bundling.readiness import assessed
from dossiers.bundling.standing import Standing, standing
from dossiers.bundling.store import held, store
from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress, today
from dossiers.errors import UsageProblem
from dossiers.findings import Stage
from dossiers.library import Library
from dossiers.opening.papers import documents_of
from dossiers.reporting.report import entry_text, json_pieces


@click.command("bundle")
@click.argument("path", metavar="FICHIER", type=options.FILE)
@options.output
@options.draft
@click.option("--depot", "filing", is_flag=True, help="Écrit la liasse à déposer, signée.")
@click.option("--avec-source", "source", is_flag=True, help="Joint le dossier à chaque document.")
@click.option("--remplacer", "replace", is_flag=True, help="Remplace une liasse différente.")
@options.form("text", "json")
@options.day
@options.library
def command(
    path: Path,
    output: Path,
    form: str,
    day: date | None,
    library: Library,
    *,
    draft: bool,
    filing: bool,
    source: bool,
    replace: bool,
) -> None:
    """Écrit la liasse : documents, grille, pièces, manifeste."""
    with ending(library):
        if draft and filing:
            raise UsageProblem("Une liasse est un projet (--projet) ou se dépose (--depot).")
        stage = Stage.FILING if filing else Stage.SIGNATURE
        assessment = assessed(library, path, day, stage)
        issued = held(output / assessment.dossier.reference) if filing else {}
        wanted = Wanted(draft=draft, with_source=source, given=day, filing=filing, issued=issued)
        found = standing(output, assessment, wanted, replace=replace or draft)
        made = found.bundle
        if made is None:
            with progress(2 * len(documents_of(assessment.dossier, draft=draft)) + 2) as step:
                made = make(assessment, wanted, step, made_from=found.made_from)
        if found.standing is not Standing.SAME:
            store(made, output, replace=replace or draft)
        if form == "json":
            click.echo("".join(json_pieces([entry_text(assessment)], today())), nl=False)
            return
        target, archive = places(output, made.name)
        for file in made.files:
            click.echo(str(target / file.name))
        click.echo(str(archive))
