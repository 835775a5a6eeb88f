"""The files that travel inside a document, PDF or Word, and what those of the program say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
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
    return stated(carried(data).get(RECEIPT, b""))


_KINDS: Mapping[str, type] = {"document": str, "programme": dict, "date": str}
"""What the values that decide something are in a receipt or a manifest of the program's."""


def stated(data: bytes) -> dict[str, Any]:
    """The entries of a JSON object that the program wrote, and that anyone may have changed since.

    Without those that are no longer of their kind; empty for what is no object.
    """
    with suppress(ValueError, RecursionError):
        found = json.loads(data)
        if isinstance(found, dict):
            return {key: value for key, value in found.items() if _of_its_kind(key, value)}
    return {}


def _of_its_kind(key: str, value: object) -> bool:
    with suppress(ValueError):
        return isinstance(value, _KINDS.get(key, object)) and (
            key != "date" or bool(date.fromisoformat(str(value)))
        )
    return False
