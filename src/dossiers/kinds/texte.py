r"""A text of one line, such as a name or a title.

Accents are composed (Unicode NFC), since a font may lack the decomposed ones; the rest is kept as
typed. What XML 1.0 cannot hold, private characters and changes of direction are refused: they
would be lost or seen otherwise in one of the outputs.

>>> parse("  Maison de santé du Bocage ")
'Maison de santé du Bocage'
>>> parse("deux\nlignes")
Traceback (most recent call last):
dossiers.values.ParseError: Le texte compte plusieurs lignes.
"""

from __future__ import annotations

import re
import unicodedata

from dossiers.values import ParseError

EXPECTED = "un texte d’une ligne"
JSON = {"type": ["string", "number", "boolean"]}

MOST = 2_000
"""Signs of one line: beyond, it is no name nor title, and a page would take minutes to lay out."""

_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\uf8ff\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)


def parse(text: str) -> str:
    """The text without the spaces around it."""
    value = clean(text, MOST)
    if _LINE_ENDS.search(value):
        raise ParseError("Le texte compte plusieurs lignes.")
    if "\t" in value:
        raise ParseError("Le texte contient une tabulation.")
    return value


def show(value: str) -> str:
    """The text itself."""
    return value


def clean(text: str, most: int) -> str:
    """The text composed and trimmed.

    Raises ParseError beyond `most` signs, and for a character that cannot be printed.
    """
    value = unicodedata.normalize("NFC", text).strip()
    if len(value) > most:
        raise ParseError(f"Le texte compte {len(value)} signes, {most} au plus.")
    if found := _UNPRINTABLE.search(value):
        raise ParseError(
            f"Le texte contient un caractère qui ne s’imprime pas (U+{ord(found[0]):04X})."
        )
    return value
