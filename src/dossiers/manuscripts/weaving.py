"""A template's source + the passages that came back → its new source, and what was edited.

A passage that nobody edited keeps its lines and the blank ones around it, byte for byte; the others
are written as an author would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TypeAlias

from dossiers.formats.alignment import nearest, steps
from dossiers.formats.redline import Edit
from dossiers.manuscripts.passages import HARD, LISTED, TABULAR, TAG, Kind, Passage, Placed, offset
from dossiers.manuscripts.reading import Returned
from dossiers.manuscripts.spans import key, tag

Key: TypeAlias = tuple[Kind, int, tuple[str, ...]]
Pair: TypeAlias = tuple[int | None, Returned | None]
"""The rank of a block and the passage that it became; one is None where the other is alone."""

_ALIKE = 0.4
_WORD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\s+|\w+|[^\w\s]", re.DOTALL)
_CODE = 4  # spaces, beyond which Markdown takes a line for code
_SIDES = {"left": ":---", "center": ":---:", "right": "---:"}


@dataclass(frozen=True, slots=True)
class Woven:
    """A new source. `edits` are told by the title above and the line, in the order of the source.

    `places` give, by line of the new source, the passage of the Word file that stands there.
    """

    source: str
    edits: tuple[tuple[int, Edit], ...]
    places: tuple[tuple[int, Returned], ...]

    def place(self, line: int) -> Returned | None:
        """The passage of the Word file that stands at a line of the new source."""
        above = [passage for start, passage in self.places if start <= line]
        return above[-1] if above else None


@dataclass(frozen=True, slots=True)
class _Line:
    """A passage as it goes into the new source: its lines, and the block that it comes from."""

    passage: Passage
    source: str
    number: int
    block: int | None


def identity(passage: Passage) -> Key:
    """What is the same in two passages that say the same, however they were typed and saved."""
    texts = [key(text) for text in passage.texts]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    if passage.kind in (Kind.HEADER, Kind.HEADING):  # bold by its place, or its style
        texts = [text.replace("**", "") for text in texts]
    level = 0 if passage.kind is Kind.CONTINUED else passage.level
    return passage.kind, level, tuple(texts)


def weave(head: str, blocks: Sequence[Placed], returned: Sequence[Returned]) -> Woven:
    """The new source of a template; `head` is what stands above its first block."""
    pairs = list(paired(blocks, returned))
    spelling = {tag(each): each for block in blocks for each in TAG.findall(block.source)}
    source = head
    lines: list[_Line] = []
    places: list[tuple[int, Returned]] = []
    run: tuple[Kind, ...] = ()  # the kinds that go on with the table or the list that is open
    for rank, passage in pairs:
        if passage is None:
            continue
        line = _line(blocks, rank, passage.passage, spelling, lines)
        gap = _gap(blocks, lines[-1], line, run) if lines else ""
        if passage.passage.kind is not Kind.TAG or gap != "\n":
            run = _run(passage.passage)
        source += gap
        places.append((source.count("\n") + 1, passage))
        source += line.source
        lines.append(line)
    last = blocks[-1].gap if blocks else "\n"
    starts = [line for line, _ in places]
    edits = tuple(_edits(blocks, pairs, zip(starts, lines, strict=True)))
    return Woven(source + (last or "\n"), edits, tuple(places))


def paired(blocks: Sequence[Placed], returned: Sequence[Returned]) -> Iterator[Pair]:
    """Each block and what became of it, in the order of both."""
    before = [identity(block.passage) for block in blocks]
    after = [identity(each.passage) for each in returned]

    def likeness(rank: int, each: Returned) -> float:
        return _likeness(before[rank], identity(each.passage))

    for same, ranks, others in steps(before, after):
        found = returned[others.start : others.stop]
        changed = nearest(ranks, found, likeness, _ALIKE)
        yield from zip(ranks, found, strict=True) if same else changed


def _likeness(one: Key, other: Key) -> float:
    if (one[0] is Kind.TAG) != (other[0] is Kind.TAG):
        return 0
    if (one[0] in TABULAR) != (other[0] in TABULAR):
        return 0
    words, others = (_WORD.findall("\n".join(each[2])) for each in (one, other))
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > _ALIKE else 0


def _line(
    blocks: Sequence[Placed],
    rank: int | None,
    passage: Passage,
    spelling: Mapping[str, str],
    above: Sequence[_Line],
) -> _Line:
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
        return _Line(block.passage, source, number, rank)
    texts = tuple(
        TAG.sub(lambda found: spelling.get(found[0], found[0]), text) for text in passage.texts
    )
    said = replace(passage, texts=texts)
    width = len(block.passage.texts) if block else _width(above)
    lead = " " * indent + {Kind.BULLET: "- ", Kind.NUMBER: f"{number}. "}.get(passage.kind, "")
    return _Line(said, _written(said, lead, block, width), number, rank)


def _indent(block: Placed | None, passage: Passage, above: Sequence[_Line]) -> int:
    """The spaces before an entry, or what continues one, so that it stays in what holds it."""
    if passage.kind not in LISTED:
        return 0
    continued = passage.kind is Kind.CONTINUED
    known = block is not None and block.passage.kind is passage.kind
    # Word does not tell which entry a paragraph continues: the source does.
    level = block.passage.level if block and known and continued else passage.level
    holders = (
        line
        for line in reversed(above)
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


def _width(above: Sequence[_Line]) -> int:
    """The cells of the nearest row above."""
    rows = (len(line.passage.texts) for line in reversed(above) if line.passage.kind in TABULAR)
    return next(rows, 0)


def _number(
    blocks: Sequence[Placed], rank: int | None, passage: Passage, above: Sequence[_Line]
) -> int:
    """The number of an entry: its own, or the one that follows where entries came or went."""
    before = _before(above, passage)
    if rank is None:
        return before + 1
    own = blocks[rank].number
    last = _before(blocks[:rank], passage)
    followed = last > 0 and own == last + 1
    return before + 1 if followed or not own else own


def _before(above: Sequence[_Line | Placed], passage: Passage) -> int:
    """The number of the entry before one of the same list, what is inside it left out; else 0."""
    for each in reversed(above):
        kind, level = each.passage.kind, each.passage.level
        if kind is Kind.NUMBER and level == passage.level:
            return each.number
        if kind is not Kind.CONTINUED and not (kind in LISTED and level > passage.level):
            return 0
    return 0


def _run(passage: Passage) -> tuple[Kind, ...]:
    """The kinds of passage that go on, on the next line, with what a passage belongs to."""
    if passage.kind in TABULAR:
        return (Kind.ROW,)
    return (Kind.BULLET, Kind.NUMBER) if passage.kind in LISTED else ()


def _gap(blocks: Sequence[Placed], above: _Line, below: _Line, run: tuple[Kind, ...]) -> str:
    """What separates two passages: what separated their like in the source, else a blank line."""
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


def _edits(
    blocks: Sequence[Placed],
    pairs: Sequence[Pair],
    written: Iterator[tuple[int, _Line]],
) -> Iterator[tuple[int, Edit]]:
    """Each passage that changed, at its line of the new source; one that is gone, of the old."""
    heading = ""
    for rank, passage in pairs:
        old = blocks[rank].source if rank is not None else ""
        line, new = next(written) if passage else (blocks[rank or 0].line, None)
        if new and new.passage.kind is Kind.HEADING:
            heading = new.passage.text
        if new and rank is not None and new.passage == blocks[rank].passage:
            continue  # to be counted or set in anew is no edit
        yield line, Edit(tuple(_parts(old, new.source if new else "")), heading)


def _parts(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = (_WORD.findall(text.replace(HARD, "\n")) for text in (old, new))
    before, after = ([re.sub(r"\s+", " ", each) for each in side] for side in (before, after))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    old = new = ""
    for code, i, i_end, j, j_end in matcher.get_opcodes():
        one, other = "".join(before[i:i_end]), "".join(after[j:j_end])
        if code == "equal" and (one.strip() or not (old or new)):
            yield from ([(old, new)] if old or new else [])
            yield one, other
            old = new = ""
        else:  # words replaced in a row are one change
            old, new = old + one, new + other
    yield from ([(old, new)] if old or new else [])
