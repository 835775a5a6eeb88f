"""Tables of typed cells → an .xlsx workbook, a row at a time: any number of rows, little memory.

Each table is a sheet with a frozen, filtered header; a number and a date are what they are, and a
text is never a formula.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any, TypeAlias

from dossiers.errors import UsageProblem
from dossiers.french.days import short
from dossiers.values import Amount, Ratio
from dossiers.workbooks import xlsx
from dossiers.workbooks.page import LONGEST
from dossiers.workbooks.sheets import INK, LINE, height, print_setup

Value: TypeAlias = str | int | Decimal | date | None
MOST_ROWS = 1_048_576
"""How many rows a sheet holds, its header included."""
_CUT = "… (suite dans la feuille « Constats »)"
_SINCE = date(1900, 3, 1)
"""Before this day, Excel and LibreOffice do not number the days alike."""
_DAY = (1980, 1, 1, 0, 0, 0)
_CHUNK, _END = 1 << 20, 1 << 12
"""How a part is copied: its last bytes hold all that changes in it."""
_NUMBERS = ((Amount, "amount"), (Ratio, "share"), (Decimal, "decimal"), (int, "number"))
_FORMS = {
    "text": "@", "number": "#,##0", "decimal": "#,##0.00##", "amount": "#,##0.00\\ €",
    "share": "0.0\\ %", "day": "dd/mm/yyyy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet to write: its name, a title and a width in characters by column, its rows.

    `wrap` makes rows as high as their texts.
    """

    name: str
    titles: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterable[Sequence[Value]]
    wrap: bool = False


def write(layouts: Iterable[Layout], title: str, keyword: str, file: IO[bytes]) -> None:
    """Write the workbook of these sheets: the same bytes each time.

    `keyword` is told by the properties of the file. Raises UsageProblem for too many rows.
    """
    book = xlsx.new_book(title, streamed=True)
    book.properties.keywords = keyword
    styles = _styles()
    for layout in layouts:
        _sheet(book, layout, styles if layout.wrap else {**styles, "text": styles["line"]})
    with tempfile.TemporaryFile() as rough:
        book.save(rough)
        _settle(rough, file)


def _sheet(book: Any, layout: Layout, styles: Mapping[str, Any]) -> None:
    page = book.create_sheet(layout.name)
    page.freeze_panes = "B2"
    for number, width in enumerate(layout.widths, 1):
        page.column_dimensions[xlsx.letter(number)].width = width
    print_setup(page, titles=1)
    _append(page, 1, layout.titles, layout, {**styles, "text": styles["title"]})
    last = 1
    for last, row in enumerate(layout.rows, 2):
        if last > MOST_ROWS:
            raise UsageProblem(
                f"La feuille « {layout.name} » dépasserait {MOST_ROWS} lignes, ce qu’un classeur "
                "tient : demander « -t csv » ou « -t json »."
            )
        _append(page, last, row, layout, styles)
    page.auto_filter.ref = f"A1:{xlsx.letter(len(layout.titles))}{last}"


def _append(
    page: Any, number: int, row: Sequence[Value], layout: Layout, styles: Mapping[str, Any]
) -> None:
    """Add a row, as high as its texts where they are wrapped; its height leaves the memory too."""
    if layout.wrap or number == 1:
        texts = zip(row, layout.widths, strict=True)
        page.row_dimensions[number].height = max(height(_text(v), width) for v, width in texts)
    page.append([_cell(page, value, styles) for value in row])
    page.row_dimensions.pop(number, None)


def _cell(page: Any, value: Value, styles: Mapping[str, Any]) -> Any:
    kind = _kind(value)
    cell = xlsx.appended(page)
    if kind == "text":
        text = _text(value)
        xlsx.say(cell, text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT)
    else:
        cell.value = value
    cell.style = styles[kind]
    return cell


def _kind(value: Value) -> str:
    """How a cell holds a value; what a spreadsheet would round or misdate is a text."""
    match value:
        case date() if value >= _SINCE:
            return "day"
        case int() | Decimal() if len(Decimal(value).as_tuple().digits) <= xlsx.DIGITS:
            return next(name for kind, name in _NUMBERS if isinstance(value, kind))
        case _:
            return "text"


def _text(value: Value) -> str:
    if value is None:
        return ""
    return short(value) if isinstance(value, date) else f"{value}"


def _styles() -> dict[str, Any]:
    title = xlsx.style("Titre", fill=INK, line=LINE, bold=True, color="FFFFFF")
    flat = xlsx.style("Texte sur une ligne", line=LINE, wrap=False)
    return {"title": title, "line": flat} | {
        name: xlsx.style(f"Case {name}", line=LINE, form=form) for name, form in _FORMS.items()
    }


def _settle(rough: IO[bytes], file: IO[bytes]) -> None:
    """Copy a workbook without its clock, and tell that a number may be a text."""
    with (
        zipfile.ZipFile(rough) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            fresh = zipfile.ZipInfo(entry.filename, _DAY)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            with source.open(entry) as part, target.open(fresh, "w") as settled:
                held = b""
                while chunk := part.read(_CHUNK):
                    held += chunk
                    settled.write(held[:-_END])
                    held = held[-_END:]
                settled.write(xlsx.settled(entry.filename, held))
