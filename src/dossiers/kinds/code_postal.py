"""A French postal code: five digits, CEDEX included.

Corsican codes start with 20, those of overseas with 97 or 98. A code that starts otherwise than a
department is a doubt only, since no official and closed list was read.

>>> parse("01 000")
'01000'
>>> parse("2A004")
Traceback (most recent call last):
dossiers.values.ParseError: Le numéro contient autre chose que des chiffres.
"""

from __future__ import annotations

from dossiers.french.identifiers import digits

EXPECTED = "un code postal de 5 chiffres, par exemple 35000"
JSON = {"pattern": r"^\s*([0-9][\s.\-]*){5}$"}

_LENGTH = 5
_UNUSED = ("00", "96", "99")


def parse(text: str) -> str:
    """The five digits."""
    return digits(text, _LENGTH)


def show(value: str) -> str:
    """The five digits, together."""
    return value


def doubt(value: str) -> str | None:
    """A remark on a code that starts like no department's."""
    if value.startswith(_UNUSED):
        return "Le code ne commence pas comme celui d’un département."
    return None
