"""What a paragraph or a run of a Word file is, by its styles and its numbering.

Styles are known by the names that every Word gives them, whatever its language (ISO 29500-1,
17.7.4.9); a list is known by its numbering.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, is_on, parse, q, relations, value
from dossiers.formats.word_text import WordFile
from dossiers.manuscripts.passages import Kind

_TITLES = {"title": 1, **{f"heading {level}": level for level in range(1, 7)}}
_STYLED = {"list bullet": Kind.BULLET, "list number": Kind.NUMBER, "list continue": Kind.CONTINUED}
_LISTED = {
    name if level == 0 else f"{name} {level + 1}": (kind, level)
    for name, kind in _STYLED.items()
    for level in range(5)
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The names of the styles by identifier, what each is based on, the kinds of the lists."""

    names: Mapping[str, str]
    elements: Mapping[str, Element]
    lists: Mapping[str, Mapping[str, Kind]]

    @classmethod
    def of(cls, file: WordFile) -> Styles:
        """The styles and lists of a Word file."""
        trees = {
            arrow.kind: parse(file.parts[arrow.target], arrow.target)
            for arrow in relations(file.parts, WORD_TEXT)
            if arrow.kind in ("styles", "numbering") and arrow.target in file.parts
        }
        found = trees["styles"].iter(q("w:style")) if "styles" in trees else ()
        elements = {value(each, "w:styleId") or "": each for each in found}
        names = {
            key: (value(each.find(q("w:name"))) or "").lower() for key, each in elements.items()
        }
        return cls(names, elements, _lists(trees["numbering"]) if "numbering" in trees else {})

    def chain(self, identifier: str | None) -> Iterator[Element]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while identifier and identifier in self.elements and identifier not in seen:
            seen.add(identifier)
            yield self.elements[identifier]
            identifier = value(self.elements[identifier].find(q("w:basedOn")))

    def named(self, identifier: str | None) -> Iterator[str]:
        """The names of a style and of those that it is based on."""
        for each in self.chain(identifier):
            yield self.names[value(each, "w:styleId") or ""]

    def kind(self, paragraph: Element) -> tuple[Kind, int]:
        """What a paragraph is, and its level."""
        properties = paragraph.find(q("w:pPr"))
        identifier = None if properties is None else value(properties.find(q("w:pStyle")))
        names = list(self.named(identifier))
        for level in (_TITLES[name] for name in names if name in _TITLES):
            return Kind.HEADING, level
        numbering = _numbering(properties)
        if numbering is None:
            inherited = (_numbering(each.find(q("w:pPr"))) for each in self.chain(identifier))
            numbering = next((found for found in inherited if found), None)
        if numbering:
            number, depth = numbering
            listed = self.lists.get(number, {}).get(depth)
            return (listed, int(depth)) if listed else (Kind.TEXT, 0)
        return next((_LISTED[name] for name in names if name in _LISTED), (Kind.TEXT, 0))

    def has(self, run: Element, name: str) -> bool:
        """Whether a run itself has a look, such as `w:strike`."""
        return _on((run.find(q("w:rPr")),), name)

    def look(self, run: Element) -> tuple[bool, bool, bool]:
        """Whether a run is bold, italic, a tag."""
        own = run.find(q("w:rPr"))
        if own is None:
            return False, False, False
        identifier = value(own.find(q("w:rStyle")))
        above = [each.find(q("w:rPr")) for each in self.chain(identifier)]
        bold, italic = (_on((own, *above), tag) for tag in ("w:b", "w:i"))
        return bold, italic, "balise" in self.named(identifier)


def _lists(numbering: Element) -> dict[str, dict[str, Kind]]:
    """What each level of each list has before its entries; a level without a sign is no list."""
    shapes = {}
    for shape in numbering.iter(q("w:abstractNum")):
        forms = {
            value(level, "w:ilvl") or "0": value(level.find(q("w:numFmt"))) or "decimal"
            for level in shape.iter(q("w:lvl"))
        }
        shapes[value(shape, "w:abstractNumId")] = {
            level: Kind.BULLET if form == "bullet" else Kind.NUMBER
            for level, form in forms.items()
            if form != "none" and level.isdecimal()
        }
    return {
        value(each, "w:numId") or "": shapes.get(value(each.find(q("w:abstractNumId"))), {})
        for each in numbering.iter(q("w:num"))
    }


def _numbering(properties: Element | None) -> tuple[str, str] | None:
    """The list of a paragraph and its level; `("0", "0")` where it says that it is in none."""
    numbered = None if properties is None else properties.find(q("w:numPr"))
    if numbered is None:
        return None
    number = value(numbered.find(q("w:numId"))) or "0"
    return number, value(numbered.find(q("w:ilvl"))) or "0"


def _on(properties: Iterable[Element | None], tag: str) -> bool:
    """Whether the nearest of these properties that speaks of a look sets it."""
    for each in properties:
        found = None if each is None else each.find(q(tag))
        if found is not None:
            return is_on(found)
    return False
