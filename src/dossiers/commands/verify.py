"""`dossiers verify`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import Library
from dossiers.opening.opener import Opener
from dossiers.verification import report
from dossiers.verification.verify import verify


@click.command("verify")
@click.argument("path", metavar="RECU", type=options.RECEIVED)
@click.option(
    "--emis", "emitted", type=options.RECEIVED, help="Liasse, fichier ou dossier qui a été émis."
)
@options.form("text", "json")
@options.day
@options.library
def command(
    path: Path, emitted: Path | None, form: str, day: date | None, library: Library
) -> None:
    """Vérifie ce qui revient : signatures, intégrité, texte émis.

    RECU est une liasse, en dossier ou en .zip, ou un seul document, PDF ou Word.
    """
    with ending(library):
        found = verify(Opener(library, day), path, emitted)
        told = report.as_json([found]) if form == "json" else f"{report.text(found)}\n"
        click.echo(told, nl=False)
        sys.exit(found.exit_code)
