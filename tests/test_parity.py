"""Word and PDF say the same words: the project's central promise, on the produced files."""

from __future__ import annotations

from pathlib import Path

import pytest

from composed import document
from conftest import Bundles
from dossiers.blocks import paragraphs
from dossiers.opening.dossier import Dossier
from readers import tagged_pdf, word
from readers.words import same_words

DOCUMENTS = ("convention", "charte", "notice")


@pytest.mark.parametrize("which", ["final", "draft"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_word_and_pdf_say_the_same_words(bundles: Bundles, name: str, which: str) -> None:
    folder: Path = getattr(bundles, which)
    pdf = tagged_pdf.texts((folder / f"{name}.pdf").read_bytes())
    docx = word.texts((folder / f"{name}.docx").read_bytes())
    assert same_words(pdf, docx) == ""
    assert len("".join(pdf)) > 2000


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_say_the_words_that_were_composed(
    bundles: Bundles, complete: Dossier, name: str
) -> None:
    composed = tuple(paragraphs(document(complete, name)))
    docx = word.texts((bundles.final / f"{name}.docx").read_bytes())
    assert same_words(composed, docx, "words, DOCX") == ""
