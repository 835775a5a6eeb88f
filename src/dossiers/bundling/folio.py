"""The folio « Folio n / N » of an assembled page: where it lies as seen, and how it is drawn.

Lengths are in points; a page's own space has its origin at the bottom left, before any rotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dossiers.formats import objects
from dossiers.formats.fonts import Subset, subset
from dossiers.formats.geometry import Box, Matrix, numbers

if TYPE_CHECKING:
    from dossiers.formats.objects import IndirectObject, PdfWriter

FONT = "/Folio"
"""The name of the font of a folio among those of its page."""
_MODEL = "Folio {number} / {total}"
"""Its first word sets it apart from the document’s own « Page 1 / 2 » just above."""
_SIZE = 9.0
_RIGHT, _BASELINE, _PAD = 23.0, 15.0, 2.5
"""Distances to the visible edges, in points. The folio stays under the documents' own footer, whose
text ends about 12 mm above the edge, and above the 4 to 5 mm that printers leave blank."""
_NONSYMBOLIC = 32
"""Font flag, ISO 32000-1, table 123."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as a reader sees it: the visible box in page units, and the turn clockwise in degrees.

    `unit` is the length of a page unit in points (/UserUnit, ISO 32000-1, 8.3.2.3).
    """

    visible: Box
    turn: int = 0
    unit: float = 1.0

    def matrix(self) -> Matrix:
        """From points seen from the visible bottom left corner to page units."""
        left, bottom, right, top = self.visible
        scale = 1 / self.unit
        match self.turn % 360:
            case 90:
                return (0, scale, -scale, 0, right, bottom)
            case 180:
                return (-scale, 0, 0, -scale, right, top)
            case 270:
                return (0, -scale, scale, 0, left, top)
            case _:
                return (scale, 0, 0, scale, left, bottom)

    def width(self) -> float:
        """Width as seen, in points."""
        left, bottom, right, top = self.visible
        lying = self.turn % 360 in (90, 270)
        return (top - bottom if lying else right - left) * self.unit


def face(file: Path) -> Subset:
    """The subset of a TrueType file that draws every folio. Raises LibraryError."""
    return subset(file, _MODEL.format(number="0123456789", total=""))


def drawing(number: int, total: int, face: Subset, frame: Frame) -> bytes:
    """Content operators that draw the folio as an artifact, on white so that a scan cannot hide it.

    The font is the page's resource `FONT`.
    """
    text = _MODEL.format(number=number, total=total)
    width = face.width(text) * _SIZE / 1000
    start = frame.width() - _RIGHT - width
    glyphs = "".join(f"{face.glyphs[character].index:04x}" for character in text)
    lines = (
        f"q {numbers(frame.matrix())} cm /Artifact <</Type/Pagination>> BDC",
        f"1 g {numbers((start - _PAD, _BASELINE - _PAD, width + 2 * _PAD, _SIZE + _PAD))} re f",
        f"0 g BT {FONT} {_SIZE:g} Tf {numbers((start, _BASELINE))} Td <{glyphs}> Tj ET",
        "EMC Q\n",
    )
    return "\n".join(lines).encode("ascii")


def font(writer: PdfWriter, face: Subset) -> IndirectObject:
    """A reference to the subset as a composite font of the file, its text readable by machines."""
    descriptor = {
        "/Type": "/FontDescriptor",
        "/FontName": f"/{face.name}",
        "/Flags": _NONSYMBOLIC,
        "/FontBBox": face.box,
        "/ItalicAngle": 0,
        "/Ascent": face.ascent,
        "/Descent": face.descent,
        "/CapHeight": face.ascent,
        "/StemV": 80,
        "/FontFile2": objects.added_stream(writer, face.data, {"/Length1": len(face.data)}),
    }
    order = {
        "/Registry": objects.text("Adobe"),
        "/Ordering": objects.text("Identity"),
        "/Supplement": 0,
    }
    glyphs = sorted(face.glyphs.values(), key=lambda glyph: glyph.index)
    descendant = {
        "/Type": "/Font",
        "/Subtype": "/CIDFontType2",
        "/BaseFont": f"/{face.name}",
        "/CIDSystemInfo": order,
        "/CIDToGIDMap": "/Identity",
        "/FontDescriptor": objects.added(writer, descriptor),
        "/W": [entry for glyph in glyphs for entry in (glyph.index, [glyph.advance])],
    }
    root = {
        "/Type": "/Font",
        "/Subtype": "/Type0",
        "/BaseFont": f"/{face.name}",
        "/Encoding": "/Identity-H",
        "/DescendantFonts": [objects.added(writer, descendant)],
        "/ToUnicode": objects.added_stream(writer, _to_unicode(face), {}),
    }
    return objects.added(writer, root)


def _to_unicode(face: Subset) -> bytes:
    """The CMap that turns glyph numbers back into characters (ISO 32000-1, 9.10.3)."""
    pairs = [f"<{glyph.index:04x}> <{ord(sign):04x}>" for sign, glyph in face.glyphs.items()]
    lines = (
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
        f"{len(pairs)} beginbfchar",
        *pairs,
        "endbfchar endcmap CMapName currentdict /CMap defineresource pop end end",
    )
    return "\n".join(lines).encode("ascii")
