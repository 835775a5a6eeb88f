"""`dossiers compare`."""

from __future__ import annotations

from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import default
from dossiers.opening.opener import Opener
from dossiers.reporting import differences


@click.command("compare")
@click.argument("before", metavar="AVANT", type=options.FILE)
@click.argument("after", metavar="APRES", type=options.FILE)
@options.form("text", "json")
def command(before: Path, after: Path, form: str) -> None:
    """Ce qui a changé d’un dossier à l’autre, champ par champ."""
    with ending():
        compared = differences.compare_files(Opener(default()), before, after)
        tell = differences.as_json if form == "json" else differences.text
        click.echo(tell(compared))
