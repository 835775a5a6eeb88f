"""A passage → the lines that say it in a template, and what separates them from those above.

A passage that nobody edited keeps its lines; the others are written as an author would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from dossiers.manuscripts.passages import HARD, LISTED, TABULAR, TAG, Kind, Passage, Placed, offset
from dossiers.manuscripts.spans import identity

_SIDES = {"left": ":---", "center": ":---:", "right": "---:"}
_IN_LISTS = (*LISTED, Kind.TAG)
_PARAGRAPHS = (Kind.TEXT, Kind.CONTINUED)
_BREAK = "---"
_CODE = 4  # spaces, beyond which Markdown takes a line for code


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as it goes into the new source: its lines, and the block that it comes from."""

    passage: Passage
    source: str
    number: int
    block: int | None


def line_of(
    blocks: Sequence[Placed],
    rank: int | None,
    passage: Passage,
    spelling: Mapping[str, str],
    above: Sequence[Line],
) -> Line:
    """The lines of a passage: its own where nothing changed, else new ones."""
    block = None if rank is None else blocks[rank]
    number = _number(blocks, rank, passage, above) if passage.kind is Kind.NUMBER else 0
    indent = _indent(block, passage, above)
    if block and identity(block.passage) == identity(passage):
        source = block.source
        if passage.kind is Kind.NUMBER and number != block.number:
            source = re.sub(r"\d+", str(number), source, count=1)
        if (short := indent - _spaces(source)) > 0:
            source = re.sub("^", " " * short, source, flags=re.MULTILINE)
        return Line(block.passage, source, number, rank)
    texts = tuple(
        TAG.sub(lambda found: spelling.get(found[0], found[0]), text) for text in passage.texts
    )
    said = replace(passage, texts=texts)
    width = len(block.passage.texts) if block else _width(above)
    lead = " " * indent + {Kind.BULLET: "- ", Kind.NUMBER: f"{number}. "}.get(passage.kind, "")
    return Line(said, _written(said, lead, block, width), number, rank)


def _indent(block: Placed | None, passage: Passage, above: Sequence[Line]) -> int:
    """The spaces before an entry, or what continues one, so that it stays in what holds it."""
    if passage.kind not in LISTED:
        return 0
    continued = passage.kind is Kind.CONTINUED
    known = block is not None and block.passage.kind is passage.kind
    # Word does not tell which entry a paragraph continues: the source does.
    level = block.passage.level if block and known and continued else passage.level
    holders = (
        line
        for line in takewhile(lambda line: line.passage.kind in _IN_LISTS, reversed(above))
        if line.passage.kind in (Kind.BULLET, Kind.NUMBER)
        and line.passage.level < level + continued
    )
    least = offset(holder.source) if (holder := next(holders, None)) else 0
    own = _spaces(block.source) if block and known and block.passage.level == level else 0
    return own if least <= own < least + _CODE else least


def _spaces(source: str) -> int:
    return len(source) - len(source.lstrip(" "))


def _written(passage: Passage, lead: str, block: Placed | None, width: int) -> str:
    """A passage as an author types it; a row has at least the cells of those around it."""
    text = passage.texts[0] if passage.texts else ""
    match passage.kind:
        case Kind.HEADING:
            return f"{'#' * passage.level} {text}"
        case Kind.BULLET | Kind.NUMBER | Kind.CONTINUED:
            return f"{lead}{text.replace(HARD, HARD + ' ' * len(lead))}"
        case Kind.ROW:
            return _row(passage.texts, width)
        case Kind.HEADER:
            return _titles(passage.texts, block)
        case _:
            return text


def _titles(cells: Sequence[str], block: Placed | None) -> str:
    """The titles of columns and the rule below, its author's where no column came or went."""
    if block and len(block.sides) == len(cells):
        rule = block.source.rpartition("\n")[2]
    else:
        sides = (*(block.sides if block else ()), *("left" for _ in cells))
        rule = _row([_SIDES[side] for side, _ in zip(sides, cells, strict=False)], 0)
    return f"{_row(cells, len(cells))}\n{rule}"


def _row(cells: Sequence[str], width: int) -> str:
    kept = [TAG.sub(lambda found: found[0].replace("|", "\ue005"), cell) for cell in cells]
    while len(kept) > max(width, 1) and not kept[-1]:
        kept.pop()
    kept += [""] * (width - len(kept))
    escaped = (cell.replace("|", "\\|").replace("\ue005", "|") for cell in kept)
    return f"| {' | '.join(escaped)} |"


def _width(above: Sequence[Line]) -> int:
    """The cells of the nearest row above."""
    rows = (len(line.passage.texts) for line in reversed(above) if line.passage.kind in TABULAR)
    return next(rows, 0)


def _number(
    blocks: Sequence[Placed], rank: int | None, passage: Passage, above: Sequence[Line]
) -> int:
    """The number of an entry: its own, or the one that follows where entries came or went."""
    before = _before(above, passage)
    if rank is None:
        return before + 1
    own = blocks[rank].number
    last = _before(blocks[:rank], passage)
    followed = last > 0 and own == last + 1
    return before + 1 if followed or not own else own


def _before(above: Sequence[Line | Placed], passage: Passage) -> int:
    """The number of the entry before one of the same list, what is inside it left out; else 0."""
    for each in reversed(above):
        kind, level = each.passage.kind, each.passage.level
        if kind is Kind.NUMBER and level == passage.level:
            return each.number
        if kind is not Kind.CONTINUED and not (kind in LISTED and level > passage.level):
            return 0
    return 0


def going_on(passage: Passage) -> tuple[Kind, ...]:
    """The kinds of passage that go on, on the next line, with what a passage belongs to."""
    if passage.kind in TABULAR:
        return (Kind.ROW,)
    return (Kind.BULLET, Kind.NUMBER) if passage.kind in LISTED else ()


def gap_above(blocks: Sequence[Placed], above: Line, below: Line, run: tuple[Kind, ...]) -> str:
    """What separates two passages: a blank line where one would go on with the other."""
    gap = _usual_gap(blocks, above, below, run)
    if _as_it_was(blocks, above, below) or gap.count("\n") > 1:
        return gap
    joined = below.passage.kind in _PARAGRAPHS and above.passage.kind not in (
        Kind.TAG,
        Kind.HEADING,
    )
    return "\n\n" if joined or _BREAK in (above.source, below.source) else gap


def _as_it_was(blocks: Sequence[Placed], above: Line, below: Line) -> bool:
    """Whether two passages follow each other in the source, as what they still are."""
    if above.block is None or below.block != above.block + 1:
        return False
    kinds = [blocks[rank].passage.kind for rank in (above.block, below.block)]
    return kinds == [above.passage.kind, below.passage.kind]


def _usual_gap(blocks: Sequence[Placed], above: Line, below: Line, run: tuple[Kind, ...]) -> str:
    """What separated their like in the source, else a blank line."""
    if below.block is None and below.passage.kind in run:
        return "\n"
    if above.block is not None:
        following = above.block + 1
        if following < len(blocks) and (
            following == below.block or blocks[following].passage.kind is below.passage.kind
        ):
            return blocks[above.block].gap
    if below.block and blocks[below.block - 1].passage.kind is above.passage.kind:
        return blocks[below.block - 1].gap
    return "\n" if below.passage.kind in run else "\n\n"
