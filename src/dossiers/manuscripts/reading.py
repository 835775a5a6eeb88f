"""A Word file that came back → its passages, whoever re-saved it, and what it holds besides.

Revisions that wait are read as accepted. What has no place in a template is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, parse, q, relations, value
from dossiers.formats.word_text import (
    CELL,
    PARAGRAPH,
    TABLE,
    Piece,
    WordFile,
    blocks,
    paragraphs,
    pieces,
)
from dossiers.manuscripts.looks import Looks
from dossiers.manuscripts.passages import ALONE, LISTED, Kind, Passage
from dossiers.manuscripts.spans import Span, holds, opening, tag, told_apart, typed, written

_DEEPEST = 3
_ROW_STYLE = "case"
_PAGE = "\f"
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{##|##\}")
_SYMBOL = re.compile("[\ue000-\uf8ff]")
_UNREAD = (
    ("w:strike", "du texte barré : le supprimer, ou employer le suivi des modifications"),
    ("w:vanish", "du texte masqué"),
)
_EXCERPT = 40
_MISPLACED = {
    q("w:footnoteReference"): "une note de bas de page",
    q("w:endnoteReference"): "une note de fin",
    q("w:drawing"): "une image ou une forme",
    q("w:pict"): "une image ou une forme",
    q("w:object"): "un objet incorporé",
    q("mc:AlternateContent"): "une image ou une forme",
}


@dataclass(frozen=True, slots=True)
class Returned:
    """A passage of the Word file, and its rank among those that say something, from 1."""

    passage: Passage
    rank: int

    @property
    def place(self) -> str:
        """How a message names it: what a person finds in Word."""
        return place(self.rank, self.passage.text)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a Word file says: its passages, what has no place in a template, its comments.

    `revised` tells that revisions waited in it.
    """

    passages: tuple[Returned, ...]
    mistakes: tuple[str, ...]
    comments: tuple[str, ...]
    revised: bool


def place(rank: int, text: str) -> str:
    """A paragraph of the Word file, by its number and its beginning."""
    text = text.replace("**", "")
    begun = f"{text[:_EXCERPT].rstrip()}…" if len(text) > _EXCERPT else text
    return f"paragraphe {rank} (« {begun} »)"


def manuscript(file: WordFile) -> Manuscript:
    """The passages of a Word file, in the order of its body."""
    reader = _Reader(Looks.of(file))
    for block in blocks(file.trees[WORD_TEXT]):
        if block.tag == TABLE:
            reader.table(block)
        else:
            for passage in reader.paragraph(block):
                reader.add(passage)
    return Manuscript(
        tuple(reader.found), tuple(reader.mistakes), tuple(_comments(file)), file.pending
    )


