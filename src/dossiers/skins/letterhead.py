"""The headers and footers of a skin as a small model that Word and PDF both can show."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from dossiers.errors import LibraryError
from dossiers.formats.ooxml import Element, parse, q, targets, value
from dossiers.formats.word_text import cells
from dossiers.formats.word_text import style as style_of
from dossiers.skins.wordstyles import Css, StyleSheet, paragraph_css, tab_stops

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TAGS = ("titre", "reference", "modele")
"""What a header or a footer may print, between double braces."""

_TAG = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_EMU_IN_POINT = 12700
_REFUSED = {
    "wp:anchor": "une image ou une forme flottante : choisissez « Aligné sur le texte »",
    "w:txbxContent": "une zone de texte",
    "w:pict": "un dessin d’un ancien format (VML)",
    "w:object": "un objet incorporé",
    "w:sym": "un signe d’une police de symboles : écrivez-le en toutes lettres",
    "mc:AlternateContent": "une forme ou une zone de texte",
    "w:ins": "une modification suivie : acceptez-la ou refusez-la",
    "w:del": "une modification suivie : acceptez-la ou refusez-la",
    "w:commentReference": "un commentaire : supprimez-le",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Characters of one look; tags (`{{ titre }}`) stand in them."""

    text: str
    css: Css


@dataclass(frozen=True, slots=True)
class PageField:
    """The number of the page, or with `total` the number of pages."""

    css: Css
    total: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An inline picture; its sizes are in points."""

    data: bytes
    media_type: str
    alt: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LineEnd:
    """A forced end of line."""


Piece: TypeAlias = Words | PageField | Picture | LineEnd


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a band; `width` is its share in thousandths, None where the text decides."""

    align: str
    pieces: tuple[Piece, ...]
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A paragraph, cut at its tabs, or a one-row table."""

    cells: tuple[Cell, ...]
    css: Css


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its tags replaced."""
    return _TAG.sub(lambda tag: values[tag[1]], text)


def bare(text: str) -> str:
    """The text without its tags: what the skin itself says."""
    return _TAG.sub("", text)


