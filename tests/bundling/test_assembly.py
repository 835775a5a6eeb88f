from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps
from pypdf.generic import (
    NameObject,
    NumberObject,
)

import odd_pages
from dossiers.blocks import Attachment
from dossiers.bundling.assembly import Part, assemble
from dossiers.errors import LibraryError
from dossiers.formats.pdf import PdfProblem, kept_open
from dossiers.formats.pdf_words import words
from readers.texts import page_texts
from samples import FONT, drawn, edited, made, sheets

CONVENTION = made(
    "<h1>Convention</h1><p><a href='#fin'>voir l’article 2</a> "
    "<a href='https://exemple.fr/guide'>le guide</a></p><h2>Article 1</h2><p>Objet.</p>"
    "<h2 id=fin style='break-before: page'>Article 2</h2><p>Durée.</p>"
)
SOURCE = Attachment(
    "dossier.yaml", b"reference: ET3P-2026-014\n", "application/yaml", "Le dossier", "Source"
)


def bound(*parts: Part, attachments: tuple[Attachment, ...] = ()) -> bytes:
    return assemble(
        parts,
        title="Liasse d’essai",
        reference="ET3P-2026-014",
        font=FONT,
        attachments=attachments,
    )


def piece(title: str, data: bytes) -> Part:
    """A file from anywhere, as the bundle binds it."""
    return Part(title, drawn(data))


def opened(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(data))


