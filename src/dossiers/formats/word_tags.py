"""The tags of a Word file as text: what Word has cut is joined again. Sole importer of docxtpl."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from dossiers.formats.ooxml import serialize

if TYPE_CHECKING:
    from dossiers.formats.ooxml import Element


def mended(root: Element) -> str:
    """The XML of a part as the text of a template, in which each tag is in one piece.

    Word cuts a tag into runs and curls its quotes. A paragraph, a row or a cell that holds a tag
    such as `{%p for … %}`, `{%tr … %}` or `{%tc … %}` gives way to that tag.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415 - cold start

    text: str = DocxTemplate(BytesIO()).patch_xml(serialize(root).decode().split("?>", 1)[1])
    return text
