"""Dated, sourced legal values, and the register of sources.

A threshold lives here, never in a criterion: `{valeurs: {2021-01-01: 2}, unite, source}`. A value
under the key `a_confirmer` has no known date: it holds at any date, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from dossiers.errors import LibraryError
from dossiers.findings import Confidence, Mark, Reference
from dossiers.library import PARAMETERS, SOURCES, Library
from dossiers.reading.source import Keys, Source, Tree, read

Scalar: TypeAlias = "int | Decimal | date | str"
Value: TypeAlias = "Scalar | tuple[Scalar, ...]"

UNDATED = "a_confirmer"
MODEL = Reference("modele", "Exigence du document lui-même", Confidence.MODEL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A legal value and its history: `values` are (first day, value), the latest first.

    `since` None means that the date from which the value holds is not known.
    """

    id: str
    label: str
    unit: str
    reference: Reference
    values: tuple[tuple[date | None, Value], ...]

    def at(self, day: date) -> Value | None:
        """The value in force on a day; None before the first one."""
        return next((v for since, v in self.values if since is None or since <= day), None)


def register(library: Library, pattern: str) -> Iterator[Source]:
    """The files of a register, each laid over those before it. Raises LibraryError."""
    for content, name in library.register(pattern):
        source = read(content, name)
        for problem in source.problems:
            raise LibraryError(problem.message, problem.mark)
        yield source


def register_of_sources(library: Library) -> dict[str, Reference]:
    """The sources of a library, by id. Raises LibraryError."""
    found: dict[str, Reference] = {}
    for source in register(library, SOURCES):
        found |= read_references(source)
    if not found:
        library.read(SOURCES)  # raises
    return found


def shared_parameters(
    library: Library, references: Mapping[str, Reference]
) -> dict[str, Parameter]:
    """The parameters of a library, by name. Raises LibraryError."""
    found: dict[str, Parameter] = {}
    for source in register(library, PARAMETERS):
        found |= read_parameters(source, (), source.data, references)
    return found


def read_references(source: Source) -> dict[str, Reference]:
    """The sources of one file of the register, by id. Raises LibraryError at a wrong entry."""
    found = {MODEL.id: MODEL}
    for name, entry in source.data.items():
        mark = source.mark((name,))
        if name == MODEL.id:
            raise LibraryError(f"« {name} » est réservé aux exigences du document lui-même.", mark)
        if not isinstance(entry, dict) or not entry.get("titre"):
            raise LibraryError(f"La source « {name} » est un groupe : titre, confiance.", mark)
        try:
            found[name] = Reference(
                id=name,
                title=str(entry["titre"]),
                confidence=Confidence(str(entry.get("confiance", ""))),
                url=str(entry["url"]) if entry.get("url") else None,
                verified_on=day(str(entry["verifie_le"])) if entry.get("verifie_le") else None,
            )
        except ValueError as error:
            raise LibraryError(
                f"La source « {name} » a une « confiance » ({', '.join(Confidence)}) et, si elle "
                "est vérifiée, une date « verifie_le » AAAA-MM-JJ.",
                mark,
            ) from error
    return found


def read_parameters(
    source: Source, keys: Keys, entries: Tree, references: Mapping[str, Reference]
) -> dict[str, Parameter]:
    """The parameters written under `keys` of a library file. Raises LibraryError at their line."""
    found = {}
    if not isinstance(entries, dict):
        raise LibraryError("Les paramètres forment un groupe.", source.mark(keys))
    for name, entry in entries.items():
        mark = source.mark((*keys, name))
        if not isinstance(entry, dict) or not isinstance(entry.get("valeurs") or "", dict):
            raise LibraryError(f"Le paramètre « {name} » n’a pas de « valeurs » datées.", mark)
        reference = references.get(str(entry.get("source")))
        if reference is None:
            raise LibraryError(f"Le paramètre « {name} » n’a pas de source du registre.", mark)
        found[name] = Parameter(
            id=name,
            label=str(entry.get("libelle", name)),
            unit=str(entry.get("unite", "")),
            reference=reference,
            values=_history(entry["valeurs"], mark),
        )
    return found


def day(text: str) -> date:
    """A date of a library file, AAAA-MM-JJ. Raises ValueError."""
    return date.fromisoformat(text)


def day_at(text: str, mark: Mark) -> date:
    """The same, of which the place is known. Raises LibraryError for no day of the calendar."""
    try:
        return day(text)
    except ValueError as error:
        raise LibraryError(f"« {text} » n’est pas un jour du calendrier.", mark) from error


def _history(values: Tree, mark: Mark) -> tuple[tuple[date | None, Value], ...]:
    assert isinstance(values, dict)  # noqa: S101 - the caller has looked
    try:
        dated = [(None if k == UNDATED else day(k), _value(v)) for k, v in values.items()]
    except ValueError as error:
        told = "Un paramètre a des valeurs simples ou des listes, sous des dates AAAA-MM-JJ."
        raise LibraryError(told, mark) from error
    return tuple(sorted(dated, key=lambda entry: entry[0] or date.min, reverse=True))


def _value(tree: Tree) -> Value:
    if isinstance(tree, list):
        return tuple(_scalar(item) for item in tree)
    return _scalar(tree)


def _scalar(tree: Tree) -> Scalar:
    """A number or a day where it is written as one; `01000`, `1e3` and `inf` are words."""
    if not isinstance(tree, str) or not tree:
        raise ValueError(tree)
    if _DAY.fullmatch(tree):
        return day(tree)
    if not _NUMBER.fullmatch(tree):
        return tree
    return Decimal(tree) if "." in tree else int(tree)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
