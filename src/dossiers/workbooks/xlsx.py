"""The bytes of an .xlsx workbook ↔ its cells. Sole importer of openpyxl.

What was typed comes back as text, a formula as a problem of its cell; rows are read within bounds.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dossiers.formats.archive import DAMAGED, unfolded
from dossiers.formats.ooxml import DECLARED, write_package
from dossiers.reading.decoding import MAX_BYTES
from dossiers.workbooks.page import LONGEST, MAX_CELLS, MAX_ROWS, Cell, Page

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.hyperlink import Hyperlink

MAX_UNFOLDED = 30_000_000
MAX_PARTS = 1_000
MAX_ASIDE = 2_000_000
"""How large a part may be that holds no cell: openpyxl makes an object of each style."""
MAX_COLUMNS = 200
MAX_SIGNS = 10_000_000
"""How many signs the cells hold together: a few bytes of a file can stand for many of them."""
_WALKED = 2_000_000
"""How many rows are walked through, blank ones included: a sheet may skip to its last one."""
DIGITS = 15
"""How many digits of a number a spreadsheet keeps (Excel specifications and limits)."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_EPOCH = rb"\g<1>1980-01-01T00:00:00Z"


class XlsxProblem(Exception):  # noqa: N818 - a finding to be, not a fault of the program
    """Why a workbook cannot be read, in French; `rule` names it, `sheet` tells where."""

    def __init__(self, rule: str, message: str, sheet: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.sheet = sheet


def load(content: bytes, columns: int = MAX_COLUMNS) -> tuple[Page, ...]:
    """The sheets of a workbook, in their order, up to a column. Raises XlsxProblem."""
    from openpyxl import load_workbook  # noqa: PLC0415 - cold start

    _refuse(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that a form does not use
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            budget = _Budget()
            return tuple(_page(sheet, budget, columns) for sheet in book.worksheets)
    except XlsxProblem:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part makes it raise
        message = "Le classeur est abîmé : l’ouvrir dans un tableur et l’enregistrer à nouveau."
        raise XlsxProblem("classeur", message) from error


@dataclass(slots=True)
class _Budget:
    """What is left to read of a workbook."""

    cells: int = MAX_CELLS
    rows: int = _WALKED
    signs: int = MAX_SIGNS

    @property
    def spent(self) -> bool:
        """Whether more was read than may be."""
        return min(self.cells, self.rows, self.signs) < 0


def _refuse(content: bytes) -> None:
    """Raise XlsxProblem for what is no workbook, or may not be read safely."""
    if len(content) > MAX_BYTES:
        raise XlsxProblem("taille", f"Le classeur dépasse {MAX_BYTES // 1_000_000} Mo.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise XlsxProblem(
            "format",
            "Ce classeur est protégé par un mot de passe, ou d’un ancien format (.xls) : "
            "l’enregistrer au format .xlsx, sans mot de passe.",
        )
    parts = unpack(content)
    if "xl/workbook.xml" not in parts:
        raise XlsxProblem("format", "Ce fichier n’est pas un classeur au format .xlsx.")
    if any(DECLARED.search(part) for part in parts.values()):
        raise XlsxProblem("format", "Le classeur déclare des entités XML : il n’est pas lu.")


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of a package. Raises XlsxProblem for no package, or beyond the bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            whole = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_PARTS or whole > MAX_UNFOLDED or any(map(_too_large, entries)):
                raise XlsxProblem(
                    "taille", f"Le classeur, déplié, dépasse {MAX_UNFOLDED // 1_000_000} Mo."
                )
            return {entry.filename: unfolded(archive, entry) for entry in entries}
    except DAMAGED as error:
        message = "Ce fichier n’est pas un classeur au format .xlsx, ou il est tronqué."
        raise XlsxProblem("format", message) from error


def _too_large(entry: zipfile.ZipInfo) -> bool:
    aside = not entry.filename.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/media/"))
    return aside and entry.file_size > MAX_ASIDE


def _page(sheet: Any, budget: _Budget, columns: int) -> Page:
    cells: dict[tuple[int, int], Cell] = {}
    gap: object = None
    sheet.reset_dimensions()  # those that a file declares may be wrong, and cells be lost
    for row, entries in enumerate(sheet.iter_rows(max_col=columns), 1):
        budget.rows -= 1
        if entries is gap and budget.rows > 0:
            continue  # openpyxl gives one and the same blank row for all that a sheet skips
        filled = {n: _cell(entry) for n, entry in enumerate(entries, 1) if entry.value is not None}
        gap = entries if not filled else None
        cells |= {(row, column): cell for column, cell in filled.items()}
        budget.cells -= len(filled)
        budget.signs -= sum(len(cell.text) for cell in filled.values())
        if budget.spent or (row > MAX_ROWS and filled):
            raise XlsxProblem(
                "taille",
                f"Le classeur dépasse {MAX_ROWS} lignes remplies, {MAX_CELLS} cellules ou "
                f"{MAX_SIGNS // 1_000_000} millions de signes.",
                sheet.title,
            )
    return Page(sheet.title, cells)


def _cell(entry: Any) -> Cell:
    match entry.data_type, entry.value:
        case "f", _:
            return Cell("", "Une formule n’est pas lue : la remplacer par sa valeur.")
        case "e", shown:
            return Cell("", f"La cellule porte l’erreur « {shown} » du tableur.")
        case _, bool() as answer:
            return Cell("vrai" if answer else "faux")
        case _, int() | float() as number:
            return _number(number, entry.number_format or "")
        case _, datetime() as moment if moment.time() == time():
            return Cell(f"{moment:%Y-%m-%d}")
        case _, other:
            return _text(f"{other}")


def _text(text: str) -> Cell:
    if len(text) > LONGEST:
        return Cell("", f"Ce texte dépasse les {LONGEST} signes d’une cellule.")
    return Cell(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))


def _number(number: float, shown: str) -> Cell:
    """A number as a person would type it: `12`, `12,5`, `80 %`, `01000` where it shows zeros."""
    if abs(number) >= 10**DIGITS:
        return Cell(
            "",
            f"Ce nombre dépasse {DIGITS} chiffres, le tableur en a perdu la fin : mettre la "
            "cellule au format Texte et le saisir à nouveau.",
        )
    percent = "%" in shown
    exact = Decimal(f"{number * 100 if percent else number:.{DIGITS}g}")
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".").replace(".", ",")
    if re.fullmatch(f"0{{1,{DIGITS}}}", shown) and text.isdecimal():
        text = text.zfill(len(shown))
    return Cell(f"{text} %" if percent else text)


