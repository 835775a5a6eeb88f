"""The look of a document that comes from a whole Word model: the model's own styles.

A style that the model has not is that of its running text; a table looks as the first one does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from dossiers.formats.ooxml import Element, q, value
from dossiers.formats.word_styles import part_of
from dossiers.skins.letterhead import Reader
from dossiers.skins.skin import (
    CHARACTERS,
    FRAME,
    PARAGRAPHS,
    Bullet,
    Skin,
    letterheads,
    opened,
    page_of,
    placing,
    section_of,
)
from dossiers.skins.typefaces import families, used_fonts
from dossiers.skins.wordstyles import Css, Style, StyleSheet, TableStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_RUNNING = ("Body Text", "Mention", "Surtitre", "Note", "List Bullet", "List Continue",
            "Liste à repères", "Signature")  # fmt: skip
"""The styles that look like the running text where the model has not its own."""
_ADDED: Mapping[str, Css] = {
    "Mention": {"font-weight": "bold", "text-align": "center"},
    "En-tête de tableau": {"font-weight": "bold"},
    "À compléter": {"background-color": "#FFF59D"},
    "Note": {f"border-{side}": "0.5pt solid currentcolor" for side in ("top", "bottom")},
}
_BULLET = Bullet("•", 510, 283)
_SIGNS = ("–", "•", "-", "·")
_FRAMED = {f"border-{side}": "0.5pt solid #808080" for side in ("top", "right", "bottom", "left")}


def read_own_skin(data: bytes, name: str, fonts: tuple[Path, ...]) -> Skin:
    """The skin in a Word file that holds a document; `fonts` are the folders of allowed fonts.

    Raises LibraryError for an unknown font, and for a header or a footer that the PDF could not
    show.
    """
    with placing(name):
        return _read(data, name, fonts)


def _read(data: bytes, name: str, fonts: tuple[Path, ...]) -> Skin:
    word = opened(data, name)
    parts, body, sheet = word.parts, word.body, word.sheet
    section = section_of(body, name)
    first, running = letterheads(parts, section, Reader(parts, sheet, name, whole=True))
    styles = _styles(sheet, body)
    bands = (*first.header, *first.footer, *running.header, *running.footer)
    used = families(sheet, styles.values(), bands, ())
    for run in body.iter(q("w:rPr")):
        if family := sheet.run_css(run).get("font-family"):
            used.setdefault(family.strip('"'), "un mot du texte")
    table = next((t for t in body.iter(q("w:tbl")) if _style_of(t, sheet) != FRAME), None)
    return Skin(
        name=name,
        data=data,
        page=page_of(section),
        defaults=sheet.defaults,
        styles=styles,
        table=TableStyle("") if table is None else sheet.table_look(table),
        frame=sheet.table_style(FRAME) if FRAME in sheet else TableStyle("", _FRAMED),
        bullets=_bullets(part_of(parts, "numbering", name)),
        first=first,
        running=running,
        fonts=used_fonts(used, fonts, name),
        folders=fonts,
        whole=True,
    )


def _style_of(table: Element, sheet: StyleSheet) -> str:
    style = sheet.by_id(value(table.find(f"{q('w:tblPr')}/{q('w:tblStyle')}")) or "")
    return style.name if style else ""


def _styles(sheet: StyleSheet, body: Element) -> dict[str, Style]:
    """The styles that a skin has, each with what holds for all: margins are not inherited."""
    text, cell = (_commonest(body, sheet, in_table=within) for within in (False, True))
    found = {}
    for name in (*PARAGRAPHS, *CHARACTERS):
        if name in sheet and name not in ("Body Text", "Texte de tableau"):
            style = sheet.style(name)
            own = style.css
        else:
            style = text if name in _RUNNING else cell if "tableau" in name else _plain(sheet)
            own = {**style.css, **_ADDED.get(name, {})}
            if name in CHARACTERS:
                own = _ADDED.get(name, {})
        css = own if name in CHARACTERS else {**sheet.defaults, **own}
        found[name] = replace(style, name=name, css=css, numbering=None)
    return found


def _plain(sheet: StyleSheet) -> Style:
    return sheet.style("Normal") if "Normal" in sheet else Style("", "Normal", {})


def _commonest(body: Element, sheet: StyleSheet, *, in_table: bool) -> Style:
    """The style of most letters of the running text, or of the cells."""
    letters: Counter[str] = Counter()
    for paragraph in body.iter(q("w:p")):
        held = next(paragraph.iterancestors(q("w:tc")), None) is not None
        style = value(paragraph.find(f"{q('w:pPr')}/{q('w:pStyle')}"))
        known = sheet.by_id(style or "")
        if held is in_table and (known is None or known.name not in _APART):
            size = sum(len(text.text or "") for text in paragraph.iter(q("w:t")))
            letters[known.name if known else "Normal"] += size
    chosen = max(letters, key=lambda name: letters[name], default="Normal")
    return sheet.style(chosen) if chosen in sheet else _plain(sheet)


_APART = tuple(
    name for name in PARAGRAPHS if name not in ("Normal", "Body Text", "Texte de tableau")
)
"""The styles that have a place of their own in a document."""


def _bullets(numbering: Element | None) -> tuple[Bullet, ...]:
    """The levels of the first bulleted list; the sign of a symbol font becomes a plain one."""
    lists: Iterable[Element] = () if numbering is None else numbering.iterfind(q("w:abstractNum"))
    for each in lists:
        levels = each.findall(q("w:lvl"))
        if levels and value(levels[0].find(q("w:numFmt"))) == "bullet":
            return tuple(_bullet(level) for level in levels)
    return (_BULLET,)


def _bullet(level: Element) -> Bullet:
    sign = value(level.find(q("w:lvlText"))) or ""
    indent = level.find(f"{q('w:pPr')}/{q('w:ind')}")
    left = value(indent, "w:left") or value(indent, "w:start") or _BULLET.left
    hanging = int(value(indent, "w:hanging") or _BULLET.hanging)
    return Bullet(sign if sign in _SIGNS else _BULLET.sign, int(left), hanging)
