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
from dossiers.formats.word_styles import Styles, part_of

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
        root = part_of(parts, "numbering", name)
        self._styles = styles
        self._abstract: dict[str, dict[int, Element]] = {}
        self._numbers: dict[str, tuple[str, dict[int, Element]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        shapes = list(root.iterfind(q("w:abstractNum")))
        named = {value(each.find(q("w:styleLink"))): each for each in shapes}
        for each in shapes:
            # A list that has a style of lists has its levels from there (ISO 29500-1, 17.9.21).
            shape = named.get(value(each.find(q("w:numStyleLink"))) or "", each)
            self._abstract[value(each, "w:abstractNumId") or ""] = _by_level(shape, "w:lvl")
        for each in root.iterfind(q("w:num")):
            held = value(each.find(q("w:abstractNumId"))) or ""
            self._numbers[value(each, "w:numId") or ""] = held, _by_level(each, "w:lvlOverride")

    def settle(self, body: Element, places: Places) -> dict[Element, Entry]:
        """The paragraphs of lists; the numbers of all numbered paragraphs become their text.

        Raises LibraryError for a way of counting that is not known.
        """
        found: dict[Element, Entry] = {}
        for paragraph in list(body.iter(PARAGRAPH)):
            number, depth = self._of(paragraph)
            levels = self._levels(number)
            if depth not in levels or not words_of(paragraph).strip():
                continue
            style = self._styles.name(self._styles.of(paragraph))
            level = levels[depth]
            form = value(level.find(q("w:numFmt")))
            if form == "none":
                continue
            if form == "bullet":
                found[paragraph] = Entry(None, depth)
                continue
            marker = self._marker(number, depth, levels, paragraph, places)
            inherited = self._styles.property(self._styles.of(paragraph), "w:pPr/w:numPr")
            _write(paragraph, marker, level, inherited=inherited is not None)
            if not style.startswith("heading"):
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

    def _levels(self, number: str) -> dict[int, Element]:
        held, changed = self._numbers.get(number, ("", {}))
        own = {depth: level for depth, each in changed.items()
               if (level := each.find(q("w:lvl"))) is not None}  # fmt: skip
        return {**self._abstract.get(held, {}), **own}

    def _marker(
        self,
        number: str,
        depth: int,
        levels: Mapping[int, Element],
        paragraph: Element,
        places: Places,
    ) -> str:
        held, changed = self._numbers[number]
        counts = self._counts.setdefault(held, {})
        if (number, depth) not in self._begun and depth in changed:
            again = changed[depth].find(q("w:startOverride"))
            if again is not None:
                counts[depth] = whole(again) - 1
        self._begun.add((number, depth))
        counts[depth] = counts.get(depth, _start(levels[depth]) - 1) + 1
        for deeper in [each for each in counts if _restarts(levels.get(each), depth, each)]:
            del counts[deeper]
        text = value(levels[depth].find(q("w:lvlText"))) or ""
        arabic = is_on(levels[depth].find(q("w:isLgl")))
        for rank, level in levels.items():
            if f"%{rank + 1}" in text:
                form = "decimal" if arabic else value(level.find(q("w:numFmt"))) or "decimal"
                said = _said(counts.get(rank, _start(level)), form)
                if said is None:
                    told = f"La numérotation « {form} » n’est pas prise en charge."
                    raise LibraryError(told, places.of(paragraph))
                text = text.replace(f"%{rank + 1}", said)
        return text


def _by_level(parent: Element, tag: str) -> dict[int, Element]:
    return {whole(each, "w:ilvl"): each for each in parent.iterfind(q(tag))}


def _start(level: Element) -> int:
    return whole(level.find(q("w:start")), default=1)


def _restarts(level: Element | None, depth: int, own: int) -> bool:
    """Whether a level counts anew after one of a depth from 0 (ISO 29500-1, 17.9.10)."""
    told = None if level is None else level.find(q("w:lvlRestart"))
    return depth < (own if told is None else min(own, whole(told)))


def _said(number: int, form: str) -> str | None:
    match form:
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
            return None
    return said.upper() if form.startswith("upper") else said


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