def new_book(title: str, *, streamed: bool = False) -> Workbook:
    """A workbook without a sheet; rows of a `streamed` one are appended, and leave the memory."""
    from openpyxl import Workbook  # noqa: PLC0415 - cold start

    book = Workbook(write_only=streamed)
    for page in book.worksheets:
        book.remove(page)
    book.properties.creator = "dossiers"
    book.properties.title = title
    book.properties.language = "fr-FR"
    return book


def book_bytes(book: Workbook) -> bytes:
    """The file of a workbook: no clock enters it, and a row still grows with what is typed."""
    file = io.BytesIO()
    book.save(file)
    parts = unpack(file.getvalue()).items()
    fixed = b' customHeight="1"'
    return write_package({name: settled(name, part.replace(fixed, b"")) for name, part in parts})


def settled(name: str, part: bytes) -> bytes:
    """A part, or its end, without a clock; in a sheet, a number may be a text."""
    if name == "docProps/core.xml":
        return _CLOCK.sub(_EPOCH, part)
    if not name.startswith("xl/worksheets/"):
        return part
    told = b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/>'
    end = b"</headerFooter>"
    return part.replace(end, end + told + b"</ignoredErrors>")


def put(page: Any, row: int, column: int, text: str) -> Any:
    """The cell, holding a text whatever it looks like: `=1`, `#N/A` and `01000` included."""
    cell = page.cell(row, column)
    say(cell, text)
    cell.number_format = "@"
    return cell


def appended(page: Any) -> Any:
    """A cell to append to a streamed sheet."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - cold start

    return WriteOnlyCell(page)


def say(cell: Any, text: str) -> None:
    """Make a cell hold a text, whatever it looks like."""
    if text:
        cell.value = _ESCAPED.sub(r"_x005F_x\1_", text)
        cell.data_type = "s"


def letter(column: int) -> str:
    """The letters of a column, « AA » for 27."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - cold start

    return get_column_letter(column)


def link(place: str, sheet: str, cell: str) -> Hyperlink:
    """A link from a place of a sheet to a cell of another."""
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415 - cold start

    quoted = sheet.replace("'", "''")
    return Hyperlink(ref=place, location=f"'{quoted}'!{cell}")


def drop_down(options: str, places: Sequence[str]) -> DataValidation:
    """A list to choose from, its words in a range of cells; another word is only warned about."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - cold start

    rule = DataValidation(type="list", formula1=options, allow_blank=True, errorStyle="warning")
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = "Choix", "Choisir un mot de la liste."
    for place in places:
        rule.add(place)
    return rule


def style(
    name: str, *, fill: str = "", line: str = "", form: str = "@", wrap: bool = True, **font: Any
) -> Any:
    """A named style; `fill` and `line` are colours, `font` goes to openpyxl."""
    from openpyxl.styles import (  # noqa: PLC0415 - cold start
        Alignment,
        Border,
        Font,
        NamedStyle,
        PatternFill,
        Side,
    )

    side = Side(style="thin", color=line or None)
    return NamedStyle(
        name=name,
        font=Font(**{"name": "Calibri", "size": 11, **font}),
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        border=Border(left=side, right=side, top=side, bottom=side) if line else Border(),
        alignment=Alignment(wrap_text=wrap, vertical="top"),
        number_format=form,
    )
