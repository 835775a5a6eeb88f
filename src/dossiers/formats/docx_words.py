"""What a person reads of a DOCX: its paragraphs and notes, and the revisions that wait in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dossiers.formats.names import DOSSIER, RECEIPT, WORD_TEXT
from dossiers.formats.ooxml import Element, is_on, parse, q, read_parts, relations, value

_UNSEEN = {q(tag) for tag in ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr")} | {
    q("mc:Fallback")
}
_SPACES = {q(tag) for tag in ("w:tab", "w:br", "w:cr")}
_REVISIONS = {
    q("w:ins"): "ajout",
    q("w:del"): "suppression",
    q("w:moveFrom"): "déplacement",
    q("w:moveTo"): "déplacement",
}
_NOTES = ("footnotes", "endnotes")
_RECEIVED = "le fichier reçu"
_WHITE = "FFFFFF"
_CUSTOM = re.compile(r"customXml/item\d+\.xml")
_URN = re.compile(r"\{urn:dossiers:(\w+):1\}")
_NAMES = {"recu": RECEIPT, "dossier": DOSSIER}


@dataclass(frozen=True, slots=True)
class Revision:
    """A change that Word tracks and nobody has accepted yet; `sort` is a French noun."""

    sort: str
    text: str


def paragraphs(data: bytes) -> tuple[str, ...]:
    """The text of each paragraph, every insertion accepted and every deletion made, then the notes.

    Hidden and white text is not read: nobody sees it. Raises LibraryError for what is not a DOCX.
    """
    parts = read_parts(data, _RECEIVED)
    notes = [r.target for r in relations(parts, WORD_TEXT) if r.kind in _NOTES]
    roots = [parse(parts[part], part) for part in (WORD_TEXT, *notes) if part in parts]
    return tuple(text for root in roots for text in paragraphs_of(root))


def paragraphs_of(body: Element) -> tuple[str, ...]:
    """The text of each paragraph of a body that was parsed."""
    return tuple(text for paragraph in body.iter(q("w:p")) if (text := _text(paragraph).strip()))


def revisions(data: bytes) -> tuple[Revision, ...]:
    """The tracked changes of the body, in order. Raises LibraryError for what is not a DOCX."""
    found = []
    body = parse(read_parts(data, _RECEIVED)[WORD_TEXT], WORD_TEXT)
    for element in body.iter(*_REVISIONS):
        words = "".join(t.text or "" for t in element.iter(q("w:t"), q("w:delText")))
        if words.strip():
            found.append(Revision(_REVISIONS[element.tag], words.strip()))
    return tuple(found)


def attachments(data: bytes) -> dict[str, bytes]:
    """The files that travel in custom XML parts, by name: `recu.json` for `urn:dossiers:recu:1`.

    Raises LibraryError for what is not a DOCX.
    """
    return attachments_of(read_parts(data, _RECEIVED))


def attachments_of(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that travel among the parts of a DOCX."""
    found = {}
    for name, content in parts.items():
        if _CUSTOM.fullmatch(name):
            root = parse(content, name)
            known = _URN.match(root.tag) if isinstance(root.tag, str) else None
            if known:
                found[_NAMES.get(known[1], known[1])] = (root.text or "").encode()
    return found


def _text(paragraph: Element) -> str:
    """The text of one paragraph, those inside it left to themselves."""
    return "".join(_pieces(paragraph))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _UNSEEN or child.tag == q("w:p"):
            continue
        if child.tag == q("w:t"):
            yield child.text or ""
        elif child.tag == q("w:noBreakHyphen"):
            yield "\u2011"
        elif child.tag in _SPACES:
            yield " "
        elif child.tag != q("w:r") or _seen(child):
            yield from _pieces(child)


def _seen(run: Element) -> bool:
    properties = run.find(q("w:rPr"))
    if properties is None:
        return True
    white = (value(properties.find(q("w:color"))) or "").upper() == _WHITE
    return not white and not is_on(properties.find(q("w:vanish")))
