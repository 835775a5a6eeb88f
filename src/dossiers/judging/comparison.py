"""What changed between two dossiers of one procedure, as data that leads from one to the other.

`apply(before, compare(before, after))` is `after`, and `unapply` leads back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dossiers.judging.content import Node
from dossiers.judging.matching import matched, moved, same
from dossiers.reading.source import Keys


class Nature(StrEnum):
    """What happened to a field, or to an entry of a list."""

    ADDED = "ajoute"
    REMOVED = "retire"
    CHANGED = "modifie"
    MOVED = "deplace"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` and `new` are where it stands before and after.

    An entry of a list that is added has no `old`, one that is removed no `new`; a field has both,
    and is None in `before` or `after` where it is blank. A moved entry may also hold changes of
    its own, each given apart.
    """

    nature: Nature
    old: Keys | None
    new: Keys | None
    before: Node
    after: Node

    @property
    def keys(self) -> Keys:
        """Where it stands, afterwards when it is still there."""
        return self.new or self.old or ()

    @property
    def in_place(self) -> bool:
        """Whether a field took another value, rather than a list another entry."""
        return self.nature is not Nature.MOVED and None not in (self.old, self.new)

    def mirrored(self) -> Change:
        """The change that undoes this one."""
        back = {Nature.ADDED: Nature.REMOVED, Nature.REMOVED: Nature.ADDED}
        nature = back.get(self.nature, self.nature)
        return Change(nature, self.new, self.old, self.after, self.before)


def compare(before: Node, after: Node) -> tuple[Change, ...]:
    """The changes from one tree of `content` to another, in the order of the procedure.

    In a list, the entries removed come first, then the others in the order that they have now.
    """
    return tuple(_between(before, after, (), ()))


def apply(tree: Node, changes: Iterable[Change]) -> Any:
    """The tree with the changes made; the given one is left as it is."""
    whole: Any = deepcopy(tree)
    listed, carried = tuple(changes), {}
    # Each in the places of before, what is inside an entry before the entry, the last one first.
    for change in sorted(listed, key=lambda c: (c.old or (), c.in_place), reverse=True):
        if change.old is None:
            continue
        holder, last = _holder(whole, change.old), change.old[-1]
        if change.in_place:
            holder[last] = deepcopy(change.after)
        else:
            carried[change.new] = holder.pop(last)
    # Each in the places of after, the first one first.
    for change in sorted(listed, key=lambda c: c.new or ()):
        if change.new is not None and not change.in_place:
            entry = carried[change.new] if change.old else deepcopy(change.after)
            _holder(whole, change.new).insert(change.new[-1], entry)
    return whole


def unapply(tree: Node, changes: Iterable[Change]) -> Any:
    """The tree as it was before the changes."""
    return apply(tree, (change.mirrored() for change in changes))


def _between(before: Node, after: Node, old: Keys, new: Keys) -> Iterator[Change]:
    match before, after:
        case dict(), dict():
            for name in before:
                yield from _between(before[name], after[name], (*old, name), (*new, name))
        case list(), list():
            yield from _entries(before, after, old, new)
        case _:
            if not same(before, after):
                nature = Nature.CHANGED
                if before is None or after is None:
                    nature = Nature.ADDED if before is None else Nature.REMOVED
                yield Change(nature, old, new, before, after)


def _entries(before: list[Node], after: list[Node], old: Keys, new: Keys) -> Iterator[Change]:
    pairs = matched(before, after)
    origin = {j: i for i, j in pairs}
    elsewhere = moved(pairs, before, after)
    for i in sorted(set(range(len(before))) - set(origin.values())):
        yield Change(Nature.REMOVED, (*old, i), None, before[i], None)
    for j, entry in enumerate(after):
        if j not in origin:
            yield Change(Nature.ADDED, None, (*new, j), None, entry)
            continue
        i = origin[j]
        if (i, j) in elsewhere:
            yield Change(Nature.MOVED, (*old, i), (*new, j), before[i], entry)
        yield from _between(before[i], entry, (*old, i), (*new, j))


def _holder(tree: Any, keys: Keys) -> Any:
    """The group or the list in which the last of the keys stands."""
    for key in keys[:-1]:
        tree = tree[key]
    return tree
