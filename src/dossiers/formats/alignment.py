"""Which items of one sequence became which of another: what nobody touched is never told."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TypeAlias, TypeVar

_Old = TypeVar("_Old")
_New = TypeVar("_New")
Step: TypeAlias = tuple[bool, range, range]
"""Whether a stretch is the same in both, and its ranks in each."""

_MOST_COMPARED = 4_000_000


def steps(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Step]:
    """The stretches of both, in order, as few items as can be being gone or new.

    `difflib` looks for the longest stretch first, which tears apart texts that repeat themselves;
    it serves only beyond some thousands of passages.

    >>> [step for step in steps("abcab", "abab") if not step[0]]
    [(False, range(2, 3), range(2, 2))]
    """
    head = sum(1 for _ in takewhile(lambda p: p[0] == p[1], zip(before, after, strict=False)))
    ends = zip(reversed(before[head:]), reversed(after[head:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda p: p[0] == p[1], ends))
    i_end, j_end = len(before) - tail, len(after) - tail
    kept = [(rank, rank) for rank in range(head)]
    kept += [(head + i, head + j) for i, j in _kept(before[head:i_end], after[head:j_end])]
    kept += [(i_end + rank, j_end + rank) for rank in range(tail)]
    i = j = 0
    for one, other in (*kept, (len(before), len(after))):
        if (i, j) != (one, other):
            yield False, range(i, one), range(j, other)
        if one < len(before):
            yield True, range(one, one + 1), range(other, other + 1)
        i, j = one + 1, other + 1


def _kept(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The ranks of a longest subsequence that both have."""
    if len(before) * len(after) > _MOST_COMPARED:
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        return [(i + n, j + n) for i, j, size in blocks for n in range(size)]
    longest = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        row, below, item = longest[i], longest[i + 1], before[i]
        for j in range(len(after) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if item == after[j] else max(below[j], row[j + 1])
    kept = []
    i = j = 0
    while i < len(before) and j < len(after):
        if before[i] == after[j]:
            kept.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return kept


def nearest(
    before: Sequence[_Old],
    after: Sequence[_New],
    likeness: Callable[[_Old, _New], float],
    least: float,
) -> Iterator[tuple[_Old | None, _New | None]]:
    """Items that changed, in order: each with the likest of those that follow, above `least`.

    None stands for what an item that is gone or new is paired with.
    """
    start = 0
    for old in before:
        rates = [likeness(old, new) for new in after[start:]]
        if rates and max(rates) > least:
            found = start + rates.index(max(rates))
            yield from ((None, new) for new in after[start:found])
            yield old, after[found]
            start = found + 1
        else:
            yield old, None
    yield from ((None, new) for new in after[start:])
