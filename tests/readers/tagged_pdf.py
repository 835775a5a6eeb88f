"""A tagged PDF in the order of its structure tree: what a screen reader says, and where it stands.

The tree is walked with pypdf, because an element that runs over two pages is one there; the text of
each marked content, its place and its size come from PDFium. Lengths are in points, origin at the
bottom left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, cast

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, DictionaryObject

from readers.ink import Run, drawn
from readers.words import normalise

_HEADINGS = tuple(f"H{level}" for level in range(1, 7))
_BLOCKS = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Note", "Aside"),
    *("P", "H", *_HEADINGS, "Title", "L", "LI", "LBody", "TOC", "TOCI"),
    *("Table", "THead", "TBody", "TFoot", "TR", "TH", "TD", "Caption", "Figure", "Form"),
}
_APART = 6.0
_MEETING = 0.12
"""Under this share of the size, the gap between two runs is no space."""
_BULLETS = set("•◦▪‣–—-·∙●○■□")


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a cell: its table, its row there, its rank in the row of `count` cells."""

    table: int
    row: int
    column: int
    count: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A form field, such as the frame of a signature."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Element:
    """A block of the tree that holds text itself, or a field.

    `kind` is the innermost block type (P, H2, LI, TD…). `repeated` is a table header said again on
    a later page.
    """

    kind: str
    runs: tuple[Run, ...]
    cell: Cell | None = None
    repeated: bool = False
    frame: Frame | None = None

    @property
    def text(self) -> str:
        """Its characters as a person reads them, cut words made whole again."""
        text = ""
        for before, run in zip((None, *self.runs), self.runs, strict=False):
            joined = before is None or _touch(before, run)
            text = text.removesuffix("\u00ad") + ("" if joined else " ") + run.text
        return " ".join(text.split())

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages it stands on, in order."""
        found = {run.page for run in self.runs} | ({self.frame.page} if self.frame else set())
        return tuple(sorted(found))

    @property
    def heading(self) -> bool:
        """Whether it is a title of any level."""
        return self.kind in _HEADINGS


@dataclass(frozen=True, slots=True)
class Reading:
    """All of a file: its elements in order, its running headers and footers, its stray text."""

    sizes: tuple[tuple[float, float], ...]
    elements: tuple[Element, ...]
    artifacts: tuple[Run, ...]
    loose: tuple[Run, ...]
    """Text that is neither in the tree nor an artifact: nobody reads it aloud."""


def texts(data: bytes) -> tuple[str, ...]:
    """The text of each block in reading order, repeated table headers and page numbers left out."""
    return tuple(
        element.text
        for element in read(data).elements
        if not element.repeated and normalise(element.text)
    )


def read(data: bytes) -> Reading:
    """The whole file; ValueError when it is not tagged."""
    reader = pypdf.PdfReader(BytesIO(data))
    root = reader.root_object.get("/StructTreeRoot")
    if root is None:
        raise ValueError("the PDF has no structure tree")
    with pypdfium2.PdfDocument(data) as document:
        sizes = tuple(page.get_size() for page in document)
        pages = [drawn(page, number) for number, page in enumerate(document, 1)]
    walk = _Walk(reader, [marked for marked, _, _ in pages])
    walk.enter(root.get_object().get("/K"), None)
    walk.close("Document")
    loose = [run for n, (_, _, bare) in enumerate(pages, 1) for run in bare]
    artifacts = [run for _, marginal, _ in pages for run in marginal]
    for number, (marked, _, _) in enumerate(pages, 1):
        for mark, runs in marked.items():
            if (number, mark) not in walk.read:
                loose += runs
    return Reading(sizes, tuple(walk.elements), tuple(artifacts), tuple(loose))


@dataclass(slots=True)
class _Walk:
    """The state of the walk down the tree: what is being collected, and what was."""

    reader: pypdf.PdfReader
    marked: Sequence[dict[int, list[Run]]]
    elements: list[Element] = field(default_factory=list)
    read: set[tuple[int, int]] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)
    label: bool = False
    cell: Cell | None = None
    tables: int = 0

    def enter(self, kid: Any, page: int | None, kind: str = "Document") -> None:
        """Read a kid of an element: other elements, marked contents, fields."""
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        match kid:
            case ArrayObject():
                for item in kid:
                    self.enter(item, page, kind)
            case int() if page is not None:
                self.take(page, kid)
            case DictionaryObject():
                own = self.page_of(kid) or page
                if "/MCID" in kid and own:
                    self.take(own, int(str(kid["/MCID"])))
                elif "/Obj" in kid:
                    self.take_field(kid, own)
                elif "/S" in kid:
                    self.element(kid, own, kind)

    def element(self, node: DictionaryObject, page: int | None, above: str) -> None:
        """Read an element; a block type parts its text from what surrounds it."""
        kind = str(node["/S"]).removeprefix("/")
        kids = node.get("/K")
        if kind == "Table":
            self.table(node, page)
        elif kind == "Lbl":
            self.close(above)
            self.enter(kids, page, above)
            if set("".join(run.text.strip() for run in self.runs)) <= _BULLETS:
                self.runs = []
            self.label = True
        elif kind in _BLOCKS:
            if not self.label:
                self.close(above)
            self.enter(kids, page, kind)
            self.close(kind)
        else:
            before = len(self.runs)
            self.enter(kids, page, above)
            if kind == "Link":
                self.runs[before:] = _without_page_number(self.runs[before:])

    def table(self, node: DictionaryObject, page: int | None) -> None:
        """Read a table, knowing its cells."""
        self.close("Document")
        outer, start = self.cell, len(self.elements)
        self.tables += 1
        row = 0
        for kind, part in _parts(node):
            if kind not in ("THead", "TBody", "TFoot", "TR"):
                self.enter(part, page, "Table")
                continue
            for line in [part] if kind == "TR" else [tr for _, tr in _parts(part)]:
                cells = [cell for _, cell in _parts(line)]
                for column, cell in enumerate(cells):
                    self.cell = Cell(self.tables, row, column, len(cells))
                    self.enter(cell, page)
                row += 1
        self.cell = outer
        self.elements[start:] = _continued(self.elements[:start], self.elements[start:])

    def page_of(self, node: DictionaryObject) -> int | None:
        """The page that an element or a content names, from 1."""
        if "/Pg" not in node:
            return None
        index = self.reader.get_page_number(cast("pypdf.PageObject", node["/Pg"].get_object()))
        return None if index is None else index + 1

    def take(self, page: int, mark: int) -> None:
        """Collect the runs of a marked content."""
        self.read.add((page, mark))
        self.runs += self.marked[page - 1].get(mark, [])

    def take_field(self, node: DictionaryObject, page: int | None) -> None:
        """Collect a form field; the object of a link says nothing more than its text."""
        note: Any = node["/Obj"]
        if page and note.get("/Subtype") == "/Widget":
            left, bottom, right, top = _sorted([float(edge) for edge in note["/Rect"]])
            self.close("Form")
            self.elements.append(Element("Form", (), frame=Frame(page, left, bottom, right, top)))

    def close(self, kind: str) -> None:
        """End the block being collected."""
        runs, self.runs, self.label = self.runs, [], False
        if runs:
            self.elements.append(Element(kind, tuple(runs), self.cell))


def _touch(before: Run, run: Run) -> bool:
    """Whether no space parts two runs: they meet on one line, or the first is a cut word."""
    if before.text.endswith("\u00ad"):
        return True
    near = abs(run.left - before.right) < run.size * _MEETING
    return near and before.page == run.page and abs(run.baseline - before.baseline) < run.size


def _parts(node: DictionaryObject) -> Iterator[tuple[str, DictionaryObject]]:
    """The elements right below one, with their types."""
    kids = node.get("/K", ArrayObject())
    kids = kids.get_object()
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        part = kid.get_object()
        if isinstance(part, DictionaryObject) and "/S" in part:
            yield str(part["/S"]).removeprefix("/"), part


def _continued(before: list[Element], table: list[Element]) -> list[Element]:
    """The rows of a table that goes on from the page before, as rows of the same table.

    WeasyPrint tags a table anew on each page, its header included.
    """
    last = before[-1] if before else None
    if not table or not last or not last.cell or last.pages[-1] + 1 != table[0].pages[0]:
        return table
    first = [e for e in before if e.cell and e.cell.table == last.cell.table and _leads(e)]
    header = [e for e in table if _leads(e)]
    if not header or [e.text for e in first] != [e.text for e in header]:
        return table
    number, shift = last.cell.table, last.cell.row + 1
    return [
        replace(e, cell=replace(e.cell, table=number, row=e.cell.row + shift), repeated=e in header)
        if e.cell
        else e
        for e in table
    ]


def _leads(element: Element) -> bool:
    return element.kind == "TH" and element.cell is not None and element.cell.row == 0


def _without_page_number(link: list[Run]) -> list[Run]:
    """The runs of a link but the page number that a table of contents sets apart at its right."""
    words = link[:-1]
    if not words or not link[-1].text.strip().isdigit():
        return link
    return words if link[-1].left > max(run.right for run in words) + _APART else link


def _sorted(edges: list[float]) -> tuple[float, float, float, float]:
    (left, right), (bottom, top) = sorted(edges[::2]), sorted(edges[1::2])
    return left, bottom, right, top
