"""The words of a tagged PDF in reading order, as a person who hears the document gets them.

The tags tell the order and the blocks (ISO 32000-1, 14.7 and 14.8), the pages the characters.
Bullets are left out. What is neither in the tags nor set aside as an artifact is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dossiers.formats import objects, pdf
from dossiers.formats.pdf_content import MARGIN, Run, page_numbers, runs

if TYPE_CHECKING:
    from dossiers.formats.objects import PdfReader

_BLOCKS = frozenset(
    (
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Note", "Aside"),
        *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "L", "LI", "LBody"),
        *("TOC", "TOCI", "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD", "Caption"),
        *("Figure", "Form"),
    )
)
_CUT = ("\u2010", "\u00ad")
_SAME_LINE = 0.5
"""Under this share of the size, two baselines are one line: a raised figure stays on its own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of text: the tag that holds it (P, H2, TD…), its words, and the page it begins on.

    Pages count from 1. A word cut at the end of a line is whole again where the cut shows.
    """

    kind: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Words:
    """All the text of a file. `margins` and `loose` have one entry a page.

    `margins` is what is printed beside the text: running headers and footers, page numbers;
    `loose` is what no tag holds and nothing sets aside, which should not be.
    """

    passages: tuple[Passage, ...]
    margins: tuple[str, ...]
    loose: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of each passage."""
        return tuple(passage.text for passage in self.passages)


def words(data: bytes) -> Words:
    """The words of a tagged PDF.

    Raises PdfProblem for a file that cannot be read or has no tags, such as a scan.
    """
    with pdf.reading():
        return words_of(pdf.opened(data))


def words_of(reader: PdfReader) -> Words:
    """The words of a tagged PDF that is open; to be called under `pdf.reading`."""
    root = objects.entry(reader.root_object, "/StructTreeRoot")
    if root is None:
        raise pdf.PdfProblem("Le PDF n’est pas balisé : l’ordre de ses mots n’est pas connu.")
    drawn = [runs(page) for page in reader.pages]
    roles = objects.entry(root, "/RoleMap")
    walk = _Walk(page_numbers(reader), [_by_mark(page) for page in drawn], roles)
    walk.enter(objects.entry(root, "/K"), 0, "Document")
    walk.close("Document")
    return Words(
        tuple(walk.passages),
        tuple(_beside(run for run in page if run.mark == MARGIN) for page in drawn),
        tuple(_beside(walk.untold(number, page)) for number, page in enumerate(drawn, 1)),
    )


def _by_mark(page: Sequence[Run]) -> dict[int, list[Run]]:
    marked: dict[int, list[Run]] = {}
    for run in page:
        if isinstance(run.mark, int):
            marked.setdefault(run.mark, []).append(run)
    return marked


@dataclass(slots=True)
class _Walk:
    """A walk down the tree: the runs of the block being collected, and what was collected."""

    numbers: dict[int, int]
    marked: Sequence[dict[int, list[Run]]]
    roles: Any
    passages: list[Passage] = field(default_factory=list)
    told: set[tuple[int, int | str | None]] = field(default_factory=set)
    entered: set[int] = field(default_factory=set)
    collected: list[Run] = field(default_factory=list)
    page: int = 0

    def enter(self, kid: Any, page: int, kind: str) -> None:
        """Read what an element of this kind holds: elements, or marked contents of a page.

        An element is read once, even in a broken tree where it has several places.
        """
        if number := getattr(kid, "idnum", 0):
            if number in self.entered:
                return
            self.entered.add(number)
        kid = kid.get_object() if kid is not None else None
        if isinstance(kid, list):
            for item in kid:
                self.enter(item, page, kind)
        elif isinstance(kid, int):
            self._take(page, kid)
        elif isinstance(kid, dict):
            page = self._page_of(kid) or page
            if "/S" in kid:
                self._element(kid, page, kind)
            elif isinstance(mark := objects.entry(kid, "/MCID"), int):
                self._take(page, int(mark))

    def _element(self, node: Any, page: int, above: str) -> None:
        named = str(node["/S"])
        kind = str(objects.entry(self.roles, named) or named).removeprefix("/")
        kids = objects.entry(node, "/K")
        if kids is None:
            return
        block = kind in _BLOCKS
        if block or kind == "Lbl":
            self.close(above)
        self.enter(kids, page, kind if block else above)
        if kind == "Lbl" and not any(map(str.isalnum, _joined(self.collected))):
            self.collected = []  # a bullet
        if block:
            self.close(kind)

    def _page_of(self, node: Any) -> int:
        reference = node.raw_get("/Pg") if "/Pg" in node else None
        return self.numbers.get(getattr(reference, "idnum", 0), 0)

    def _take(self, page: int, mark: int) -> None:
        if not 0 < page <= len(self.marked) or (page, mark) in self.told:
            return
        self.told.add((page, mark))
        self.page = self.page if self.collected else page
        self.collected += self.marked[page - 1].get(mark, [])

    def close(self, kind: str) -> None:
        """End the block being collected."""
        if text := _joined(self.collected):
            self.passages.append(Passage(kind, text, self.page))
        self.collected = []

    def untold(self, number: int, page: Iterable[Run]) -> list[Run]:
        """The runs of a page that no element told and that are no artifacts."""
        return [run for run in page if run.mark != MARGIN and (number, run.mark) not in self.told]


def _joined(collected: Iterable[Run]) -> str:
    """The runs as a person reads them: lines parted by a space, cut words whole."""
    text, before = "", None
    for run in collected:
        if before and abs(run.baseline - before.baseline) > _SAME_LINE * run.size:
            text = text[:-1] if text.endswith(_CUT) else text if text.endswith("-") else f"{text} "
        text += run.text
        before = run
    return " ".join(text.split())


def _beside(collected: Iterable[Run]) -> str:
    """Runs that make no text together, parted by a space."""
    return " ".join(" ".join(run.text for run in collected).split())
