"""The kinds of field: how a text becomes a value, and a value the words of a document.

A kind is a module of this folder, named as procedures name it, with `EXPECTED`, `parse`, `show`
and, where a value can be right in form and yet doubtful, `doubt`. Adding a file adds a kind.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from dossiers.values import Amount, Code, Duration, FilePath, LongText, ParseError, Ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["KINDS", "Amount", "Code", "Kind", "LongText", "ParseError", "show"]


def _no_doubt(_value: object) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field.

    `expected` is a French noun phrase that completes « … est attendu ». `parse` raises ParseError.
    `doubt` gives a French sentence on a value of the right form that may be wrong, or None.
    `parse(show(value)) == value` holds for every value that `parse` gives.
    """

    name: str
    expected: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str]
    doubt: Callable[[Any], str | None] = _no_doubt


def _load(name: str) -> Kind:
    module = importlib.import_module(f"{__name__}.{name}")
    doubt = getattr(module, "doubt", _no_doubt)
    return Kind(name, module.EXPECTED, module.parse, module.show, doubt)


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {found.name: _load(found.name) for found in pkgutil.iter_modules(__path__)}
)

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
