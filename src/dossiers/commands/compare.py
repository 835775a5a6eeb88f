"""`dossiers compare`."""

from __future__ import annotations

from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import Library
from dossiers.opening.opener import Opener
from dossiers.reporting import differences


@click.command("compare")
@click.argument("before", metavar="AVANT", type=options.FILE)
@click.argument("after", metavar="APRES", type=options.FILE)
@options.form("text", "json")
@options.library
def command(before: Path, after: Path, form: str, library: Library) -> None:
    """Ce qui a changé d’un dossier à l’autre, champ par champ."""
    with ending(library):
        compared = differences.compare_files(Opener(library), before, after)
        tell = differences.as_json if form == "json" else differences.text
        click.echo(tell(compared))
