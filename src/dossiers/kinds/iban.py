"""The number of a bank account (ISO 13616): its country, a key modulo 97, the national number.

Length and key are judged by python-stdnum, from the register of SWIFT.

>>> parse("fr14 2004 1010 0505 0001 3m02 606") == "FR1420041010050500013M02606"
True
>>> parse("FR14 2004 1010 0505 0001 3M02 607")
Traceback (most recent call last):
dossiers.values.ParseError: La clé de contrôle est fausse, un caractère est sans doute mal recopié.
"""

from __future__ import annotations

import re

from dossiers.french.identifiers import compact, grouped, iban_problem
from dossiers.values import Code, ParseError

EXPECTED = "un IBAN, par exemple FR14 2004 1010 0505 0001 3M02 606"
JSON = {"type": "string", "pattern": r"^\s*[A-Za-z][\s.\-]*[A-Za-z][0-9A-Za-z\s.\-]*$"}

_GROUP = 4


def parse(text: str) -> Code:
    """The characters of the account, printed by groups of four."""
    number = compact(text).upper().removeprefix("IBAN")
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[0-9A-Z]+", number):
        raise ParseError("Le numéro ne commence pas par deux lettres et deux chiffres.")
    if problem := iban_problem(number):
        raise ParseError(problem)
    whole, rest = divmod(len(number), _GROUP)
    return grouped(number, *(_GROUP,) * whole, *((rest,) if rest else ()))


def show(value: Code) -> str:
    """« FR14 2004 1010 0505 0001 3M02 606 », with no-break spaces."""
    return value.shown
