"""A row of a table × a model → the `Source` of a dossier.

Each column takes the place of the model's value, a blank cell included: what a table tells of each
dossier is never borrowed from the model. Entries at the end of a list are left out where the row
says nothing of them. A value keeps its place, in the table or in the model; what is absent from
both is looked for in the row.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.batching.columns import Column
from dossiers.batching.table import Row, Table
from dossiers.findings import Mark
from dossiers.opening.stated_pieces import PIECES
from dossiers.procedures.schema import CHOICE
from dossiers.reading.source import Keys, Source, Tree
from dossiers.workbooks.form import key_of


@dataclass(frozen=True, slots=True)
class Pattern:
    """A model and the columns of a table, ready for any of its rows.

    `marks` are the places of the values that the model alone gives.
    """

    model: Source
    table: Table
    marks: Mapping[Keys, Mark]

    @classmethod
    def of(cls, model: Source, table: Table) -> Pattern:
        """The pattern of a model and a table."""
        given = {column.keys for column in table.columns}
        own = {
            keys: mark
            for keys, mark in model.marks.items()
            if isinstance(_at(model.data, keys), str)
            and given.isdisjoint(keys[:length] for length in range(1, len(keys) + 1))
        }
        return cls(model, table, own)

    def source(self, row: Row) -> Source:
        """The dossier that a row makes of the model."""
        table = self.table
        data = copy.deepcopy(self.model.data)
        marks = {**self.marks, (): table.mark(row.number)}
        for column in table.columns:
            mark = table.mark(row.number, column.number)
            for length in range(1, len(column.keys)):
                marks.setdefault(column.keys[:length], mark)
            value = _value(column, row.texts.get(column.number, ""))
            entries = range(len(value)) if isinstance(value, list) else ()
            marks |= {column.keys: mark, **{(*column.keys, n): mark for n in entries}}
            _put(data, column.keys, value)
        _shorten(data, table.columns, row)
        return Source(
            file=table.file,
            content=b"",
            data=data,
            marks=marks,
            keys=self.model.keys,
            problems=row.problems,
        )


def _at(node: Any, keys: Keys) -> Any:
    """What stands at some keys of a tree; None where nothing does."""
    for key in keys:
        held = (
            range(len(node)) if isinstance(node, list) else node if isinstance(node, dict) else ()
        )
        if key not in held:
            return None
        node = node[key]
    return node


def _value(column: Column, text: str) -> Tree:
    """What a cell says: a choice by its label too, the files of a pièce one a line."""
    if column.declared is not None and column.declared.kind == CHOICE:
        return key_of(column.declared, text)
    if column.keys[0] == PIECES and "\n" in text.strip():
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text


def _put(root: dict[str, Tree], keys: Keys, value: Tree) -> None:
    """Set a value in its groups and lists, in the place of what stands there."""
    node: Any = root
    for key, following in zip(keys, (*keys[1:], None), strict=True):
        if isinstance(key, int):
            node += [""] * (key + 1 - len(node))
        if following is None:
            node[key] = value
            return
        holder = list if isinstance(following, int) else dict
        if not isinstance(node[key] if isinstance(key, int) else node.get(key), holder):
            node[key] = holder()
        node = node[key]


def _shorten(data: dict[str, Tree], columns: Iterable[Column], row: Row) -> None:
    """Take out the last entries of each list of which the row says nothing."""

    def entries(column: Column) -> list[Keys]:
        places = [n for n, key in enumerate(column.keys) if isinstance(key, int)]
        return [column.keys[: place + 1] for place in places]

    said: dict[Keys, bool] = {}
    for column in columns:
        for entry in entries(column):
            said[entry] = said.get(entry, False) or bool(row.texts.get(column.number, "").strip())
    for entry in sorted(said, key=lambda keys: (len(keys), str(keys[:-1]), keys[-1]), reverse=True):
        *holder, last = entry
        listed = _at(data, tuple(holder))
        if not said[entry] and isinstance(last, int) and last == len(listed) - 1:
            listed.pop()
