"""`dossiers compare`."""

from __future__ import annotations

from pathlib import Path

import click

from dossiers.bundling.store import create
from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.errors import UsageProblem
from dossiers.library import Library
from dossiers.opening.opener import Opener
from dossiers.reporting import differences


@click.command("compare")
@click.argument("before", metavar="AVANT", type=options.FILE)
@click.argument("after", metavar="APRES", type=options.FILE)
@click.option(
    "-o",
    "output",
    type=options.NewFile(".docx"),
    help="Fichier Word à écrire, les révisions marquées.",
)
@options.form("text", "json")
@options.library
def command(before: Path, after: Path, output: Path | None, form: str, library: Library) -> None:
    """Dit ce qui a changé entre deux dossiers, ou deux fichiers Word.

    Deux dossiers d’une même procédure se comparent champ par champ, deux fichiers Word mot à mot.
    """
    with ending(library):
        words = {path.suffix.lower() == ".docx" for path in (before, after)}
        if len(words) > 1:
            raise UsageProblem("Un dossier se compare à un dossier, un fichier Word à un autre.")
        if words == {True}:
            _compare_words(before, after, output, form)
            return
        if output is not None:
            raise UsageProblem("L’option -o ne vaut que pour deux fichiers Word.")
        compared = differences.compare_files(Opener(library), before, after)
        tell = differences.as_json if form == "json" else differences.text
        click.echo(tell(compared))


def _compare_words(before: Path, after: Path, output: Path | None, form: str) -> None:
    from dossiers.reporting import rewording  # noqa: PLC0415 - two dossiers need no Word

    found = rewording.reworded(before, after)
    if output is not None:
        create(output, found.redline)
    click.echo(rewording.as_json(found) if form == "json" else rewording.text(found))
    if output is not None and form == "text":
        click.echo(str(output))
