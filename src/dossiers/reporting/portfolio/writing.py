"""A shelf of rows → a file of one of the forms of a portfolio."""

from __future__ import annotations

from typing import IO

from dossiers.reporting.portfolio.rows import Asked
from dossiers.reporting.portfolio.shelf import Shelf

FORMS = ("xlsx", "csv", "html", "json")


def write(form: str, shelf: Shelf, asked: Asked, file: IO[bytes]) -> None:
    """Write a portfolio, piece by piece. Raises LibraryError, UsageProblem."""
    from dossiers.reporting.portfolio import data, page, plain, workbook  # noqa: PLC0415 - cold start

    match form:
        case "xlsx":
            workbook.save(shelf, asked.today, file)
        case "csv":
            file.writelines(plain.pieces(shelf, asked.today))
        case "html":
            file.writelines(page.pieces(shelf, asked.today, asked.library))
        case _:
            file.writelines(data.pieces(shelf, asked.today))
