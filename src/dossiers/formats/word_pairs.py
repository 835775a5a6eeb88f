"""Which paragraph, table or row of a Word file became which of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from dossiers.formats.alignment import nearest
from dossiers.formats.ooxml import Element
from dossiers.formats.word_text import PARAGRAPH, ROW, cells, said

Pair: TypeAlias = tuple[Element | None, Element | None]
"""A block of the first file and what it became; one is None where the other stands alone."""

_ALIKE = 0.5
_MOST_COMPARED = 10_000


def paired(before: Sequence[Element], after: Sequence[Element]) -> Iterator[Pair]:
    """The blocks of both, the same ones together, in the order of both."""
    keys, others = ([(block.tag, said(block)) for block in side] for side in (before, after))
    matcher = SequenceMatcher(None, keys, others, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(before[i:i_end], after[j:j_end], strict=True)
            continue
        # The last paragraph of a cell has no end that could be deleted.
        ends = i_end == len(before) and j_end == len(after)
        yield from _nearest(before[i:i_end], after[j:j_end], ends=ends)


def _nearest(before: Sequence[Element], after: Sequence[Element], *, ends: bool) -> Iterator[Pair]:
    """Blocks that changed: those that are still mostly the same together."""
    last: list[Pair] = []
    if ends and before and after and before[-1].tag == after[-1].tag == PARAGRAPH:
        last = [(before[-1], after[-1])]
        before, after = before[:-1], after[:-1]
    if len(before) * len(after) <= _MOST_COMPARED:
        yield from nearest(before, after, _likeness, _ALIKE)
    else:
        yield from ((old, None) for old in before)
        yield from ((None, new) for new in after)
    yield from last


def _likeness(old: Element, new: Element) -> float:
    """The share of what two blocks have in common; 0 where one cannot become the other.

    Two rows that begin with the same cell are the same row.
    """
    if old.tag != new.tag:
        return 0
    if old.tag == ROW:
        own, theirs = cells(old), cells(new)
        if len(own) != len(theirs):
            return 0
        if own and "".join(said(own[0])).strip() and said(own[0]) == said(theirs[0]):
            return 1
    one, other = (" ".join(said(block)).split() for block in (old, new))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > _ALIKE else 0
