"""Where a thing stands in a Word file, as its author can find it: there are no lines to count."""

from __future__ import annotations

import re

from dossiers.findings import Mark, quoted
from dossiers.formats.ooxml import Element, q

_PARTS = {"header": "en-tête", "footer": "pied de page"}
PARAGRAPH, TEXT, TABLE, ROW, CELL, RUN = map(q, ("w:p", "w:t", "w:tbl", "w:tr", "w:tc", "w:r"))


class Places:
    """The places of one part of a Word file; paragraphs count from 1, those of tables included."""

    def __init__(self, root: Element, file: str, part: str) -> None:
        self._file = file
        self._part = part
        self._paragraphs = list(root.iter(PARAGRAPH))
        self._ranks = {each: rank for rank, each in enumerate(self._paragraphs, 1)}
        self._tables = list(root.iter(TABLE))

    def of(self, element: Element) -> Mark:
        """The place of the paragraph that holds an element, or is nearest to it."""
        paragraph = self._nearest(element)
        if paragraph is None:
            return Mark(self._file, where=self._part)
        rank = self._ranks[paragraph]
        said = [*self._holder(), *self._cell(paragraph), f"paragraphe {rank}"]
        if text := quoted(words_of(paragraph)):
            said[-1] += f" « {text} »"
        return Mark(self._file, rank, where=", ".join(said))

    def _nearest(self, element: Element) -> Element | None:
        around = [element, *element.iterancestors(PARAGRAPH)]
        inside = element.iter(PARAGRAPH)
        before = element.itersiblings(preceding=True)
        last = [each for sibling in before for each in sibling.iter(PARAGRAPH)]
        known = (each for each in (*around, *inside, *last) if each in self._ranks)
        return next(known, self._paragraphs[-1] if self._paragraphs else None)

    def _holder(self) -> list[str]:
        kind = re.fullmatch(r"word/(header|footer)(\d*)\.xml", self._part)
        return [f"{_PARTS[kind[1]]} {kind[2]}".strip()] if kind else []

    def _cell(self, paragraph: Element) -> list[str]:
        held = (next(paragraph.iterancestors(tag), None) for tag in (CELL, ROW, TABLE))
        cell, row, table = held
        if cell is None or row is None or table is None:  # a damaged file may have a cell alone
            return []
        number = self._tables.index(table) + 1
        line = list(table.iter(ROW)).index(row) + 1
        column = list(row.iter(CELL)).index(cell) + 1
        return [f"tableau {number}", f"ligne {line}", f"colonne {column}"]


def words_of(element: Element) -> str:
    """The characters of a paragraph, a cell or a row, as they are typed."""
    return "".join(text.text or "" for text in element.iter(TEXT))
