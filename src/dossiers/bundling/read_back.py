"""What was written is read back from its bytes before it leaves the program.

The words of a file are those of its document, each page bears its folio, each link leads where it
says, and what travels inside is whole. What differs is no mistake of the dossier: it is a
LibraryError, and nothing is written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dossiers.blocks import Attachment, Contents, Document, Heading, paragraphs, plain
from dossiers.composing.receipt import normal_words
from dossiers.errors import LibraryError
from dossiers.formats import pdf, word_file
from dossiers.formats.names import RECEIPT
from dossiers.formats.pdf_content import Drawn, drawn, runs
from dossiers.formats.pdf_links import Link, links_of
from dossiers.formats.pdf_parts import attachments_of
from dossiers.formats.pdf_words import Words, words_of

_AROUND = 40
"""How many characters are quoted on each side of a difference."""
_FOLIO = {"PAGE", "NUMPAGES"}
"""The two fields of Word that make a folio."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A page as it was before it was bound, and the title of the part that it comes from."""

    title: str
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class _Said:
    """A text that was read, and where."""

    place: str
    text: str


def prove(document: Document, form: str, data: bytes, attachments: Sequence[Attachment]) -> None:
    """Read a document back from its PDF or its Word file; other formats are left alone.

    Raises LibraryError with the file, the page of a PDF, and what differs.
    """
    where = f"{document.id}.{form}"
    if form == "pdf":
        _prove_pdf(document, data, attachments, where)
    elif form == "docx":
        _prove_docx(document, data, attachments, where)


def prove_bound(data: bytes, pages: Sequence[Bound], font: str) -> None:
    """Read `liasse.pdf` back: its pages in their order, its folios, its links.

    `pages` are those that were bound, `font` the name of the font of the folios. Raises
    LibraryError.
    """
    where = "liasse.pdf"
    with _readable(where):
        reader = pdf.opened(data)
        links, found = links_of(reader), [drawn(page, but=font) for page in reader.pages]
        ends = [
            runs(page, after=bound.drawn.content)
            for page, bound in zip(reader.pages, pages, strict=False)
        ]
    if len(found) != len(pages):
        raise _fault(where, f"{len(pages)} pages liées, {len(found)} relues")
    for number, (seen, bound) in enumerate(zip(found, pages, strict=True), 1):
        if bound.drawn.content not in seen.content or bound.drawn.fonts != seen.fonts:
            place = f"{where}, page {number}"
            raise _fault(place, f"ce n’est pas la page de « {bound.title} » attendue")
    _prove_folios([" ".join(run.text for run in end) for end in ends], where)
    _prove_landing(links, where)


def _prove_pdf(
    document: Document, data: bytes, attachments: Sequence[Attachment], where: str
) -> None:
    with _readable(where):
        reader = pdf.opened(data)
        words, links, inside = words_of(reader), links_of(reader), attachments_of(reader)
    _prove_words(document, [_Said(f"{where}, page {p.page}", p.text) for p in words.passages])
    for number, loose in enumerate(words.loose, 1):
        if loose:
            place = f"{where}, page {number}"
            raise _fault(place, f"« {loose} » n’est ni dans le texte ni dans les marges")
    _prove_folios(words.margins, where)
    _prove_landing(links, where)
    _prove_targets(document, words, links, where)
    _prove_inside(attachments, inside, words.texts, where)


def _prove_docx(
    document: Document, data: bytes, attachments: Sequence[Attachment], where: str
) -> None:
    read = word_file.read(data, where)
    _prove_words(document, [_Said(where, text) for text in read.texts])
    for kind, fields in read.fields.items():
        if not fields >= _FOLIO:
            pages = "de la première page" if kind == "first" else "des pages"
            raise _fault(where, f"ni l’en-tête ni le pied {pages} ne portent le folio « X / Y »")
    for name in sorted(read.links - read.bookmarks):
        raise _fault(where, f"le lien « {name} » ne mène à aucun titre")
    _prove_inside(attachments, read.inside, read.texts, where)


