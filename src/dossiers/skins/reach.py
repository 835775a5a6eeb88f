"""What a skin would carry into every document that it dresses, and reach for: refused.

A Word file can fetch a template or a picture from an address, run a program or a query when it is
opened. A document written with such a skin would do so at each partner's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dossiers.errors import LibraryError
from dossiers.formats.ooxml import parse, q

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dossiers.formats.ooxml import Element

_LINKS = ("http://", "https://", "mailto:")
_DROPPED = "word/_rels/settings.xml.rels"
"""The path of the template that a skin was made from, which no document keeps."""
_KINDS = {
    "afChunk": "un fichier incorporé",
    "attachedToolbars": "un programme",
    "control": "un contrôle ActiveX",
    "frame": "un cadre",
    "oleObject": "un objet incorporé",
    "package": "un fichier incorporé",
    "subDocument": "un sous-document",
    "vbaProject": "un programme",
}


def refuse_fields(body: Element, name: str) -> None:
    """Raise LibraryError for a field in the body of a skin: it could fetch, or act."""
    for tag in ("w:instrText", "w:fldSimple"):
        if body.find(f".//{q(tag)}") is not None:
            raise LibraryError(f"{name} : le corps de l’habillage contient un champ de Word.")


def refuse_arrows(parts: Mapping[str, bytes], name: str) -> None:
    """Raise LibraryError for a relation that leads outside a Word file, or to what can act."""
    for part, data in parts.items():
        if part.endswith(".rels") and part != _DROPPED:
            for arrow in parse(data, f"{name}, {part}"):
                _refuse_arrow(arrow, f"{name}, {part}")


def _refuse_arrow(arrow: Element, where: str) -> None:
    kind = arrow.get("Type", "").rsplit("/", 1)[-1]
    target = arrow.get("Target", "")
    if kind in _KINDS:
        raise LibraryError(f"{where} : le fichier contient {_KINDS[kind]}, à supprimer.")
    if arrow.get("TargetMode") != "External":
        return
    if kind != "hyperlink" or not target.lower().startswith(_LINKS):
        shown = re.sub(r"\s+", " ", target)[:60]
        raise LibraryError(
            f"{where} : le fichier va chercher « {shown} » hors de lui-même ; incorporer l’image "
            "ou supprimer le lien."
        )
