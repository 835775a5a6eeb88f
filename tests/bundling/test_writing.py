"""A character that no font draws is told with the place where it can be mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dossiers.blocks import Document, Paragraph, Text
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose
from dossiers.errors import LibraryError, Refused
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener


def written(library: Library, path: Path) -> bytes:
    """The PDF of the notice of a dossier."""
    dossier = Opener(library).open(path)
    assert isinstance(dossier, Dossier)
    notice = compose(dossier, dossier.procedure.documents[2], draft=False)
    return Writer(dossier).write(notice, "pdf", ())


def test_an_answer_is_named_with_its_line(library: Library, examples: Path, tmp_path: Path) -> None:
    text = (examples / "complet.yaml").read_text(encoding="utf-8")
    path = tmp_path / "complet.yaml"
    path.write_text(text.replace("Trois Ruisseaux", "Trois 漢 Ruisseaux"), encoding="utf-8")
    line = text[: text.index("Trois Ruisseaux")].count("\n") + 1
    with pytest.raises(Refused, match="Dénomination de la structure : aucune police") as refused:
        written(library, path)
    assert "« 漢 » (U+6F22)" in refused.value.message
    assert refused.value.mark is not None
    assert refused.value.mark.line == line


def test_a_word_of_a_template_is_its_author_s_turn(complete: Dossier) -> None:
    words = "Les patients reçoivent, avant le premier bilan, la notice 漢 et la lisent chez eux."
    blocks = (Paragraph((Text("Sans faute."),)), Paragraph((Text(words),)))
    document = Document("notice", "Notice", "R-1", "essai", date(2026, 1, 1), blocks)
    with pytest.raises(LibraryError) as wrong:
        Writer(complete).write(document, "pdf", ())
    assert wrong.value.exit_code == 3
    assert "dans « premier bilan, la notice 漢 et la lisent chez »." in str(wrong.value)
