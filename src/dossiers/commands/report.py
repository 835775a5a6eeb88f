"""`dossiers report`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from dossiers.bundling.store import pour
from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress, today
from dossiers.errors import UsageProblem
from dossiers.french.days import short
from dossiers.judging.collection import collect
from dossiers.library import Library
from dossiers.reporting.checking import summary
from dossiers.reporting.portfolio.rows import Asked, rows
from dossiers.reporting.portfolio.shelf import Shelf
from dossiers.reporting.portfolio.writing import FORMS, write


@click.command("report")
@click.argument("paths", metavar="DOSSIERS...", nargs=-1, required=True, type=options.RECEIVED)
@click.option(
    "-t",
    "form",
    type=click.Choice(FORMS),
    help="Forme du portefeuille ; à défaut, celle que dit le nom du fichier, sinon csv.",
)
@click.option("-o", "output", type=options.NewFile(), help="Fichier à écrire ; à défaut, l’écran.")
@options.day
@options.library
def command(
    paths: Sequence[Path],
    form: str | None,
    output: Path | None,
    day: date | None,
    library: Library,
) -> None:
    """Réunit des dossiers en un tableau : verdicts, échéances.

    Un répertoire est parcouru ; les liasses, en dossier ou en .zip, sont lues.
    """
    with ending(library), Shelf() as shelf:
        wanted = _form(form, output)
        found = collect(paths)
        if not found:
            raise UsageProblem("Il n’y a aucun dossier à ces endroits.")
        asked = Asked(library, day or today(), day, detailed=wanted == "json")
        with progress(len(found)) as advance:
            for row in rows(found, asked):
                shelf.add(row)
                advance(row.file)
                if row.failure:
                    click.echo(f"Erreur : {row.file} : {row.failure}", err=True)
        if output is None:
            write(wanted, shelf, asked, sys.stdout.buffer)
        else:
            pour(output, partial(write, wanted, shelf, asked))
            click.echo(str(output))
    counted = "date demandée" if day else "date du jour"
    click.echo(f"Échéances comptées au {short(asked.today)}, {counted}.", err=True)
    click.echo(summary(list(shelf.tally.whole.verdicts.elements())), err=True)
    sys.exit(shelf.tally.exit_code)


def _form(form: str | None, output: Path | None) -> str:
    """The form that is asked for, or that the name of the file tells. Raises UsageProblem."""
    suffix = output.suffix.lower().removeprefix(".") if output else "csv"
    if form is None and suffix not in FORMS:
        raise UsageProblem(
            f"« {output} » ne dit pas quelle forme écrire : donner un nom en .xlsx, .csv, .html "
            "ou .json, ou l’option -t."
        )
    wanted = form or suffix
    if wanted == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageProblem("Un classeur ne s’affiche pas : donner un fichier, -o portefeuille.xlsx")
    return wanted
