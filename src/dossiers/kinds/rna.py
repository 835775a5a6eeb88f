"""The number of an association in the national register (RNA): W and nine characters.

Nine digits for most; the third character is a letter in numbers given in Corsica (W2A…, W2B…) and
overseas (W9R…). No text states a control key.

>>> parse("w 751 234 567")
'W751234567'
>>> parse("751234567")
Traceback (most recent call last):
dossiers.values.ParseError: Le numéro ne commence pas par la lettre W.
"""

from __future__ import annotations

import re

from dossiers.french.identifiers import compact
from dossiers.values import ParseError

EXPECTED = "un numéro RNA, W suivi de 9 chiffres, par exemple W751234567"
JSON = {"type": "string", "pattern": r"^\s*[wW][\s.\-]*([0-9A-Za-z][\s.\-]*){9}$"}

_LENGTH = 10
_FORM = re.compile("W[0-9][0-9A-Z][0-9]{7}")


def parse(text: str) -> str:
    """The ten characters, letters in upper case."""
    number = compact(text).upper()
    if not number.startswith("W"):
        raise ParseError("Le numéro ne commence pas par la lettre W.")
    if len(number) != _LENGTH:
        raise ParseError(f"Le numéro compte {len(number)} caractères au lieu de {_LENGTH}.")
    if not _FORM.fullmatch(number):
        raise ParseError("Le numéro contient après le W autre chose que des chiffres.")
    return number


def show(value: str) -> str:
    """The ten characters, together."""
    return value
