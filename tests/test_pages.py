"""The documents of every example, as they come out of the program, stand up to a careful eye."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dossiers.formats.pdf import page_texts
from readers import layout, tagged_pdf, word
from readers.words import same_words

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir())
CHOSEN_BREAKS = ("Annexe",)
"""The first words of what begins on a new page by choice."""


@pytest.fixture(scope="module", params=EXAMPLES)
def bundles(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, ...]:
    """The folders of the final bundle of a procedure's complete example and of a draft."""
    out = tmp_path_factory.mktemp(request.param)
    program: list[str | Path] = [sys.executable, "-m", "dossiers", "bundle", "-o", out]
    for name, options in (("complet", ()), ("incomplet", ("--projet",))):
        subprocess.run(
            [*program, ROOT / "examples" / request.param / f"{name}.yaml", *options],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
        )
    return tuple(sorted(path for path in out.iterdir() if path.is_dir()))


def documents(bundles: tuple[Path, ...]) -> list[Path]:
    """The PDFs that the program laid out itself, one by one."""
    return [
        file
        for folder in bundles
        for file in sorted(folder.glob("*.pdf"))
        if file.name != "liasse.pdf"
    ]


def margins(file: Path) -> layout.Margins:
    """Those that Word shows in the same document, or in the skin of the reports."""
    twin = file.with_suffix(".docx")
    source = twin if twin.exists() else ROOT / "templates" / "reports" / "habillage.docx"
    return layout.Margins(*word.margins(source.read_bytes()))


def test_no_page_has_a_defect_of_layout(bundles: tuple[Path, ...]) -> None:
    found = {
        f"{file.parent.name}/{file.name}": defects
        for file in documents(bundles)
        if (defects := layout.defects(file.read_bytes(), margins(file), starts=CHOSEN_BREAKS))
    }
    assert found == {}


def test_word_and_pdf_say_the_same_words(bundles: tuple[Path, ...]) -> None:
    compared = 0
    for file in documents(bundles):
        twin = file.with_suffix(".docx")
        if twin.exists():
            compared += 1
            gap = same_words(tagged_pdf.texts(file.read_bytes()), word.texts(twin.read_bytes()))
            assert not gap, f"{file.parent.name}/{file.stem}: {gap}"
    assert compared


def test_all_that_is_printed_is_read_aloud_or_set_aside(bundles: tuple[Path, ...]) -> None:
    for file in documents(bundles):
        assert tagged_pdf.read(file.read_bytes()).loose == (), file.name


def test_every_page_of_the_liasse_has_its_folio(bundles: tuple[Path, ...]) -> None:
    for folder in bundles:
        texts = page_texts((folder / "liasse.pdf").read_bytes())
        for number, text in enumerate(texts, 1):
            assert text.rstrip().endswith(f"Folio {number} / {len(texts)}")
