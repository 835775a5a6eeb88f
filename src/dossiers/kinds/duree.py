"""A duration in days, weeks, months or years, as a contract states one.

A duration keeps its unit. Years and months compare, weeks and days too, one family never with the
other, since a month has no number of days. Working days are refused: counting them asks a calendar.

>>> parse("18 mois") < parse("3 ans"), parse("1 an et 6 mois") == parse("18 mois")
(True, True)
>>> show(parse("1 année")).split(), show(parse("5 JOURS")).split()
(['1', 'an'], ['5', 'jours'])
>>> parse("18")
Traceback (most recent call last):
dossiers.values.ParseError: La durée n’a pas d’unité.
"""

from __future__ import annotations

import re

from dossiers.kinds import entier
from dossiers.values import NO_BREAK, Duration, ParseError, TimeUnit

EXPECTED = "une durée en jours, semaines, mois ou ans, par exemple 18 mois"
JSON = {"type": "string", "pattern": r"^\s*[0-9].*[A-Za-z]\s*$"}

_FORM = re.compile(r"([0-9][0-9\s]*)(jours?|semaines?|mois|ans?|ann[ée]es?)")
_BY_INITIAL = {"j": TimeUnit.DAY, "s": TimeUnit.WEEK, "m": TimeUnit.MONTH, "a": TimeUnit.YEAR}
_YEARS_AND_MONTHS = re.compile(r"([0-9]+)\s*(?:ans?|ann[ée]es?)(?:\s+et)?\s+([0-9]+)\s*mois")


def parse(text: str) -> Duration:
    """The duration; years and months together become months."""
    written = text.strip().lower()
    if both := _YEARS_AND_MONTHS.fullmatch(written):
        return Duration(12 * entier.parse(both[1]) + entier.parse(both[2]), TimeUnit.MONTH)
    if found := _FORM.fullmatch(written):
        return Duration(entier.parse(found[1]), _BY_INITIAL[found[2][0]])
    if re.search(r"ouvr|franc", written):
        raise ParseError("Les jours ouvrés, ouvrables ou francs ne se comptent pas ici.")
    if re.fullmatch(r"[0-9\s]+", written):
        raise ParseError("La durée n’a pas d’unité.")
    raise ParseError("L’écriture n’est pas celle d’une durée.")


def show(value: Duration) -> str:
    """« 18 mois », « 3 ans », « 1 jour », with a no-break space."""
    plural = "s" if value.count > 1 and value.unit is not TimeUnit.MONTH else ""
    return f"{entier.show(value.count)}{NO_BREAK}{value.unit}{plural}"
