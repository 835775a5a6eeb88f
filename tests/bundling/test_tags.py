"""The tags of an assembled PDF: those of its parts, whole, under one root; and no claim."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from conftest import Bundles
from dossiers.bundling.assembly import Part, assemble
from dossiers.opening.inspection import inspected
from hostile_files import image
from readers.tagged_pdf import read, texts
from readers.validators import require_java, verapdf
from samples import FONT, drawn, made, sheets

TABLE = made(
    "<h1>Tableau</h1><table><tr><th scope=col>A</th><th scope=col>B</th></tr>"
    "<tr><td></td><td></td></tr></table><p><a href='#bas'>plus bas</a></p>"
    "<h2 id=bas style='break-before: page'>Bas</h2>"
)


def bound(*parts: Part) -> bytes:
    return assemble(parts, title="Liasse <d’essai> & co", reference="R", font=FONT)


def tree(data: bytes | pypdf.PdfReader) -> Any:
    reader = pypdf.PdfReader(BytesIO(data)) if isinstance(data, bytes) else data
    return reader.root_object["/StructTreeRoot"]


def walked(node: Any) -> Iterator[Any]:
    """Every element under a node, and every object that one refers to."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if isinstance(found, dict):
            yield kid
            yield from walked(found)


def test_the_documents_are_read_aloud_word_for_word_as_they_are_alone(bundles: Bundles) -> None:
    liasse = (bundles.final / "liasse.pdf").read_bytes()
    said = "\n".join(texts(liasse))
    for name in ("convention", "charte", "notice"):
        alone = "\n".join(texts((bundles.final / f"{name}.pdf").read_bytes()))
        assert alone in said
    assert "Bordereau de la liasse" in said
    assert "L’assemblée générale s’est réunie" in said  # in a pièce
    assert read(liasse).loose == ()


def test_each_element_stands_once_and_knows_what_holds_it() -> None:
    data = bound(Part("Un", TABLE), Part("Deux", TABLE), Part("Trois", drawn(sheets("x", "y"))))
    root = tree(data)
    found = list(walked(root))
    assert len({kid.idnum for kid in found}) == len(found)
    for place in found:
        kids = place.get_object().get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            inner = kid.get_object()
            if isinstance(inner, dict) and "/P" in inner:
                assert inner["/P"] == place.get_object()
    kinds = [kid.get_object().get("/S") for kid in found]
    assert kinds.count("/TD") == 4
    assert kinds.count("/Part") == 1


def test_each_page_and_link_finds_its_elements() -> None:
    data = bound(Part("Un", TABLE), Part("Deux", drawn(sheets("x"))), Part("Trois", TABLE))
    reader = pypdf.PdfReader(BytesIO(data))
    numbers: Any = tree(reader)["/ParentTree"]["/Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    keys: list[Any] = []
    for page in reader.pages:
        keys.append(page["/StructParents"])
        (*elements,) = (o.get_object() for o in owners[keys[-1]])
        assert {e["/Pg"].get_object().indirect_reference for e in elements if "/Pg" in e} <= {
            page.indirect_reference
        }
        for note in page.get("/Annots", []):
            keys.append(note.get_object()["/StructParent"])
            assert owners[keys[-1]].get_object()["/S"] == "/Link"
    assert sorted(keys) == sorted(owners)


def test_headers_of_tables_keep_to_their_own_document() -> None:
    elements = [
        kid.get_object() for kid in walked(tree(bound(Part("Un", TABLE), Part("2", TABLE))))
    ]
    named = [element["/ID"] for element in elements if "/ID" in element]
    assert len(named) == len(set(named)) == 4
    called = [head for e in elements for head in e.get("/A", {}).get("/Headers", ())]
    assert sorted(called) == sorted(named)


def test_no_signature_field_is_left_in_the_tree(bundles: Bundles) -> None:
    liasse = (bundles.final / "liasse.pdf").read_bytes()
    kinds = [kid.get_object().get("/S") for kid in walked(tree(liasse))]
    assert "/Form" not in kinds
    assert "/Link" in kinds
    assert b"/Widget" not in liasse


def test_a_scan_is_named_to_who_cannot_see_it() -> None:
    data = bound(Part("Attestation", inspected(image("JPEG")).drawn))
    (document,) = tree(data)["/K"]
    (part,) = document.get_object()["/K"]
    assert part.get_object()["/S"] == "/Part"
    assert part.get_object()["/T"] == "Attestation"


def test_it_claims_nothing_and_verapdf_finds_only_that_of_the_documents_alone(
    bundles: Bundles, tmp_path: Path
) -> None:
    """A pièce may be anything: neither claim is made, even where it happens to hold."""
    require_java()
    names = ("convention", "charte", "notice")
    parts = [Part(name, (bundles.final / f"{name}.pdf").read_bytes()) for name in names]
    (tmp_path / "documents.pdf").write_bytes(bound(*parts))
    liasse = bundles.final / "liasse.pdf"
    told = verapdf([tmp_path / "documents.pdf", liasse])
    assert [breach.split(" ")[0] for breach in told["documents.pdf ua1"]] == ["5-1"]
    assert [breach.split(" ")[0] for breach in told["liasse.pdf ua1"]] == ["5-1"]
    assert told["liasse.pdf 3a"]
    for data in (liasse.read_bytes(), (tmp_path / "documents.pdf").read_bytes()):
        assert b"pdfaid" not in data
        assert b"pdfuaid" not in data


@pytest.mark.parametrize("own", [True, False], ids=["documents", "pièces"])
def test_time_grows_with_the_files_and_their_destinations_and_no_faster(*, own: bool) -> None:
    """Two hundred and fifty named destinations a file: where it were quadratic, sixteen times."""
    links = "".join(f"<p id=a{n}><a href='#a{n * 7 % 250}'>lien</a></p>" for n in range(250))
    data = made(links) if own else drawn(made(links))

    def seconds(count: int) -> float:
        start = time.process_time()
        bound(*(Part(f"p{n}", data) for n in range(count)))
        return time.process_time() - start

    few, many = (min(seconds(count) for _ in range(2)) for count in (5, 20))
    assert many < 9 * few
