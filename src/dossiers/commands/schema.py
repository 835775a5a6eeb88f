"""`dossiers schema`."""

from __future__ import annotations

from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending, give
from dossiers.forms.json_schema import schema_text
from dossiers.library import Library
from dossiers.opening.opener import Opener


@click.command("schema")
@click.argument("procedure", metavar="PROCEDURE")
@click.option("-o", "output", type=options.NewFile(".json"), help="Fichier à écrire.")
@options.library
def command(procedure: str, output: Path | None, library: Library) -> None:
    """Donne le schéma JSON d’une procédure, pour un éditeur de texte.

    L’éditeur complète alors les noms des champs, propose les choix et affiche l’aide.
    """
    with ending(library):
        give(schema_text(Opener(library).procedure(procedure)).encode(), output)
