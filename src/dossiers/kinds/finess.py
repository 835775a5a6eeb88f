"""The number of a health establishment or of its legal entity in the FINESS register.

Nine characters, `[0-9][0-9A-Z][0-9]{7}` in the schema of the register (ansforge/finess). No text
states its key: every number tried follows Luhn's, with A read 1 and B read 2 for Corsica, so that a
false key is a doubt, never an error.

>>> parse("2a 000 001 4")
'2A0000014'
>>> doubt("2A0000014"), doubt("2A0000015")
(None, 'La clé de contrôle ne correspond pas, un caractère est peut-être mal recopié.')
"""

from __future__ import annotations

import re

from dossiers.french.identifiers import compact, luhn_holds
from dossiers.values import ParseError

EXPECTED = "un numéro FINESS de 9 caractères, par exemple 350012340"
JSON = {"pattern": r"^\s*[0-9][\s.\-]*[0-9A-Za-z][\s.\-]*([0-9][\s.\-]*){7}$"}

_LENGTH = 9
_FORM = re.compile("[0-9][0-9A-Z][0-9]{7}")
_CORSICA = str.maketrans("AB", "12")


def parse(text: str) -> str:
    """The nine characters, its letter in upper case."""
    number = compact(text).upper()
    if not re.fullmatch("[0-9A-Z]*", number):
        raise ParseError("Le numéro contient autre chose que des chiffres et une lettre.")
    if len(number) != _LENGTH:
        raise ParseError(f"Le numéro compte {len(number)} caractères au lieu de {_LENGTH}.")
    if not _FORM.fullmatch(number):
        raise ParseError("Le numéro porte une lettre ailleurs qu’à la deuxième place.")
    return number


def show(value: str) -> str:
    """The nine characters, together."""
    return value


def doubt(value: str) -> str | None:
    """A remark on a key that does not match, or on a letter that no department has."""
    if not value.isdecimal() and value[:2] not in {"2A", "2B"}:
        return "La lettre n’est pas celle d’un département de Corse."
    if luhn_holds(value.translate(_CORSICA)):
        return None
    return "La clé de contrôle ne correspond pas, un caractère est peut-être mal recopié."
