"""The structure of an assembled PDF: the tags of its parts under one root, in reading order.

A part that has tags keeps them, but for its signature fields, which stay behind with its form. A
part that has none becomes an element named after it, each of its pages a paragraph: so that a
reader hears that it is there, and its text where it has some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossiers.formats import objects

if TYPE_CHECKING:
    from dossiers.formats.objects import (
        DictionaryObject,
        IndirectObject,
        PageObject,
        PdfReader,
        PdfWriter,
    )


@dataclass(frozen=True, slots=True)
class _Branch:
    """The tags of a part; `first` is added to the keys that its pages and links had.

    `tree` is None for a part without tags.
    """

    tree: DictionaryObject | None
    first: int
    pages: tuple[PageObject, ...]
    title: str


class Tags:
    """Gathers the tags of the parts of a file that is being assembled, then writes them."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._root = objects.added(writer, {"/Type": "/StructTreeRoot"})
        self._branches: list[_Branch] = []
        self._next = 0
        marked = {"/StructTreeRoot": self._root, "/MarkInfo": {"/Marked": True}}
        objects.complete(writer.root_object, marked)

    def add(self, reader: PdfReader, pages: Sequence[PageObject], title: str) -> None:
        """Take over the tags of a part whose pages now are `pages`."""
        tree = tree_of(reader)
        first = self._next
        self._branches.append(_Branch(tree, first, tuple(pages), title))
        if tree is None:
            for key, page in enumerate(pages, first):
                objects.complete(page, {"/StructParents": key, "/Tabs": "/S"})
            self._next += len(pages)
            return
        objects.stands_for(self._writer, tree, self._root)
        for page in pages:
            _shift(page, "/StructParents", first)
            for link in objects.notes(page):
                _shift(link, "/StructParent", first)
        self._next += 1 + max(key for key, _ in _owners(tree))

    def write(self) -> None:
        """Put the tags into the file."""
        document = self._element("/Document", self._root)
        parents: list[Any] = []
        kids: list[Any] = []
        for branch in self._branches:
            if branch.tree is None:
                kids.append(self._plain(branch, document, parents))
            else:
                kids += self._taken(branch.tree, branch.first, document, parents)
        objects.complete(document, {"/K": kids})
        root = {"/K": [document], "/ParentTree": {"/Nums": parents}}
        objects.complete(self._root, {**root, "/ParentTreeNextKey": self._next})

    def _plain(
        self, branch: _Branch, document: IndirectObject, parents: list[Any]
    ) -> IndirectObject:
        """The element of a part without tags, all that a page shows being its marked content 0."""
        part = self._element("/Part", document, {"/T": objects.text(branch.title)})
        kids = []
        for key, page in enumerate(branch.pages, branch.first):
            shown = {"/Pg": objects.reference(page), "/K": 0}
            kids.append(self._element("/P", part, shown))
            parents += [key, [kids[-1]]]
        objects.complete(part, {"/K": kids})
        return part

    def _element(
        self, kind: str, above: IndirectObject, entries: Mapping[str, Any] | None = None
    ) -> IndirectObject:
        """A new element of the structure."""
        given = {"/Type": "/StructElem", "/S": kind, "/P": above, **(entries or {})}
        return objects.added(self._writer, given)

    def _taken(
        self, tree: DictionaryObject, first: int, document: IndirectObject, parents: list[Any]
    ) -> list[Any]:
        """The topmost elements of a part's own tree, copied; `parents` is told of what they own."""
        owners = list(_owners(tree))
        fields = [item for item in owners if objects.entry(item[1].get_object(), "/S") == "/Form"]
        for _, field in fields:
            objects.entry(field.get_object()["/P"], "/K").remove(field)
        kids = [kid.clone(self._writer) for kid in objects.entry(tree, "/K")]
        for kid in kids:
            objects.complete(kid, {"/P": document})
            _rename(kid, f"{first}-")
        for key, owner in owners:
            if (key, owner) not in fields:
                parents += [key + first, owner.clone(self._writer)]
        return kids


def tree_of(reader: PdfReader) -> DictionaryObject | None:
    """The root of a file's tags, if it has any."""
    tree: DictionaryObject | None = objects.entry(reader.root_object, "/StructTreeRoot")
    return tree


def _owners(tree: DictionaryObject) -> Iterator[tuple[int, Any]]:
    """Each key of pages and annotations, and the element or elements that own their content."""
    entries = objects.entry(objects.entry(tree, "/ParentTree"), "/Nums")
    yield from zip(entries[::2], entries[1::2], strict=True)


def _shift(owner: DictionaryObject, key: str, by: int) -> None:
    if key in owner:
        objects.complete(owner, {key: int(objects.entry(owner, key)) + by})


def _rename(element: Any, prefix: str) -> None:
    """Set the names of table headers apart from those of other parts, which may be the same."""
    waiting = [element]
    while waiting:
        node = waiting.pop().get_object()
        if (named := objects.entry(node, "/ID")) is not None:
            objects.complete(node, {"/ID": objects.text(f"{prefix}{named}")})
        if (heads := objects.entry(objects.entry(node, "/A"), "/Headers")) is not None:
            renamed = [objects.text(f"{prefix}{head}") for head in heads]
            objects.complete(node["/A"], {"/Headers": renamed})
        kids = objects.entry(node, "/K")
        waiting += kids if isinstance(kids, list) else [kids] if kids is not None else []
