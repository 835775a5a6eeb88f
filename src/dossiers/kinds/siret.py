"""The number of an establishment: the SIREN, then five digits, the last a Luhn key.

The establishments of La Poste follow a key of their own. Source: python-stdnum, `stdnum.fr.siret`.

>>> parse("123 456 782 00010") == "12345678200010"
True
>>> parse("123 456 782 00011")
Traceback (most recent call last):
dossiers.values.ParseError: La clé de contrôle est fausse, un chiffre est sans doute mal recopié.
"""

from __future__ import annotations

from dossiers.french.identifiers import digits, grouped, siret_holds
from dossiers.values import Code, ParseError

EXPECTED = "un numéro SIRET de 14 chiffres, par exemple 123 456 782 00010"
JSON = {"pattern": r"^\s*([0-9][\s.\-]*){14}$"}

_LENGTH = 14


def parse(text: str) -> Code:
    """The fourteen digits."""
    number = digits(text, _LENGTH)
    if not siret_holds(number):
        raise ParseError("La clé de contrôle est fausse, un chiffre est sans doute mal recopié.")
    return grouped(number, 3, 3, 3, 5)


def show(value: Code) -> str:
    """« 123 456 782 00010 », with no-break spaces."""
    return value.shown
