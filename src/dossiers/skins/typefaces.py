"""The fonts that a skin uses: which families, where, and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.errors import LibraryError
from dossiers.formats.fonts import Font, read_fonts
from dossiers.formats.ooxml import Element, q

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from dossiers.skins.letterhead import Band
    from dossiers.skins.wordstyles import Css, Style, StyleSheet


def families(
    sheet: StyleSheet,
    styles: Iterable[Style],
    bands: Iterable[Band],
    levels: Iterable[Element],
) -> dict[str, str]:
    """Each family of fonts in use, and where."""
    found: dict[str, str] = {}

    def note(css: Css, where: str) -> None:
        if family := css.get("font-family"):
            found.setdefault(family.strip('"'), where)

    note(sheet.defaults, "le texte par défaut")
    for style in styles:
        note(style.css, f"le style « {style.name} »")
    for band in bands:
        for cell in band.cells:
            for piece in cell.pieces:
                note(getattr(piece, "css", {}), "l’en-tête ou le pied de page")
    for level in levels:
        note(sheet.run_css(level.find(q("w:rPr"))), "la puce du style « List Bullet »")
    return found


def used_fonts(
    families: Mapping[str, str], folders: tuple[Path, ...], name: str
) -> tuple[Font, ...]:
    """The fonts of these families. Raises LibraryError for a family that no folder has."""
    known = read_fonts(folders)
    for family, where in families.items():
        if not any(font.family.lower() == family.lower() for font in known):
            raise LibraryError(
                f"{name} : {where} emploie la police « {family} », qui n’est ni fournie ni dans le "
                "dossier « polices » de la bibliothèque."
            )
    wanted = {family.lower() for family in families}
    return tuple(font for font in known if font.family.lower() in wanted)
