"""Blocks → the same blocks numbered: articles and annexes, references, the table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from dossiers.blocks import (
    Bars,
    Block,
    Contents,
    Cover,
    Entry,
    Heading,
    Inline,
    Inlines,
    Item,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Signatures,
    Table,
    Text,
    plain,
)
from dossiers.composing.parsing import NUMBERED
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.french.words import ordinal
from dossiers.values import NO_BREAK

LISTED_LEVEL = 2
"""The deepest title that the table of contents lists: that of an article."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbered blocks, and what a reference to each title says, by its anchor."""

    blocks: tuple[Block, ...]
    labels: Mapping[str, str]


def numbered(blocks: Sequence[Block], name: str) -> Numbered:
    """The blocks of the template `name` numbered. Raises LibraryError for a wrong anchor."""
    numbering = _Numbering(name)
    return Numbered(numbering.apply(blocks), numbering.labels)


@dataclass(slots=True)
class _Numbering:
    """Numbers articles and annexes, then fills the references and the table of contents."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def apply(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        numbered = [self.number(b) if isinstance(b, Heading) else b for b in blocks]
        settled = [self.settle(block) for block in numbered]
        return tuple(_kept(settled))

    def number(self, heading: Heading) -> Heading:
        content, label = heading.content, f"«{NO_BREAK}{plain(heading.content)}{NO_BREAK}»"
        first = content[0]
        match = NUMBERED.match(plain(content[:1])) if heading.numbered else None
        if match and isinstance(first, Text):
            word = match.group(1)
            rank = self.counts[word] = self.counts.get(word, 0) + 1
            number = ordinal(rank) if word == "Article" and rank == 1 else str(rank)
            label = f"{word.lower()}\u00a0{number}"
            text = f"{word}\u00a0{number}\u00a0– {first.text[match.end() :]}"
            content = (replace(first, text=text), *content[1:])
        anchor = heading.anchor or f"titre-{len(self.labels) + 1}"
        if anchor in self.labels:
            raise LibraryError(f"L’ancre « {anchor} » est donnée deux fois.", Mark(self.name))
        self.labels[anchor] = label
        if heading.level <= LISTED_LEVEL:
            self.entries.append(Entry(heading.level, plain(content), anchor))
        return replace(heading, content=content, anchor=anchor)

    def settle(self, block: Block) -> Block:  # noqa: PLR0911 - one case a block
        match block:
            case Heading() | Paragraph():
                return replace(block, content=self.refer(block.content))
            case Listing():
                items = tuple(
                    Item(item.marker, tuple(_kept([self.settle(b) for b in item.blocks])))
                    for item in block.items
                )
                return Listing(items)
            case Table():
                header, *rows = (self.row(row) for row in (block.header, *block.rows))
                caption = self.refer(block.caption)
                return replace(block, header=header, rows=tuple(rows), caption=caption)
            case Bars():
                what, number, shown = self.row(block.header)
                bars = tuple(
                    replace(bar, label=self.refer(bar.label), figure=self.refer(bar.figure))
                    for bar in block.rows
                )
                caption = self.refer(block.caption)
                return replace(block, header=(what, number, shown), rows=bars, caption=caption)
            case Cover():
                above, title = self.refer(block.above), self.refer(block.title)
                return Cover(above, title, self.row(block.below))
            case Signatures():
                boxes = (replace(box, lines=self.row(box.lines)) for box in block.boxes)
                return Signatures(tuple(boxes))
            case Note():
                return Note(tuple(_kept([self.settle(b) for b in block.blocks])))
            case Contents():
                return replace(block, entries=tuple(self.entries))
            case PageBreak():
                return block
            case _:
                assert_never(block)

    def row(self, cells: Row) -> Row:
        return tuple(self.refer(cell) for cell in cells)

    def refer(self, content: Inlines) -> Inlines:
        return tuple(self._label(piece) for piece in content)

    def _label(self, piece: Inline) -> Inline:
        if not isinstance(piece, Text) or piece.target is None:
            return piece
        if piece.target not in self.labels:
            raise LibraryError(f"Renvoi à un titre absent : « {piece.target} ».", Mark(self.name))
        return replace(piece, text=self.labels[piece.target])


def _kept(blocks: Sequence[Block]) -> Iterator[Block]:
    """Tie each paragraph to what it announces: a list, a table, bars, signatures, a quotation."""
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        announced = isinstance(after, Listing | Table | Bars | Signatures)
        # What is quoted is announced too: its title comes with a tie of its own.
        tied = isinstance(after, Paragraph) and after.keep
        if isinstance(block, Paragraph) and (announced or tied):
            yield replace(block, keep=True)
        else:
            yield block
