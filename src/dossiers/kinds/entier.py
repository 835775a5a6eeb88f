"""A count: a whole number, zero or more.

Thousands may be grouped by spaces. A sign, a decimal, an exponent (`1e3`) or a leading zero (the
start of a telephone or of a postal code) is refused. Fifteen digits is what a spreadsheet keeps.

>>> parse("10 000")
10000
>>> show(10000).split()
['10', '000']
>>> parse("1e3")
Traceback (most recent call last):
dossiers.values.ParseError: Le nombre ne s’écrit pas seulement avec des chiffres.
"""

from __future__ import annotations

import re

from dossiers.values import THIN, ParseError

EXPECTED = "un nombre entier, par exemple 12 ou 10 000"
JSON = {"pattern": r"^\s*[0-9][0-9\s]*$"}

_LONGEST = 15
_GROUPED_FROM = 10_000


def parse(text: str) -> int:
    """The number."""
    written = text.strip()
    if re.fullmatch(r"[+\-−]\s*[0-9].*", written):
        raise ParseError("Le nombre porte un signe.")
    if re.fullmatch(r"[0-9\s]+[.,][0-9]+", written):
        raise ParseError("Le nombre n’est pas entier.")
    if not re.fullmatch(r"[0-9\s]+", written):
        raise ParseError("Le nombre ne s’écrit pas seulement avec des chiffres.")
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(\s[0-9]{3})+", written):
        raise ParseError("Les espaces du nombre ne séparent pas des groupes de trois chiffres.")
    value = re.sub(r"\s", "", written)
    if value.startswith("0") and value != "0":
        raise ParseError("Le nombre commence par un zéro.")
    if len(value) > _LONGEST:
        raise ParseError(f"Le nombre compte plus de {_LONGEST} chiffres.")
    return int(value)


def show(value: int) -> str:
    """Grouped by thin no-break spaces from five digits up: a year or a code has four."""
    if abs(value) < _GROUPED_FROM:
        return f"{value}".replace("-", "−")
    return f"{value:,}".replace(",", THIN).replace("-", "−")
