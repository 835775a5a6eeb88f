"""`dossiers deadlines`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress, today
from dossiers.library import Library
from dossiers.reporting import calendar
from dossiers.reporting.agenda import Agenda, agendas
from dossiers.reporting.report import finding_lines


@click.command("deadlines")
@click.argument("paths", metavar="DOSSIERS...", nargs=-1, required=True, type=options.FILE)
@click.option(
    "-t",
    "form",
    type=click.Choice(("text", "json", "ics")),
    default="text",
    show_default=True,
    help="Forme du résultat ; ics pour un agenda.",
)
@options.day
@options.library
def command(paths: Sequence[Path], form: str, day: date | None, library: Library) -> None:
    """Donne les échéances de dossiers, leur décompte et leur source. N’écrit rien."""
    found: list[Agenda] = []
    with ending(library), progress(0 if sys.stdout.isatty() else len(paths)) as step:
        for agenda in agendas(paths, library, day):
            found.append(agenda)
            step(agenda.file)
    _tell(found, form)
    with ending(library):
        match form:
            case "json":
                click.echo(calendar.document(found, day or today()))
            case "ics":
                click.echo(calendar.ics(found, day), nl=False)
            case _:
                click.echo(calendar.text(found, day or today(), given=day is not None))
    sys.exit(max(agenda.exit_code for agenda in found))


def _tell(found: Sequence[Agenda], form: str) -> None:
    """Say apart what is wrong, and what a calendar cannot hold."""
    for agenda in found:
        if agenda.findings and form != "json":
            click.echo(f"{agenda.file}\n{finding_lines(agenda.findings)}", err=True)
        if agenda.failure:
            click.echo(f"Erreur : {agenda.file} : {agenda.failure}", err=True)
    if form == "ics":
        for line in calendar.pending(found):
            click.echo(line, err=True)
