"""A dossier's reference, which also names the folder of its bundle.

Letters, digits, points, hyphens and underscores only, so that it is the same file name on every
system; the names that Windows keeps for its devices (« Naming Files, Paths, and Namespaces »,
Microsoft) are refused.

>>> parse("ET3P-2026-014")
'ET3P-2026-014'
>>> parse("../014")  # doctest: +ELLIPSIS
Traceback (most recent call last):
...
dossiers.values.ParseError: La référence ne contient que des lettres sans accent...
"""

from __future__ import annotations

import re

from dossiers.values import ParseError

EXPECTED = (
    "une référence de 80 signes au plus, en lettres sans accent, chiffres et tirets, "
    "par exemple ET3P-2026-014"
)
JSON = {"pattern": r"^\s*[A-Za-z0-9]([A-Za-z0-9._\-]{0,78}[A-Za-z0-9])?\s*$"}

_FORM = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_ENDINGS = ("-projet", "-depot")
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)


def parse(text: str) -> str:
    """The reference as written. Raises ParseError for what cannot name a folder everywhere."""
    if not _FORM.fullmatch(text):
        raise ParseError(
            "La référence ne contient que des lettres sans accent, des chiffres, des points, "
            "des tirets et des soulignés."
        )
    if text.lower().endswith(_ENDINGS):
        raise ParseError("La fin « -projet » ou « -depot » est réservée aux liasses du programme.")
    if _DEVICES.fullmatch(text):
        raise ParseError("Ce nom est réservé par Windows et ne peut pas nommer un dossier.")
    return text


def show(value: str) -> str:
    """The reference itself."""
    return value
