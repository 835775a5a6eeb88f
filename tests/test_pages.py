"""The documents of every example, as they come out of the program, stand up to a careful eye."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, Bundles
from dossiers.formats.pdf_words import words
from readers import layout, tagged_pdf, word
from readers.texts import page_texts
from readers.validators import integrity, libreoffice, openxml, require_libreoffice
from readers.words import same_words

ROOT = Path(__file__).parent.parent
TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
CHOSEN_BREAKS = ("Annexe",)
"""The first words of what begins on a new page by choice."""


@pytest.fixture(params=EXAMPLES)
def folders(
    request: pytest.FixtureRequest,
    bundles_of: Callable[[str], Bundles],
    letters_of: Callable[[str], tuple[Path, ...]],
) -> tuple[Path, ...]:
    """The final bundle of a procedure's complete example, a draft, and those with its letters."""
    made = bundles_of(request.param)
    return made.final, made.draft, *letters_of(request.param)


def documents(folders: tuple[Path, ...]) -> list[Path]:
    """The PDFs that the program laid out itself, one by one."""
    return [
        file
        for folder in folders
        for file in sorted(folder.glob("*.pdf"))
        if file.name != "liasse.pdf"
    ]


def margins(file: Path) -> layout.Margins:
    """Those that Word shows in the same document, or in the skin of the reports."""
    twin = file.with_suffix(".docx")
    source = twin if twin.exists() else ROOT / "templates" / "reports" / "habillage.docx"
    return layout.Margins(*word.margins(source.read_bytes()))


def test_no_page_has_a_defect_of_layout(folders: tuple[Path, ...]) -> None:
    found = {
        f"{file.parent.name}/{file.name}": defects
        for file in documents(folders)
        if (defects := layout.defects(file.read_bytes(), margins(file), starts=CHOSEN_BREAKS))
    }
    assert found == {}


def test_word_and_pdf_say_the_same_words(folders: tuple[Path, ...]) -> None:
    compared = 0
    for file in documents(folders):
        twin = file.with_suffix(".docx")
        if twin.exists():
            compared += 1
            gap = same_words(tagged_pdf.texts(file.read_bytes()), word.texts(twin.read_bytes()))
            assert not gap, f"{file.parent.name}/{file.stem}: {gap}"
    assert compared


@pytest.fixture
def word_files(folders: tuple[Path, ...], tmp_path: Path) -> tuple[Path, ...]:
    """The Word files of both bundles, each under a name of its own."""
    together = tmp_path / "word"
    together.mkdir()
    for number, folder in enumerate(folders):
        for file in folder.glob("*.docx"):
            (together / f"{number}-{file.name}").symlink_to(file)
    return tuple(sorted(together.iterdir()))


def test_every_word_file_is_what_word_expects(word_files: tuple[Path, ...]) -> None:
    assert openxml(word_files) == dict.fromkeys((file.name for file in word_files), ())
    assert integrity(word_files) == ""


def test_libreoffice_shows_the_words_of_the_pdf(
    word_files: tuple[Path, ...], tmp_path: Path
) -> None:
    require_libreoffice()
    shown = libreoffice(word_files, TAGGED, tmp_path)
    for file in word_files:
        twin = file.resolve().with_suffix(".pdf")
        ours, theirs = (without_bullets(data) for data in (twin.read_bytes(), shown[file.stem]))
        assert not (gap := same_words(ours, theirs, "ours, LibreOffice")), f"{file.name}: {gap}"


def without_bullets(data: bytes) -> list[str]:
    """The passages of a PDF; LibreOffice tags the bullet of an entry as its first word."""
    return [passage.text.removeprefix("– ").removeprefix("• ") for passage in words(data).passages]


def test_all_that_is_printed_is_read_aloud_or_set_aside(folders: tuple[Path, ...]) -> None:
    for file in documents(folders):
        assert tagged_pdf.read(file.read_bytes()).loose == (), file.name


def test_every_page_of_the_liasse_has_its_folio(folders: tuple[Path, ...]) -> None:
    for folder in folders:
        texts = page_texts((folder / "liasse.pdf").read_bytes())
        for number, text in enumerate(texts, 1):
            assert text.rstrip().endswith(f"Folio {number} / {len(texts)}")
