"""The columns that a procedure adds to a portfolio of its dossiers → `ColumnSpec`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dossiers.language.expressions import Expression
from dossiers.reading.source import Keys, Source

SECTION = "portefeuille"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column: its title, the value of a dossier in it, and whether dossiers are counted by it.

    Procedures that give the same title share one column.
    """

    title: str
    value: Expression
    counted: bool


def read_columns(source: Source) -> tuple[ColumnSpec, ...]:
    """The columns of a procedure file, in its order. Raises LibraryError."""
    entries: Any = source.data.get(SECTION, [])
    return tuple(_column(source, (SECTION, rank), entry) for rank, entry in enumerate(entries))


def _column(source: Source, keys: Keys, entry: dict[str, str]) -> ColumnSpec:
    return ColumnSpec(
        title=entry["libelle"],
        value=Expression.compile(entry["valeur"], source.mark((*keys, "valeur"))),
        counted=entry.get("repartition") == "oui",
    )
