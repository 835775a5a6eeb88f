"""What the numbers of French registers share: digits in groups, a control key.

Sole importer of `stdnum`, whose source holds the exception of La Poste: the establishments of
SIREN 356 000 000, but its head office, have a SIRET whose digits sum to a multiple of 5.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from dossiers.values import NO_BREAK, Code, ParseError


def digits(text: str, count: int) -> str:
    """The `count` digits of a text, which may be grouped by spaces, dots or hyphens.

    Raises ParseError for any other character or another length.
    """
    value = compact(text)
    if not re.fullmatch("[0-9]+", value):
        raise ParseError("Le numéro contient autre chose que des chiffres.")
    if len(value) != count:
        plural = "s" if len(value) > 1 else ""
        raise ParseError(f"Le numéro compte {len(value)} chiffre{plural} au lieu de {count}.")
    return value


def compact(text: str) -> str:
    """The text without spaces of any width, dots and hyphens."""
    return re.sub(r"[\s.\-]", "", text)


def grouped(value: str, *sizes: int) -> Code:
    """The value as a code whose groups of `sizes` characters are held by no-break spaces.

    >>> grouped("123456782", 3, 3, 3).shown.split()
    ['123', '456', '782']
    """
    ends = accumulate(sizes, initial=0)
    return Code(value, NO_BREAK.join(value[start:end] for start, end in pairwise(ends)))


def luhn_holds(number: str) -> bool:
    """Whether the last digit is the Luhn key of the others; a row of zeros is no number."""
    from stdnum import luhn  # noqa: PLC0415 - cold start

    return bool(luhn.is_valid(number)) and number.strip("0") != ""


def siret_holds(number: str) -> bool:
    """Whether a SIRET and the SIREN it starts with have their keys, La Poste included."""
    from stdnum.fr import siret  # noqa: PLC0415 - cold start

    return bool(siret.is_valid(number)) and number[:9].strip("0") != ""


def iban_problem(number: str) -> str:
    """What is wrong with an IBAN in capitals without spaces, in French; empty when it is right."""
    from stdnum import exceptions, iban  # noqa: PLC0415 - cold start

    try:
        iban.validate(number, check_country=False)  # some countries list banks, not all of them
    except exceptions.InvalidChecksum:
        return "La clé de contrôle est fausse, un caractère est sans doute mal recopié."
    except exceptions.InvalidComponent:
        return "Les deux premières lettres ne sont celles d’aucun pays de ce registre."
    except exceptions.ValidationError:
        return "Le numéro n’a pas la longueur ou la forme de ceux de son pays."
    return ""


def nir_holds(number: str) -> bool:
    """Whether fifteen characters, 2A and 2B of Corsica included, end with the key of a NIR."""
    from stdnum.fr import nir  # noqa: PLC0415 - cold start

    return bool(nir.is_valid(number))
