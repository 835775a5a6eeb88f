"""The portfolio as a workbook: dossiers, what each lacks, criteria, shares, summary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO

from dossiers.french.days import short
from dossiers.judging.collection import PORTFOLIO
from dossiers.reporting.portfolio import table
from dossiers.reporting.portfolio.shelf import Shelf
from dossiers.workbooks.sheets import sheet_name
from dossiers.workbooks.tables import Layout, write

_WIDTHS = {
    "Référence": 24, "Procédure": 34, "Recevabilité": 14, "Échéance": 44, "Ce qui manque": 60,
    "À corriger": 60, "Fichier": 48, "Nature": 14, "Constat": 100, "Critère": 80, "Objet": 14,
    "Portefeuille": 56,
}  # fmt: skip
_WIDTH = 16


def save(shelf: Shelf, today: date, file: IO[bytes]) -> None:
    """Write the workbook. Raises UsageProblem where a sheet cannot hold as many rows."""
    write(_layouts(shelf, today), f"Portefeuille au {short(today)}", PORTFOLIO, file)


def _layouts(shelf: Shelf, today: date) -> Iterator[Layout]:
    tally, taken = shelf.tally, list[str]()
    for one in (
        table.dossiers(shelf, tally, today),
        table.points(shelf),
        table.criteria(tally.rules.values()),
        *table.distributions(tally),
        table.summary(tally, today),
    ):
        name = sheet_name(one.name, taken)
        taken.append(name)
        widths = tuple(_WIDTHS.get(title, _WIDTH) for title in one.titles)
        rows = ((*row, *[None] * (len(one.titles) - len(row))) for row in one.rows)
        yield Layout(name, one.titles, widths, rows, wrap=one.name != "Dossiers")
