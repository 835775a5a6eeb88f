"""What a paragraph or a run of a Word file is, by its styles and its numbering.

Styles are known by the names that every Word gives them, whatever its language (ISO 29500-1,
17.7.4.9); a list is known by its numbering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.formats.ooxml import Element, is_on, q, value, whole
from dossiers.formats.word_lists import WordList, form, lists_of
from dossiers.formats.word_styles import Styles
from dossiers.formats.word_text import WordFile, style
from dossiers.manuscripts.passages import Kind

_TITLES = {"title": 1, **{f"heading {level}": level for level in range(1, 7)}}
_STYLED = {"list bullet": Kind.BULLET, "list number": Kind.NUMBER, "list continue": Kind.CONTINUED}
_LISTED = {
    name if level == 0 else f"{name} {level + 1}": (kind, level)
    for name, kind in _STYLED.items()
    for level in range(5)
}
_FILE = "le fichier reçu"


@dataclass(frozen=True, slots=True)
class Looks:
    """What the styles and the lists of a Word file make of its text."""

    styles: Styles
    lists: Mapping[str, WordList]

    @classmethod
    def of(cls, file: WordFile) -> Looks:
        """The styles and lists of a Word file. Raises LibraryError for a damaged one."""
        return cls(Styles(file.parts, _FILE), lists_of(file.parts, _FILE))

    def named(self, paragraph: Element, name: str) -> bool:
        """Whether the style of a paragraph, or one that it inherits from, has a name."""
        return name in self.styles.names(style(paragraph))

    def kind(self, paragraph: Element) -> tuple[Kind, int]:
        """What a paragraph is, and its level."""
        identifier = style(paragraph)
        names = list(self.styles.names(identifier))
        for level in (_TITLES[name] for name in names if name in _TITLES):
            return Kind.HEADING, level
        numbered = paragraph.find(f"{q('w:pPr')}/{q('w:numPr')}")
        if numbered is None:
            numbered = self.styles.property(identifier, "w:pPr/w:numPr")
        if numbered is not None:
            return self._listed(numbered)
        return next((_LISTED[name] for name in names if name in _LISTED), (Kind.TEXT, 0))

    def _listed(self, numbered: Element) -> tuple[Kind, int]:
        """What an entry is; without a sign before it, it is none."""
        own = self.lists.get(value(numbered.find(q("w:numId"))) or "")
        depth = whole(numbered.find(q("w:ilvl")))
        level = own.levels.get(depth) if own else None
        if level is None or form(level) == "none":
            return Kind.TEXT, 0
        return Kind.BULLET if form(level) == "bullet" else Kind.NUMBER, depth

    def has(self, run: Element, name: str) -> bool:
        """Whether a run itself has a look, such as `w:strike`."""
        return is_on(run.find(f"{q('w:rPr')}/{q(name)}"))

    def look(self, run: Element) -> tuple[bool, bool, bool]:
        """Whether a run is bold, italic, a tag."""
        bold, italic = (self.styles.shows(run, switch) for switch in ("w:b", "w:i"))
        own = value(run.find(f"{q('w:rPr')}/{q('w:rStyle')}"))
        return bold, italic, "balise" in self.styles.names(own)
