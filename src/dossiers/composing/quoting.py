"""Numbered blocks → the same, quoted in another document: a title there is no title here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dossiers.blocks import Block, Heading, Inlines, Item, Listing, Paragraph, Table, Text
from dossiers.composing.lines import each_line
from dossiers.values import NO_BREAK

_OPENING, _CLOSING = f"«{NO_BREAK}", f"{NO_BREAK}»"


def quoted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks between guillemets, titles as bold paragraphs, references as plain words."""
    return _closed(_opened(tuple(_flat(block) for block in blocks)))


def _flat(block: Block) -> Block:
    if isinstance(block, Heading):
        bold = (replace(t, bold=True) if isinstance(t, Text) else t for t in block.content)
        block = Paragraph(tuple(bold), keep=True)
    return each_line(block, _unlinked)


def _unlinked(content: Inlines) -> Inlines:
    return tuple(replace(t, target=None) if isinstance(t, Text) else t for t in content)


def _opened(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The opening guillemet before the first words, in a paragraph of its own above a table."""
    match blocks:
        case (Paragraph() as first, *others):
            bold = isinstance(first.content[0], Text) and first.content[0].bold
            return (replace(first, content=(Text(_OPENING, bold=bold), *first.content)), *others)
        case _:
            return (Paragraph((Text("«"),), keep=True), *blocks)


def _closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The closing guillemet after the last words, be they those of the last cell of a table."""
    match blocks:
        case (*others, Paragraph() as last):
            return (*others, replace(last, content=(*last.content, Text(_CLOSING))))
        case (*others, Listing() as last):
            *above, item = last.items
            closed = Item(item.marker, _closed(item.blocks))
            return (*others, Listing((*above, closed)))
        case (*others, Table(rows=(*above, (*cells, end))) as last):
            row = (*cells, (*end, Text(_CLOSING)))
            return (*others, replace(last, rows=(*above, row)))
        case _:
            return (*blocks, Paragraph((Text("»"),)))
