"""A dossier with some of its answers changed, as a case or a lint states them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dossiers.opening.dossier import Dossier, open_dossier
from dossiers.reading.source import Keys, Source, Tree, dotted, keys_of


def varied(dossier: Dossier, changes: Mapping[str, Tree | None]) -> Dossier:
    """The dossier with each path given its new text; None takes the answer out.

    `equipe[2].rpps` is one entry, `equipe[].rpps` every entry. Raises KeyError for a path that the
    dossier does not hold and cannot, IndexError for an entry that a list has not: the first is 1.
    """
    data = copy.deepcopy(dossier.source.data)
    for path, value in changes.items():
        for keys in _spread(data, path):
            _set(data, keys, value)
    source: Source = replace(dossier.source, data=data)
    return open_dossier(source, dossier.procedure, dossier.folder)


def _spread(data: dict[str, Tree], path: str) -> Iterator[Keys]:
    """The paths that one written path stands for: `[]` is each entry."""
    head, every, rest = path.partition("[]")
    if not every:
        yield keys_of(path)
        return
    node: Any = data
    for key in keys_of(head):
        node = node[key] if key in node else []  # noqa: SIM401 - a list has no get
    for index in range(len(node)):
        yield from _spread(data, f"{head}[{index + 1}]{rest}")


def _set(data: dict[str, Tree], keys: Keys, value: Tree | None) -> None:
    if any(isinstance(key, int) and key < 0 for key in keys):
        raise IndexError(dotted(keys))  # Python would count `equipe[0]` from the end
    node: Any = data
    *parents, last = keys
    for key in parents:
        if isinstance(key, str) and key not in node:
            node[key] = {}
        node = node[key]
    if value is not None and isinstance(last, int) and last == len(node):
        node.append(value)
    elif value is not None:
        node[last] = value
    elif isinstance(node, dict):
        node.pop(last, None)
    else:
        del node[last]
