"""The closed set of blocks that a document is made of: the one text behind Word and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never


class Align(StrEnum):
    """Horizontal place of a table column."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of one look. `target` is the anchor of a heading of the same document.

    `blank` marks what a draft still misses: renderers highlight it.
    """

    text: str
    bold: bool = False
    italic: bool = False
    blank: bool = False
    target: str | None = None


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A forced end of line inside a paragraph."""


Inline: TypeAlias = Text | LineBreak
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The block that opens a document: a line above, the title, lines below."""

    above: Inlines
    title: Inlines
    below: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of level 1 (part, annexe), 2 (article) or 3; its number is part of its text.

    `numbered` tells that its template begins with « Article – » or « Annexe – »: a value that
    happens to do so is not numbered.
    """

    level: int
    content: Inlines
    anchor: str
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `keep` ties it to what follows, such as the list or table it announces."""

    content: Inlines
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list; `marker` is literal text (`1°`, `a)`), None means a bullet."""

    marker: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of entries."""

    items: tuple[Item, ...]


Row: TypeAlias = tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row. `widths` are column shares in thousandths that sum to 1000."""

    header: Row
    rows: tuple[Row, ...]
    aligns: tuple[Align, ...]
    widths: tuple[int, ...]
    caption: Inlines = ()


BAR_STEPS = 40
"""How many cells wide a full bar is, in every format."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a chart: what is counted, the figure, and the length of its bar in steps."""

    label: Inlines
    figure: Inlines
    length: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart that is a table: label, figure and bar, each under its header.

    A bar is a cell of `length` steps and one of the steps that are left, or one cell when it is
    empty or full. `widths` are column shares in thousandths that sum to 1000.
    """

    header: tuple[Inlines, Inlines, Inlines]
    rows: tuple[Bar, ...]
    widths: tuple[int, int, int]
    caption: Inlines = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A framed remark to the reader."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, filled when the document is composed."""

    title: Inlines
    entries: tuple[Entry, ...] = ()

    def ranked(self) -> tuple[tuple[int, Entry], ...]:
        """The entries with their depth from 1: none is deeper than it must be."""
        return tuple(zip(ranks(entry.level for entry in self.entries), self.entries, strict=True))


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """The lines above one signatory's frame; `id` is the signatory's path, such as `equipe-2`."""

    id: str
    lines: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """The frames in which the signatories sign."""

    boxes: tuple[SignatureBox, ...]

    @property
    def columns(self) -> int:
        """How many frames stand side by side, in every format: two, or three for a team."""
        return 2 if len(self.boxes) in (1, 2, 4) else 3

    @property
    def together(self) -> bool:
        """Whether all the frames stand on one page; those of a large team may go on."""
        return len(self.boxes) <= 2 * self.columns

    def in_rows(self) -> tuple[tuple[SignatureBox, ...], ...]:
        """The frames, row by row."""
        starts = range(0, len(self.boxes), self.columns)
        return tuple(self.boxes[start : start + self.columns] for start in starts)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block: TypeAlias = (
    Cover | Heading | Paragraph | Listing | Table | Bars | Note | Contents | Signatures | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document before any format.

    `reference` and `title` are printed by the skin's running header; `model` names the procedure
    and its version; `mention` is printed at the top of the first page (« Exemple fictif »).
    `word` is the Word file that an author's Word model has given, which `blocks` then repeat;
    `template` names the file that its words come from.
    """

    id: str
    title: str
    reference: str
    model: str
    date: date
    blocks: tuple[Block, ...]
    mention: str = ""
    draft: bool = False
    word: bytes = b""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside a document; `relationship` as in ISO 32000 (Data, Source…)."""

    name: str
    data: bytes
    media_type: str
    description: str
    relationship: str = "Data"


def ranks(levels: Iterable[int]) -> Iterator[int]:
    """The depth from 1 of each of these levels, none being skipped.

    >>> list(ranks([2, 3, 2, 1, 2]))
    [1, 2, 1, 1, 2]
    """
    above: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        yield len(above)


def plain(content: Inlines) -> str:
    """The characters of a run of inlines, a forced line end being one space."""
    return "".join(piece.text if isinstance(piece, Text) else " " for piece in content)


def paragraphs(document: Document) -> Iterator[str]:
    """Each paragraph's text in reading order, running headers and page numbers left out."""
    if document.mention:
        yield document.mention
    yield from texts(document.blocks)


def texts(  # noqa: C901, PLR0912 - one case a block
    blocks: Iterable[Block], *, markers: bool = True
) -> Iterator[str]:
    """Each paragraph's text in reading order, with or without the literal list markers."""
    for block in blocks:
        match block:
            case Cover():
                yield from (
                    plain(part) for part in (block.above, block.title, *block.below) if part
                )
            case Heading() | Paragraph():
                yield plain(block.content)
            case Listing():
                for item in block.items:
                    lines = texts(item.blocks, markers=markers)
                    first = next(lines, "")
                    yield f"{item.marker} {first}" if item.marker and markers else first
                    yield from lines
            case Table():
                if block.caption:
                    yield plain(block.caption)
                for row in (block.header, *block.rows):
                    yield from (plain(cell) for cell in row)
            case Bars():
                yield from (plain(part) for part in (block.caption, *block.header) if part)
                for bar in block.rows:
                    yield from (plain(bar.label), plain(bar.figure))
            case Note():
                yield from texts(block.blocks, markers=markers)
            case Contents():
                yield plain(block.title)
                yield from (entry.text for entry in block.entries)
            case Signatures():
                for box in block.boxes:
                    yield from (plain(line) for line in box.lines)
            case PageBreak():
                pass
            case _:
                assert_never(block)
