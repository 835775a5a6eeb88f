"""A Word model + values → the trees of its parts, values and typography in their places.

The parts are parsed while sentinels stand for the values: whatever a value holds, it becomes the
characters of a run, never XML, nor a tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import groupby
from typing import Any

from dossiers.composing.runs import LINE_END, printed
from dossiers.composing.word.long_text import expand
from dossiers.composing.word.model import Model, split
from dossiers.composing.word.places import CELL, PARAGRAPH, ROW, RUN, TABLE, TEXT, words_of
from dossiers.composing.word.shape import before, made, remove
from dossiers.composing.wording import SENTINEL, Condition, Wording, fill
from dossiers.errors import LibraryError
from dossiers.findings import Mark, quoted
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, parse, q, whole
from dossiers.formats.word_styles import Styles
from dossiers.french.typography import typeset
from dossiers.kinds import LongText
from dossiers.language.vocabulary import Missing
from dossiers.library import Library

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BETWEEN = "\ue002"
_LOOK = q("w:rPr")
_AFTER_HIGHLIGHT = ("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang")


def filled(
    library: Library,
    model: Model,
    values: Mapping[str, Any],
    bands: Mapping[str, str],
    *,
    draft: bool,
    forced: Mapping[str, bool] | None = None,
) -> dict[str, Element]:
    """The tree of each part that has words, by its name in the package.

    Headers and footers also see the `bands`: `titre` and `modele`, as those of a skin do.

    Raises LibraryError at the paragraph of the model, as `wording.write` does at a line.
    """
    trees = {}
    styles = Styles(model.package, model.name)
    for part in model.templates:
        name = f"{model.name}/{part}"
        seen = values if part == WORD_TEXT else {**values, **bands}
        wording = fill(library, name, seen, draft=draft, forced=forced)
        root = parse(wording.text.replace("\n", "").encode(), f"{model.name}, {part}")
        _settle(root, model.name)
        for paragraph in list(root.iter(PARAGRAPH)):
            alone = SENTINEL.fullmatch(words_of(paragraph).strip())
            value = wording.values[int(alone[1])] if alone else None
            if isinstance(value, LongText) and next(paragraph.iterancestors(CELL), None) is None:
                expand(paragraph, value, styles)
        for paragraph in root.iter(PARAGRAPH):
            _set_typography(paragraph)
            for run in list(paragraph.iter(RUN)):
                _put(run, wording)
        for table in root.iter(TABLE):
            _mend(table)
        trees[part] = root
    return trees


def _settle(root: Element, name: str) -> None:
    """Put what announces an undecided passage, which stands before it, into its first paragraph."""
    for element in list(root.iter()):
        if element.tag != TEXT and SENTINEL.search(element.text or ""):
            _announce(next(element.iter(PARAGRAPH), None), element.text or "", name)
            element.text = None
        if SENTINEL.search(element.tail or ""):
            _announce(_next_paragraph(element), element.tail or "", name)
            element.tail = None


def _next_paragraph(element: Element) -> Element | None:
    around: Element | None = element
    while around is not None:
        for following in around.itersiblings():
            for paragraph in following.iter(PARAGRAPH):
                return paragraph
        around = around.getparent()
    return None


def _announce(paragraph: Element | None, text: str, name: str) -> None:
    if paragraph is None:
        told = "Un passage conditionnel est vide à la fin du modèle : un paragraphe y est attendu."
        raise LibraryError(told, Mark(name, where="fin du texte"))
    run = made(paragraph, "w:r")
    run.append(made(paragraph, "w:t", text.strip()))
    before(paragraph, run, q("w:pPr"))


def _set_typography(paragraph: Element) -> None:
    """Set the typography of each line of a paragraph, whatever the runs that it is cut into."""
    for line in _lines(paragraph):
        texts = typeset(_BETWEEN.join(each.text or "" for each in line)).split(_BETWEEN)
        for each, text in zip(line, texts, strict=True):
            each.text = text
            each.set(_SPACE, "preserve")


def _lines(paragraph: Element) -> Iterator[list[Element]]:
    line: list[Element] = []
    signs = (f"{RUN}/{q(name)}" for name in ("w:br", "w:cr", "w:tab"))
    ends = {each for sign in signs for each in paragraph.iterfind(f".//{sign}")}
    for each in paragraph.iter():
        if each.tag == TEXT:
            line.append(each)
        elif line and each in ends:
            yield line
            line = []
    if line:
        yield line


def _put(run: Element, wording: Wording) -> None:
    """Put the values of a run in their places: what a draft still misses is highlighted."""
    if not any(SENTINEL.search(text.text or "") for text in run.iter(TEXT)):
        return
    pieces: list[tuple[bool, Element]] = []
    for child in run:
        if child.tag == TEXT:
            pieces += _said(run, child.text or "", wording)
        elif child.tag != _LOOK:
            pieces.append((False, child))
    look = run.find(_LOOK)
    for blank, group in groupby(pieces, key=lambda piece: piece[0]):
        cut = made(run, "w:r")
        if look is not None or blank:
            cut.append(_look(run, look, blank=blank))
        cut.extend(piece for _, piece in group)
        run.addprevious(cut)
    remove(run)


def _look(run: Element, look: Element | None, *, blank: bool) -> Element:
    """The properties of a run, highlighted where it shows a blank."""
    own = made(run, "w:rPr")
    for each in look if look is not None else ():
        if not (blank and each.tag == q("w:highlight")):
            own.append(deepcopy(each))
    if blank:
        mark = made(run, "w:highlight", val="yellow")
        later = {q(f"w:{name}") for name in _AFTER_HIGHLIGHT}
        own.insert(sum(each.tag not in later for each in own), mark)
    return own


def _said(run: Element, text: str, wording: Wording) -> Iterator[tuple[bool, Element]]:
    """The pieces of a text: its own characters, and each value line by line."""
    at = 0
    for match in SENTINEL.finditer(text):
        if match.start() > at:
            yield False, made(run, "w:t", text[at : match.start()])
        yield from _value(run, wording.values[int(match[1])], wording.name)
        at = match.end()
    if at < len(text):
        yield False, made(run, "w:t", text[at:])


def _value(run: Element, value: Any, name: str) -> Iterator[tuple[bool, Element]]:
    if isinstance(value, LongText):
        told = "Un texte long s’imprime seul dans son paragraphe, hors d’un tableau."
        (paragraph,) = run.iterancestors(PARAGRAPH)
        around = quoted(SENTINEL.sub("…", words_of(paragraph)))
        raise LibraryError(told, Mark(split(name)[0], where=f"paragraphe « {around} »"))
    blank = isinstance(value, (Missing, Condition))
    for index, line in enumerate(LINE_END.split(printed(value))):
        if index:
            yield blank, made(run, "w:br")
        if line:
            yield blank, made(run, "w:t", line)


def _mend(table: Element) -> None:
    """Give a cell that a condition has emptied its paragraph, and a grid to repeated columns.

    LibreOffice says that a switch is on in a word that Word's own validator does not know.
    """
    for switch in table.iter(q("w:tblHeader"), q("w:cantSplit")):
        if switch.get(q("w:val")) == "true":
            del switch.attrib[q("w:val")]
    for cell in table.iter(CELL):
        if not len(cell) or cell[-1].tag != PARAGRAPH:
            cell.append(made(cell, "w:p"))
    grid, rows = table.find(q("w:tblGrid")), list(table.iter(ROW))
    count = len(rows[0].findall(CELL)) if rows else 0
    if grid is None or not count or len(grid) == count:
        return
    total = sum(whole(column, "w:w") for column in grid)
    for column in list(grid):
        grid.remove(column)
    for _ in range(count):
        grid.append(made(grid, "w:gridCol", w=str(total // count)))
    for width in table.iter(q("w:tcW")):
        width.set(q("w:w"), str(total // count))
        width.set(q("w:type"), "dxa")
