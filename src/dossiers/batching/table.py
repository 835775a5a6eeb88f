"""A CSV file or a workbook → a `Table`: columns that are fields of a procedure, a dossier a row.

What keeps every row from being read is a finding of the table; what is wrong with one row alone is
a finding of that row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dossiers.batching.columns import Column, column_of
from dossiers.errors import unreadable
from dossiers.findings import Finding, Mark, Severity, Verdict, quoted
from dossiers.french.words import enumerate_words
from dossiers.opening.personal import veiled
from dossiers.procedures.procedure import Procedure
from dossiers.reading.decoding import MAX_BYTES, Undecodable
from dossiers.reading.source import FORBIDDEN, Keys, dotted
from dossiers.workbooks import delimited, xlsx
from dossiers.workbooks.page import Cell, Page
from dossiers.workbooks.xlsx import XlsxProblem

MAX_COLUMNS = 1_000
NOTE = "#"
"""What the title of a column starts with that is for people only."""
REFERENCE: Keys = ("reference",)
_WORKBOOKS = (".xlsx", ".xlsm")
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it: its texts by column, and what is wrong with it alone."""

    number: int
    texts: Mapping[int, str]
    problems: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read; it has no row where one of its `problems` blocks."""

    file: str
    sheet: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Finding, ...] = ()

    def mark(self, row: int, column: int = 1) -> Mark:
        """The place of a cell."""
        return Mark(self.file, row, column, self.sheet)


def read_table(path: Path, procedure: Procedure) -> Table:
    """The table of a file, for a procedure. Raises MachineError where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    table = Table(str(path))
    try:
        page, *others = _pages(content, path.suffix.lower())
    except Undecodable as problem:
        mark = table.mark(problem.line, problem.column)
        return replace(table, problems=(_finding(problem.rule, problem.message, mark),))
    except XlsxProblem as problem:
        mark = Mark(table.file, 1, 1, problem.sheet)
        return replace(table, problems=(_finding(problem.rule, str(problem), mark),))
    return _Reader(replace(table, sheet=page.name), page, procedure).table(others)


