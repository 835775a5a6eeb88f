"""Sheets of labels, helps and cells to fill → an .xlsx workbook.

Row 1 and column A of a sheet are hidden: they hold the keys by which the sheet is read back, so
that labels and the names of sheets may change. Row 2 holds the titles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from dossiers.workbooks import xlsx

TITLES, FIRST = 2, 3
"""The row of the titles, and the first that holds a line."""
OPTIONS = "Listes"

_NAME = 31
_REACH = 1_000
"""Down to which row a column of a table offers its list."""
_SMALL = 3
_POINTS = 14.5
"""The height of a line of text."""
_FILLED = 1.05
"""The share of a column's width in figures that letters fill."""
INK, LINE = "1F3B57", "B8C4D0"
"""The colours of titles and of lines."""
_PALE, _ASKED = "E4EBF2", "FFF4CC"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, and what is typed in it.

    `key` makes its cells cells to fill; `options` are what they may hold, `asked` marks them as
    required. `help` is printed under the title of a table.
    """

    title: str
    width: int
    key: str = ""
    options: tuple[str, ...] = ()
    asked: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its key, its texts by column. `link` names the sheet that its first cell leads to."""

    key: str
    texts: tuple[str, ...]
    options: tuple[str, ...] = ()
    asked: bool = False
    strong: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write. `marker` tells what it holds; `blank` is how many lines stay to fill."""

    name: str
    marker: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    blank: int = 0


def sheet_name(label: str, taken: Sequence[str]) -> str:
    """A name that a workbook accepts: 31 characters, no bracket nor slash, unlike the others."""
    plain = re.sub(r"\s*[\[\]:*?/\\]\s*", " ", label).strip(" '") or "Feuille"
    known = {name.casefold() for name in (*taken, OPTIONS, "History")}
    number = 1
    while True:
        rank = f" ({number})" if number > 1 else ""
        name = _cut(plain, _NAME - len(rank)) + rank
        if name.casefold() not in known:
            return name
        number += 1


def save(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook of these sheets: the same bytes each time."""
    book = xlsx.new_book(title)
    options = _Options()
    styles = _styles()
    for sheet in sheets:
        _Writing(sheet, book.create_sheet(sheet.name), options, styles).run()
    options.write(book.create_sheet(OPTIONS))
    return xlsx.book_bytes(book)


@dataclass(slots=True)
class _Options:
    """The hidden sheet of the drop-down lists: an inline list holds no comma and 255 letters."""

    columns: dict[tuple[str, ...], str] = field(default_factory=dict)

    def range(self, options: tuple[str, ...]) -> str:
        if options not in self.columns:
            letter = xlsx.letter(len(self.columns) + 2)
            last = len(options) + FIRST - 1
            self.columns[options] = f"{OPTIONS}!${letter}${FIRST}:${letter}${last}"
        return self.columns[options]

    def write(self, page: Any) -> None:
        page.sheet_state = "hidden"
        xlsx.put(page, 1, 1, "dossiers listes")
        for column, options in enumerate(self.columns, 2):
            for row, option in enumerate(options, FIRST):
                xlsx.put(page, row, column, option)


