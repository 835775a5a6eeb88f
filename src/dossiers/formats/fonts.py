"""The fonts of the library: which families there are, their outlines, and subsets to embed.

Sole importer of fontTools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dossiers.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Font:
    """A font file. `line` is the height of a single-spaced line, as a share of the size."""

    path: Path
    family: str
    bold: bool
    italic: bool
    line: float


@lru_cache(maxsize=8)
def read_fonts(folders: tuple[Path, ...]) -> tuple[Font, ...]:
    """The fonts (.ttf, .otf) of these folders; of two for one face, the first folder's.

    Raises LibraryError for a file that is not a font.
    """
    found: dict[tuple[str, bool, bool], Font] = {}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix.lower() in (".ttf", ".otf"):
                font = _read(path)
                found.setdefault((font.family.lower(), font.bold, font.italic), font)
    return tuple(found.values())


@lru_cache(maxsize=8)
def outline(font: Font, text: str) -> tuple[str, float]:
    """The text drawn as an SVG path, y upwards, and its width; both as if set at 1000 points."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    with font.path.open("rb") as file, TTFont(file, lazy=True) as opened:
        glyphs, names = opened.getGlyphSet(), opened.getBestCmap()
        scale = 1000 / opened["head"].unitsPerEm
        pen, width = SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}"), 0.0
        for sign in text:
            glyph = glyphs[names.get(ord(sign), ".notdef")]
            glyph.draw(TransformPen(pen, (scale, 0, 0, scale, width, 0)))
            width += glyph.width * scale
        return pen.getCommands(), width


def _read(path: Path) -> Font:
    from fontTools.ttLib import TTFont

    wrong = LibraryError(f"« {path.name} » n’est pas une police lisible.")
    if not path.is_file():
        raise wrong
    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            _check_whole(font, path)
            metrics, names = font["OS/2"], font["name"]
            # Word and LibreOffice follow these when the font asks for it (bit 7), as Pango does
            # with the table hhea, which every serious font keeps equal.
            height = font["hhea"].ascent - font["hhea"].descent + font["hhea"].lineGap
            return Font(
                path,
                family=str(names.getDebugName(1)),
                bold=bool(metrics.fsSelection & 0x20),
                italic=bool(metrics.fsSelection & 0x01),
                line=height / font["head"].unitsPerEm,
            )
    except Exception as error:  # fontTools raises whatever a broken table makes it raise
        raise wrong from error


def _check_whole(font: Any, path: Path) -> None:
    """Raise ValueError for a file that ends before its tables do: they are read when needed."""
    ends = (table.offset + table.length for table in font.reader.tables.values())
    if max(ends, default=0) > path.stat().st_size:
        raise ValueError(path)


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
