"""A telephone number of France, overseas included, or of another country after its `+` code.

The value of a French number is its ten digits, which are the same number wherever one dials from in
France; that of a foreign number is E.164. Only the length is an error, since numbering plans
change more often than libraries: a number that phonenumbers does not know is a doubt. The numbers
that the ARCEP keeps for fiction (06 39 98) are among those it does not know.

>>> parse("+33 (0)2 61 91 00 00")
'0261910000'
>>> show(parse("0262901234")).split()
['02', '62', '90', '12', '34']
>>> parse("02 61 91 00")
Traceback (most recent call last):
dossiers.values.ParseError: Le numéro ne compte pas le bon nombre de chiffres.
"""

from __future__ import annotations

import re

from dossiers.french.identifiers import grouped
from dossiers.values import NO_BREAK, Code, ParseError

EXPECTED = "un numéro de téléphone, par exemple 02 61 91 00 00"
JSON = {"pattern": r"^\s*(\+|\(\+?)?[0-9][0-9\s.()\-–]*$"}

# France and the departments and collectivities that share its ten digits, by E.164 country code.
_REGIONS = {33: "FR", 262: "RE", 508: "PM", 590: "GP", 594: "GF", 596: "MQ"}
_FICTION = "063998"
_TEN_DIGITS = re.compile("0[1-9][0-9]{8}")


def parse(text: str) -> Code:
    """The number, printed by pairs of digits."""
    import phonenumbers as phone  # noqa: PLC0415 - cold start

    written = text.strip()
    if not re.fullmatch(r"(\+|\(\+?)?[0-9][0-9\s.()\-–/]*", written):
        raise ParseError("Le numéro contient autre chose que des chiffres.")
    if "/" in written:
        raise ParseError("Un seul numéro est attendu.")
    try:
        number = phone.parse(written, "FR")
    except phone.NumberParseException:
        raise ParseError("L’écriture n’est pas celle d’un numéro de téléphone.") from None
    national = f"0{number.national_number}"
    if number.country_code in _REGIONS and _TEN_DIGITS.fullmatch(national):
        return _french(national)
    if number.country_code == 33 or not phone.is_possible_number(number):  # noqa: PLR2004
        raise ParseError("Le numéro ne compte pas le bon nombre de chiffres.")
    shown = phone.format_number(number, phone.PhoneNumberFormat.INTERNATIONAL)
    compact = phone.format_number(number, phone.PhoneNumberFormat.E164)
    return Code(compact, shown.replace(" ", NO_BREAK))


def show(value: Code) -> str:
    """« 02 61 91 00 00 », « 0 800 123 456 », with no-break spaces."""
    return value.shown


def doubt(value: str) -> str | None:
    """A remark on a number that belongs to no range in service."""
    import phonenumbers as phone  # noqa: PLC0415 - cold start

    def in_service(region: str) -> bool:
        return phone.is_valid_number(phone.parse(value, region))

    if value.startswith(_FICTION) or any(map(in_service, _REGIONS.values())):
        return None
    return "Le numéro n’appartient à aucune tranche en service connue."


def _french(ten: str) -> Code:
    """Numbers of value-added services (08) are read by three digits, the others by pairs."""
    return grouped(ten, 1, 3, 3, 3) if ten.startswith("08") else grouped(ten, 2, 2, 2, 2, 2)
