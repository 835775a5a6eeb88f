"""The text objects of a page as PDFium sees them: characters, place, size, and their mark.

Lengths are in points, origin at the bottom left.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

_CUT = "\x02"
"""What PDFium reads where a word is cut at the end of a line."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one size on one line. `page` counts from 1."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float


def drawn(page: Any, number: int) -> tuple[dict[int, list[Run]], list[Run], list[Run]]:
    """The text of a page: by marked content, in artifacts, and bare."""
    marked: dict[int, list[Run]] = {}
    marginal: list[Run] = []
    bare: list[Run] = []
    words = page.get_textpage()
    for item, mark in _text_objects(page):
        run = _run(item, words, number)
        if not run.text.strip():
            continue
        if mark >= 0:
            marked.setdefault(mark, []).append(run)
        else:
            (marginal if _artifact(item) else bare).append(run)
    return marked, marginal, bare


def _text_objects(page: Any) -> Iterator[tuple[Any, int]]:
    """Each text object and its mark: its own, else that of the form that draws it, else -1."""

    def within(count: int, item_at: Callable[[int], Any], outer: int) -> Iterator[tuple[Any, int]]:
        for index in range(count):
            item = item_at(index)
            own = pdfium.FPDFPageObj_GetMarkedContentID(item)
            mark = own if own >= 0 else outer
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                yield item, mark
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                inner = partial(pdfium.FPDFFormObj_GetObject, item)
                yield from within(pdfium.FPDFFormObj_CountObjects(item), inner, mark)

    whole = partial(pdfium.FPDFPage_GetObject, page.raw)
    return within(pdfium.FPDFPage_CountObjects(page.raw), whole, -1)


def _run(item: Any, words: Any, page: int) -> Run:
    length = pdfium.FPDFTextObj_GetText(item, words.raw, None, 0)
    letters = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFTextObj_GetText(item, words.raw, letters, length)
    text = bytes(letters)[: max(0, length - 2)].decode("utf-16-le", "replace")
    text = text.replace(_CUT, "\u00ad")
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    pdfium.FPDFTextObj_GetFontSize(item, size)
    seen = size.value * hypot(matrix.c, matrix.d)
    return Run(text, page, left, bottom, right, top, baseline=matrix.f, size=seen)


def _artifact(item: Any) -> bool:
    return any(
        _name(pdfium.FPDFPageObj_GetMark(item, index)) == "Artifact"
        for index in range(pdfium.FPDFPageObj_CountMarks(item))
    )


def _name(mark: Any) -> str:
    letters, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, letters, ctypes.sizeof(letters), length)
    return bytes(letters)[: max(0, length.value - 2)].decode("utf-16-le")
