"""A DOCX as Word shows it: its paragraphs in reading order, automatic numbers resolved.

Written from ISO/IEC 29500-1 and not from the code under test. Bullets say nothing; a tab or a line
end is a space; a field is its result; deleted, moved-away and hidden text is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TWIP = 25.4 / 1440
_SPACES = {"tab", "br", "cr", "ptab"}
_UNSEEN = {"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "delInstrText"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that shows something; `style` is the name of its style, in lower case."""

    text: str
    style: str = ""
    in_table: bool = False


def texts(data: bytes) -> tuple[str, ...]:
    """The text of each paragraph of the body, those of tables cell after cell."""
    return tuple(paragraph.text for paragraph in paragraphs(data))


def paragraphs(data: bytes) -> tuple[Paragraph, ...]:
    """The paragraphs of the body that show something, in reading order."""
    parts = _parts(data)
    reader = _Reader(_Styles(parts.get("word/styles.xml")), _Lists(parts.get("word/numbering.xml")))
    return tuple(reader.read(parts["word/document.xml"].find(_q("body"))))


def running(data: bytes) -> dict[str, tuple[str, ...]]:
    """The texts of each header and footer, by the name of its part (`header1`)."""
    parts = _parts(data)
    styles = _Styles(parts.get("word/styles.xml"))
    return {
        found[1]: tuple(p.text for p in _Reader(styles, _Lists(None)).read(root))
        for name, root in sorted(parts.items())
        if (found := re.fullmatch(r"word/((?:header|footer)\d*)\.xml", name))
    }


def margins(data: bytes) -> tuple[float, float, float, float]:
    """The margins of the last section in millimetres: top, right, bottom, left."""
    section = _parts(data)["word/document.xml"].find(f"{_q('body')}/{_q('sectPr')}/{_q('pgMar')}")
    top, right, bottom, left = (
        abs(int(section.get(_q(side)))) * _TWIP for side in ("top", "right", "bottom", "left")
    )
    return top, right, bottom, left


def _parts(data: bytes) -> dict[str, Any]:
    with ZipFile(BytesIO(data)) as file:
        return {
            name: etree.fromstring(file.read(name), _PARSER)
            for name in file.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }


def _q(name: str) -> str:
    return f"{{{_W}}}{name}"


def _value(node: Any, path: str, default: str | None = None) -> str | None:
    """The `w:val` of what stands at a path of names parted by obliques."""
    found = None if node is None else node.find("/".join(map(_q, path.split("/"))))
    value: str | None = default if found is None else found.get(_q("val"), default)
    return value


