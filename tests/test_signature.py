"""Each signatory has a field in the frame that bears his name, and signs without hurting others."""

from __future__ import annotations

import json
import os
import subprocess
from io import BytesIO
from itertools import permutations
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
import pytest
from pyhanko.sign.diff_analysis import ModificationLevel
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

import whole
from conftest import Bundles
from dossiers.bundling.files import BundleFile
from dossiers.bundling.manifest import manifest
from dossiers.formats.pdf import signature_fields
from readers import tagged_pdf
from samples import edited, sheets
from signing import statuses
from small import Small

FIELDS = {
    "convention.pdf": ("caisse-signature", "structure-signature"),
    "charte.pdf": tuple(f"equipe-{number}-signature" for number in range(1, 6)),
    "notice.pdf": (),
    "grille.pdf": (),
    "liasse.pdf": (),
}
SIGNED = ("convention.pdf", "charte.pdf")


@pytest.fixture(scope="module")
def crowd() -> bytes:
    """A document with sixteen signatories on three pages."""
    return whole.written()


def widgets(data: bytes) -> list[tuple[int, Any]]:
    """Each field of a file with its page, from 1, in the order of the form."""
    reader = pypdf.PdfReader(BytesIO(data))
    pages = {
        note.idnum: number
        for number, page in enumerate(reader.pages, 1)
        for note in page.get("/Annots", ())
    }
    root: Any = reader.trailer["/Root"]
    return [(pages[field.idnum], field.get_object()) for field in root["/AcroForm"]["/Fields"]]


@pytest.mark.parametrize(("name", "fields"), FIELDS.items())
def test_a_final_document_has_a_field_a_signatory_and_the_manifest_says_so(
    bundles: Bundles, name: str, fields: tuple[str, ...]
) -> None:
    assert signature_fields((bundles.final / name).read_bytes()) == fields
    manifest = json.loads((bundles.final / "manifest.json").read_bytes())
    told = {entry["chemin"]: tuple(entry["signatures"]) for entry in manifest["fichiers"]}
    assert told[name] == fields


def test_a_draft_has_no_field(bundles: Bundles) -> None:
    for path in bundles.draft.glob("*.pdf"):
        assert "/AcroForm" not in pypdf.PdfReader(path).root_object, path.name
    manifest = json.loads((bundles.draft / "manifest.json").read_bytes())
    assert not any(entry["signatures"] for entry in manifest["fichiers"])


def test_a_piece_whose_form_is_beyond_reading_is_told_without_fields(small: Small) -> None:
    files = [BundleFile("pieces/broken.pdf", b"%PDF-1.7\nbroken")]
    told = json.loads(manifest(small.judge(), files, "", draft=False, given=None).data)
    assert told["fichiers"][0]["signatures"] == []


def test_a_field_that_is_no_signature_is_not_counted() -> None:
    field = DictionaryObject(
        {NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("nom")}
    )
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
    data = edited(sheets("un"), lambda w: w.root_object.update({NameObject("/AcroForm"): form}))
    assert signature_fields(data) == ()


def test_no_name_begins_another_nor_has_a_dot(crowd: bytes) -> None:
    names = signature_fields(crowd)
    assert len(names) == len(whole.BOXES)
    assert not [(a, b) for a, b in permutations(names, 2) if b.startswith(a)]
    assert not any("." in name for name in names)


def test_a_field_lies_in_its_drawn_frame_to_a_point(bundles: Bundles, crowd: bytes) -> None:
    for data in (crowd, *((bundles.final / name).read_bytes() for name in SIGNED)):
        with pdfplumber.open(BytesIO(data)) as opened:
            for number, field in widgets(data):
                page = opened.pages[number - 1]
                left, bottom, right, top = (float(edge) for edge in field["/Rect"])
                place = (left, float(page.height) - top, right, float(page.height) - bottom)
                frames = [rect for rect in page.rects if _far(_edges(rect), place) <= 1]
                assert frames, field["/T"]
                above = (place[0] - 1, place[1] - 60, place[2] + 1, place[1])
                words = page.crop(above).extract_text().split()
                assert field["/TU"].replace(",", "").split()[-2:] == words[-2:]


