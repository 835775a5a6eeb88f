"""The text of a Word file where it stands: containers, blocks, and the pieces of a paragraph.

What was inserted by a revision still pending is text, what was deleted is not: `accept` says so in
the tree itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, parse, q, read_parts, relations, targets, value

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLES = "word/styles.xml"
_HEADING = re.compile(r"(?i)(heading [1-3]|title)$")
# A number with its thousands is one piece.
_PIECE = re.compile(r"\d+(?:[\u00a0\u202f]\d{3})*(?:,\d+)?|\s|\w+|[^\w\s]")
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_SIGN_OF = {q(tag): sign for tag, sign in _SIGNS.items()}
_DRAWN = tuple(map(q, ("w:drawing", "w:pict", "w:object", "mc:AlternateContent")))
_GONE = tuple(map(q, ("w:del", "w:moveFrom", "w:delText", "w:delInstrText")))
_KEPT = tuple(map(q, ("w:ins", "w:moveTo")))
_CHANGED = tuple(
    q(f"w:{name}Change") for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "numbering")
)
_TRANSPARENT = tuple(
    map(q, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:footnote", "w:endnote"))
)
PARAGRAPH, TABLE, ROW, CELL, RUN = map(q, ("w:p", "w:tbl", "w:tr", "w:tc", "w:r"))


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file: its parts, and the trees of its body, headers, footers, notes by their place.

    `pending` tells that it held revisions that nobody has accepted or refused; `headings` are the
    styles of its titles.
    """

    parts: Mapping[str, bytes]
    trees: Mapping[str, Element]
    places: Mapping[str, str]
    pending: bool
    headings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a sign, a space, or something else that stands in a run, whose `text` is empty."""

    text: str
    run: Element
    child: Element

    @property
    def told(self) -> str:
        """What a person reads of it: its text, or that a drawing stands there, and its words."""
        if self.text or self.child.tag not in _DRAWN:
            return self.text
        words = " ".join(text.text or "" for text in self.child.iter(q("w:t"))).strip()
        return f"[dessin : {words}]" if words else "[dessin]"

    @property
    def key(self) -> str:
        """What makes it the same piece."""
        return self.told or self.child.tag


def read_word(data: bytes, name: str) -> WordFile:
    """The text of a Word file: body, headers, footers, notes.

    Raises LibraryError for what is not a Word file, or is damaged.
    """
    parts = read_parts(data, name)
    places = {"": WORD_TEXT}
    body = parse(parts[WORD_TEXT], name)
    named = targets(parts, WORD_TEXT)
    for number, section in enumerate(body.iter(q("w:sectPr"))):
        for reference in section.iter(q("w:headerReference"), q("w:footerReference")):
            target = named.get(value(reference, "r:id") or "", "")
            if target in parts:
                places[f"{reference.tag} {value(reference, 'w:type')} {number}"] = target
    for relation in relations(parts, WORD_TEXT):
        if relation.kind in ("footnotes", "endnotes") and relation.target in parts:
            places[relation.kind] = relation.target
    trees = {part: parse(parts[part], f"{name}, {part}") for part in dict.fromkeys(places.values())}
    pending = [accept(tree) for tree in trees.values()]
    return WordFile(parts, trees, places, any(pending), _headings(parts, name))


def accept(tree: Element) -> bool:
    """Accept the pending revisions of a tree; tell whether there were any."""
    found = list(tree.iter(*_GONE, *_KEPT, *_CHANGED))
    for paragraph in list(tree.iter(PARAGRAPH)):
        if paragraph.find(f"{q('w:pPr')}/{q('w:rPr')}/{q('w:del')}") is not None:
            _join(paragraph)
    for row in list(tree.iter(ROW)):
        if row.find(f"{q('w:trPr')}/{q('w:del')}") is not None:
            remove(row)
    for element in found:
        if element.getparent() is None:
            continue
        if element.tag in _KEPT and len(element):
            _unwrap(element)
        else:
            remove(element)
    return bool(found)


def blocks(container: Element) -> list[Element]:
    """The paragraphs and tables of a body, a header, or a cell, or the rows of a table."""
    return _held(container, (PARAGRAPH, TABLE, ROW))


def cells(row: Element) -> list[Element]:
    """The cells of a row, those of content controls included."""
    return _held(row, (CELL,))


def _held(container: Element, wanted: tuple[str, ...]) -> list[Element]:
    found: list[Element] = []
    for child in container:
        if child.tag in wanted:
            found.append(child)
        elif child.tag == q("w:body") or child.tag in _TRANSPARENT:
            found += _held(child, wanted)
    return found


def pieces(paragraph: Element) -> list[Piece]:
    """The pieces of a paragraph in reading order."""
    found: list[Piece] = []
    for run in _runs(paragraph):
        for child in run:
            if child.tag == q("w:rPr"):
                continue
            text = (child.text or "") if child.tag == q("w:t") else _SIGN_OF.get(child.tag, "")
            split = _PIECE.findall(text) if text else [""]
            found += [Piece(each, run, child) for each in split]
    return found


def paragraphs(block: Element) -> list[Element]:
    """The paragraphs of a block, those of its text boxes left to the paragraph that holds them."""
    return [
        each
        for each in block.iter(PARAGRAPH)
        if all(above.tag != PARAGRAPH for above in each.iterancestors())
    ]


def said(block: Element) -> tuple[str, ...]:
    """The text of each paragraph of a block."""
    return tuple("".join(p.told for p in pieces(each)) for each in paragraphs(block))


def style(paragraph: Element) -> str:
    """The identifier of a paragraph's style, empty for the default one."""
    return value(paragraph.find(f"{q('w:pPr')}/{q('w:pStyle')}")) or ""


def _headings(parts: Mapping[str, bytes], name: str) -> frozenset[str]:
    """Word names its own styles in English, whatever its language (ISO 29500-1, 17.7.4.9)."""
    if _STYLES not in parts:
        return frozenset()
    styles = parse(parts[_STYLES], f"{name}, {_STYLES}").iter(q("w:style"))
    named = {value(each, "w:styleId"): value(each.find(q("w:name"))) or "" for each in styles}
    return frozenset(
        identifier for identifier, own in named.items() if identifier and _HEADING.match(own)
    )


def _runs(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == RUN:
            yield child
        elif child.tag != q("w:pPr"):
            yield from _runs(child)


def _join(paragraph: Element) -> None:
    """Give what a paragraph says to the next one, as Word does when its end is deleted."""
    following = paragraph.getnext()
    if following is None or following.tag != PARAGRAPH:
        return
    own = following.find(q("w:pPr"))
    place = 0 if own is None else following.index(own) + 1
    for child in list(paragraph):
        if child.tag != q("w:pPr"):
            following.insert(place, child)
            place += 1
    remove(paragraph)


def _unwrap(element: Element) -> None:
    for child in list(element):
        element.addprevious(child)
    remove(element)


def remove(element: Element) -> None:
    """Take an element, and all that it holds, out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
