"""A template's source + the passages that came back → its new source, and what was edited.

A passage that nobody edited keeps its lines and the blank ones around it, byte for byte; the others
are written as an author would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from dossiers.formats.alignment import nearest, steps
from dossiers.formats.redline import Edit
from dossiers.manuscripts.laying import Line, gap_above, going_on, line_of
from dossiers.manuscripts.passages import HARD, TABULAR, TAG, Kind, Placed
from dossiers.manuscripts.reading import Returned
from dossiers.manuscripts.spans import Key, identity, tag

Pair: TypeAlias = tuple[int | None, Returned | None]
"""The rank of a block and the passage that it became; one is None where the other is alone."""

_ALIKE = 0.4
_WORD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\s+|\w+|[^\w\s]", re.DOTALL)


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


def weave(head: str, blocks: Sequence[Placed], returned: Sequence[Returned]) -> Woven:
    """The new source of a template; `head` is what stands above its first block."""
    pairs = list(paired(blocks, returned))
    spelling = {tag(each): each for block in blocks for each in TAG.findall(block.source)}
    source = head
    lines: list[Line] = []
    places: list[tuple[int, Returned]] = []
    run: tuple[Kind, ...] = ()  # the kinds that go on with the table or the list that is open
    for rank, passage in pairs:
        if passage is None:
            continue
        line = line_of(blocks, rank, passage.passage, spelling, lines)
        gap = gap_above(blocks, lines[-1], line, run) if lines else ""
        if passage.passage.kind is not Kind.TAG or gap != "\n":
            run = going_on(passage.passage)
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


def _edits(
    blocks: Sequence[Placed],
    pairs: Sequence[Pair],
    written: Iterator[tuple[int, Line]],
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
