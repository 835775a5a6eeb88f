"""The kinds of field: how a text becomes a value, and a value the words of a document.

A kind is a module of this folder, named as procedures name it, with `EXPECTED`, `parse`, `show`
and, where a value can be right in form and yet doubtful, `doubt`. `JSON` is what a JSON Schema
says of its texts: no text that `parse` reads may be refused by it. Adding a file adds a kind.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from dossiers.values import Amount, Code, Duration, FilePath, LongText, ParseError, Ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["KINDS", "Amount", "Code", "Kind", "LongText", "ParseError", "show"]


def _no_doubt(_value: object) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field.

    `expected` is a French noun phrase that completes « … est attendu ». `parse` raises ParseError.
    `json` are keywords of JSON Schema that hold for every text that `parse` reads.
    `doubt` gives a French sentence on a value of the right form that may be wrong, or None.
    `parse(show(value)) == value` holds for every value that `parse` gives.
    """

    name: str
    expected: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str]
    doubt: Callable[[Any], str | None] = _no_doubt
    json: Mapping[str, Any] = field(default_factory=dict)


def _load(name: str) -> Kind:
    module = importlib.import_module(f"{__name__}.{name}")
    doubt = getattr(module, "doubt", _no_doubt)
    json = getattr(module, "JSON", {})
    return Kind(name, module.EXPECTED, module.parse, module.show, doubt, json)


class _Kinds(Mapping[str, Kind]):
    """The kinds by name, each module of the folder imported when it is first asked for."""

    def __init__(self) -> None:
        self._names = tuple(found.name for found in pkgutil.iter_modules(__path__))
        self._loaded: dict[str, Kind] = {}

    def __getitem__(self, name: str) -> Kind:
        if name not in self._loaded:
            if name not in self._names:
                raise KeyError(name)
            self._loaded[name] = _load(name)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


KINDS: Final[Mapping[str, Kind]] = _Kinds()

# A bool is an int, an Amount and a Ratio are Decimals: the first type that fits decides.
_BY_TYPE: Final = (
    (bool, "oui_non"),
    (Amount, "montant"),
    (Ratio, "pourcent"),
    (Decimal, "decimal"),
    (int, "entier"),
    (dt.date, "date"),
    (Duration, "duree"),
    (FilePath, "dossier"),
)


def show(value: object) -> str:
    """What a document prints for a value, by its type alone.

    Raises TypeError for what is not the value of a field.

    >>> show(True), show(Code("msp", "maison de santé")), show(Decimal("0.80"))
    ('oui', 'maison de santé', '0,80')
    """
    for kind, name in _BY_TYPE:
        if isinstance(value, kind):
            return KINDS[name].show(value)
    match value:
        case Code():
            return value.shown
        case str():
            return value
    raise TypeError(f"no kind shows a {type(value).__name__}")
