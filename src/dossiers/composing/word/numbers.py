"""The automatic numbers of a Word model, written as text: Word and PDF then say the same ones.

A number that Word computes is no character of the file. It would follow Word, or LibreOffice, or
a paragraph that someone adds; a number that a text cites is part of its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.composing.word.places import PARAGRAPH, Places, words_of
from dossiers.composing.word.shape import before, made, remove, set_property
from dossiers.errors import LibraryError
from dossiers.formats.ooxml import Element, is_on, q, value, whole
from dossiers.formats.word_lists import form, lists_of
from dossiers.formats.word_styles import Styles

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph of a list: its literal marker, None for a bullet, and its depth from 0."""

    marker: str | None
    depth: int


class Numbers:
    """Counts the numbered paragraphs of one document."""

    def __init__(self, parts: Mapping[str, bytes], styles: Styles, name: str) -> None:
        self._styles = styles
        self._lists = lists_of(parts, name)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def settle(self, body: Element, places: Places) -> dict[Element, Entry]:
        """The paragraphs of lists; the numbers of all numbered paragraphs become their text.

        Raises LibraryError for a way of counting that is not known.
        """
        found: dict[Element, Entry] = {}
        for paragraph in list(body.iter(PARAGRAPH)):
            number, depth = self._of(paragraph)
            own = self._lists.get(number)
            level = own.levels.get(depth) if own else None
            if level is None or form(level) == "none" or not words_of(paragraph).strip():
                continue
            if form(level) == "bullet":
                found[paragraph] = Entry(None, depth)
                continue
            try:
                marker = self._marker(number, depth)
            except _Unknown as unknown:
                told = f"La numérotation « {unknown} » n’est pas prise en charge."
                raise LibraryError(told, places.of(paragraph)) from unknown
            style = self._styles.of(paragraph)
            inherited = self._styles.property(style, "w:pPr/w:numPr")
            _write(paragraph, marker, level, inherited=inherited is not None)
            if not self._styles.name(style).startswith("heading"):
                found[paragraph] = Entry(marker.strip(), depth)
        return found

    def _of(self, paragraph: Element) -> tuple[str, int]:
        """The number and the depth of a paragraph, its own or its style's."""
        own, style = f"{q('w:pPr')}/{q('w:numPr')}/", self._styles.of(paragraph)
        found = []
        for name in ("w:numId", "w:ilvl"):
            direct = paragraph.find(own + q(name))
            inherited = self._styles.property(style, f"w:pPr/w:numPr/{name}")
            found.append(direct if direct is not None else inherited)
        number, depth = found
        return value(number) or "0", whole(depth)

    def _marker(self, number: str, depth: int) -> str:
        """What stands before the next entry of a list. Raises _Unknown."""
        own = self._lists[number]
        counts = self._counts.setdefault(own.shape, {})
        if (number, depth) not in self._begun and depth in own.begun:
            counts[depth] = own.begun[depth] - 1
        self._begun.add((number, depth))
        counts[depth] = counts.get(depth, _start(own.levels[depth]) - 1) + 1
        for deeper in [each for each in counts if _restarts(own.levels.get(each), depth, each)]:
            del counts[deeper]
        text = value(own.levels[depth].find(q("w:lvlText"))) or ""
        arabic = is_on(own.levels[depth].find(q("w:isLgl")))
        for rank, level in own.levels.items():
            if f"%{rank + 1}" in text:
                count = counts.get(rank, _start(level))
                text = text.replace(
                    f"%{rank + 1}", _said(count, "decimal" if arabic else form(level))
                )
        return text


class _Unknown(ValueError):  # noqa: N818 - the name of a way of counting
    pass


def _start(level: Element) -> int:
    return whole(level.find(q("w:start")), default=1)


def _restarts(level: Element | None, depth: int, own: int) -> bool:
    """Whether a level counts anew after one of a depth from 0 (ISO 29500-1, 17.9.10)."""
    told = None if level is None else level.find(q("w:lvlRestart"))
    return depth < (own if told is None else min(own, whole(told)))


def _said(number: int, way: str) -> str:
    match way:
        case "decimal":
            return str(number)
        case "decimalZero":
            return f"{number:02d}"
        case "lowerLetter" | "upperLetter":
            rank, letter = divmod(number - 1, _ALPHABET)
            said = chr(ord("a") + letter) * (rank + 1)
        case "lowerRoman" | "upperRoman":
            said = ""
            for worth, sign in _ROMAN:
                times, number = divmod(number, worth)
                said += sign * times
        case _:
            raise _Unknown(way)
    return said.upper() if way.startswith("upper") else said


def _write(paragraph: Element, marker: str, level: Element, *, inherited: bool) -> None:
    """Make a number the first words of its paragraph, which keeps its indents."""
    for own in paragraph.iterfind(f"{q('w:pPr')}/{q('w:numPr')}"):
        remove(own)
    if inherited:
        off = made(paragraph, "w:numPr")
        off.append(made(off, "w:ilvl", val="0"))
        off.append(made(off, "w:numId", val="0"))
        set_property(paragraph, off)
    indent = level.find(f"{q('w:pPr')}/{q('w:ind')}")
    if indent is not None and paragraph.find(f"{q('w:pPr')}/{q('w:ind')}") is None:
        kept = made(paragraph, "w:ind")
        kept.attrib.update({str(name): str(text) for name, text in indent.attrib.items()})
        set_property(paragraph, kept)
    run = made(paragraph, "w:r")
    run.append(made(run, "w:t", marker))
    match value(level.find(q("w:suff"))):
        case "space":
            run.append(made(run, "w:t", " "))
        case "nothing":
            pass
        case _:
            run.append(made(run, "w:tab"))
    before(paragraph, run, q("w:pPr"))
