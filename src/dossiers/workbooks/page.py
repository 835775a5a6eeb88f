"""A sheet as read, of a workbook or of a CSV file: its cells by row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAX_ROWS = 10_000
MAX_CELLS = 200_000
LONGEST = 32_767
"""How many characters a cell holds, in Excel as in LibreOffice."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `problem` is why it cannot be read."""

    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet as read: its cells that hold something, by row and column counted from 1."""

    name: str
    cells: Mapping[tuple[int, int], Cell]

    def text(self, row: int, column: int) -> str:
        """What a cell says, nothing for a blank one."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def rows(self) -> tuple[int, ...]:
        """The rows that hold something, in order."""
        return tuple(sorted({row for row, _ in self.cells}))
