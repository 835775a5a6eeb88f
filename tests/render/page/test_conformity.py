"""What the program writes is PDF/A-3a and PDF/UA-1 at once, as independent validators judge it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import NameObject

import whole
from conftest import EXAMPLES, Bundles, Once
from readers.validators import FLAVOURS, outloud, require_java, verapdf
from samples import edited, sheets

GROUPS = (*EXAMPLES, "signee", "essai")
"""What the files to judge come from; a file's name begins with its group and a dot."""
FINAL = ("convention", "charte", "notice", "grille")
BAD = "sans-langue.pdf"


def _without_language(writer: pypdf.PdfWriter) -> None:
    del writer.root_object[NameObject("/Lang")]


@pytest.fixture(scope="session")
def gathered(
    once: Once,
    bundles_of: Callable[[str], Bundles],
    letters_of: Callable[[str], tuple[Path, ...]],
    signed_files: Path,
) -> tuple[Path, ...]:
    """All the files to judge in one folder."""

    def make(folder: Path) -> None:
        for example in EXAMPLES:
            made = bundles_of(example)
            for source in (made.final, made.draft, *letters_of(example)):
                for file in source.glob("*.pdf"):
                    if file.name != "liasse.pdf":
                        (folder / f"{example}.{source.name}.{file.name}").hardlink_to(file)
        for file in signed_files.glob("*.pdf"):
            (folder / f"signee.{file.name}").hardlink_to(file)
        (folder / "essai.final.pdf").write_bytes(whole.written())
        (folder / "essai.projet.pdf").write_bytes(whole.written(draft=True))
        (folder / BAD).write_bytes(edited(sheets("un"), _without_language))

    return tuple(sorted(once("a-juger", make).iterdir()))


def _told(folder: Path) -> Mapping[str, Sequence[str]]:
    told: Mapping[str, Sequence[str]] = json.loads((folder / "verdicts.json").read_bytes())
    return told


@pytest.fixture(scope="session")
def breaches(once: Once, gathered: tuple[Path, ...]) -> Mapping[str, Sequence[str]]:
    """The rules of each standard that each file breaks, all told by one run of veraPDF."""
    require_java()

    def make(folder: Path) -> None:
        told = verapdf(gathered)
        (folder / "verdicts.json").write_text(json.dumps(told), encoding="utf-8")

    return _told(once("verapdf", make))


@pytest.fixture(scope="session")
def stumbles(once: Once, gathered: tuple[Path, ...]) -> Mapping[str, Sequence[str]]:
    """The errors that outloud finds in each file."""

    def make(folder: Path) -> None:
        told = outloud(gathered)
        (folder / "verdicts.json").write_text(json.dumps(told), encoding="utf-8")

    return _told(once("outloud", make))


def _faults(
    group: str, told: Mapping[str, Sequence[str]], ending: str = ""
) -> dict[str, Sequence[str]]:
    """The faulty files of a group, of which one file at least was judged."""
    judged = [n for n in told if n.startswith(f"{group}.") and n.endswith(ending)]
    assert judged
    return {name: told[name] for name in judged if told[name]}


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("group", GROUPS)
def test_each_file_conforms_to_both_standards(
    breaches: Mapping[str, Sequence[str]], group: str, flavour: str
) -> None:
    assert _faults(group, breaches, flavour) == {}


@pytest.mark.parametrize("group", GROUPS)
def test_each_file_is_read_aloud_without_an_error(
    stumbles: Mapping[str, Sequence[str]], group: str
) -> None:
    assert _faults(group, stumbles) == {}


def test_the_validators_see_what_does_not_conform(
    breaches: Mapping[str, Sequence[str]], stumbles: Mapping[str, Sequence[str]]
) -> None:
    assert all(breaches[f"{BAD} {flavour}"] for flavour in FLAVOURS)
    assert stumbles[BAD]


@pytest.mark.parametrize("name", FINAL)
def test_a_file_claims_both_standards_once(bundles: Bundles, name: str) -> None:
    root: Any = pypdf.PdfReader(bundles.final / f"{name}.pdf").trailer["/Root"]
    metadata = root["/Metadata"].get_data()
    assert metadata.count(b"<rdf:RDF") == metadata.count(b"pdfuaid:part>1<") == 1
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfaid:conformance="A"' in metadata


def test_each_attachment_is_listed_once_with_its_own_relationship() -> None:
    """Two files of the same bytes, which WeasyPrint would give the same relationship."""
    root: Any = pypdf.PdfReader(BytesIO(whole.written())).trailer["/Root"]
    listed = [entry.get_object() for entry in root["/AF"]]
    assert [(entry["/UF"], entry["/AFRelationship"]) for entry in listed] == [
        ("recu.json", "/Data"),
        ("dossier.yaml", "/Source"),
    ]


def test_no_picture_is_smoothed() -> None:
    """PDF/A forbids a reader to invent pixels."""
    first: Any = pypdf.PdfReader(BytesIO(whole.written())).pages[0]
    pictures = [item.get_object() for item in first["/Resources"]["/XObject"].values()]
    assert [picture.get("/Interpolate", False) for picture in pictures] == [False]
