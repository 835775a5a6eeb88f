"""A block → the same block, each of its lines of words changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias, assert_never

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

Change: TypeAlias = Callable[[Inlines], Inlines]


def each_line(block: Block, change: Change) -> Block:  # noqa: C901, PLR0911 - one case a block
    """The block with `change` made in each title, paragraph, cell, caption and line of a frame."""

    def cells(row: Row) -> Row:
        return tuple(map(change, row))

    def within(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(each_line(inner, change) for inner in blocks)

    match block:
        case Heading() | Paragraph():
            return replace(block, content=change(block.content))
        case Listing():
            items = (replace(item, blocks=within(item.blocks)) for item in block.items)
            return Listing(tuple(items))
        case Table():
            header, *rows = map(cells, (block.header, *block.rows))
            return replace(block, header=header, rows=tuple(rows), caption=change(block.caption))
        case Bars():
            return _bars(block, change)
        case Cover():
            return Cover(change(block.above), change(block.title), cells(block.below))
        case Note():
            return Note(within(block.blocks))
        case Contents():
            return replace(block, title=change(block.title))
        case Signatures():
            boxes = (replace(box, lines=cells(box.lines)) for box in block.boxes)
            return Signatures(tuple(boxes))
        case PageBreak():
            return block
        case _:
            assert_never(block)


def _bars(chart: Bars, change: Change) -> Bars:
    what, number, shown = map(change, chart.header)
    rows = tuple(
        replace(bar, label=change(bar.label), figure=change(bar.figure)) for bar in chart.rows
    )
    caption = change(chart.caption)
    return replace(chart, header=(what, number, shown), rows=rows, caption=caption)