def poppler(tool: str, data: bytes, folder: Path, *options: str) -> str:
    file = folder / "liasse.pdf"
    file.write_bytes(data)
    command = [tool, *options, str(file), *(["-"] if tool == "pdftotext" else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def picture(data: bytes, scale: int = 1) -> Image.Image:
    """The first page as seen, in shades of grey."""
    with pypdfium2.PdfDocument(data) as document:
        seen: Image.Image = document[0].render(scale=scale).to_pil()
        return seen.convert("L")


def entries(outline: list[Any], level: int = 0) -> Iterator[tuple[int, str]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from entries(entry, level + 1)
        else:
            yield level, str(entry.title)


def test_parts_follow_one_another_and_poppler_reads_them(tmp_path: Path) -> None:
    data = bound(Part("Convention", CONVENTION), Part("Statuts", sheets("statuts", "fin")))
    text = poppler("pdftotext", data, tmp_path).split("\f")
    assert [page.split("\n")[0] for page in text[:4]] == [
        "Convention",
        "Article 2",
        "statuts",
        "fin",
    ]
    assert [f"Folio {n} / 4" in page for n, page in enumerate(text[:4], 1)] == [True] * 4
    facts = poppler("pdfinfo", data, tmp_path)
    for fact in ("Title:           Liasse d’essai", "Form:            none", "JavaScript:      no"):
        assert fact in facts
    assert "Tagged:          yes" in facts


def test_a_file_that_is_bound_twice_is_read_aloud_twice() -> None:
    twice = (Part("Un", CONVENTION), Part("Deux", CONVENTION))
    once = words(CONVENTION).texts
    assert words(bound(*twice)).texts == once * 2
    with kept_open():
        assert bound(*twice) == bound(*twice)
        assert words(bound(*twice)).texts == once * 2


def test_every_font_is_embedded(tmp_path: Path) -> None:
    listing = poppler("pdffonts", bound(Part("Convention", CONVENTION)), tmp_path)
    for line in listing.splitlines()[2:]:
        assert re.search(r" yes yes yes +\d+ +0$", line)


ODD = {
    "droite": edited(sheets("droite"), lambda _: None),
    "tournée": edited(sheets("tournée"), odd_pages.turned),
    "retournée": edited(sheets("retournée"), odd_pages.turned_back),
    "à l’envers": edited(sheets("à l’envers"), odd_pages.upside_down),
    "A3": sheets("A3", style="@page { size: A3 landscape }"),
    "rognée": edited(sheets("rognée"), odd_pages.cropped),
    "décalée": edited(sheets("décalée"), odd_pages.shifted),
    "rognée et tournée": edited(edited(sheets("rognée"), odd_pages.cropped), odd_pages.turned),
    "en morceaux": edited(sheets("en morceaux"), odd_pages.in_pieces),
    "comprimée": edited(sheets("comprimée"), odd_pages.compressed),
    "blanche": edited(sheets("blanche"), odd_pages.without_content),
    "mal fermée": edited(sheets("mal fermée"), odd_pages.left_open),
}


@pytest.mark.parametrize("page", ODD.values(), ids=ODD)
def test_the_folio_is_at_the_bottom_right_as_seen(page: bytes) -> None:
    scale = 2
    seen = picture(bound(piece("Plan", page)), scale)
    corner = seen.crop((seen.width - 90 * scale, seen.height - 30 * scale, *seen.size))
    ink = ImageOps.invert(corner).point(lambda shade: 255 * (shade > 100)).getbbox()
    assert ink is not None
    left, top, right, bottom = (edge / scale for edge in ink)
    assert 30 < right - left < 40
    assert right == pytest.approx(90 - 23, abs=1.5)
    assert 5 < bottom - top < 12
    assert bottom == pytest.approx(30 - 15, abs=2)


@pytest.mark.parametrize("page", ODD.values(), ids=ODD)
def test_a_page_looks_as_before_but_for_its_folio(page: bytes) -> None:
    before, after = picture(page), picture(bound(piece("Plan", page)))
    assert before.size == after.size
    above = (0, 0, before.width, before.height - 30)
    gap = ImageChops.difference(before.crop(above), after.crop(above))
    assert gap.point(lambda shade: 255 * (shade > 40)).getbbox() is None


def test_bookmarks_name_the_parts_their_group_and_their_own_headings() -> None:
    data = bound(
        Part("Convention", CONVENTION),
        Part("Statuts", sheets("statuts"), "Pièces"),
        Part("/Plan (A3)", sheets("plan"), "Pièces"),
    )
    reader = opened(data)
    assert list(entries(reader.outline)) == [
        (0, "Convention"),
        (1, "Convention"),
        (2, "Article 1"),
        (2, "Article 2"),
        (0, "Pièces"),
        (1, "Statuts"),
        (1, "/Plan (A3)"),
    ]
    group: Any = reader.outline[2]
    assert reader.get_destination_page_number(group) == 2
    assert reader.get_destination_page_number(reader.outline[3][1]) == 3  # type: ignore[arg-type]


def test_plain_links_survive_and_lead_to_the_right_page() -> None:
    reader = opened(bound(Part("Avant", sheets("avant")), Part("Convention", CONVENTION)))
    inner, outer = (note.get_object() for note in reader.pages[1]["/Annots"])  # type: ignore[attr-defined]
    assert inner["/Dest"][0].get_object() == reader.pages[2]
    assert outer["/A"]["/URI"] == "https://exemple.fr/guide"


def test_nothing_active_is_carried_over() -> None:
    data = bound(piece("Pièce", edited(sheets("pièce"), odd_pages.hostile)))
    for word in (b"/AA", b"/OpenAction", b"JavaScript", b"javascript", b"/Launch", b"MZ-charge"):
        assert word not in data
    assert "/Names" not in opened(data).root_object


def test_fields_and_signatures_become_their_pictures() -> None:
    data = bound(piece("Formulaire", edited(sheets("formulaire"), odd_pages.signed_form)))
    reader = opened(data)
    assert "/AcroForm" not in reader.root_object
    assert "/Annots" not in reader.pages[0]
    seen = picture(data)
    black = [seen.getpixel((200, 842 - height - 20)) == 0 for height in (400, 300, 200)]
    assert black == [True, True, False]


def test_a_page_cropped_to_nothing_shows_its_whole_sheet() -> None:
    page = opened(bound(piece("Plan", edited(sheets("plan"), odd_pages.cropped_elsewhere)))).pages[
        0
    ]
    assert page.cropbox == page.mediabox


def test_a_box_shows_the_state_it_is_in() -> None:
    seen = picture(bound(piece("Cases", edited(sheets("cases"), odd_pages.ticked))))
    assert [seen.getpixel((left, 842 - 410)) for left in (110, 210)] == [0, 255]


def test_a_page_in_large_units_keeps_them() -> None:
    def enlarge(writer: pypdf.PdfWriter) -> None:
        writer.pages[0][NameObject("/UserUnit")] = NumberObject(2)

    page = opened(bound(piece("Plan", edited(sheets("plan"), enlarge)))).pages[0]
    assert page.user_unit == 2


def test_bookmarks_too_deep_or_without_a_title_are_left_out() -> None:
    data = bound(piece("Statuts", edited(sheets("statuts"), odd_pages.deep_outline)))
    assert list(entries(opened(data).outline)) == [
        *((0, "Statuts"), (1, "un"), (2, "deux"), (3, "trois")),
    ]


def test_broken_bookmarks_and_destinations_cost_no_page() -> None:
    data = bound(piece("Statuts", edited(sheets("statuts"), odd_pages.broken_outline)))
    assert page_texts(data)[0].startswith("statuts")


def test_the_dossier_is_embedded_with_its_kind_and_relationship(tmp_path: Path) -> None:
    data = bound(Part("Convention", CONVENTION), attachments=(SOURCE,))
    assert "dossier.yaml" in poppler("pdfdetach", data, tmp_path, "-list")
    reader = opened(data)
    assert reader.attachments == {"dossier.yaml": [SOURCE.data]}
    filed: Any = reader.root_object["/AF"]
    described = filed[0].get_object()
    assert described["/AFRelationship"] == "/Source"
    assert described["/EF"]["/F"]["/Subtype"] == "/application/yaml"
    assert described["/EF"]["/F"]["/Params"]["/Size"] == len(SOURCE.data)


def test_the_same_parts_give_the_same_bytes() -> None:
    parts = (Part("Convention", CONVENTION), Part("Plan", ODD["A3"], "Pièces"))
    assert bound(*parts, attachments=(SOURCE,)) == bound(*parts, attachments=(SOURCE,))
    assert bound(*parts) != bound(*reversed(parts))


def test_many_files_never_lend_each_other_their_pages() -> None:
    words = [f"mot{number}" for number in range(30)]
    data = bound(*(Part(word, sheets(word)) for word in words))
    assert [text.split("\n")[0] for text in page_texts(data)] == words


def test_three_hundred_pages_keep_their_order_and_their_folios() -> None:
    long = sheets(*(f"pièce{number}" for number in range(1, 301)))
    texts = page_texts(bound(Part("Convention", CONVENTION), Part("Longue pièce", long)))
    assert len(texts) == 302
    assert texts[301].startswith("pièce300")
    assert texts[301].rstrip().endswith("Folio 302 / 302")


def test_a_part_that_cannot_be_read_is_named() -> None:
    with pytest.raises(PdfProblem, match=r"^« Statuts » : Le fichier n’est pas un PDF"):
        bound(Part("Convention", CONVENTION), Part("Statuts", b"PK"))


def test_a_font_that_cannot_draw_the_folio_is_the_author_s_turn(tmp_path: Path) -> None:
    broken = tmp_path / "police.ttf"
    broken.write_bytes(b"rien")
    with pytest.raises(LibraryError, match="illisible"):
        assemble([Part("Convention", CONVENTION)], title="", reference="", font=broken)


PROGRAM = """
import hashlib, sys
from pathlib import Path
from dossiers.bundling import assembly
from dossiers.formats import fonts
from dossiers.bundling import folio
from dossiers.formats import pdf
assert not {"pypdf", "fontTools"} & set(sys.modules), "a heavy library is loaded too early"
font, *files = map(Path, sys.argv[1:])
parts = [assembly.Part(file.stem, file.read_bytes()) for file in files]
data = assembly.assemble(parts, title="Liasse", reference="R", font=font)
print(hashlib.sha256(data).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_process_and_libraries_load_late(tmp_path: Path) -> None:
    files = [tmp_path / "convention.pdf", tmp_path / "plan.pdf"]
    for file, data in zip(files, (CONVENTION, ODD["A3"]), strict=True):
        file.write_bytes(data)
    sums = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, FONT, *files],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(sums) == 1