def _pages(content: bytes, suffix: str) -> tuple[Page, ...]:
    """The table, then the sheets beside it. Raises Undecodable, XlsxProblem."""
    if not content.startswith(b"PK\x03\x04") and suffix not in _WORKBOOKS:
        return (delimited.load(content),)
    pages = xlsx.load(content, MAX_COLUMNS + 1)
    if not pages:
        raise XlsxProblem("classeur", "Ce classeur n’a pas de feuille de cellules.")
    return pages


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a page; `blank` is the table without what the page says."""

    blank: Table
    page: Page
    procedure: Procedure

    def table(self, others: list[Page]) -> Table:
        columns, problems = self.columns()
        numbers = [number for number in self.page.rows() if number > 1]
        if not numbers and not problems:
            message = "La table n’a pas de ligne : sous les titres, une par dossier est attendue."
            problems.append(_finding("table", message, self.blank.mark(1)))
        blocked = bool(problems)
        for other in others:
            if other.cells:
                message = f"La feuille « {other.name} » n’est pas lue : la première est la table."
                mark = Mark(self.blank.file, 1, 1, other.name)
                problems.append(_finding("feuille", message, mark, blocking=False))
        whole = replace(self.blank, columns=columns, problems=tuple(map(veiled, problems)))
        return whole if blocked else replace(whole, rows=tuple(self.rows(numbers, columns)))

    def columns(self) -> tuple[tuple[Column, ...], list[Finding]]:
        """The columns that give a field, and what is wrong with the first row."""
        columns: dict[Keys, Column] = {}
        problems = []
        for number, name in self.titles().items():
            mark = self.blank.mark(1, number)
            if number > MAX_COLUMNS:
                problems.append(_finding("taille", f"Plus de {MAX_COLUMNS} colonnes.", mark))
                break
            found = column_of(self.procedure, number, name)
            if isinstance(found, str):
                message = f"Colonne « {quoted(name)} » : {found}"
                problems.append(_finding("colonne", message, mark))
            elif found.keys in columns:
                first = columns[found.keys].number
                message = f"Colonne « {quoted(name)} » : ce champ est déjà celui de la colonne "
                problems.append(_finding("doublon", f"{message}{first}.", mark))
            else:
                columns[found.keys] = found
        if REFERENCE not in columns and not problems:
            message = "Une colonne « reference » est attendue : elle nomme la liasse de la ligne."
            problems.append(_finding("colonne", message, self.blank.mark(1)))
        return tuple(columns.values()), problems

    def titles(self) -> dict[int, str]:
        """The titles of the columns that are to be read, by column."""
        titles = {
            column: self.page.text(1, column).strip()
            for row, column in sorted(self.page.cells)
            if row == 1
        }
        return {n: title for n, title in titles.items() if not title.startswith(NOTE)}

    def rows(self, numbers: list[int], columns: tuple[Column, ...]) -> Iterator[Row]:
        held: dict[int, dict[int, Cell]] = defaultdict(dict)
        notes = {n for n in range(1, MAX_COLUMNS + 2) if self.page.text(1, n).startswith(NOTE)}
        for (row, number), cell in sorted(self.page.cells.items()):
            if number not in notes and (cell.problem or cell.text.strip()):
                held[row][number] = cell
        name = next(column.number for column in columns if column.keys == REFERENCE)
        alike: dict[str, list[int]] = defaultdict(list)
        for row in held.keys() - {1}:
            alike[self.page.text(row, name).strip().casefold()].append(row)
        titled = {column.number: column for column in columns}
        for row in numbers:
            if row not in held:
                continue
            problems = [
                *self.wrong_cells(row, held[row], titled),
                *self.doubles(row, name, alike[self.page.text(row, name).strip().casefold()]),
            ]
            texts = {number: _clean(cell.text) for number, cell in held[row].items()}
            yield Row(row, texts, tuple(map(veiled, problems)))

    def wrong_cells(
        self, row: int, cells: Mapping[int, Cell], titled: Mapping[int, Column]
    ) -> Iterator[Finding]:
        for number, cell in cells.items():
            mark = self.blank.mark(row, number)
            path = dotted(titled[number].keys) if number in titled else ""
            if number not in titled:
                message = f"« {quoted(cell.text)} » est dans une colonne sans titre."
                yield _finding("cellule", message, mark)
            elif cell.problem:
                yield _finding("cellule", cell.problem, mark, path)
            elif bad := FORBIDDEN.search(_plain(cell.text)):
                message = f"Caractère interdit U+{ord(bad[0]):04X}, en position {bad.start() + 1}."
                yield _finding("caractere", message, mark, path)

    def doubles(self, row: int, column: int, alike: list[int]) -> Iterator[Finding]:
        """A finding where other rows bear the reference of a row: none is then written."""
        text = self.page.text(row, column).strip()
        others = [str(other) for other in sorted(alike) if other != row]
        if not text or not others:
            return
        named = [*others[:_MOST_NAMED], *(["d’autres"] if len(others) > _MOST_NAMED else [])]
        where = (
            f"de la ligne {named[0]}" if len(named) == 1 else f"des lignes {enumerate_words(named)}"
        )
        message = f"La référence « {quoted(text)} » est aussi celle {where} : aucune n’est écrite."
        yield _finding("doublon", message, self.blank.mark(row, column), dotted(REFERENCE))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", _plain(text))


def _finding(
    rule: str, message: str, mark: Mark, path: str = "", *, blocking: bool = True
) -> Finding:
    return Finding(
        rule=f"lecture/{rule}",
        severity=Severity.ERROR if blocking else Severity.WARNING,
        message=message,
        mark=mark,
        path=path,
        effect=Verdict.INVALID if blocking else Verdict.COMPLETE,
    )
