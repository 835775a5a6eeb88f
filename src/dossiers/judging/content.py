"""What a dossier says, as a tree that can be compared: typed values, files by their hash.

The trees of two dossiers of one procedure have the same groups, in its order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from dossiers.kinds import KINDS, show
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.blanks import is_blank
from dossiers.opening.dossier import Dossier
from dossiers.opening.personal import masked
from dossiers.opening.pieces import read_file
from dossiers.opening.stated_pieces import PIECES
from dossiers.procedures.schema import GROUP, LIST, Field
from dossiers.reading.source import Tree
from dossiers.values import FilePath

Node: TypeAlias = "dict[str, Node] | list[Node] | object"
"""A group, a list, or a value: None for a blank, a value of a kind, `Wrong`, `Joined`."""

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that its kind cannot read, as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A file joined to a dossier: the same wherever it lies, while its bytes are the same.

    `identity` is its sha256, or its path where it cannot be read; `problem` then says why.
    """

    identity: str
    path: str = field(compare=False)
    problem: str = field(compare=False, default="")


def content(dossier: Dossier) -> dict[str, Node]:
    """What a dossier says: its fields, then its pièces. What is to be hidden is masked."""
    typed = dossier.source.data
    said = {
        declared.name: _node(
            declared, dossier.values.fields[declared.name], typed.get(declared.name), dossier
        )
        for declared in dossier.procedure.fields
    }
    pieces: dict[str, Node] = {
        spec.id: [_joined(dossier, path) for path in dossier.pieces.get(spec.id, ())]
        for spec in dossier.procedure.pieces
    }
    return {**said, PIECES: pieces}


def printed(value: Node) -> str:
    """A value as a document prints it, a group by its fields; empty for a blank."""
    match value:
        case None:
            return ""
        case dict():
            return ", ".join(text for child in value.values() if (text := printed(child)))
        case list():
            return " ; ".join(text for child in value if (text := printed(child)))
        case Wrong():
            return value.text
        case Joined():
            return f"{value.path} ({value.problem or f'sha256 {value.identity[:_DIGITS]}…'})"
        case _:
            return show(value)


def _node(declared: Field, value: object, typed: Tree | None, dossier: Dossier) -> Node:
    """The tree of a field. `typed` is its text, which stays where it has no value."""
    expected = {GROUP: dict, LIST: list}.get(declared.kind, str)
    unread = isinstance(value, Missing) or declared.kind == GROUP
    if unread and not (typed is None or isinstance(typed, expected)):
        return _wrong(typed, declared)
    match value:
        case Group() if declared.kind == GROUP:
            held = typed if isinstance(typed, dict) else {}
            return {
                child.name: _node(child, value.fields[child.name], held.get(child.name), dossier)
                for child in declared.fields
            }
        case tuple():
            return _entries(declared, value, typed, dossier)
        case FilePath() | Group():  # a dossier that is named, and its values once it is opened
            return _joined(dossier, KINDS[declared.kind].parse(str(typed)))
        case Missing():
            return [] if declared.kind == LIST else _wrong(typed, declared)
        case _:
            return value


def _entries(
    declared: Field, values: tuple[object, ...], typed: Tree | None, dossier: Dossier
) -> Node:
    """The entries of a list; a blank one among plain values is left out."""
    assert declared.item is not None  # noqa: S101 - the procedure's loader has looked
    texts = typed if isinstance(typed, list) else []
    entries = [
        _node(declared.item, value, text, dossier)
        for value, text in zip(values, texts, strict=True)
    ]
    return [entry for entry in entries if entry is not None]


def _wrong(typed: Tree | None, declared: Field) -> Wrong | None:
    """What was typed and could not be read; None when it says nothing."""
    text = " ".join(_texts(typed))
    return None if is_blank(text, declared) else Wrong(masked(text))


def _texts(typed: Tree | None) -> list[str]:
    match typed:
        case str():
            return [typed]
        case dict():
            return [text for child in typed.values() for text in _texts(child)]
        case list():
            return [text for child in typed for text in _texts(child)]
        case _:
            return []


def _joined(dossier: Dossier, path: str) -> Joined:
    file = read_file(dossier.folder, path)
    return Joined(path if file.problem else file.sha256, path, file.problem)
