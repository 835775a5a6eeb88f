"""`dossiers bundle`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.readiness import assessed
from dossiers.bundling.store import store
from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress, today
from dossiers.library import default
from dossiers.reporting.report import entry_text, json_pieces


@click.command("bundle")
@click.argument("path", metavar="FICHIER", type=options.FILE)
@options.output
@options.draft
@click.option("--avec-source", "source", is_flag=True, help="Joint le dossier à chaque document.")
@click.option("--remplacer", "replace", is_flag=True, help="Remplace une liasse différente.")
@options.form("text", "json")
@options.day
def command(
    path: Path,
    output: Path,
    form: str,
    day: date | None,
    *,
    draft: bool,
    source: bool,
    replace: bool,
) -> None:
    """Écrit la liasse. Documents Word et PDF, bordereau, grille, pièces, manifeste."""
    with ending():
        assessment = assessed(default(), path, day)
        wanted = Wanted(draft=draft, with_source=source, given=day)
        with progress(2 * len(assessment.dossier.procedure.documents) + 2) as step:
            made = make(assessment, wanted, step)
        store(made, output, replace=replace or draft)
        if form == "json":
            click.echo("".join(json_pieces([entry_text(assessment)], today())), nl=False)
            return
        for file in made.files:
            click.echo(str(output / made.name / file.name))
        click.echo(str(output / f"{made.name}.zip"))
