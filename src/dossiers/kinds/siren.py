"""The number of an enterprise or body in the register of INSEE: nine digits, Luhn key.

Source: form in the schema of the FINESS register (ansforge/finess); key of python-stdnum.

>>> parse("123 456 782")
'123456782'
>>> parse("123 456 789")
Traceback (most recent call last):
dossiers.values.ParseError: La clé de contrôle est fausse, un chiffre est sans doute mal recopié.
"""

from __future__ import annotations

from dossiers.french.identifiers import digits, grouped, luhn_holds
from dossiers.values import Code, ParseError

EXPECTED = "un numéro SIREN de 9 chiffres, par exemple 123 456 782"
JSON = {"pattern": r"^\s*([0-9][\s.\-]*){9}$"}

_LENGTH = 9


def parse(text: str) -> Code:
    """The nine digits."""
    number = digits(text, _LENGTH)
    if not luhn_holds(number):
        raise ParseError("La clé de contrôle est fausse, un chiffre est sans doute mal recopié.")
    return grouped(number, 3, 3, 3)


def show(value: Code) -> str:
    """« 123 456 782 », with no-break spaces."""
    return value.shown
