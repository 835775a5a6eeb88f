"""What `dossiers compare` says of two Word files."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from conftest import Bundles, Ran, Run
from dossiers.formats.redline import Edit
from dossiers.reporting.rewording import marked
from readers.pages import page, section


@pytest.fixture
def edited(bundles: Bundles, tmp_path: Path) -> Path:
    """The convention with one word of an article changed, as a partner would send it back."""
    path = tmp_path / "retour.docx"
    source = bundles.final / "convention.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                assert b"au moins trois" in data
                data = data.replace(b"au moins trois", b"au moins deux")
            new.writestr(name, data)
    return path


def told(done: Ran) -> str:
    return re.sub("[\u00a0\u202f]", " ", done.out)


def test_each_change_is_told_under_its_title(run: Run, bundles: Bundles, edited: Path) -> None:
    done = run("compare", bundles.final / "convention.docx", edited)
    assert (done.code, done.err) == (0, "")
    assert re.search(r"\nArticle \d+ – .*\n  modifié .*\[-trois-\]\{\+deux\+\} mois", told(done))
    assert re.search(r"\n\d+ paragraphes? changés?\.\n$", told(done))


def test_what_has_not_changed_is_cut_short_between_the_changes() -> None:
    same = " ".join(f"mot{number}" for number in range(20))
    edit = Edit(((f"{same} ", f"{same} "), ("a", "b"), (f" {same}", f" {same}")))
    ends = (" ".join(f"mot{n}" for n in part) for part in (range(13, 20), range(7)))
    assert marked(edit) == "… {} [-a-]{{+b+}} {} …".format(*ends)


def test_the_redline_is_written_once(run: Run, bundles: Bundles, edited: Path) -> None:
    asked = ("compare", bundles.final / "convention.docx", edited, "-o", edited.parent / "red.docx")
    first = run(*asked)
    assert (first.code, first.err) == (0, "")
    assert first.out.endswith("red.docx\n")
    data = (edited.parent / "red.docx").read_bytes()
    assert run(*asked).code == 0
    assert (edited.parent / "red.docx").read_bytes() == data
    (edited.parent / "red.docx").write_bytes(b"autre")
    assert run(*asked).code == 2


def test_the_json_says_the_same(run: Run, bundles: Bundles, edited: Path) -> None:
    done = run("compare", bundles.final / "convention.docx", edited, "--format", "json")
    found = json.loads(done.out)
    described = set(re.findall(r"`([a-z_0-9]+)`", section(page("docs/guide.md"), "en JSON")))
    assert {*found, *found["changements"][0]} <= described
    assert all(one["nature"] == "modifie" for one in found["changements"])
    assert all("trois" in one["avant"] for one in found["changements"])


def test_two_equal_files_have_not_changed(run: Run, bundles: Bundles) -> None:
    file = bundles.final / "charte.docx"
    assert "les deux textes sont les mêmes" in told(run("compare", file, file))


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.docx", b"rien", 1, "n’est pas un fichier Word"),
        ("a.docx", b"PK\x03\x04", 1, "n’est pas un fichier Word"),
        ("a.yaml", b"procedure: x", 2, "un fichier Word à un autre"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    run: Run, bundles: Bundles, tmp_path: Path, name: str, content: bytes, code: int, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("compare", bundles.final / "charte.docx", tmp_path / name)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_redline_of_dossiers_is_refused(run: Run, examples: Path, tmp_path: Path) -> None:
    file = examples / "complet.yaml"
    done = run("compare", file, file, "-o", tmp_path / "red.docx")
    assert done.code == 2
    assert "deux fichiers Word" in done.err
