"""`dossiers check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress, today
from dossiers.findings import Stage
from dossiers.library import Library
from dossiers.reporting.checking import Asked, Checked, check_all, summary, written


@click.command("check")
@click.argument("paths", metavar="CHEMIN...", nargs=-1, required=True, type=options.RECEIVED)
@click.option("--depot", "filing", is_flag=True, help="Juge aussi ce qui est dû au dépôt.")
@options.form("text", "json", "github")
@click.option("--strict", is_flag=True, help="Les doutes et les règles à confirmer bloquent aussi.")
@options.day
@options.library
def command(
    paths: Sequence[Path],
    form: str,
    day: date | None,
    library: Library,
    *,
    filing: bool,
    strict: bool,
) -> None:
    """Lit et juge des dossiers : ce qui manque, ligne par ligne. N’écrit rien.

    CHEMIN est un dossier (YAML ou classeur), une fiche de réception, ou une liasse.
    """
    stage = Stage.FILING if filing else Stage.SIGNATURE
    asked = Asked(library, day, stage, strict, form)
    checked: list[Checked] = []
    with ending(library), progress(0 if sys.stdout.isatty() else len(paths)) as step:
        for piece in written(check_all(paths, asked), form, today(), checked):
            click.echo(piece, nl=False)
            step(f"{len(checked)}")
    for one in checked:
        if one.failure:
            click.echo(f"Erreur : {one.failure}", err=True)
    if len(checked) > 1 and form == "text":
        click.echo(f"\n{summary([one.verdict for one in checked])}")
    sys.exit(max(one.exit_code for one in checked))
