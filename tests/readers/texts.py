"""The text of the pages of a PDF, as pypdf extracts it."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader


def page_texts(data: bytes) -> tuple[str, ...]:
    """The text of each page in drawing order, empty for a scan."""
    return tuple(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
