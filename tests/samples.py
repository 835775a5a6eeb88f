"""Real PDFs for the tests: HTML through WeasyPrint, then through pypdf where a page must be odd."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdf
import weasyprint

from dossiers.formats.pdf import opened, reading
from dossiers.formats.redraw import redrawn

FONT = Path(__file__).parent.parent / "polices" / "SourceSans3-Regular.ttf"
_STYLE = f"""
@font-face {{ font-family: Essai; src: url({FONT.as_uri()}) }}
@page {{ size: A4; margin: 25mm;
         @bottom-right {{ content: "Page " counter(page) " / " counter(pages); font-size: 9pt }} }}
body {{ font: 11pt/1.4 Essai }}
"""


@cache
def made(body: str, style: str = "") -> bytes:
    """A tagged PDF of a body, with the sheet of the tests and more style if need be."""
    head = f"<head><title>Essai</title><style>{_STYLE}{style}</style></head>"
    page = f"<html lang=fr>{head}<body>{body}</body></html>"
    data: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return data


def sheets(*words: str, style: str = "") -> bytes:
    """A PDF of one page a word."""
    return made("".join(f"<p style='break-after: page'>{word}</p>" for word in words), style)


def edited(data: bytes, edit: Callable[[pypdf.PdfWriter], object]) -> bytes:
    """The PDF after a change by pypdf."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    edit(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def drawn(data: bytes) -> bytes:
    """The PDF redrawn, as a pièce is before it is bound."""
    with reading():
        return redrawn(opened(data))
