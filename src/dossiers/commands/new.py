"""`dossiers new`."""

from __future__ import annotations

from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending, give
from dossiers.forms.blank import blank
from dossiers.library import Library
from dossiers.opening.opener import Opener


@click.command("new")
@click.argument("procedure", metavar="PROCEDURE")
@click.option(
    "-o",
    "output",
    type=options.NewFile(".yaml", ".yml", ".xlsx"),
    help="Fichier à écrire, .yaml ou .xlsx.",
)
@click.option("--exemple", "example", is_flag=True, help="Donne l’exemple complet.")
@click.option("--reception", is_flag=True, help="Donne la fiche de réception d’un dossier papier.")
@options.library
def command(
    procedure: str, output: Path | None, library: Library, *, example: bool, reception: bool
) -> None:
    """Donne un dossier vierge, commenté, prêt à remplir.

    En YAML, ou en classeur si le fichier à écrire finit par .xlsx.
    """
    with ending(library):
        loaded = Opener(library).procedure(procedure)
        suffix = output.suffix.lower() if output else ""
        give(blank(loaded, suffix, example=example, reception=reception), output)
