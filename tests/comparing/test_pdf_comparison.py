"""What is found changed in a PDF, besides its words."""

from __future__ import annotations

import pytest
from pypdf.annotations import FreeText
from pypdf.generic import NameObject

from dossiers.comparing.pdf_comparison import pdf_changes
from samples import edited, sheets


@pytest.mark.parametrize(
    ("sort", "said"),
    [("/StrikeOut", "texte barré"), ("/Caret", "insertion proposée"), ("/RichMedia", "autre")],
)
def test_an_annotation_is_told_in_french(sort: str, said: str) -> None:
    issued = sheets("Un texte.")
    note = FreeText(text="", rect=(10, 10, 20, 20))
    note[NameObject("/Subtype")] = NameObject(sort)
    received = edited(issued, lambda writer: writer.add_annotation(0, note))
    assert f"page 1 : une annotation a été posée ({said})" in map(
        str, pdf_changes(issued, received)
    )
