"""The files that travel inside a document, PDF or Word."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from dossiers.errors import LibraryError
from dossiers.formats import docx_words, pdf_parts
from dossiers.formats.names import RECEIPT
from dossiers.formats.pdf import PdfProblem


class CarriedProblem(ValueError):  # noqa: N818 - a state of the user's file
    """A document that cannot be read, told in a French sentence."""


def carried_in(data: bytes) -> dict[str, bytes]:
    """The files inside a document, by name. Raises CarriedProblem."""
    try:
        if data.startswith(b"%PDF-"):
            return pdf_parts.attachments(data)
        return docx_words.attachments(data)
    except PdfProblem as problem:
        raise CarriedProblem(str(problem)) from problem
    except LibraryError as problem:
        raise CarriedProblem("Ce n’est pas un fichier Word lisible.") from problem


def carried(data: bytes) -> dict[str, bytes]:
    """The files inside a document, by name; none where it cannot be read."""
    with suppress(CarriedProblem):
        return carried_in(data)
    return {}


def receipt(data: bytes) -> dict[str, Any]:
    """What a document says of itself; empty where it says nothing that can be read."""
    with suppress(ValueError):
        found = json.loads(carried(data).get(RECEIPT, b"{}"))
        return found if isinstance(found, dict) else {}
    return {}
