"""A block → the same block, each of its lines of words changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from dossiers.blocks import (
    Bars,
    Block,
    Contents,
    Cover,
    Heading,
    Inlines,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Signatures,
    Table,
)


def each_line(  # noqa: C901, PLR0911 - one case a block
    block: Block, change: Callable[[Inlines], Inlines]
) -> Block:
    """The block with `change` made in each title, paragraph, cell, caption and line of a frame."""

    def cells(row: Row) -> Row:
        return tuple(map(change, row))

    match block:
        case Heading() | Paragraph():
            return replace(block, content=change(block.content))
        case Listing():
            items = (
                replace(item, blocks=tuple(each_line(inner, change) for inner in item.blocks))
                for item in block.items
            )
            return Listing(tuple(items))
        case Table():
            header, *rows = map(cells, (block.header, *block.rows))
            return replace(block, header=header, rows=tuple(rows), caption=change(block.caption))
        case Bars():
            what, number, shown = cells(block.header)
            bars = tuple(
                replace(bar, label=change(bar.label), figure=change(bar.figure))
                for bar in block.rows
            )
            caption = change(block.caption)
            return replace(block, header=(what, number, shown), rows=bars, caption=caption)
        case Cover():
            return Cover(change(block.above), change(block.title), cells(block.below))
        case Note():
            return Note(tuple(each_line(inner, change) for inner in block.blocks))
        case Contents():
            return replace(block, title=change(block.title))
        case Signatures():
            boxes = (replace(box, lines=cells(box.lines)) for box in block.boxes)
            return Signatures(tuple(boxes))
        case PageBreak():
            return block
        case _:
            assert_never(block)
