"""The links of a PDF, and the pages that they lead to (ISO 32000-1, 12.3.2 and 12.5.6.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossiers.formats import objects
from dossiers.formats.pdf_content import page_numbers

if TYPE_CHECKING:
    from dossiers.formats.objects import DictionaryObject, PdfReader


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page, counted from 1: to a page of the file, or to an address outside.

    `target` is 0 where a link within the file leads to none of its pages. `name` is that of the
    destination, empty where the page is given itself.
    """

    page: int
    target: int = 0
    name: str = ""
    address: str = ""

    @property
    def lands(self) -> bool:
        """Whether it leads somewhere; an address is not tried."""
        return bool(self.target or self.address)


def links_of(reader: PdfReader) -> tuple[Link, ...]:
    """The links of a PDF that is open, page by page; to be called under `pdf.reading`."""
    numbers = page_numbers(reader)
    named = objects.destinations(reader)
    return tuple(
        _link(note, number, named, numbers)
        for number, page in enumerate(reader.pages, 1)
        for note in objects.notes(page)
        if objects.entry(note, "/Subtype") == "/Link"
    )


def _link(
    note: DictionaryObject,
    page: int,
    named: Mapping[str, Sequence[Any]],
    numbers: Mapping[int, int],
) -> Link:
    action = objects.entry(note, "/A")
    if objects.entry(action, "/S") == "/URI":
        return Link(page, address=str(objects.entry(action, "/URI")))
    place = objects.entry(action, "/D") if action is not None else objects.entry(note, "/Dest")
    name = place if isinstance(place, str) else ""
    place = named.get(name, ()) if name else place
    first = place[0] if isinstance(place, Sequence) and place else None
    return Link(page, numbers.get(getattr(first, "idnum", 0), 0), str(name))
