"""An issued PDF and the one that came back → what a person would find changed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from dossiers.comparing.carried_dossiers import same_dossier
from dossiers.comparing.changes import Change, Kind, Word, word_changes, words
from dossiers.formats.names import DOSSIER
from dossiers.formats.pdf import PdfProblem
from dossiers.formats.pdf_parts import SignatureField, attachments, overlays, signature_boxes
from dossiers.formats.pdf_view import View, differs, views

_SORTS = {
    "FreeText": "texte",
    "Stamp": "tampon",
    "Square": "rectangle",
    "Circle": "ellipse",
    "Line": "trait",
    "PolyLine": "trait",
    "Polygon": "polygone",
    "Highlight": "surlignage",
    "Underline": "soulignement",
    "Squiggly": "soulignement",
    "StrikeOut": "texte barré",
    "Caret": "insertion proposée",
    "Redact": "caviardage",
    "Ink": "dessin",
    "Text": "note",
    "Popup": "bulle de note",
    "FileAttachment": "fichier joint",
    "Watermark": "filigrane",
}
"""What people call each sort of annotation (ISO 32000-2, table 171)."""


class NotComparableError(ValueError):
    """A file whose text cannot be read, in a French sentence."""


def pdf_changes(issued: bytes, received: bytes) -> tuple[Change, ...]:
    """What differs between two files: words, pages, pictures, annotations, embedded files.

    The frames of signatures of the issued file may be filled. Raises NotComparableError for
    a received file without text, MachineError without the extra `signature`.
    """
    if received == issued:
        return ()
    try:
        fields = signature_boxes(issued)
        before, after = views(issued), views(received)
    except ValueError as error:  # a PdfProblem too
        raise NotComparableError(str(error)) from error
    if all(view.blank for view in after):
        raise NotComparableError("ses pages sont des images, sans texte : un scan sans doute")
    old, new = list(_words(before)), list(_words(after))
    found = list(word_changes(old, new))
    found += _blank_pages(after)
    found += _looks(before, after, fields, {change.page for change in found})
    return (*found, *_beside(issued, received))


def page_words(data: bytes) -> Iterator[Word]:
    """The words of a PDF, running headers and footers left out. Raises ValueError, MachineError."""
    yield from _words(views(data))


def _words(pages: Sequence[View]) -> Iterator[Word]:
    for number, view in enumerate(pages, 1):
        yield from words(view.lines, number)


def _blank_pages(after: Sequence[View]) -> Iterator[Change]:
    """A page of the received file that has become an image: its words cannot be compared."""
    for number, view in enumerate(after, 1):
        if view.blank:
            told = "cette page est une image, dont le texte ne peut pas être comparé"
            yield Change(Kind.UNREADABLE, number, after=told)


def _looks(
    before: Sequence[View],
    after: Sequence[View],
    fields: Sequence[SignatureField],
    told: Container[int],
) -> Iterator[Change]:
    """The pages whose words are those of a page issued, and whose picture is not."""
    known = {view.lines: number for number, view in reversed(list(enumerate(before, 1)))}
    for number, view in enumerate(after, 1):
        twin = known.get(view.lines)
        if twin and number not in told:
            frames = [field.box for field in fields if field.page == twin]
            if differs(before[twin - 1], view, frames):
                yield Change(Kind.LOOK, number)


def _beside(issued: bytes, received: bytes) -> Iterator[Change]:
    """Annotations that were added, embedded files that were changed."""
    try:
        added = Counter(overlays(received)) - Counter(overlays(issued))
        before, after = attachments(issued), attachments(received)
    except PdfProblem as problem:
        raise NotComparableError(str(problem)) from problem
    for page, sort in sorted(added):
        yield Change(Kind.ANNOTATION, page, after=_SORTS.get(sort, "autre"))
    for name in sorted(after):  # one that is gone took no word of the text with it
        old, new = before.get(name, b""), after[name]
        if old != new and not (name == DOSSIER and same_dossier(old, new)):
            yield Change(Kind.ATTACHMENT, before=name)
