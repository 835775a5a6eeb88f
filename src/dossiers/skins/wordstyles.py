"""The styles of a Word file, resolved through their inheritance into CSS declarations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from dossiers.formats.ooxml import Element, is_on, q, value

_COLOUR = re.compile("[0-9A-Fa-f]{6}")
_FAMILY = re.compile(r"[\w .’'&+-]+")

Css: TypeAlias = Mapping[str, str]
"""Declarations by property. `--line` is Word's line spacing, a multiple of the font's own."""

_ALIGN = {"both": "justify", "distribute": "justify", "end": "right"}
_AS_NAMED = ("center", "right")
_SIDES = ("top", "right", "bottom", "left")
_LINES = {"none": "none", "nil": "none", "double": "double", "dashed": "dashed"}


@dataclass(frozen=True, slots=True)
class Style:
    """A style. `id` is what Word writes, `name` what it shows; indents are in twips."""

    id: str
    name: str
    css: Css
    left: int = 0
    hanging: int = 0
    numbering: str | None = None


@dataclass(frozen=True, slots=True)
class TableStyle:
    """A table style: declarations of the whole table, of its cells and of its header cells."""

    id: str
    table: Css = field(default_factory=dict)
    cell: Css = field(default_factory=dict)
    header: Css = field(default_factory=dict)


class StyleSheet:
    """The styles of `styles.xml`, found by the name that Word shows, in any case.

    Identifiers are not used for this: a French Word or LibreOffice renames them.
    """

    def __init__(self, styles: Element, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._by_id = {str(value(style, "w:styleId")): style for style in styles.iter(q("w:style"))}
        self._by_name = {
            str(value(style.find(q("w:name")))).lower(): style_id
            for style_id, style in self._by_id.items()
        }
        run = styles.find(f"{q('w:docDefaults')}/{q('w:rPrDefault')}/{q('w:rPr')}")
        paragraph = styles.find(f"{q('w:docDefaults')}/{q('w:pPrDefault')}/{q('w:pPr')}")
        self.defaults: Css = {**paragraph_css(paragraph), **self.run_css(run)}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def style(self, name: str) -> Style:
        """The style of this name; KeyError when there is none."""
        style_id = self._by_name[name.lower()]
        chain = self._chain(style_id)
        css: dict[str, str] = {}
        indents: dict[str, int] = {}
        numbering = None
        for style in chain:
            paragraph = style.find(q("w:pPr"))
            css |= paragraph_css(paragraph)
            css |= self.run_css(style.find(q("w:rPr")))
            indents |= _indents(paragraph)
            number = style.find(f"{q('w:pPr')}/{q('w:numPr')}/{q('w:numId')}")
            numbering = value(number) if number is not None else numbering
        return Style(
            style_id, name, css, indents.get("left", 0), indents.get("hanging", 0), numbering
        )

    def by_id(self, style_id: str) -> Style | None:
        """The style that a paragraph names, or None."""
        if style_id not in self._by_id:
            return None
        return self.style(str(value(self._by_id[style_id].find(q("w:name")))))

    def tabs(self, style_id: str) -> dict[int, str]:
        """The tab stops of a style, position in twips to kind."""
        stops: dict[int, str] = {}
        for style in self._chain(style_id):
            stops |= tab_stops(style.find(q("w:pPr")))
        return stops

    def table_style(self, name: str) -> TableStyle:
        """The table style of this name; KeyError when there is none."""
        style_id = self._by_name[name.lower()]
        table: dict[str, str] = {}
        cell: dict[str, str] = {}
        header: dict[str, str] = {}
        for style in self._chain(style_id):
            properties = style.find(q("w:tblPr"))
            if properties is not None:
                table |= _borders(properties.find(q("w:tblBorders")), _SIDES)
                cell |= _inner_borders(properties.find(q("w:tblBorders")))
                cell |= _margins(properties.find(q("w:tblCellMar")))
            for part in style.iterfind(q("w:tblStylePr")):
                if value(part, "w:type") == "firstRow":
                    header |= self.run_css(part.find(q("w:rPr")))
                    header |= _cell_css(part.find(q("w:tcPr")))
        return TableStyle(style_id, table, cell, header)

    def table_look(self, table: Element) -> TableStyle:
        """The look of a table: its style, what it says itself, and its first cells."""
        style = self.by_id(value(table.find(f"{q('w:tblPr')}/{q('w:tblStyle')}")) or "")
        look = self.table_style(style.name) if style else TableStyle("")
        borders = table.find(f"{q('w:tblPr')}/{q('w:tblBorders')}")
        margins = _margins(table.find(f"{q('w:tblPr')}/{q('w:tblCellMar')}"))
        firsts = [row.find(f"{q('w:tc')}/{q('w:tcPr')}") for row in table.findall(q("w:tr"))]
        header, cell = (_cell_css(each) for each in [*firsts[:2], None, None][:2])
        return TableStyle(
            look.id,
            {**look.table, **_borders(borders, _SIDES)},
            {**look.cell, **_inner_borders(borders), **margins, **cell},
            {**look.header, **header},
        )

    def run_css(self, run: Element | None) -> dict[str, str]:
        """The declarations of run properties (`w:rPr`)."""
        if run is None:
            return {}
        css: dict[str, str] = {}
        if family := self._family(run.find(q("w:rFonts"))):
            css["font-family"] = f'"{family}"'
        if size := value(run.find(q("w:sz"))):
            css["font-size"] = f"{int(size) / 2:g}pt"
        if colour := _colour(value(run.find(q("w:color")))):
            css["color"] = colour
        for tag, name, on in (("w:b", "font-weight", "bold"), ("w:i", "font-style", "italic")):
            if (element := run.find(q(tag))) is not None:
                css[name] = on if is_on(element) else "normal"
        if (caps := run.find(q("w:caps"))) is not None:
            css["text-transform"] = "uppercase" if is_on(caps) else "none"
        if spacing := value(run.find(q("w:spacing"))):
            css["letter-spacing"] = f"{int(spacing) / 20:g}pt"
        if underline := value(run.find(q("w:u"))):
            css["text-decoration"] = "none" if underline == "none" else "underline"
        return css | _shade(run.find(q("w:shd")))

    def _family(self, fonts: Element | None) -> str | None:
        theme = value(fonts, "w:asciiTheme")
        named = value(fonts, "w:ascii") if theme is None else self._theme.get(theme[:5], theme)
        if named and not _FAMILY.fullmatch(named):
            raise ValueError(named)
        return named

    def _chain(self, style_id: str) -> list[Element]:
        chain: list[Element] = []
        current: str | None = style_id
        while current in self._by_id and self._by_id[current] not in chain:
            chain.insert(0, self._by_id[current])
            current = value(chain[0].find(q("w:basedOn")))
        return chain


def points(twips: str | int) -> str:
    """A length in twips, as CSS points."""
    return f"{round(int(twips) / 20, 2):g}pt"


def paragraph_css(paragraph: Element | None) -> dict[str, str]:
    """The declarations of paragraph properties (`w:pPr`)."""
    if paragraph is None:
        return {}
    css: dict[str, str] = {}
    if align := value(paragraph.find(q("w:jc"))):
        css["text-align"] = align if align in _AS_NAMED else _ALIGN.get(align, "left")
    for attribute, name in (("w:before", "margin-top"), ("w:after", "margin-bottom")):
        if length := value(paragraph.find(q("w:spacing")), attribute):
            css[name] = points(length)
    css |= _line(paragraph.find(q("w:spacing")))
    for tag, name in (("w:keepNext", "break-after"), ("w:keepLines", "break-inside")):
        if (switch := paragraph.find(q(tag))) is not None:
            css[name] = "avoid" if is_on(switch) else "auto"
    if (hyphens := paragraph.find(q("w:suppressAutoHyphens"))) is not None:
        css["hyphens"] = "manual" if is_on(hyphens) else "auto"
    css |= _borders(paragraph.find(q("w:pBdr")), _SIDES, padding=True)
    css |= _shade(paragraph.find(q("w:shd")))
    indents = _indents(paragraph)
    if "left" in indents:
        css["margin-left"] = points(indents["left"])
    if "right" in indents:
        css["margin-right"] = points(indents["right"])
    return css


def tab_stops(paragraph: Element | None) -> dict[int, str]:
    """The tab stops of paragraph properties, position in twips to kind."""
    stops = () if paragraph is None else paragraph.iterfind(f"{q('w:tabs')}/{q('w:tab')}")
    return {
        int(value(stop, "w:pos") or 0): value(stop) or "left"
        for stop in stops
        if value(stop) != "clear"
    }


def _line(spacing: Element | None) -> dict[str, str]:
    line = value(spacing, "w:line")
    if line is None:
        return {}
    if value(spacing, "w:lineRule") in (None, "auto"):
        return {"--line": f"{int(line) / 240:g}"}
    return {"line-height": points(line)}


def _indents(paragraph: Element | None) -> dict[str, int]:
    indent = None if paragraph is None else paragraph.find(q("w:ind"))
    if indent is None:
        return {}
    found = {
        "left": value(indent, "w:left") or value(indent, "w:start"),
        "right": value(indent, "w:right") or value(indent, "w:end"),
        "hanging": value(indent, "w:hanging"),
    }
    return {side: int(length) for side, length in found.items() if length}


def _border(border: Element) -> str:
    line = _LINES.get(value(border) or "", "solid")
    if line == "none":
        return "none"
    colour = _colour(value(border, "w:color")) or "currentcolor"
    width = int(value(border, "w:sz") or 4) / 8
    return f"{width:g}pt {line} {colour}"


def _borders(
    borders: Element | None, sides: tuple[str, ...], *, padding: bool = False
) -> dict[str, str]:
    css: dict[str, str] = {}
    for side in sides if borders is not None else ():
        border = borders.find(q(f"w:{side}")) if borders is not None else None
        if border is not None:
            css[f"border-{side}"] = _border(border)
            if padding:
                css[f"padding-{side}"] = f"{int(value(border, 'w:space') or 0)}pt"
    return css


def _inner_borders(borders: Element | None) -> dict[str, str]:
    css: dict[str, str] = {}
    if borders is not None:
        for tag, name in (("w:insideH", "border-top"), ("w:insideV", "border-left")):
            if (border := borders.find(q(tag))) is not None:
                css[name] = _border(border)
    return css


def _margins(margins: Element | None) -> dict[str, str]:
    if margins is None:
        return {}
    sides = {side: value(margins.find(q(f"w:{side}")), "w:w") for side in _SIDES}
    return {f"padding-{side}": points(width) for side, width in sides.items() if width}


def _cell_css(cell: Element | None) -> dict[str, str]:
    if cell is None:
        return {}
    return _shade(cell.find(q("w:shd"))) | _borders(cell.find(q("w:tcBorders")), _SIDES)


def _shade(shade: Element | None) -> dict[str, str]:
    fill = _colour(value(shade, "w:fill"))
    return {"background-color": fill} if fill else {}


def _colour(text: str | None) -> str | None:
    """A colour of CSS, or None for the reader's own. Raises ValueError for what is neither."""
    if text is None or text == "auto":
        return None
    if not _COLOUR.fullmatch(text):
        raise ValueError(text)
    return f"#{text}"


def _theme_fonts(theme: Element | None) -> Mapping[str, str]:
    fonts: dict[str, str] = {}
    for rank, tag in (("major", "a:majorFont"), ("minor", "a:minorFont")):
        latin = None if theme is None else theme.find(f".//{q(tag)}/{q('a:latin')}")
        if latin is not None:
            fonts[rank] = latin.get("typeface", "")
    return MappingProxyType(fonts)
