"""`dossiers lint`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import Library
from dossiers.lint import report


@click.command("lint")
@click.argument("procedures", metavar="[PROCEDURE]...", nargs=-1)
@options.form("text", "json", "github")
@options.library
def command(procedures: Sequence[str], form: str, library: Library) -> None:
    """Contrôle le travail de l’auteur d’une procédure.

    Procédures, modèles, exemples et cas ; tous, si aucune procédure n’est nommée.
    """
    with ending(library):
        found = report(library, procedures)
        click.echo(found.render(form))
        sys.exit(found.exit_code)
