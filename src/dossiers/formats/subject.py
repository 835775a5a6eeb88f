"""What a document says it is about: the program writes there the reference of its dossier."""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape

from dossiers.errors import LibraryError
from dossiers.formats import ooxml, pdf

_HEAD = 2_000
_PAGE = re.compile('<meta name="description" content="([^"]*)">')
_CORE = "docProps/core.xml"
_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"


def subject(data: bytes) -> str:
    """The subject of a PDF, a Word file or a page; empty where there is none to read."""
    with suppress(pdf.PdfProblem, LibraryError):
        if pdf.claims_to_be_one(data):
            return _of_pdf(data)
        if data.startswith(b"PK"):
            return _of_word(data)
    found = _PAGE.search(data[:_HEAD].decode(errors="replace"))
    return unescape(found[1]) if found else ""


def _of_pdf(data: bytes) -> str:
    with pdf.reading():
        told = pdf.opened(data).metadata
        return str(told.subject or "") if told else ""


def _of_word(data: bytes) -> str:
    parts = ooxml.read_parts(data, "")
    root = ooxml.parse(parts[_CORE], _CORE) if _CORE in parts else None
    return str(root.findtext(_SUBJECT) or "") if root is not None else ""
