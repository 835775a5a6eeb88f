"""A day of the calendar.

Read as ISO 8601 (`2026-11-21`), in figures (`21/11/2026`, `21-11-2026` or `21.11.2026`, the day
first) or in letters (`1er janvier 2027`). A year of two digits is refused: nothing tells its
century. Months are Babel's.

>>> parse("1er janvier 2027")
datetime.date(2027, 1, 1)
>>> show(parse("21/11/2026")).split()
['21', 'novembre', '2026']
>>> parse("2026-02-30")
Traceback (most recent call last):
dossiers.values.ParseError: Ce jour n’existe pas dans le calendrier.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from dossiers.values import NO_BREAK, ParseError

EXPECTED = "une date, par exemple 2026-11-21 ou 21/11/2026"
JSON = {
    "type": "string",
    "pattern": r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}([/.-])[0-9]{1,2}\2[0-9]{4}"
    r"|(1[eE][rR]|[0-9]{1,2})\s+[^\s0-9]+\s+[0-9]{4})\s*$",
}

_USUAL_YEARS = range(1900, 2101)
_MONTHS = 12
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_FIGURES = re.compile(r"(?P<day>[0-9]{1,2})([/.-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})")
_LETTERS = re.compile(r"(?P<day>1er|[0-9]{1,2})\s+(?P<month>[^\W\d]+)\s+(?P<year>[0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}|.*\D\s[0-9]{2}")


def parse(text: str) -> date:
    """The day."""
    written = unicodedata.normalize("NFC", text).strip().lower()
    for form in (_ISO, _FIGURES, _LETTERS):
        if found := form.fullmatch(written):
            return _day(found["year"], found["month"], found["day"])
    if _SHORT_YEAR.fullmatch(written):
        raise ParseError("L’année ne compte pas quatre chiffres.")
    raise ParseError("L’écriture n’est pas celle d’une date.")


def show(value: date) -> str:
    """« 21 novembre 2026 », « 1er janvier 2027 », with no-break spaces."""
    day = "1er" if value.day == 1 else f"{value.day}"
    return f"{day}{NO_BREAK}{_months()[value.month - 1]}{NO_BREAK}{value.year:04d}"


def weekday(value: date) -> str:
    """The day of the week: « lundi »."""
    return _weekdays()[value.weekday()]


def doubt(value: date) -> str | None:
    """A remark on a year in which no dossier was ever filed, often a slip of the pen."""
    return None if value.year in _USUAL_YEARS else "L’année est inhabituelle."


def _day(year: str, month: str, day: str) -> date:
    try:
        number = int(month) if month.isdecimal() else _numbers()[_unaccented(month)]
        if number > _MONTHS:
            raise ParseError("Le jour s’écrit avant le mois, qui va de 1 à 12.")
        return date(int(year), number, int(day.removesuffix("er")))
    except KeyError:
        raise ParseError("Le mois n’est pas un nom de mois.") from None
    except ValueError:
        raise ParseError("Ce jour n’existe pas dans le calendrier.") from None


@cache
def _months() -> tuple[str, ...]:
    """The names of the twelve months, in order."""
    from babel.dates import get_month_names  # noqa: PLC0415 - cold start

    names = get_month_names("wide", locale="fr")
    return tuple(names[number] for number in range(1, _MONTHS + 1))


@cache
def _weekdays() -> tuple[str, ...]:
    """The names of the days, Monday first."""
    from babel.dates import get_day_names  # noqa: PLC0415 - cold start

    names = get_day_names("wide", locale="fr")
    return tuple(names[number] for number in range(7))


@cache
def _numbers() -> dict[str, int]:
    return {_unaccented(name): number for number, name in enumerate(_months(), start=1)}


def _unaccented(name: str) -> str:
    """The name as many keyboards write it: `fevrier`, `aout`."""
    return "".join(
        char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char)
    )
