"""The fonts of the library: which families there are, and in which files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

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
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415 - cold start
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415 - cold start
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - cold start

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
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - cold start

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
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
    except (TTLibError, KeyError) as error:
        raise LibraryError(f"« {path.name} » n’est pas une police lisible.") from error
