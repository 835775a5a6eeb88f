"""Whether two dossiers that travelled inside documents say the same.

One that lies in a bundle gives the paths of the bundle, and one that is handed in with signed files
names them too: a person who reads them finds the same values, and so does this module.
"""

from __future__ import annotations

import re

from dossiers.reading.source import Tree, read

_ELSEWHERE = re.compile(r"(?:\S.*/)?(?P<name>[^/]+\.(?:ya?ml|xlsx)(?:\s+sha256:[0-9a-f]{64})?)")


def same_dossier(one: bytes, other: bytes) -> bool:
    """Whether two YAML texts give the same values, wherever the files that they name lie."""
    if one == other:
        return True
    stated = _stated(one)
    return bool(stated) and stated == _stated(other)


def _stated(content: bytes) -> Tree:
    """What a dossier states, its pièces left out; nothing where it cannot be read."""
    return _settled({key: node for key, node in read(content, "").data.items() if key != "pieces"})


def _settled(node: Tree) -> Tree:
    match node:
        case dict():
            return {key: _settled(entry) for key, entry in node.items()}
        case list():
            return [_settled(entry) for entry in node]
        case _:
            elsewhere = _ELSEWHERE.fullmatch(node)
            return elsewhere["name"] if elsewhere else node
