"""Whole Word models, made with python-docx as their authors would make them with Word."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from small import DOSSIER, PROCEDURE, Small

ROOT = Path(__file__).parents[1]
WORDED = PROCEDURE.replace(
    'lettre: {titre: "Lettre {{ reference }}"}',
    'lettre: {titre: "Lettre {{ reference }}", modele: lettre.docx}',
)
NAME = "templates/essai/petite/lettre.docx"
Draw = Callable[[Any], object]


def blank() -> Any:
    """A Word file with the styles, the header and the footer of the conventions, and no text."""
    made = Document(str(ROOT / "templates/conventions/habillage.docx"))
    body = made.element.body
    for element in [each for each in body if each.tag != qn("w:sectPr")]:
        body.remove(element)
    return made


def model(*lines: str, draw: Draw | None = None) -> bytes:
    """A Word model of these paragraphs, on which `draw` may go on."""
    made = blank()
    for line in lines:
        made.add_paragraph(line)
    if draw is not None:
        draw(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def table(made: Any, *rows: tuple[str, ...], style: str = "Tableau de dossier") -> Any:
    """A table whose first row is its header."""
    drawn = made.add_table(rows=0, cols=len(rows[0]), style=style)
    for texts in rows:
        for cell, text in zip(drawn.add_row().cells, texts, strict=True):
            cell.text = text
    properties = drawn.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    properties.append(element("<w:tblHeader {}/>"))
    return drawn


def element(xml: str) -> Any:
    """An element of WordprocessingML; `{}` takes the names of its spaces."""
    return parse_xml(xml.replace("{}", nsdecls("w"), 1))


def library(small: Small, data: bytes, procedure: str = WORDED) -> Small:
    """The small library, whose letter is a Word model."""
    (small.root / "templates/essai/petite/lettre.md").unlink(missing_ok=True)
    (small.root / NAME).write_bytes(data)
    small.procedure(procedure)
    return small


__all__ = ["DOSSIER", "NAME", "WORDED", "blank", "element", "library", "model", "table"]
