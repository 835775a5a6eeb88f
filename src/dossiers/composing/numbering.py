"""Blocks → the same blocks numbered: articles and annexes, references, the table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dossiers.blocks import (
    Bars,
    Block,
    Contents,
    Entry,
    Heading,
    Inline,
    Inlines,
    Listing,
    Note,
    Paragraph,
    Signatures,
    Table,
    Text,
    plain,
)
from dossiers.composing.lines import each_line
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

    def settle(self, block: Block) -> Block:
        settled = each_line(block, self.refer)
        if isinstance(settled, Contents):
            return replace(settled, entries=tuple(self.entries))
        return settled

    def refer(self, content: Inlines) -> Inlines:
        return tuple(self._label(piece) for piece in content)

    def _label(self, piece: Inline) -> Inline:
        if not isinstance(piece, Text) or piece.target is None:
            return piece
        if piece.target not in self.labels:
            raise LibraryError(f"Renvoi à un titre absent : « {piece.target} ».", Mark(self.name))
        return replace(piece, text=self.labels[piece.target])


def _kept(blocks: Sequence[Block]) -> Iterator[Block]:
    """Tie each paragraph to what it announces: a list, a table, signatures, what follows « : »."""
    for index, block in enumerate(blocks, 1):
        after, then = (*blocks[index : index + 2], None, None)[:2]
        match block:
            case Paragraph() if _tied(block, after, then):
                yield replace(block, keep=True)
            case Listing():
                items = (replace(item, blocks=tuple(_kept(item.blocks))) for item in block.items)
                yield Listing(tuple(items))
            case Note():
                yield Note(tuple(_kept(block.blocks)))
            case _:
                yield block


def _tied(block: Paragraph, after: Block | None, then: Block | None) -> bool:
    match after, then:
        case ((Listing() | Table() | Bars() | Signatures()), _):
            return True
        case Paragraph(), Signatures():
            return True  # a signed page bears more of the text than a place, a date or a greeting
        case Paragraph(keep=True), _ if plain(after.content).startswith("«"):
            return True  # a passage that is quoted; the titles within it are not announced
        case _:
            return after is not None and plain(block.content).endswith(":")
