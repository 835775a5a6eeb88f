"""The portfolio as a CSV file that a French Excel opens: UTF-8 with its mark, semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from dossiers.french.days import short
from dossiers.reporting.portfolio import table
from dossiers.reporting.portfolio.row import Plain
from dossiers.reporting.portfolio.shelf import Shelf
from dossiers.values import Ratio

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula, after whatever space (OWASP, « CSV Injection »)."""


def pieces(shelf: Shelf, today: date) -> Iterator[bytes]:
    """The file, a line at a time."""
    whole = table.dossiers(shelf, shelf.tally, today)
    yield "\ufeff".encode()
    yield _line(whole.titles)
    for row in whole.rows:
        yield _line(row)


def _line(cells: tuple[Plain, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow([_text(cell) for cell in cells])
    return text.getvalue().encode()


def _text(value: Plain) -> str:
    """A number or a date as a French spreadsheet reads it, and a text that is never a formula."""
    match value:
        case None:
            return ""
        case Ratio():
            return f"{(value * 100).normalize():f}%".replace(".", ",")
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case int():
            return str(value)
        case date():
            return short(value)
    line = " | ".join(value.splitlines())
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line