def _prove_words(document: Document, said: Sequence[_Said]) -> None:
    """The words of the document and those that were read are the same, in the same order."""
    composed = [_Said("", text) for text in paragraphs(document)]
    meant, read = (normal_words(each.text for each in side) for side in (composed, said))
    if meant == read:
        return
    place = next(
        (n for n, (a, b) in enumerate(zip(meant, read, strict=False)) if a != b),
        min(len(meant), len(read)),
    )
    where, found = _around(said, place)
    _, expected = _around(composed, place)
    raise _fault(where, f"« {expected} » a été composé, « {found} » est relu")


def _around(texts: Sequence[_Said], place: int) -> tuple[str, str]:
    """Where the letter of this rank stands, and the words around it; the end where it is beyond."""
    last = _Said("", "")
    for each in texts:
        last = each
        letters = len(normal_words((each.text,)))
        if place < letters:
            cut = next(
                n for n in range(len(each.text)) if len(normal_words((each.text[: n + 1],))) > place
            )
            return each.place, each.text[max(0, cut - _AROUND) : cut + _AROUND].strip()
        place -= letters
    return last.place, last.text[-_AROUND:].strip()


def _prove_folios(margins: Sequence[str], where: str) -> None:
    """Each page bears its number and the number of pages, with a sign or a word between them."""
    total = len(margins)
    for number, margin in enumerate(margins, 1):
        if not re.search(rf"(?<!\d){number}\s?[^\d\s]+\s?{total}(?!\d)", margin):
            place = f"{where}, page {number}"
            raise _fault(place, f"le folio « {number} / {total} » n’y est pas relu")


def _prove_landing(links: Sequence[Link], where: str) -> None:
    for link in links:
        if not link.lands:
            named = f" « {link.name} »" if link.name else ""
            raise _fault(f"{where}, page {link.page}", f"le lien{named} ne mène à aucune page")


def _prove_targets(document: Document, words: Words, links: Sequence[Link], where: str) -> None:
    """Each link leads to the page of its title, and each line of the contents is a link."""
    titles = {
        block.anchor: plain(block.content)
        for block in document.blocks
        if isinstance(block, Heading)
    }
    standing = {(passage.page, normal_words((passage.text,))) for passage in words.passages}
    for link in links:
        title = titles.get(link.name)
        if title is not None and (link.target, normal_words((title,))) not in standing:
            place = f"{where}, page {link.page}"
            raise _fault(place, f"le lien mène page {link.target}, où « {title} » n’est pas")
    followed = {link.name for link in links}
    for block in document.blocks:
        for entry in block.entries if isinstance(block, Contents) else ():
            if entry.anchor not in followed:
                raise _fault(where, f"« {entry.text} » n’a pas de lien au sommaire")


def _prove_inside(
    attachments: Sequence[Attachment], inside: Mapping[str, bytes], texts: Sequence[str], where: str
) -> None:
    """What travels inside is there byte for byte, and the receipt tells the words as read."""
    for item in attachments:
        if inside.get(item.name) != item.data:
            raise _fault(where, f"« {item.name} » n’y est pas relu tel qu’il y a été mis")
        if item.name == RECEIPT:
            told = json.loads(inside[item.name]).get("mots_sha256")
            if told != hashlib.sha256(normal_words(texts).encode()).hexdigest():
                raise _fault(where, "le reçu n’a pas l’empreinte des mots relus")


@contextmanager
def _readable(where: str) -> Iterator[None]:
    try:
        with pdf.reading():
            yield
    except pdf.PdfProblem as problem:
        raise _fault(where, "le fichier écrit ne peut pas être relu") from problem


def _fault(place: str, told: str) -> LibraryError:
    return LibraryError(
        f"{place} : {told}. Rien n’est écrit : ce défaut est celui du programme ou de "
        "l’habillage, non du dossier."
    )
