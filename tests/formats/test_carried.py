"""What a document says of itself is believed only as far as the program could have said it."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest

from dossiers.blocks import Attachment
from dossiers.formats.carried import receipt, stated
from dossiers.formats.docx_attachments import with_attachments
from dossiers.formats.names import RECEIPT
from dossiers.formats.ooxml import read_parts, write_package

TOLD = {"document": "convention", "programme": {"version": "1"}, "date": "2026-11-21", "projet": 1}


def _word(said: bytes) -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    parts = read_parts(made.getvalue(), "essai.docx")
    carrying = Attachment(RECEIPT, said, "application/json", "Reçu")
    return write_package(with_attachments(parts, [carrying]))


def test_a_receipt_is_read_from_its_document() -> None:
    assert receipt(_word(json.dumps(TOLD).encode())) == TOLD


@pytest.mark.parametrize("said", [b"", b"[" * 100_000, b"[1]", b"{", b"\xff", b"null"])
def test_what_is_no_object_says_nothing(said: bytes) -> None:
    assert stated(said) == {}


def test_a_receipt_nested_without_end_says_nothing() -> None:
    assert receipt(_word(b"[" * 100_000)) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("document", 5), ("document", ["convention"]), ("programme", "dossiers")),
        *(("date", "2026-13-01"), ("date", 20261121), ("date", None)),
    ],
)
def test_an_entry_of_another_kind_is_left_out(key: str, value: Any) -> None:
    left = {name: entry for name, entry in TOLD.items() if name != key}
    assert stated(json.dumps({**TOLD, key: value}).encode()) == left
