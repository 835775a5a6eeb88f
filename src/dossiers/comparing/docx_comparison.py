"""An issued DOCX and the one that came back → what a person would find changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dossiers.comparing.changes import Change, Kind, Word, matched, word_changes, words
from dossiers.comparing.pdf_comparison import NotComparableError, page_words
from dossiers.errors import LibraryError
from dossiers.formats.docx_words import paragraphs, revisions


def docx_changes(issued: bytes, received: bytes, printed: bytes | None) -> tuple[Change, ...]:
    """What differs between two Word files: their words, and the revisions that wait.

    `printed` is the PDF that was issued beside, whose pages are given; None gives none. Formatting,
    and all else that a program changes when it saves a file again, is not compared. Raises
    NotComparableError for what is not a DOCX.
    """
    if received == issued:
        return ()
    try:
        old, new = list(words(paragraphs(issued))), list(words(paragraphs(received)))
        waiting = revisions(received)
    except LibraryError as error:
        raise NotComparableError("ce n’est pas un fichier Word lisible") from error
    if printed is not None:
        old = _paged(old, list(page_words(printed)))
    told = [
        Change(Kind.PENDING, after=f"{revision.sort} de « {revision.text} »")
        for revision in waiting
    ]
    return (*word_changes(old, new), *told)


def _paged(text: Sequence[Word], printed: Sequence[Word]) -> list[Word]:
    """The words with the pages where they are printed; one that is not has that before it."""
    pages = [0] * len(text)
    for start, other, size in matched(text, printed).get_matching_blocks():
        pages[start : start + size] = [word.page for word in printed[other : other + size]]
    paged, page = [], 1
    for word, own in zip(text, pages, strict=True):
        page = own or page
        paged.append(replace(word, page=page))
    return paged