@dataclass(slots=True)
class _Reader:
    """Reads blocks in order; `found` are the passages so far."""

    looks: Looks
    found: list[Returned] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def add(self, passage: Passage) -> None:
        self.found.append(Returned(passage, len(self.found) + 1))

    def paragraph(self, paragraph: Element) -> Iterator[Passage]:
        """The passage of a paragraph, and the page breaks in it; none of an empty one."""
        kind, level = self.looks.kind(paragraph)
        own = pieces(paragraph)
        for breaks, group in groupby(own, key=lambda piece: _text(piece) == _PAGE):
            if breaks:
                yield Passage(Kind.TAG, ("---",))
                continue
            found = self.spans(list(group))
            whole = "".join(span.text for span in found).strip()
            if not whole:
                continue
            if ALONE.fullmatch(whole):
                yield Passage(Kind.TAG, (tag(whole, lines=True),))
                continue
            if kind is Kind.HEADING and level > _DEEPEST:
                self.wrong(f"un titre de niveau {level} ; un modèle en a trois", whole)
            if kind is Kind.HEADING:
                found = tuple(Span(s.text, italic=s.italic, literal=s.literal) for s in found)
                yield Passage(kind, (typed(written(found)).replace("\\\n", " "),), level)
                continue
            words = opening(typed(written(found)))
            yield Passage(kind, (words,), level if kind in LISTED else 0)

    def table(self, table: Element) -> None:
        """The rows of a table; the first that is no tag has the titles of its columns.

        Unless we wrote it as an ordinary row: a passage may go on with the table of another.
        """
        titled = False
        for row in blocks(table):
            cells = row.findall(CELL)
            titled = titled or any(self.looks.named(p, _ROW_STYLE) for p in paragraphs(row)[:1])
            texts = tuple(self.cell(cell, titled=titled) for cell in cells)
            while len(texts) > 1 and not texts[-1] and _spanned(cells):
                texts = texts[:-1]
            said = [text for text in texts if text]
            if len(said) == 1 and ALONE.fullmatch(said[0]):
                self.add(Passage(Kind.TAG, (tag(said[0]),)))
                continue
            if _spanned(cells):
                self.wrong("une case fusionnée", " | ".join(texts))
            if said or not titled:
                self.add(Passage(Kind.ROW if titled else Kind.HEADER, texts))
                titled = True

    def cell(self, cell: Element, *, titled: bool) -> str:
        """The words of a cell, on one line; titles of columns are bold by their place."""
        if cell.find(f".//{q('w:tbl')}") is not None:
            self.wrong("un tableau dans une case", "")
        texts = []
        for paragraph in paragraphs(cell):
            found = self.spans(pieces(paragraph))
            if not titled:
                found = tuple(Span(s.text, italic=s.italic, literal=s.literal) for s in found)
            if "".join(span.text for span in found).strip():
                texts.append(typed(written(found)))
        whole = " ".join(texts)
        if len(texts) > 1 or "\n" in whole:
            self.wrong("une case de plusieurs lignes", whole)
        return whole.replace("\\\n", " ")

    def spans(self, own: Sequence[Piece]) -> tuple[Span, ...]:
        """The words of some pieces, their tags told apart."""
        said = "".join(map(_text, own)).strip()
        found = []
        for run, group in groupby(own, key=lambda piece: piece.run):
            kept = list(group)
            words = "".join(map(_text, kept))
            wrong = [_MISPLACED.get(piece.child.tag, "") for piece in kept]
            if words.strip():
                wrong += [what for name, what in _UNREAD if self.looks.has(run, name)]
            for what in filter(None, wrong):
                self.wrong(what, said)
            found.append(Span(words, *self.looks.look(run)))
        apart = told_apart(found)
        if _SYMBOL.search(said):
            self.wrong("un caractère d’une police de symboles", said)
        if any(_BRACES.search(span.text) for span in apart if not span.literal):
            self.wrong("une balise qui n’est pas ouverte ou fermée ({{ … }}, {% … %})", said)
        elif not holds(apart):
            self.wrong("du gras ou de l’italique qui commence ou finit contre un signe", said)
        return apart

    def wrong(self, what: str, text: str) -> None:
        """Note what has no place in a template."""
        where = place(len(self.found) + 1, text) if text else f"paragraphe {len(self.found) + 1}"
        self.mistakes.append(f"{where} : {what}.")


def _text(piece: Piece) -> str:
    if piece.child.tag == q("w:br") and value(piece.child, "w:type") == "page":
        return _PAGE
    return " " if piece.text == "\t" else piece.text


def _spanned(cells: Iterable[Element]) -> bool:
    properties = [cell.find(q("w:tcPr")) for cell in cells]
    return any(
        each is not None and each.find(q(name)) is not None
        for each in properties
        for name in ("w:gridSpan", "w:vMerge")
    )


def _comments(file: WordFile) -> Iterator[str]:
    """The words of each comment."""
    for arrow in relations(file.parts, WORD_TEXT):
        if arrow.kind == "comments" and arrow.target in file.parts:
            tree = parse(file.parts[arrow.target], arrow.target)
            for comment in tree.iter(q("w:comment")):
                texts = ("".join(p.told for p in pieces(each)) for each in comment.iter(PARAGRAPH))
                yield " ".join(text for text in texts if text)