def _local(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


class _Styles:
    """Names of the paragraph styles, and the lists that they or their parents belong to."""

    def __init__(self, root: Any) -> None:
        nodes = [] if root is None else root.findall(_q("style"))
        self._nodes = {node.get(_q("styleId")): node for node in nodes}

    def name(self, style: str | None) -> str:
        """The name behind an identifier, which depends on the language of Word."""
        return (_value(self._nodes.get(style), "name") or "").lower()

    def numbering(self, style: str | None) -> tuple[str | None, str | None]:
        """The list and the level that a style gives to its paragraphs."""
        number = level = None
        seen: set[str | None] = set()
        while style in self._nodes and style not in seen:
            seen.add(style)
            node = self._nodes[style]
            number = number or _value(node, "pPr/numPr/numId")
            level = level or _value(node, "pPr/numPr/ilvl")
            style = _value(node, "basedOn")
        return number, level


@dataclass(slots=True)
class _Lists:
    """The numbering of a document, and the numbers reached so far."""

    root: Any
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def next(self, number: str | None, level: int) -> str:
        """The number of the next paragraph of a list, empty for a bullet or outside any list."""
        node = self._find("num", "numId", number)
        model = _value(node, "abstractNumId")
        levels = self._levels(model)
        if number is None or model is None or level not in levels:
            return ""
        reached = self.counts.setdefault(model, {})
        override = self._override(node, level)
        if override is not None and (number, level) not in self.started:
            reached[level] = override - 1
        self.started.add((number, level))
        start = int(_value(levels[level], "start", "1") or 1)
        reached[level] = reached.get(level, start - 1) + 1
        for deeper in [key for key in reached if key > level]:
            del reached[deeper]
        if _value(levels[level], "numFmt") in ("bullet", "none"):
            return ""
        return re.sub(
            r"%(\d)",
            lambda found: _numeral(
                levels.get(int(found[1]) - 1), reached.get(int(found[1]) - 1, 1)
            ),
            _value(levels[level], "lvlText", "") or "",
        )

    def _find(self, kind: str, key: str, value: str | None) -> Any:
        nodes = [] if self.root is None else self.root.findall(_q(kind))
        return next((node for node in nodes if node.get(_q(key)) == value), None)

    def _levels(self, model: str | None) -> dict[int, Any]:
        node = self._find("abstractNum", "abstractNumId", model)
        levels = [] if node is None else node.findall(_q("lvl"))
        return {int(each.get(_q("ilvl"))): each for each in levels}

    @staticmethod
    def _override(node: Any, level: int) -> int | None:
        for each in node.findall(_q("lvlOverride")):
            if each.get(_q("ilvl")) == str(level) and (start := _value(each, "startOverride")):
                return int(start)
        return None


def _numeral(level: Any, count: int) -> str:
    match _value(level, "numFmt", "decimal"):
        case "lowerLetter":
            return chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)
        case "upperLetter":
            return chr(ord("A") + (count - 1) % 26) * (1 + (count - 1) // 26)
        case "lowerRoman":
            return _roman(count).lower()
        case "upperRoman":
            return _roman(count)
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    steps = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    text = ""
    for step, sign in zip(steps, signs, strict=True):
        text += sign * (count // step)
        count %= step
    return text


@dataclass(slots=True)
class _Reader:
    """A walk through one part of a document."""

    styles: _Styles
    lists: _Lists
    fields: list[bool] = field(default_factory=list)
    """For each field that is open, whether its result has begun."""

    def read(self, parent: Any, *, in_table: bool = False) -> Iterator[Paragraph]:
        """The paragraphs below a node, in order."""
        for node in parent:
            kind = _local(node)
            if kind == "p":
                yield from self._paragraph(node, in_table=in_table)
            elif kind in ("tbl", "tr", "tc"):
                yield from self.read(node, in_table=True)
            elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                yield from self.read(node, in_table=in_table)

    def _paragraph(self, node: Any, *, in_table: bool) -> Iterator[Paragraph]:
        style = _value(node, "pPr/pStyle")
        number, level = self.styles.numbering(style)
        number = _value(node, "pPr/numPr/numId") or number
        level = _value(node, "pPr/numPr/ilvl") or level
        label = self.lists.next(number, int(level or 0))
        text = f"{label} {''.join(self._shown(node))}".strip()
        if text:
            yield Paragraph(text, self.styles.name(style), in_table)
        for box in node.iter(_q("txbxContent")):
            if not any(_local(above) == "Fallback" for above in box.iterancestors()):
                yield from self.read(box, in_table=in_table)

    def _shown(self, parent: Any) -> Iterator[str]:
        for node in parent:
            kind = _local(node)
            if kind == "fldChar":
                self._field(node.get(_q("fldCharType")))
            elif kind in _SPACES:
                yield " "
            elif kind == "t":
                yield (node.text or "") if all(self.fields) else ""
            elif kind == "noBreakHyphen":
                yield "\u2011"
            elif kind in ("txbxContent", *_UNSEEN) or (kind == "r" and _hidden(node)):
                continue
            elif kind:
                yield from self._shown(node)

    def _field(self, step: str | None) -> None:
        if step == "begin":
            self.fields.append(False)
        elif step == "separate" and self.fields:
            self.fields[-1] = True
        elif step == "end" and self.fields:
            self.fields.pop()


def _hidden(run: Any) -> bool:
    mark = run.find(f"{_q('rPr')}/{_q('vanish')}")
    return mark is not None and mark.get(_q("val"), "1") not in ("0", "false")
