"""The styles of a Word file by what they are: their names, what they inherit, their numbering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, is_on, parse, q, relations, value


class Styles:
    """The styles of a package, found by the identifiers that its paragraphs bear."""

    def __init__(self, parts: Mapping[str, bytes], where: str) -> None:
        root = part_of(parts, "styles", where)
        self._styles: dict[str, Element] = {}
        self._default = ""
        for style in root.iter(q("w:style")) if root is not None else ():
            identifier = value(style, "w:styleId") or ""
            self._styles[identifier] = style
            if value(style, "w:type") == "paragraph" and value(style, "w:default") in ("1", "true"):
                self._default = identifier

    def of(self, paragraph: Element) -> str:
        """The identifier of a paragraph's style."""
        return value(paragraph.find(f"{q('w:pPr')}/{q('w:pStyle')}")) or self._default

    def name(self, identifier: str | None) -> str:
        """The name that Word gives to a style, in small letters; empty for none.

        Word names its own styles in English, whatever its language (ISO 29500-1, 17.7.4.9).
        """
        style = self._styles.get(identifier or "")
        return "" if style is None else (value(style.find(q("w:name"))) or "").lower()

    def named(self, name: str) -> str | None:
        """The identifier of the style of a name, given in small letters; None for none."""
        return next((each for each in self._styles if self.name(each) == name), None)

    def names(self, identifier: str | None) -> Iterator[str]:
        """The names of a style and of those that it inherits from, the nearest first."""
        return map(self.name, self._chain(identifier))

    def property(self, identifier: str | None, path: str) -> Element | None:
        """What a style or the nearest one that it inherits from has at a path, `w:rPr/w:b`."""
        steps = "/".join(map(q, path.split("/")))
        for each in self._chain(identifier):
            found = self._styles[each].find(steps)
            if found is not None:
                return found
        return None

    def shows(self, run: Element, switch: str) -> bool:
        """Whether a run, or the character style that it bears, has a look such as `w:b`."""
        own = run.find(f"{q('w:rPr')}/{q(switch)}")
        if own is None:
            style = value(run.find(f"{q('w:rPr')}/{q('w:rStyle')}"))
            own = self.property(style, f"w:rPr/{switch}")
        return is_on(own)

    def _chain(self, identifier: str | None) -> Iterator[str]:
        """A style and those that it inherits from, the nearest first."""
        seen: set[str] = set()
        current = identifier or ""
        while current in self._styles and current not in seen:
            seen.add(current)
            yield current
            current = value(self._styles[current].find(q("w:basedOn"))) or ""


def part_of(parts: Mapping[str, bytes], kind: str, where: str) -> Element | None:
    """The part of a kind that the body points to, such as `styles` or `numbering`."""
    for relation in relations(parts, WORD_TEXT):
        if relation.kind == kind and relation.target in parts:
            return parse(parts[relation.target], f"{where}, {relation.target}")
    return None
