"""The bookmarks of a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dossiers.formats import objects

if TYPE_CHECKING:
    from dossiers.formats.objects import (
        Destination,
        IndirectObject,
        PageObject,
        PdfReader,
        PdfWriter,
    )

_LEVELS = 3


def add(
    writer: PdfWriter,
    title: str,
    page: PageObject,
    above: IndirectObject | None = None,
    *,
    is_open: bool = False,
) -> IndirectObject:
    """A bookmark to a page, after its neighbours, under another or at the top."""
    return writer.add_outline_item(title=title, page_number=page, parent=above, is_open=is_open)


def copy(
    writer: PdfWriter,
    reader: PdfReader,
    pages: Sequence[PageObject],
    root: IndirectObject | None = None,
) -> None:
    """A file's own bookmarks, down to three levels, `pages` being its pages as they stand now."""

    def nest(
        entries: Iterable[Destination | list[Any]], above: IndirectObject | None, level: int
    ) -> None:
        last = above
        for entry in entries:
            if isinstance(entry, list):
                if level < _LEVELS:
                    nest(entry, last, level + 1)
                continue
            number = reader.get_destination_page_number(entry)
            if number is not None and entry.title:
                last = add(writer, entry.title, pages[number], above)

    with objects.passing_over():  # broken bookmarks are lost alone, not with the pages
        nest(reader.outline, root, 1)