@dataclass(slots=True)
class _Writing:
    """One sheet being written."""

    sheet: Sheet
    page: Any
    options: _Options
    styles: Mapping[str, Any]

    def run(self) -> None:
        self.keys()
        self.titles()
        row = FIRST
        if any(column.help for column in self.sheet.columns):
            self.helps(row)
            row += 1
        self.page.freeze_panes = f"C{row}"
        blanks = [Line("", ())] * self.sheet.blank
        lines = (*self.sheet.lines, *blanks)
        for number, line in enumerate(lines, row):
            self.line(number, line)
        self.drop_downs(row, lines)
        self.page.sheet_view.showGridLines = False
        print_setup(self.page, titles=TITLES)

    def keys(self) -> None:
        xlsx.put(self.page, 1, 1, self.sheet.marker)
        self.page.row_dimensions[1].hidden = True
        self.page.column_dimensions["A"].hidden = True
        for number, column in enumerate(self.sheet.columns, 2):
            letter = xlsx.letter(number)
            self.page.column_dimensions[letter].width = column.width
            if column.key:
                self.page.column_dimensions[letter].number_format = "@"
                xlsx.put(self.page, 1, number, column.key)

    def titles(self) -> None:
        xlsx.put(self.page, TITLES, 1, "#")
        for number, column in enumerate(self.sheet.columns, 2):
            self.put(TITLES, number, column.title, "title")

    def helps(self, row: int) -> None:
        xlsx.put(self.page, row, 1, "#")
        for number, column in enumerate(self.sheet.columns, 2):
            self.put(row, number, column.help, "help")

    def line(self, row: int, line: Line) -> None:
        xlsx.put(self.page, row, 1, line.key)
        texts = (*line.texts, *("" for _ in self.sheet.columns))
        for number, (column, text) in enumerate(zip(self.sheet.columns, texts, strict=False), 2):
            cell = self.put(row, number, text, self.style(column, line))
            if number == 2 and line.link:  # noqa: PLR2004 - the first column after the keys
                cell.hyperlink = xlsx.link(cell.coordinate, line.link, f"C{FIRST}")

    def style(self, column: Column, line: Line) -> str:
        if column.key:
            first = next(c for c in self.sheet.columns if c.key)
            return "asked" if column.asked or (line.asked and column is first) else "open"
        if line.link:
            return "link"
        return "strong" if line.strong and column is self.sheet.columns[0] else "plain"

    def drop_downs(self, first: int, lines: Sequence[Line]) -> None:
        """A list for each column that has options, and one for each line that has its own."""
        places: dict[tuple[str, ...], list[str]] = {}
        last = max(first + len(lines) - 1, _REACH)
        for number, column in enumerate(self.sheet.columns, 2):
            letter = xlsx.letter(number)
            if column.options:
                places.setdefault(column.options, []).append(f"{letter}{first}:{letter}{last}")
            for row, line in enumerate(lines, first) if column.key else ():
                if line.options:
                    places.setdefault(line.options, []).append(f"{letter}{row}")
        for options, cells in places.items():
            self.page.add_data_validation(xlsx.drop_down(self.options.range(options), cells))

    def put(self, row: int, column: int, text: str, style: str) -> Any:
        cell = xlsx.put(self.page, row, column, text)
        cell.style = self.styles[style]
        width = self.sheet.columns[column - 2].width
        shape = self.page.row_dimensions[row]
        shape.height = max(height(text, width), shape.height or 0)
        return cell


def print_setup(page: Any, titles: int) -> None:
    """How a sheet is printed: on A4, as wide as the page, its row of titles on each."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = "9"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{titles}:{titles}"
    page.oddFooter.center.text = "&A – page &P/&N"


def _styles() -> dict[str, Any]:
    style = xlsx.style
    return {
        "title": style("Titre de colonne", fill=INK, line=LINE, bold=True, color="FFFFFF"),
        "help": style("Aide de colonne", fill=_PALE, line=LINE, italic=True, size=9),
        "plain": style("Texte", line=_PALE),
        "strong": style("Texte obligatoire", line=_PALE, bold=True),
        "asked": style("Saisie obligatoire", fill=_ASKED, line=LINE),
        "open": style("Saisie", line=LINE),
        "link": style("Renvoi", underline="single", color="1F4E9E"),
    }


def height(text: str, width: int) -> float:
    """How high a row is, in points, that holds a text in a column."""
    return _POINTS * sum(_wrapped(line, width) for line in text.split("\n")) + 4


def _wrapped(line: str, width: int) -> int:
    """How many lines a text takes in a column, its words kept whole."""
    return len(wrap(line, max(1, int(width * _FILLED)))) or 1


def _cut(text: str, length: int) -> str:
    """The text, or its first words and an ellipsis, no small word before it."""
    if len(text) <= length:
        return text
    words = text[:length].split(" ")[:-1]
    while len(words) > 1 and len(words[-1]) <= _SMALL:
        words.pop()
    kept = " ".join(words) or text
    return kept[: length - 1].rstrip(" ,;.–-") + "…"
