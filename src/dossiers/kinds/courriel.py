"""An e-mail address, read by email-validator without asking the network.

RFC 6531 allows an accent before the @ but few servers accept it: it is a doubt, not an error.

>>> parse("Contact@MSP.example")
'Contact@msp.example'
>>> parse("contact.msp.example")
Traceback (most recent call last):
dossiers.values.ParseError: L’écriture n’est pas celle d’une adresse électronique.
"""

from __future__ import annotations

from dossiers.values import ParseError

EXPECTED = "une adresse électronique, par exemple contact@msp.example"
JSON = {"type": "string", "pattern": r"^\s*[^\s@]+@[^\s@]+\s*$"}


def parse(text: str) -> str:
    """The address, its domain in lower case."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - cold start

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise ParseError("L’écriture n’est pas celle d’une adresse électronique.") from None


def show(value: str) -> str:
    """The address itself."""
    return value


def doubt(value: str) -> str | None:
    """A remark on a letter that many mail servers refuse."""
    if value.isascii():
        return None
    return "L’adresse contient une lettre accentuée, que beaucoup de messageries refusent."
