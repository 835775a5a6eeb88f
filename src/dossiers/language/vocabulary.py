"""What expressions are made of: groups, blanks, and the closed list of filters and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, NoReturn

from dossiers import kinds
from dossiers.french import territories
from dossiers.french import words as french
from dossiers.french.days import days_later, months_later, short
from dossiers.values import Duration, Undecidable


@dataclass(frozen=True, slots=True)
class Group:
    """Named values: the only thing that has attributes in the language."""

    path: str
    fields: Mapping[str, Any]

    def filled(self) -> bool:
        """Whether any field of the group has a value."""
        return any(is_filled(value) for value in self.fields.values())


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """A declared field without a value. `item` is what one entry would be, for a list."""

    path: str
    label: str
    item: Any = field(default=None)

    def _use(self, *_args: Any) -> NoReturn:
        raise MissingValue(self)

    def _spread(self, *_args: Any) -> Missing:
        return self

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __len__ = __contains__ = _use
    __str__ = _use
    # What is computed from a blank is blank: a draft prints it, a comparison is undecided.
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = __pos__ = _spread
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _spread
    __pow__ = __rpow__ = __getitem__ = _spread

    def __hash__(self) -> int:
        return hash(self.path)

    def __iter__(self) -> Iterator[Any]:
        """One blank entry, so that a draft shows the row that is missing."""
        return iter((self if self.item is None else self.item,))


class Meaningless(TypeError):  # noqa: N818 - named as one says it
    """What an author asks of values that cannot do it; why, in French."""


class MissingValue(Exception):  # noqa: N818 - a third truth, not an error
    """A blank field left the answer undecided."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.path)
        self.missing = missing


def is_filled(value: Any) -> bool:
    """Whether a field, a list or a group has a value (test « is renseigne »)."""
    match value:
        case Missing():
            return False
        case Group():
            return value.filled()
        case tuple():
            return any(is_filled(entry) for entry in value)
        case _:
            return True


def _needs_value(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter let a blank through: a draft prints it, a criterion is undecided.

    What comes of a blank list is a blank of its own: it has no entries to show.
    """

    @wraps(function)
    def wrapper(value: Any, *args: Any) -> Any:
        blank = next((v for v in (value, *args) if isinstance(v, Missing)), None)
        return function(value, *args) if blank is None else Missing(blank.path, blank.label)

    return wrapper


def _values(entries: Sequence[Group], name: str) -> tuple[Any, ...] | Missing:
    """Read one field of each entry; one blank makes the whole blank."""
    found = []
    for entry in entries:
        if not isinstance(entry, Group) or name not in entry.fields:
            raise Meaningless(f"les entrées n’ont pas de champ « {name} »")
        value = entry.fields[name]
        if isinstance(value, Missing):
            return value
        found.append(value)
    return tuple(found)


def _where(entries: Sequence[Group], name: str, wanted: Any) -> tuple[Group, ...] | Missing:
    values = _values(entries, name)
    if isinstance(values, Missing):
        return values
    return tuple(e for e, value in zip(entries, values, strict=True) if value == wanted)


def _total(values: Sequence[Any]) -> Any:
    return sum(values)


def _extreme(choose: Callable[[Sequence[Any]], Any]) -> Callable[[Sequence[Any]], Any]:
    def apply(values: Sequence[Any]) -> Any:
        if not values:
            raise Undecidable("Une liste vide n’a ni plus petite ni plus grande valeur.")
        return choose(values)

    return apply


def _enumerate(values: Sequence[Any]) -> str | Missing:
    blank = next((value for value in values if isinstance(value, Missing)), None)
    if blank is not None:
        return blank
    return french.enumerate_words([kinds.show(value) for value in values])


def _in_letters(value: Any, gender: str = "masculin") -> str:
    return french.in_letters(value, feminine=gender == "feminin")


def _after_de(value: Any) -> str:
    return french.after_de(kinds.show(value))


def _later(day: date, duration: Duration) -> date:
    return days_later(months_later(day, duration.months), duration.days)


def _first(change: Callable[[str], str]) -> Callable[[Any], str]:
    def apply(value: Any) -> str:
        text = kinds.show(value)
        return change(text[:1]) + text[1:]

    return apply


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "accorde": french.agree,
    "champ": _values,
    "compte": len,
    "court": short,
    "de": _after_de,
    "departement": territories.department_of,
    "distincts": lambda values: tuple(dict.fromkeys(values)),
    "enumere": _enumerate,
    "filtre": _where,
    "lettres": _in_letters,
    "majuscule": _first(str.upper),
    "maximum": _extreme(max),
    "minimum": _extreme(min),
    "minuscule": _first(str.lower),
    "parmi": lambda values, allowed: tuple(v for v in values if v in allowed),
    "plus_duree": _later,
    "plus_jours": days_later,
    "plus_mois": months_later,
    "pourcent": kinds.KINDS["pourcent"].show,
    "rang": french.ordinal,
    "region": territories.region_of,
    "sauf": lambda values, others: tuple(v for v in values if v not in others),
    "somme": _total,
}

FILTERS: Mapping[str, Callable[..., Any]] = {
    name: _needs_value(function) for name, function in _FILTERS.items()
}

TESTS: Mapping[str, Callable[..., bool]] = {"renseigne": is_filled}