def _far(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _edges(rect: dict[str, Any]) -> tuple[float, ...]:
    return tuple(float(rect[side]) for side in ("x0", "top", "x1", "bottom"))


def test_a_field_is_named_aloud_by_who_signs(bundles: Bundles, crowd: bytes) -> None:
    told = [field["/TU"] for _, field in widgets((bundles.final / "charte.pdf").read_bytes())]
    assert told[0] == "Signature de Nolwenn Brinzec, infirmière libérale"
    assert told[4] == "Signature d’Ewen Kerbrasiou, enseignant en activité physique adaptée"
    told = [field["/TU"] for _, field in widgets((bundles.final / "convention.pdf").read_bytes())]
    assert told[0].endswith("Monsieur Gwenaël Talarmeur, directeur général")
    strange = widgets(crowd)[0][1]["/TU"]
    assert strange == "Signature d’Éloi <Tanguy> & « Cie », infirmière, à Melgven"


def test_a_field_is_empty_printed_and_drawn_by_nothing(crowd: bytes) -> None:
    root: Any = pypdf.PdfReader(BytesIO(crowd)).trailer["/Root"]
    assert set(root["/AcroForm"]) == {"/Fields", "/SigFlags"}
    assert root["/AcroForm"]["/SigFlags"] == 1
    for _, field in widgets(crowd):
        assert (field["/FT"], field["/F"], "/V" in field) == ("/Sig", 4, False)
        assert field["/AP"]["/N"].get_object().get_data() == b""


def test_a_field_is_read_after_the_lines_of_its_signatory(crowd: bytes) -> None:
    elements = tagged_pdf.read(crowd).elements
    found = [n for n, element in enumerate(elements) if element.frame]
    assert len(found) == len(whole.BOXES)
    for n, box in zip(found, whole.BOXES, strict=True):
        said = [element.text for element in elements[n - len(box.lines) : n]]
        assert said == [piece.text for (piece,) in box.lines]  # type: ignore[union-attr]


def test_a_form_element_holds_its_field_alone_and_not_in_a_list(crowd: bytes) -> None:
    """pyHanko takes what follows a first signature for a forgery otherwise."""
    reader = pypdf.PdfReader(BytesIO(crowd))
    root: Any = reader.trailer["/Root"]
    parents = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owner = dict(zip(parents[::2], parents[1::2], strict=True))
    for _, field in widgets(crowd):
        element = owner[field["/StructParent"]].get_object()
        assert (element["/S"], element["/K"]["/Type"]) == ("/Form", "/OBJR")
        assert element["/K"]["/Obj"]["/T"] == field["/T"]


@pytest.mark.parametrize("name", SIGNED)
def test_all_sign_one_after_the_other_and_every_signature_holds(
    signed_files: Path, name: str
) -> None:
    found = statuses((signed_files / name).read_bytes())
    first, *others = FIELDS[name]
    assert tuple(found) == (*others, first)
    for field, status in found.items():
        assert status.bottom_line, field
        assert status.intact, field
        assert status.modification_level is not None
        assert status.modification_level <= ModificationLevel.FORM_FILLING, field


@pytest.mark.parametrize("name", SIGNED)
def test_poppler_finds_the_same_signatures_valid(
    signed_files: Path, tmp_path: Path, name: str
) -> None:
    done = subprocess.run(
        ["pdfsig", "-nocert", signed_files / name],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"HOME": str(tmp_path), "LC_ALL": "C"},
        check=True,
    )
    assert done.stdout.count("Signature is Valid.") == len(FIELDS[name])


@pytest.mark.parametrize("name", SIGNED)
def test_signing_adds_to_the_file_and_changes_nothing_of_it(
    bundles: Bundles, signed_files: Path, name: str
) -> None:
    issued = (bundles.final / name).read_bytes()
    assert (signed_files / name).read_bytes().startswith(issued)
