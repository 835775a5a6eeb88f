"""The output formats: each module here turns a document and a skin into the bytes of a file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from dossiers.errors import LibraryError

if TYPE_CHECKING:
    from dossiers.blocks import Attachment, Document
    from dossiers.skins.skin import Skin

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
}
"""The formats, by the extension of their files."""


class UndrawnCharacterError(LibraryError):
    """A character that no font of the library draws."""

    def __init__(self, character: str) -> None:
        super().__init__(
            f"Aucune police de la bibliothèque ne contient le caractère « {character} » "
            f"(U+{ord(character):04X})."
        )
        self.character = character


class Renderer(Protocol):
    """What each format's module does."""

    def render(
        self, document: Document, skin: Skin, attachments: tuple[Attachment, ...] = ()
    ) -> bytes:
        """The bytes of the file."""


def renderer(extension: str) -> Renderer:
    """The module of a format, imported when it is first asked for; KeyError for another one."""
    if extension not in MEDIA_TYPES:
        raise KeyError(extension)
    module: Renderer = import_module(f"{__name__}.{extension}")
    return module
