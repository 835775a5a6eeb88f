"""Which entry of a list became which entry of another, and which of them were moved.

Matching is symmetric: what is found from one list to the other is found from the other to the one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from dossiers.judging.content import Joined, Node, printed

Pair: TypeAlias = tuple[int, int]
"""A place in the one list and in the other, from 0."""

_HALF = 0.5
_MOST_COMPARED = 250_000


def same(one: Node, other: Node) -> bool:
    """Whether two trees say the same: equal values, printed alike (12 mois is not 1 an)."""
    return _signature(one) == _signature(other)


def matched(before: Sequence[Node], after: Sequence[Node]) -> tuple[Pair, ...]:
    """The entries that are the same ones, by their place before.

    Equal entries first; then those that share their first field, such as a name, the most alike
    first; then those that say mostly the same; plain values by their place.
    """
    pairs = list(_equal(before, after))
    left = set(range(len(before))) - {i for i, _ in pairs}
    right = set(range(len(after))) - {j for _, j in pairs}
    for _, (i, j) in sorted(_ranked(before, after, left, right)):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return tuple(sorted(pairs))


def moved(pairs: Sequence[Pair], before: Sequence[Node], after: Sequence[Node]) -> frozenset[Pair]:
    """The pairs whose place among the others has changed: as few as can be.

    Of several such sets the choice depends on what entries say, never on which list comes first.
    """
    levels: dict[int, list[Pair]] = defaultdict(list)  # by how many can follow them in order
    tails: list[int] = []
    for i, j in sorted(pairs, reverse=True):
        length = bisect_left(tails, -j)
        tails[length : length + 1] = [-j]
        levels[length].append((i, j))
    last, kept = (-1, -1), set()
    for length in sorted(levels, reverse=True):
        following = [pair for pair in levels[length] if pair[0] > last[0] and pair[1] > last[1]]
        last = min(following, key=_symmetric(before, after)) if following[1:] else following[0]
        kept.add(last)
    return frozenset(pairs) - kept


def _symmetric(
    before: Sequence[Node], after: Sequence[Node]
) -> Callable[[Pair], tuple[list[str], int]]:
    def key(pair: Pair) -> tuple[list[str], int]:
        i, j = pair
        return sorted((repr(_signature(before[i])), repr(_signature(after[j])))), i + j

    return key


def _signature(node: Node) -> object:
    """What makes two trees say the same."""
    match node:
        case dict():
            return tuple((name, _signature(child)) for name, child in node.items())
        case list():
            return tuple(_signature(child) for child in node)
        case Joined():
            return Joined, node.identity
        case _:
            return type(node), str(node), printed(node)


def _equal(before: Sequence[Node], after: Sequence[Node]) -> Iterator[Pair]:
    """Equal entries; of those that are there several times, the first with the first."""
    places: dict[object, deque[int]] = defaultdict(deque)
    for j, entry in enumerate(after):
        places[_signature(entry)].append(j)
    for i, entry in enumerate(before):
        if found := places.get(_signature(entry)):
            yield i, found.popleft()


def _ranked(
    before: Sequence[Node], after: Sequence[Node], left: set[int], right: set[int]
) -> Iterator[tuple[tuple[float, ...], Pair]]:
    """The pairs that may be one entry, each with its rank: the lowest is the likeliest."""
    for i in left & right:
        if not isinstance(before[i], dict) and not isinstance(after[i], dict):
            yield (1, i), (i, i)
    if len(left) * len(right) > _MOST_COMPARED:
        return
    olds, news = {i: _facts(before[i]) for i in left}, {j: _facts(after[j]) for j in right}
    for i, (name, said) in olds.items():
        for j, (other_name, other_said) in news.items():
            named = name is not None and name == other_name
            common = len(said & other_said)
            share = common / max(len(said), len(other_said), 1)
            if named or share > _HALF:
                yield (-named, -share, abs(i - j), i + j), (i, j)


def _facts(node: Node) -> tuple[object, frozenset[object]]:
    """The first field of a group, None when it is blank, and all that the group says."""
    if not isinstance(node, dict):
        return None, frozenset()
    said = {name: _signature(child) for name, child in node.items() if printed(child)}
    return said.get(next(iter(node), "")), frozenset(said.items())
