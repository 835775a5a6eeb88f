"""A TrueType file cut down to a few characters, ready to be embedded in a PDF.

The sole importer of fontTools. Lengths are those that PDF wants, thousandths of an em, whatever the
units of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dossiers.errors import LibraryError

_READ_IN_PDF = {"cmap", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}
"""ISO 32000-1, table 126; the others are dropped first, being slow to cut down."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of the subset: its index there and its advance, in thousandths of an em."""

    index: int
    advance: int


@dataclass(frozen=True, slots=True)
class Subset:
    """A font program that holds only some characters, and the figures that describe it."""

    name: str
    """PostScript name behind the tag of six capitals that marks a subset (ISO 32000-1, 9.6.4)."""
    data: bytes
    glyphs: Mapping[str, Glyph]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    """Of the letters themselves (OS/2), since readers guess from them where words part."""

    def width(self, text: str) -> int:
        """Advance of a line of text, in thousandths of its size; KeyError outside the subset."""
        return sum(self.glyphs[character].advance for character in text)


def subset(path: Path, characters: str) -> Subset:
    """The part of a TrueType file that draws these characters; the same bytes at each call.

    Raises LibraryError when the file is not TrueType or lacks one of the characters.
    """
    from fontTools import subset as cutter
    from fontTools.ttLib import TTFont, TTLibError

    wanted = "".join(sorted(set(characters)))
    try:
        font = TTFont(path, recalcTimestamp=False)
    except (OSError, TTLibError) as cause:
        raise LibraryError(f"La police « {path.name} » est illisible.") from cause
    _require(font, wanted, path.name)
    name = str(font["name"].getDebugName(6) or path.stem)
    lines = (font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender)
    for table in set(font.keys()) - _READ_IN_PDF - {"GlyphOrder"}:
        del font[table]
    tool = cutter.Subsetter(cutter.Options(notdef_outline=True))
    tool.populate(text=wanted)
    tool.subset(font)
    return _described(font, name, wanted, lines)


def _require(font: Any, wanted: str, file: str) -> None:
    if "glyf" not in font:
        raise LibraryError(f"La police « {file} » n’est pas au format TrueType.")
    if absent := [character for character in wanted if ord(character) not in font.getBestCmap()]:
        raise LibraryError(f"La police « {file} » ne dessine pas : {' '.join(absent)}")


def _described(font: Any, name: str, wanted: str, lines: tuple[int, int]) -> Subset:
    scale = 1000 / font["head"].unitsPerEm
    cmap = font.getBestCmap()
    glyphs = {
        character: Glyph(
            index=font.getGlyphID(cmap[ord(character)]),
            advance=round(font["hmtx"][cmap[ord(character)]][0] * scale),
        )
        for character in wanted
    }
    head = font["head"]
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    file = BytesIO()
    font.save(file)
    return Subset(
        name=f"{_tag(wanted)}+{name}",
        data=file.getvalue(),
        glyphs=MappingProxyType(glyphs),
        box=(
            round(box[0] * scale),
            round(box[1] * scale),
            round(box[2] * scale),
            round(box[3] * scale),
        ),
        ascent=round(lines[0] * scale),
        descent=round(lines[1] * scale),
    )


def _tag(wanted: str) -> str:
    """Six capitals drawn from the characters, so that the same subset has the same name."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(wanted.encode()).digest()[:6])
