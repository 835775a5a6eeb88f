"""What says nothing yet in a dossier, and the tree of a dossier without it."""

from __future__ import annotations

import unicodedata
from typing import Any

from dossiers.procedures.schema import GROUP, LIST, Field
from dossiers.reading.source import Tree

# What people write where they have nothing to say yet.
_BLANK_WORDS = frozenset(
    {"", "à compléter", "a compléter", "a completer", "à completer", "idem", "voir annexe", "?"}
)


def is_blank(text: str, declared: Field | None) -> bool:
    """Whether a text says nothing: white space, « à compléter », « idem », or the help text."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    said = words.strip("[]<>().… «»-–—_").casefold()
    helped = " ".join(declared.help.split()) if declared else ""
    return said in _BLANK_WORDS or words == helped


def prune(node: Tree, declared: Field | None) -> Any:
    """Take blanks out: None for a blank value; a blank entry of a list keeps its place."""
    match node:
        case str():
            if not is_blank(node, declared):
                return node.strip()
            kind = declared.kind if declared else ""
            return {GROUP: {}, LIST: []}.get(kind)
        case dict():
            children = declared.fields if declared else ()
            pruned = {k: prune(v, declared_as(children, k)) for k, v in node.items()}
            return {k: v for k, v in pruned.items() if v is not None}
        case list():
            item = declared.item if declared else None
            blank: Any = {} if item is None or item.kind == GROUP else None
            return [blank if (v := prune(entry, item)) is None else v for entry in node]


def declared_as(fields: tuple[Field, ...], name: str) -> Field | None:
    """The field of this name, if it is declared."""
    return next((f for f in fields if f.name == name), None)
