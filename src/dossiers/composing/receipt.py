"""The receipt that a document carries as data: what it was made from, and the hash of its words."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from dossiers import __version__
from dossiers.blocks import Attachment, Document, paragraphs
from dossiers.formats.names import RECEIPT
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier

# White space, and every hyphen: a reader cannot tell one of the text from one of a line end.
_IGNORED = re.compile("[\\s\u00ad\u2010\u2011-]+")

PROGRAM = {"nom": "dossiers", "version": __version__}
"""How a receipt and a manifest name what wrote them."""


def normal_words(texts: Iterable[str]) -> str:
    """Words as they can be read back from a PDF or a DOCX: NFKC, no space, no hyphen.

    Signs and decimal separators stay: « 1 000,50 » and « 100 050 » differ.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", "".join(texts)))


def words_sha256(document: Document) -> str:
    """The hash of a document's words, running headers and page numbers left out."""
    return hashlib.sha256(normal_words(paragraphs(document)).encode()).hexdigest()


def values_sha256(dossier: Dossier) -> str:
    """The hash of a dossier's typed values, its pièces left out."""
    canonical = json.dumps(_plain(dossier.values), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def attach(
    dossier: Dossier, document: Document, given: date | None = None, *, draft: bool = False
) -> Attachment:
    """The receipt of a document. `given` is the date of the command line, if any."""
    procedure = dossier.procedure
    receipt: dict[str, Any] = {
        "version": 1,
        "reference": dossier.reference,
        "document": document.id,
        "procedure": {"id": procedure.id, "version": procedure.version},
        "bibliotheque_sha256": procedure.fingerprint,
        "programme": PROGRAM,
        "valeurs_sha256": values_sha256(dossier),
        "mots_sha256": words_sha256(document),
    }
    if given is not None:
        receipt["date"] = given.isoformat()
    if draft:
        receipt["projet"] = True
    return Attachment(
        name=RECEIPT,
        data=json.dumps(receipt, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        media_type="application/json",
        description="Reçu d’émission du document",
        relationship="Data",
    )


def _plain(value: Any) -> Any:
    match value:
        case Group():
            return {name: _plain(entry) for name, entry in value.fields.items()}
        case Missing():
            return None
        case tuple():
            return [_plain(entry) for entry in value]
        case date():
            return value.isoformat()
        case bool() | int():
            return value
        case _:
            return str(value)
