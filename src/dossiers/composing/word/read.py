"""The body of a filled Word model → the closed set of blocks, from which the PDF is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from dossiers.blocks import (
    Align,
    Block,
    Cover,
    Heading,
    Inline,
    Inlines,
    Item,
    LineBreak,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Row,
    SignatureBox,
    Signatures,
    Table,
    Text,
    plain,
)
from dossiers.composing.runs import joined
from dossiers.composing.tables import TOTAL, column_shares
from dossiers.composing.word.constructs import FRAMES, table_style
from dossiers.composing.word.numbers import Entry
from dossiers.composing.word.places import CELL, PARAGRAPH, ROW, RUN, TABLE, Places
from dossiers.errors import LibraryError
from dossiers.formats.ooxml import Element, is_on, q, value, whole
from dossiers.formats.word_styles import Styles
from dossiers.formats.word_text import blocks as children

_HEADING = re.compile(r"heading ([1-3])")
_SIGNS = {q("w:tab"): " ", q("w:noBreakHyphen"): "\u2011"}
_ALIGNS = {"center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
_CONTINUED = "list continue"
_IN_RUNS = ("cover", "list", "note")
"""The blocks that several paragraphs make."""


class BodyReader:
    """Reads one body; `entries` are its paragraphs that belong to lists."""

    def __init__(self, styles: Styles, entries: Mapping[Element, Entry], places: Places) -> None:
        self._styles, self._entries, self._places = styles, entries, places

    def blocks(self, body: Element) -> tuple[Block, ...]:
        """The blocks of a body. Raises LibraryError at what is out of its place."""
        found: list[Block] = []
        elements = children(body)
        while elements:
            taken, built = self._next(elements)
            found += built
            elements = elements[taken:]
        return tuple(found)

    def _next(self, elements: Sequence[Element]) -> tuple[int, Sequence[Block]]:
        """How many elements the first block is made of, and the blocks that they give."""
        first = elements[0]
        if first.tag == TABLE:
            return 1, (self._table(first, ()),)
        kind = self._kind(first)
        run = list(self._alike(elements, kind)) if kind in _IN_RUNS else [first]
        broken = (PageBreak(),) if self._new_page(first) else ()
        taken, built = self._built(kind, run, elements)
        return taken, (*broken, *built)

    def _built(
        self, kind: str, run: Sequence[Element], elements: Sequence[Element]
    ) -> tuple[int, Sequence[Block]]:
        first = run[0]
        match kind:
            case "cover":
                return len(run), (self._cover(run),)
            case "list":
                return len(run), tuple(_listings(self._items(run)))
            case "note":
                return len(run), (Note(tuple(map(self._paragraph, run))),)
            case "caption":
                after = elements[1] if len(elements) > 1 else None
                if after is None or after.tag != TABLE:
                    told = "Une légende (style « caption ») se met juste au-dessus de son tableau."
                    raise LibraryError(told, self._places.of(first))
                return 2, (self._table(after, self._inlines(first)),)
            case "empty":
                return 1, ()
            case _:
                level = _HEADING.fullmatch(self._style(first))
                heading = Heading(int(level[1]), self._inlines(first), "") if level else None
                return 1, (heading or self._paragraph(first),)

    def _kind(self, paragraph: Element) -> str:
        if not plain(self._inlines(paragraph)).strip():
            return "empty"
        if paragraph in self._entries:
            return "list"
        match self._style(paragraph):
            case "surtitre" | "title" | "subtitle":
                return "cover"
            case "note" | "caption" as style:
                return style
            case _:
                return ""

    def _alike(self, elements: Sequence[Element], kind: str) -> Iterator[Element]:
        """The first elements that make one block: a list goes on with what continues it."""
        for rank, element in enumerate(elements):
            if element.tag != PARAGRAPH or (rank and self._new_page(element)):
                return
            own = self._kind(element)
            continued = kind == "list" and self._style(element) == _CONTINUED and own != "empty"
            if own != kind and not continued:
                return
            yield element

    def _style(self, paragraph: Element) -> str:
        return self._styles.name(self._styles.of(paragraph))

    def _new_page(self, paragraph: Element) -> bool:
        switch = paragraph.find(f"{q('w:pPr')}/{q('w:pageBreakBefore')}")
        if switch is None:
            switch = self._styles.property(self._styles.of(paragraph), "w:pPr/w:pageBreakBefore")
        breaks = (value(each, "w:type") == "page" for each in paragraph.iter(q("w:br")))
        return any(breaks) or is_on(switch)

    def _cover(self, paragraphs: Sequence[Element]) -> Block:
        styles = [self._style(each) for each in paragraphs]
        if "title" not in styles or styles.index("title") > 1 or "surtitre" in styles[1:]:
            told = (
                "Un document s’ouvre par un « Surtitre » au plus, un « Title », des « Subtitle »."
            )
            raise LibraryError(told, self._places.of(paragraphs[0]))
        lines = [self._inlines(each) for each in paragraphs]
        title = styles.index("title")
        return Cover(lines[0] if title else (), lines[title], tuple(lines[title + 1 :]))

    def _paragraph(self, paragraph: Element) -> Paragraph:
        return Paragraph(self._inlines(paragraph))

    def _items(self, paragraphs: Sequence[Element]) -> list[tuple[Entry, list[Block]]]:
        """Each entry with its blocks, what continues it being in it."""
        items: list[tuple[Entry, list[Block]]] = []
        for paragraph in paragraphs:
            entry = self._entries.get(paragraph)
            if entry is None:
                items[-1][1].append(self._paragraph(paragraph))
                continue
            content = self._inlines(paragraph)
            if entry.marker is not None:
                content = _without(content, entry.marker)
            items.append((entry, [Paragraph(content)]))
        return items

    def _table(self, table: Element, caption: Inlines) -> Block:
        rows = [row.findall(CELL) for row in table.iter(ROW)]
        if not rows or not all(rows):
            told = "Ici, un tableau perd toutes ses cases : le mettre tout entier sous condition."
            raise LibraryError(told, self._places.of(table))
        if table_style(table, self._styles) == FRAMES:
            said = (tuple(self._lines(cell)) for cell in rows[0])  # an empty cell is a gap
            return Signatures(tuple(SignatureBox("", lines) for lines in said if lines))
        header, *others = (tuple(self._cell(cell) for cell in row) for row in rows)
        header = tuple(tuple(_light(piece) for piece in cell) for cell in header)
        if uneven := [row for row in rows if len(row) != len(rows[0])]:
            told = "Chaque ligne d’un tableau a autant de cases que son en-tête."
            raise LibraryError(told, self._places.of(uneven[0][0]))
        aligns = tuple(self._align(cell) for cell in rows[min(1, len(rows) - 1)])
        return Table(header, tuple(others), aligns, _widths(table, (header, *others)), caption)

    def _cell(self, cell: Element) -> Inlines:
        content: list[Inline] = []
        for line in self._lines(cell):
            content += [LineBreak(), *line] if content else line
        return tuple(content)

    def _lines(self, cell: Element) -> Iterator[Inlines]:
        lines = (self._inlines(paragraph) for paragraph in cell.iter(PARAGRAPH))
        yield from (line for line in lines if plain(line).strip())

    def _align(self, cell: Element) -> Align:
        for paragraph in cell.iter(PARAGRAPH):
            place = paragraph.find(f"{q('w:pPr')}/{q('w:jc')}")
            if place is None:
                place = self._styles.property(self._styles.of(paragraph), "w:pPr/w:jc")
            return _ALIGNS.get(value(place) or "", Align.LEFT)
        return Align.LEFT

    def _inlines(self, paragraph: Element) -> Inlines:
        found: list[Inline] = []
        for run in paragraph.iter(RUN):
            bold, italic = (self._styles.shows(run, switch) for switch in ("w:b", "w:i"))
            look = (bold, italic, _highlighted(run))
            for child in run:
                if child.tag == q("w:t"):
                    found.append(Text(child.text or "", *look))
                elif child.tag in _SIGNS:
                    found.append(Text(_SIGNS[child.tag], *look))
                elif child.tag in (q("w:br"), q("w:cr")) and value(child, "w:type") != "page":
                    found.append(LineBreak())
        return joined([each for each in found if isinstance(each, LineBreak) or each.text])


def _highlighted(run: Element) -> bool:
    return value(run.find(f"{q('w:rPr')}/{q('w:highlight')}")) not in (None, "none")


def _light(piece: Inline) -> Inline:
    """A header is bold by its style."""
    return (
        Text(piece.text, italic=piece.italic, blank=piece.blank)
        if isinstance(piece, Text)
        else piece
    )


def _without(content: Inlines, marker: str) -> Inlines:
    """A line without the marker and the space that it begins with."""
    first, *rest = content
    if isinstance(first, Text):
        text = first.text.lstrip().removeprefix(marker).lstrip()
        kept = (Text(text, first.bold, first.italic, first.blank),) if text else ()
        return (*kept, *rest)
    return content


def _listings(items: Sequence[tuple[Entry, list[Block]]]) -> Iterator[Listing]:
    """Entries as lists: a deeper entry belongs to the one above it."""
    depth = min(entry.depth for entry, _ in items)
    heads: list[tuple[Entry, list[Block]]] = []
    deeper: list[tuple[Entry, list[Block]]] = []
    for entry, blocks in (*items, (Entry(None, depth), [])):
        if entry.depth > depth and heads:
            deeper.append((entry, blocks))
            continue
        if deeper:
            heads[-1][1].extend(_listings(deeper))
            deeper = []
        heads.append((entry, blocks))
    for _, group in groupby(heads[:-1], key=lambda item: item[0].marker is None):
        yield Listing(tuple(Item(entry.marker, tuple(blocks)) for entry, blocks in group))


def _widths(table: Element, rows: Sequence[Row]) -> tuple[int, ...]:
    """The shares of a table's columns, as its grid has them."""
    grid = [whole(each, "w:w") for each in table.iter(q("w:gridCol"))]
    if len(grid) != len(rows[0]) or not all(width > 0 for width in grid):
        return column_shares(rows)
    shares = [TOTAL * width // sum(grid) for width in grid]
    shares[-1] += TOTAL - sum(shares)
    return tuple(shares)