class Reader:
    """Reads the bands of a header or a footer of one skin."""

    def __init__(
        self, parts: Mapping[str, bytes], sheet: StyleSheet, name: str, *, whole: bool = False
    ) -> None:
        """Those of a `whole` document say all their words; they have no tags."""
        self.name, self._whole = name, whole
        self._parts, self._sheet = parts, sheet

    def bands(self, part: str) -> tuple[Band, ...]:
        """The bands of a part such as `word/header1.xml`.

        Raises LibraryError for what the PDF could not show.
        """
        root = parse(self._parts[part], f"{self.name}, {part}")
        refuse_floating(root, f"{self.name}, {part}")
        bands = tuple(
            self._table(child, part) if child.tag == q("w:tbl") else self._paragraph(child, part)
            for child in content(root)
        )
        if not self._whole:
            self._check_tags(bands, part)
        return bands

    def _paragraph(self, paragraph: Element, part: str) -> Band:
        css = self._look(paragraph)
        segments: list[list[Piece]] = [[]]
        for piece in self._pieces(paragraph, part):
            if piece is None:
                segments.append([])
            else:
                segments[-1].append(piece)
        aligns = self._aligns(paragraph, css, len(segments))
        cells = (
            Cell(align, merged(pieces)) for align, pieces in zip(aligns, segments, strict=True)
        )
        # A leading tab leaves an empty first part; only what says something needs a place.
        kept = tuple(cell for cell in cells if cell.pieces)
        return Band(kept, css)

    def _table(self, table: Element, part: str) -> Band:
        rows = table.findall(q("w:tr"))
        if len(rows) != 1:
            raise LibraryError(
                f"{self.name}, {part} : un tableau d’en-tête ou de pied de page a une seule ligne."
            )
        widths = [int(value(col, "w:w") or 0) for col in table.iter(q("w:gridCol"))]
        columns, total, read = iter(widths), sum(widths), []
        for cell in cells(rows[0]):
            span = int(value(cell.find(f"{q('w:tcPr')}/{q('w:gridSpan')}")) or 1)
            width = sum(islice(columns, span))
            paragraphs = list(content(cell))
            if any(each.tag == q("w:tbl") for each in paragraphs):
                raise LibraryError(f"{self.name}, {part} contient un tableau dans un tableau.")
            pieces: list[Piece] = []
            for paragraph in paragraphs:
                pieces += [LineEnd()] if pieces else []
                pieces += [piece for piece in self._pieces(paragraph, part) if piece is not None]
            align = self._look(paragraphs[0]).get("text-align", "left") if paragraphs else "left"
            read.append(Cell(align, merged(pieces), round(1000 * width / total) if width else None))
        return Band(tuple(read), {})

    def _look(self, paragraph: Element) -> Css:
        style = self._sheet.by_id(style_of(paragraph) or "Normal")
        if style and style.numbering not in (None, "0"):
            raise LibraryError(
                f"{self.name} : un paragraphe numéroté, de style « {style.name} », est dans "
                "l’en-tête ou le pied de page."
            )
        return {**(style.css if style else {}), **paragraph_css(paragraph.find(q("w:pPr")))}

    def _aligns(self, paragraph: Element, css: Css, count: int) -> tuple[str, ...]:
        """The alignment of each part between tabs: the kind of the tab stop that begins it."""
        stops = self._sheet.tabs(style_of(paragraph)) | tab_stops(paragraph.find(q("w:pPr")))
        kinds = [kind for _, kind in sorted(stops.items())]
        first = css.get("text-align", "left")
        if count == 1:
            return (first,)
        kinds += ["right"] * (count - 1 - len(kinds))
        return (first, *kinds[: count - 1])

    def _pieces(self, paragraph: Element, part: str) -> Iterator[Piece | None]:
        """The pieces in order, None standing for a tab."""
        instruction: str | None = None
        inside_result = False
        for run in paragraph.iter(q("w:r"), q("w:fldSimple")):
            css = self._run_look(run)
            if run.tag == q("w:fldSimple"):
                yield self._field(value(run, "w:instr") or "", css, part)
                continue
            parent = run.getparent()
            if parent is not None and parent.tag == q("w:fldSimple"):
                continue
            for child in run:
                kind = value(child, "w:fldCharType") if child.tag == q("w:fldChar") else None
                if kind == "begin":
                    instruction = ""
                elif kind == "separate":
                    inside_result = True
                elif kind == "end":
                    yield self._field(instruction or "", css, part)
                    instruction, inside_result = None, False
                elif child.tag == q("w:instrText") and instruction is not None:
                    instruction += child.text or ""
                elif not inside_result:
                    yield from self._leaf(child, css, part)

    def _leaf(self, child: Element, css: Css, part: str) -> Iterator[Piece | None]:
        if child.tag == q("w:t"):
            yield Words(child.text or "", css)
        elif child.tag == q("w:noBreakHyphen"):
            yield Words("\u2011", css)
        elif child.tag in (q("w:tab"), q("w:ptab")):
            yield None
        elif child.tag in (q("w:br"), q("w:cr")):
            yield LineEnd()
        elif child.tag == q("w:drawing"):
            yield self._picture(child, part)

    def _field(self, instruction: str, css: Css, part: str) -> Piece:
        name = (instruction.split() or [""])[0].upper()
        if name not in ("PAGE", "NUMPAGES"):
            raise LibraryError(
                f"{self.name}, {part} : le champ « {instruction.strip()} » n’est pas pris en "
                "charge ; seuls PAGE et NUMPAGES le sont."
            )
        return PageField(css, total=name == "NUMPAGES")

    def _picture(self, drawing: Element, part: str) -> Picture:
        blip = drawing.find(f".//{q('a:blip')}")
        target = targets(self._parts, part).get(value(blip, "r:embed") or "", "")
        media_type = _PICTURES.get(posixpath.splitext(target)[1].lower())
        if media_type is None:
            raise LibraryError(
                f"{self.name}, {part} : l’image « {posixpath.basename(target)} » n’est ni un PNG "
                "ni un JPEG."
            )
        about, extent = drawing.find(f".//{q('wp:docPr')}"), drawing.find(f".//{q('wp:extent')}")
        alt = "" if about is None else about.get("descr", "")
        if not alt.strip():
            raise LibraryError(
                f"{self.name}, {part} : l’image « {posixpath.basename(target)} » n’a pas de texte "
                "de remplacement."
            )
        sizes = [0 if extent is None else int(extent.get(side, "0")) for side in ("cx", "cy")]
        width, height = (size / _EMU_IN_POINT for size in sizes)
        return Picture(self._parts[target], media_type, alt, width, height)

    def _run_look(self, run: Element) -> Css:
        properties = run.find(q("w:rPr"))
        style = self._sheet.by_id(value(run.find(f"{q('w:rPr')}/{q('w:rStyle')}")) or "")
        return {**(style.css if style else {}), **self._sheet.run_css(properties)}

    def _check_tags(self, bands: tuple[Band, ...], part: str) -> None:
        for text in texts(bands):
            unknown = [tag for tag in _TAG.findall(text) if tag not in TAGS]
            if unknown or re.search(r"\{[{%#]|[}%#]\}", bare(text)):
                raise LibraryError(
                    f"{self.name}, {part} : « {text.strip()} » ne peut contenir, d’une seule mise "
                    "en forme, que {{ titre }}, {{ reference }} ou {{ modele }}."
                )


def texts(bands: tuple[Band, ...]) -> Iterator[str]:
    """The words of bands, tags included."""
    for band in bands:
        for cell in band.cells:
            yield from (piece.text for piece in cell.pieces if isinstance(piece, Words))


def content(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a part, those of a content control included."""
    for child in parent:
        if child.tag in (q("w:p"), q("w:tbl")):
            yield child
        elif child.tag == q("w:sdt"):
            inner = child.find(q("w:sdtContent"))
            yield from content(inner) if inner is not None else ()


def merged(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The pieces, words of one look joined: Word cuts a tag into several runs."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Words) and isinstance(last, Words) and piece.css == last.css:
            joined[-1] = Words(last.text + piece.text, piece.css)
        else:
            joined.append(piece)
    return tuple(joined)


def refuse_floating(root: Element, where: str) -> None:
    """Raise LibraryError for a shape that the PDF could not place."""
    for tag, what in _REFUSED.items():
        if root.find(f".//{q(tag)}") is not None:
            raise LibraryError(f"{where} contient {what}.")
