"""A number with decimals, zero or more, exact.

Written with a comma (`1 234,5`) or with the point of spreadsheets (`1234.5`). A point before
exactly three digits is refused, since it may separate thousands as well as decimals; so is a sign,
an exponent or a leading zero. Fifteen digits in all is what a spreadsheet keeps.

>>> parse("1 234,5")
Decimal('1234.5')
>>> show(parse("0.125")), show(parse("12 345,50")).split()
('0,125', ['12', '345,50'])
>>> parse("1.234")
Traceback (most recent call last):
dossiers.values.ParseError: Le point peut y séparer des milliers ou des décimales : une virgule lève le doute.
"""  # noqa: E501 - the sentence is one line

from __future__ import annotations

import re
from decimal import Decimal

from dossiers.kinds.entier import show as show_whole
from dossiers.values import ParseError

EXPECTED = "un nombre, par exemple 12 ou 1,5"

_LONGEST = 15


def parse(text: str) -> Decimal:
    """The number."""
    written = text.strip()
    if re.match(r"[+\-−]\s*[0-9]", written):
        raise ParseError("Le nombre porte un signe.")
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", written):
        raise ParseError(
            "Le point peut y séparer des milliers ou des décimales : une virgule lève le doute."
        )
    found = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:\s[0-9]{3})+)(?:[.,]([0-9]+))?", written)
    if found is None:
        raise ParseError("Le nombre ne s’écrit pas avec des chiffres et une virgule.")
    whole, decimals = re.sub(r"\s", "", found[1]), found[2] or ""
    if whole.startswith("0") and whole != "0":
        raise ParseError("Le nombre commence par un zéro.")
    if len(whole + decimals) > _LONGEST:
        raise ParseError(f"Le nombre compte plus de {_LONGEST} chiffres.")
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def show(value: Decimal) -> str:
    """A comma, as many decimals as were typed, the whole part grouped as that of an int."""
    whole, point, decimals = f"{abs(value):f}".partition(".")
    sign = "−" if value < 0 else ""
    return sign + show_whole(int(whole)) + point.replace(".", ",") + decimals
