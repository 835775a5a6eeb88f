"""The number of a health professional in the shared register (RPPS): eleven digits.

Published numbers follow Luhn's key but no text states it: a false key is a doubt. The national
identifier puts an 8 before the number; ADELI numbers, of nine digits, are no longer in use.

>>> parse("1099900001 0")
'10999000010'
>>> parse("810999000010")
Traceback (most recent call last):
dossiers.values.ParseError: Le 8 qui ouvre l’identifiant national ne fait pas partie du numéro RPPS.
"""

from __future__ import annotations

from dossiers.french.identifiers import compact, digits, luhn_holds
from dossiers.values import ParseError

EXPECTED = "un numéro RPPS de 11 chiffres, par exemple 10999000010"
JSON = {"pattern": r"^\s*([0-9][\s.\-]*){11}$"}

_LENGTH = 11
_ADELI_LENGTH = 9


def parse(text: str) -> str:
    """The eleven digits."""
    number = compact(text)
    if number.isdecimal() and number.startswith("8") and len(number) == _LENGTH + 1:
        raise ParseError("Le 8 qui ouvre l’identifiant national ne fait pas partie du numéro RPPS.")
    if number.isdecimal() and len(number) == _ADELI_LENGTH:
        raise ParseError(
            "Le numéro compte 9 chiffres, comme un ancien numéro ADELI, au lieu de 11."
        )
    return digits(text, _LENGTH)


def show(value: str) -> str:
    """The eleven digits, together."""
    return value


def doubt(value: str) -> str | None:
    """A remark on a key that does not match."""
    if luhn_holds(value):
        return None
    return "La clé de contrôle ne correspond pas, un chiffre est peut-être mal recopié."
