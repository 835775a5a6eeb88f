"""What a Word file says and holds, read once from its bytes: words, fields, links, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dossiers.formats.docx_words import attachments_of, paragraphs_of
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, parse, q, read_parts, targets, value


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file as it was read.

    `texts` are the paragraphs of the body that say something, in reading order. `fields` are the
    names of the fields that each kind of page prints beside the text (PAGE, NUMPAGES): `default`,
    and `first` where the first page has its own. `links` are the names that links lead to,
    `bookmarks` those that are there, `inside` the files that travel in it by their names.
    """

    texts: tuple[str, ...]
    fields: Mapping[str, frozenset[str]]
    links: frozenset[str]
    bookmarks: frozenset[str]
    inside: Mapping[str, bytes]


def read(data: bytes, where: str) -> WordFile:
    """A Word file from its bytes; `where` names it in what is raised.

    Raises LibraryError for what is not a Word file.
    """
    parts = read_parts(data, where)
    root = parse(parts[WORD_TEXT], where)
    return WordFile(
        texts=paragraphs_of(root),
        fields=dict(_fields(parts, root, where)),
        links=_names(root, "w:hyperlink", "w:anchor"),
        bookmarks=_names(root, "w:bookmarkStart", "w:name"),
        inside=attachments_of(parts),
    )


def _fields(
    parts: Mapping[str, bytes], root: Element, where: str
) -> Iterator[tuple[str, frozenset[str]]]:
    """The fields of headers and footers by kind of page, as the last section has them."""
    section = root.find(f"{q('w:body')}/{q('w:sectPr')}")
    if section is None:
        return
    named = targets(parts, WORD_TEXT)
    printed: dict[str, set[str]] = {"default": set()}
    if section.find(q("w:titlePg")) is not None:
        printed["first"] = set()
    for reference in section:
        kind = value(reference, "w:type")
        part = named.get(reference.get(q("r:id")) or "", "")
        if kind in printed and part in parts:
            printed[kind] |= _field_names(parse(parts[part], where))
    yield from ((kind, frozenset(names)) for kind, names in printed.items())


def _field_names(root: Element) -> set[str]:
    told = [node.text or "" for node in root.iter(q("w:instrText"))]
    told += [node.get(q("w:instr")) or "" for node in root.iter(q("w:fldSimple"))]
    return {words[0].upper() for text in told if (words := text.split())}


def _names(root: Element, tag: str, attribute: str) -> frozenset[str]:
    return frozenset(name for node in root.iter(q(tag)) if (name := node.get(q(attribute))))
