from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dossiers.errors import LibraryError
from dossiers.formats.fonts import subset
from samples import FONT


def test_only_the_wanted_characters_stay() -> None:
    small = subset(FONT, "Folio 12")
    assert set(small.glyphs) == set("Folio 12")
    assert len(small.data) < 10_000
    font = TTFont(BytesIO(small.data))
    assert len(small.glyphs) < font["maxp"].numGlyphs < 15  # with the parts of « i »


def test_widths_are_in_thousandths_of_an_em() -> None:
    whole = TTFont(FONT)
    scale = 1000 / whole["head"].unitsPerEm
    advance = whole["hmtx"][whole.getBestCmap()[ord("F")]][0]
    assert subset(FONT, "F").width("FF") == 2 * round(advance * scale)


def test_the_same_characters_give_the_same_bytes() -> None:
    assert subset(FONT, "abc") == subset(FONT, "cab")
    assert subset(FONT, "abc").name != subset(FONT, "abd").name


def test_a_missing_character_is_named() -> None:
    with pytest.raises(LibraryError, match=r"SourceSans3-Regular.ttf » ne dessine pas : 漢"):
        subset(FONT, "a漢")


def test_a_file_that_is_no_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="illisible"):
        subset(tmp_path / "absente.ttf", "a")


def test_outlines_of_another_kind_are_refused(tmp_path: Path) -> None:
    font = TTFont(FONT)
    del font["glyf"], font["loca"]
    font.save(tmp_path / "vide.ttf")
    with pytest.raises(LibraryError, match="n’est pas au format TrueType"):
        subset(tmp_path / "vide.ttf", "a")
