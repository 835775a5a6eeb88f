"""What is read of files that anyone may have made: served or refused, never a failure."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image

import odd_pages
from dossiers.opening.inspection import inspected
from hostile_files import BAD, GOOD, answered, bursting, image, noted
from readers.texts import page_texts
from samples import edited, sheets


def seen(data: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        picture: Image.Image = document[0].render(scale=1).to_pil()
        return picture.convert("L")


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_what_can_be_shown_is_redrawn_page_for_page(
    data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    found = inspected(data)
    assert (found.problem, found.pages) == ("", 1)
    assert len(pypdf.PdfReader(BytesIO(found.drawn)).pages) == 1
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_what_is_redrawn_can_do_nothing(data: bytes) -> None:
    drawn = inspected(data).drawn
    plain = edited(drawn, lambda _: None)
    for word in (b"JavaScript", b"javascript", b"/Launch", b"MZ-charge", b"intrus", b"alert"):
        assert word not in plain
    root: Any = pypdf.PdfReader(BytesIO(drawn)).root_object
    assert set(root) <= {"/Type", "/Pages", "/Outlines"}


@pytest.mark.parametrize(("data", "words"), BAD.values(), ids=BAD)
def test_what_cannot_is_told_in_a_sentence(
    data: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = inspected(data)
    assert words in found.problem
    assert found.problem[0].isupper()
    assert found.problem.endswith(".")
    assert (found.pages, found.drawn) == (0, b"")
    assert capfd.readouterr() == ("", "")


def test_the_answers_of_a_form_stay_visible_whatever_their_font() -> None:
    drawn = inspected(edited(sheets("formulaire"), answered)).drawn
    (text,) = page_texts(drawn)
    assert "formulaire" in text
    assert "Dupont" in text
    blank = seen(inspected(sheets("formulaire")).drawn)
    assert seen(drawn).tobytes() != blank.tobytes()


def test_a_signed_piece_keeps_what_its_signatures_show(signed_files: Path) -> None:
    found = inspected((signed_files / "convention.pdf").read_bytes())
    assert found.signatures == ("caisse-signature", "structure-signature")
    assert "Signé électroniquement par" in "".join(page_texts(found.drawn))
    assert "/AcroForm" not in pypdf.PdfReader(BytesIO(found.drawn)).root_object


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photograph_stands_upright_on_its_sheet(turned: int) -> None:
    """Its left third is black as stored; EXIF says where that third is to be seen."""
    page = seen(inspected(image("JPEG", turned=turned, size=(900, 600))).drawn)
    assert sorted(page.size) in ([595, 842], [596, 842])
    assert (page.width > page.height) == (turned < 5)
    middle = page.width / 2, page.height / 2
    sides = {
        "left": (60, middle[1]),
        "right": (page.width - 60, middle[1]),
        "top": (middle[0], 60),
        "bottom": (middle[0], page.height - 60),
    }
    black = {side for side, (x, y) in sides.items() if page.getpixel((int(x), int(y))) == 0}
    dark = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom"}
    assert black == {dark.get(turned, "bottom")}


def test_the_data_of_a_photograph_are_not_compressed_twice() -> None:
    data = image("JPEG", size=(300, 200))
    assert data[300:-2] in inspected(data).drawn


@pytest.mark.parametrize("turned", [1, 2, 6])
def test_a_photograph_loses_what_the_camera_noted(turned: int) -> None:
    data = noted(turned)
    found = inspected(data)
    assert (found.problem, found.pages) == ("", 1)
    for word in (b"Fabricant", b"2026:11:22", b"Remarque"):
        assert word in data
        assert word not in found.drawn


def test_a_transparent_picture_lies_on_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (90, 60), (0, 0, 0, 0)).save(file, "PNG")
    assert seen(inspected(file.getvalue()).drawn).getextrema() == (255, 255)


def test_a_picture_of_too_many_points_is_refused_before_it_is_read() -> None:
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    start = time.process_time()
    assert "millions de points" in inspected(file.getvalue()).problem
    assert time.process_time() - start < 1


def test_a_page_that_bursts_when_read_costs_no_memory() -> None:
    data = bursting()
    assert len(data) < 1_000_000
    found = inspected(data)
    assert found.pages_with_nir == ()


def test_restrictions_are_told_and_do_not_hinder() -> None:
    assert inspected(GOOD["verrouillée par son auteur"]).restricted
    assert not inspected(GOOD["A3"]).restricted
    for name in ("verrouillée par son auteur", "verrouillée à l’ancienne"):
        assert page_texts(inspected(GOOD[name]).drawn)[0].startswith("fermée")


def test_a_layer_hidden_by_a_crop_stays_hidden() -> None:
    page = pypdf.PdfReader(BytesIO(inspected(GOOD["rognée"]).drawn)).pages[0]
    assert tuple(map(float, page.cropbox)) == (60, 300, 500, 800)


def test_links_and_bookmarks_survive_in_a_redrawn_file() -> None:
    data = edited(sheets("un", "deux"), odd_pages.deep_outline)
    outline: Any = pypdf.PdfReader(BytesIO(inspected(data).drawn)).outline
    assert outline[0].title == "un"


def test_thirty_scans_are_bound_without_being_decoded() -> None:
    scans = [Image.effect_noise((400, 600), 60) for _ in range(30)]
    file = BytesIO()
    scans[0].save(file, "PDF", save_all=True, append_images=scans[1:])
    found = inspected(file.getvalue())
    assert found.pages == 30
    assert len(found.drawn) < 1.02 * len(file.getvalue())


def test_the_tags_of_a_piece_do_not_speak_for_those_of_the_liasse() -> None:
    """Its marks would be taken for those of another element; what they show stays."""
    page = pypdf.PdfReader(BytesIO(inspected(sheets("balisée")).drawn)).pages[0]
    form: Any = page["/Resources"]["/XObject"]["/Page"]  # type: ignore[index]
    content = form.get_data()
    assert b"BDC" in content
    assert b"/MCID" not in content
    assert seen(inspected(sheets("balisée")).drawn).tobytes() == seen(sheets("balisée")).tobytes()
