"""The bytes of a CSV file → the same `Page` as a sheet gives: its cells by row and column.

What a spreadsheet saves is read: UTF-8, with or without its mark, else Windows-1252; semicolons or
commas, whichever the first line holds more of. Rows are counted as a spreadsheet counts them, a
cell of several lines being in one row.
"""

from __future__ import annotations

import csv
import io

from dossiers.reading.decoding import Undecodable, decode
from dossiers.workbooks.page import MAX_CELLS, MAX_ROWS, Cell, Page

KIND = "un tableau CSV"


def load(content: bytes) -> Page:
    """The cells of a CSV file. Raises Undecodable, with the place of what is wrong."""
    text = decode(content, KIND, "cp1252")
    first = text.partition("\n")[0]
    delimiter = "," if first.count(",") > first.count(";") else ";"
    cells: dict[tuple[int, int], Cell] = {}
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = filled = 0
    try:
        for row, texts in enumerate(rows, 1):
            found = {(row, n): Cell(t) for n, t in enumerate(texts, 1) if t.strip()}
            filled += bool(found)
            cells |= found
            if filled > MAX_ROWS or len(cells) > MAX_CELLS:
                raise Undecodable(
                    "taille",
                    f"La table dépasse {MAX_ROWS} lignes remplies ou {MAX_CELLS} cellules.",
                    row,
                )
    except csv.Error as error:
        raise Undecodable(
            "guillemets",
            "Les guillemets de cette ligne ne se ferment pas, ou du texte les suit, ou une case y "
            "est trop longue.",
            row + 1,
        ) from error
    return Page("", cells)
