"""Bytes that should be a text → the text, or why they are not, in French.

A dossier is YAML in UTF-8; a table may also be what a spreadsheet saves, Windows-1252.
"""

from __future__ import annotations

import re
from contextlib import suppress

MAX_BYTES = 5_000_000

# What a file starts with when it is something else, and what it then is.
_FORMATS = (
    ((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"), "un document Word ou un classeur"),
    ((b"%PDF",), "un PDF"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "une image"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 400
# YAML 1.2, production c-printable: all that a file may hold.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # fmt: skip


class Undecodable(Exception):  # noqa: N818 - a state of the user's file
    """A file that is no such text: the rule, the sentence, and the place."""

    def __init__(self, rule: str, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.line = line
        self.column = column


def decode(content: bytes, kind: str = "un texte YAML", other: str = "") -> str:
    """The text of a file, without its byte order mark. Raises Undecodable.

    `kind` says what was expected; `other` names the encoding that is tried where it is not UTF-8.
    """
    if len(content) > MAX_BYTES:
        raise Undecodable("taille", f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.")
    for starts, shown in _FORMATS:
        if content.startswith(starts):
            raise Undecodable("format", f"Ce fichier est {shown}, non {kind}.")
    if content.startswith(_UTF_16) or _looks_utf_16(content[:_LOOKED_AT]):
        raise Undecodable("encodage", "Le fichier est en UTF-16 : l’enregistrer en UTF-8.")
    text = _decoded(content, other)
    if bad := _UNPRINTABLE.search(text):
        message = f"Le fichier contient un caractère de contrôle, U+{ord(bad[0]):04X}."
        raise Undecodable("caractere", message, *_place(text[: bad.start()]))
    return text


def _decoded(content: bytes, other: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if other:
            with suppress(UnicodeDecodeError):
                return content.decode(other)
        # The decoder counts from after the byte order mark, as a person does.
        line, column = _place(error.object[: error.start].decode("utf-8", "replace"))
        message = "Caractère illisible : le fichier n’est pas en UTF-8. L’enregistrer en UTF-8."
        raise Undecodable("encodage", message, line, column) from None


def _looks_utf_16(start: bytes) -> bool:
    """Whether every second byte of a text in Latin letters is zero, as in UTF-16 without mark."""
    half = len(start) // 2
    return half > 1 and max(start[::2].count(0), start[1::2].count(0)) > half * 3 // 4


def _place(before: str) -> tuple[int, int]:
    """The line and column that follow a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
