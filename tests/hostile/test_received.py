"""What comes back, a bundle or a document: a sentence, and nothing that it names is a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf.generic import NameObject, RectangleObject

from attempts import said, sparse, zipped
from dossiers.comparing.examination import examined
from dossiers.formats.carried import stated
from hostile_files import biting_its_tail, paged
from samples import edited, sheets

HUGE = 100 * 2**30
ARCHIVES: dict[str, tuple[bytes | Callable[[Path], None], str]] = {
    "zip à dossiers sans fin": (zipped({"a/" * 1900 + "b": b""}), "nom de fichier trop long"),
    "zip à nom de 300 signes": (zipped({"a" * 300: b""}), "nom de fichier trop long"),
    "zip dont un fichier est aussi un dossier": (
        zipped({"a": b"", "a/b": b""}),
        "un fichier et un dossier du même nom",
    ),
    "zip de 5 001 fichiers": (
        zipped({f"{n}": b"" for n in range(5_001)}),
        "dépasse 5 000 fichiers",
    ),
    "zip de 100 Go": (sparse(b"PK\x03\x04", HUGE), "dépasse 500 Mo"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_hostile_archive_is_one_sentence(name: str, tmp_path: Path) -> None:
    content, sentence = ARCHIVES[name]
    path = tmp_path / "d.zip"
    content(path) if callable(content) else path.write_bytes(content)
    checked, verified = said("check", path), said("verify", path)
    assert (checked.code, checked.err) == (1, "")
    assert sentence in checked.out
    assert (verified.code, verified.out) == (1, "")
    assert sentence in verified.err


LARGE: dict[str, tuple[str, bytes, tuple[str, ...]]] = {
    "PDF de 100 Go": ("d.pdf", b"%PDF-1.7\n", ("verify", "d.pdf")),
    "Word de 100 Go": ("d.docx", b"PK\x03\x04word/document.xml", ("verify", "d.docx")),
    "fichier Word de 100 Go à comparer": ("d.docx", b"", ("compare", "d.docx", "d.docx")),
    "modèle Word de 100 Go": ("d.docx", b"", ("modele", "importer", "d.docx")),
    "liasse de 100 Go": ("liasse/a", b"", ("verify", "liasse")),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_comes_back_is_read_within_a_bound(name: str, tmp_path: Path) -> None:
    leaf, start, (command, *arguments) = LARGE[name]
    (tmp_path / "liasse").mkdir()
    (tmp_path / "liasse/dossier.yaml").write_text("procedure: petite\n", encoding="utf-8")
    sparse(start, HUGE)(tmp_path / leaf)
    paths = [tmp_path / each if "." in each or each == "liasse" else each for each in arguments]
    done = said(command, *paths)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Erreur : ")
    assert done.err.endswith(" Mo.\n")


def boxed(width: float) -> bytes:
    def enlarge(writer: Any) -> None:
        writer.pages[0][NameObject("/MediaBox")] = RectangleObject((0, 0, width, width))

    return edited(sheets("texte"), enlarge)


RETURNED: dict[str, Callable[[], bytes]] = {
    "PDF rendu à page d’un million de points": lambda: boxed(1e6),
    "PDF rendu qui se mord la queue": biting_its_tail,
    "PDF rendu à objets imbriqués sans fin": lambda: paged(b"/X" + b"[" * 50_000 + b"]" * 50_000),
    "PDF rendu dont les tables tournent en rond": lambda: paged(trailer=b"/Prev 9 "),
    "PDF rendu vide": lambda: b"",
}


@pytest.mark.parametrize("name", RETURNED)
def test_a_hostile_document_is_not_compared_and_says_why(name: str) -> None:
    found = examined(sheets("texte"), RETURNED[name]())
    assert found.problem
    assert not found.changes


RECEIPTS: dict[str, bytes] = {
    "reçu à programme inventé": b'{"programme": ["dossiers"]}',
    "reçu à date fausse": b'{"date": "hier"}',
    "reçu dont la date est un nombre": b'{"date": 7}',
    "reçu imbriqué sans fin": b"[" * 200_000,
    "reçu qui est une liste": b"[]",
    "reçu à nombre sans fin": b'{"a": %s}' % (b"9" * 10_000),
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_receipt_that_lies_says_nothing(name: str) -> None:
    assert stated(RECEIPTS[name]) == {}
