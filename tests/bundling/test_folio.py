from __future__ import annotations

import re

import pytest

from dossiers.bundling.folio import Frame, drawing, face
from dossiers.formats.geometry import fitted, numbers
from samples import FONT


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
def test_the_visible_bottom_left_corner_is_the_origin(turn: int) -> None:
    frame = Frame((10, 20, 110, 220), turn)
    *_, x, y = frame.matrix()
    corner = {0: (10, 20), 90: (110, 20), 180: (110, 220), 270: (10, 220)}[turn % 360]
    assert (x, y) == corner
    assert frame.width() == (200 if turn % 180 else 100)


def test_a_sheet_in_large_units_gets_a_folio_of_the_same_size() -> None:
    frame = Frame((0, 0, 595, 842), unit=2)
    assert frame.width() == 1190
    assert frame.matrix()[0] == 0.5


def test_the_folio_says_its_number_and_the_total() -> None:
    letters = face(FONT)
    content = drawing(12, 310, letters, Frame((0, 0, 595, 842))).decode("ascii")
    shown = re.findall(r"<([0-9a-f]+)> Tj", content)
    signs = {glyph.index: sign for sign, glyph in letters.glyphs.items()}
    codes = [int(shown[0][n : n + 4], 16) for n in range(0, len(shown[0]), 4)]
    assert "".join(signs[code] for code in codes) == "Folio 12 / 310"


def test_a_form_is_stretched_onto_its_rectangle_whatever_its_own_turn() -> None:
    assert fitted((1, 0, 0, 1, 0, 0), (0, 0, 10, 10), (100, 50, 120, 60)) == (2, 0, 0, 1, 100, 50)
    assert fitted((0, 1, -1, 0, 0, 0), (0, 0, 10, 20), (0, 0, 20, 10)) == (1, 0, 0, 1, 20, 0)


def test_a_form_without_surface_is_not_placed() -> None:
    assert fitted((1, 0, 0, 1, 0, 0), (0, 0, 0, 10), (0, 0, 20, 10)) is None


def test_figures_are_written_without_exponent() -> None:
    assert numbers((0.00001, 1200.5, -0.25, 3)) == "0 1200.5 -0.25 3"
