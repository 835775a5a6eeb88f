"""Two Word files → the second one with what changed from the first as revisions of Word.

To accept them all gives the text of the second file, to reject them all that of the first. Looks
are not compared: what has not changed looks as in the second file. A drawing that is gone, or a
header that the second file has no place for, is told without being put back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from dossiers.formats.ooxml import Element, q, serialize, write_package
from dossiers.formats.word_pairs import paired
from dossiers.formats.word_text import (
    PARAGRAPH,
    ROW,
    RUN,
    TABLE,
    Piece,
    WordFile,
    blocks,
    cells,
    paragraphs,
    pieces,
    remove,
    said,
    style,
)

AUTHOR = "dossiers compare"
_FIRST_ID = 900_000
_PRESERVED = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
_UNSHARED = ("w:sectPr", "w:numPr")
_MARKERS = tuple(
    q(f"w:{name}{end}") for name in ("bookmark", "commentRange") for end in ("Start", "End")
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A paragraph that changed.

    `parts` are its texts before and after in reading order, the same where nothing changed.
    `heading` is the title under which it stands in the second file, empty above the first.
    """

    parts: tuple[tuple[str, str], ...]
    heading: str = ""

    @property
    def before(self) -> str:
        """The paragraph as it was, empty when it was not there."""
        return "".join(old for old, _ in self.parts)

    @property
    def after(self) -> str:
        """The paragraph as it is, empty when it is gone."""
        return "".join(new for _, new in self.parts)


@dataclass(slots=True)
class _Redliner:
    """Marks the revisions in the trees of the second file; `edits` are what it has marked.

    `headings` are the styles of its titles, `heading` the text of the last one met.
    """

    headings: frozenset[str]
    heading: str = ""
    edits: list[Edit] = field(default_factory=list)
    last: int = _FIRST_ID

    def container(self, before: Element, after: Element) -> None:
        """A body, a header or a cell."""
        body = after.find(q("w:body"))
        self.sequence(blocks(before), blocks(after), after if body is None else body)

    def sequence(
        self, before: Sequence[Element], after: Sequence[Element], holder: Element
    ) -> None:
        """Blocks of one container, or rows of one table."""
        waiting: list[Element] = []
        previous: Element | None = None
        for old, new in paired(before, after):
            if new is None:
                assert old is not None  # noqa: S101 - a pair has one of both
                waiting.append(self.deleted(old))
                continue
            for gone in waiting:
                new.addprevious(gone)
            waiting, previous = [], new
            if style(new) in self.headings:
                self.heading = "".join(said(new))
            if old is None:
                self.inserted(new)
            elif said(old) != said(new):
                self.changed(old, new)
        for gone in waiting:
            if previous is None:
                holder.insert(0, gone)
            else:
                previous.addnext(gone)
            previous = gone

    def tell(self, *parts: tuple[str, str]) -> None:
        if any(old != new for old, new in parts):
            self.edits.append(Edit(parts, self.heading))

    def changed(self, old: Element, new: Element) -> None:
        if new.tag == PARAGRAPH:
            self.paragraph(old, new)
        elif new.tag == TABLE:
            self.sequence(blocks(old), blocks(new), new)
        else:
            for cell, other in zip(cells(old), cells(new), strict=True):
                self.container(cell, other)

    def paragraph(self, old: Element, new: Element) -> None:
        """Words removed from and added to a paragraph, in the runs of the new one."""
        before, after = pieces(old), pieces(new)
        added: set[int] = set()
        removed: dict[int, list[Piece]] = {}
        parts = []
        for tag, i, i_end, j, j_end in _codes(before, after):
            parts.append((_told(before[i:i_end]), _told(after[j:j_end])))
            if tag != "equal":
                added |= set(range(j, j_end))
                removed[j] = [piece for piece in before[i:i_end] if piece.text]
        self.tell(*parts)
        place = 0
        for run, group in groupby(after, key=lambda piece: piece.run):
            own = list(group)
            for element in self.rewritten(own, place, added, removed):
                run.addprevious(element)
            remove(run)
            place += len(own)
        if gone := removed.pop(len(after), None):
            new.append(self.struck(gone))

    def rewritten(
        self, own: list[Piece], start: int, added: set[int], removed: dict[int, list[Piece]]
    ) -> Iterator[Element]:
        """The runs that stand for one run, from the rank of its first piece."""
        kept: list[Piece] = []
        for rank, piece in enumerate(own, start):
            if kept and (rank in removed or (rank in added) != (rank - 1 in added)):
                yield self.run(kept, inserted=rank - 1 in added)
                kept = []
            if gone := removed.pop(rank, None):
                yield self.struck(gone)
            kept.append(piece)
        yield self.run(kept, inserted=start + len(own) - 1 in added)

    def run(self, own: list[Piece], *, inserted: bool) -> Element:
        run = _written(own)
        return self.wrapped("w:ins", [run], run) if inserted else run

    def struck(self, gone: list[Piece]) -> Element:
        runs = [
            _written(list(group), deleted=True)
            for _, group in groupby(gone, key=lambda piece: piece.run)
        ]
        return self.wrapped("w:del", runs, gone[0].run)

    def inserted(self, block: Element) -> None:
        """All of a block is new."""
        for row in block.iter(ROW):
            self.mark_row(row, "w:ins")
        for paragraph in paragraphs(block):
            own = pieces(paragraph)
            self.tell(("", _told(own)))
            for run in dict.fromkeys(piece.run for piece in own):
                place = run.makeelement(q("w:ins"), self.attributes())
                run.addprevious(place)
                place.append(run)
            self.mark_end(paragraph, "w:ins")

    def deleted(self, block: Element) -> Element:
        """A copy of a block of the first file, all of it struck out, its text only."""
        copy = deepcopy(block)
        for marker in list(copy.iter(*_MARKERS)):
            remove(marker)
        for row in copy.iter(ROW):
            self.mark_row(row, "w:del")
        for paragraph in paragraphs(copy):
            own = pieces(paragraph)
            self.tell((_told(own), ""))
            texts = [piece for piece in own if piece.text]
            gone = self.struck(texts) if texts else None
            for child in list(paragraph):
                if child.tag != q("w:pPr"):
                    paragraph.remove(child)
            if gone is not None:
                paragraph.append(gone)
            self.mark_end(paragraph, "w:del")
        return copy

    def mark_end(self, paragraph: Element, tag: str) -> None:
        properties = _first(paragraph, "w:pPr")
        for name in _UNSHARED:
            unshared = properties.find(q(name)) if tag == "w:del" else None
            if unshared is not None:
                properties.remove(unshared)
        run = properties.find(q("w:rPr"))
        if run is None:
            run = properties.makeelement(q("w:rPr"))
            last = properties.find(q("w:sectPr"))
            if last is None:
                properties.append(run)
            else:
                last.addprevious(run)
        run.insert(0, run.makeelement(q(tag), self.attributes()))

    def mark_row(self, row: Element, tag: str) -> None:
        properties = row.find(q("w:trPr"))
        if properties is None:
            properties = row.makeelement(q("w:trPr"))
            exceptions = row.find(q("w:tblPrEx"))
            row.insert(0 if exceptions is None else row.index(exceptions) + 1, properties)
        properties.append(properties.makeelement(q(tag), self.attributes()))

    def wrapped(self, tag: str, runs: list[Element], maker: Element) -> Element:
        whole = maker.makeelement(q(tag), self.attributes())
        whole.extend(runs)
        return whole

    def attributes(self) -> dict[str, str]:
        self.last += 1
        return {q("w:id"): str(self.last), q("w:author"): AUTHOR}


def redline(before: WordFile, after: WordFile) -> tuple[bytes, tuple[Edit, ...]]:
    """The second file with the revisions that lead to it, and what changed paragraph by paragraph.

    Both files are used up: their trees are written in.
    """
    marker = _Redliner(after.headings)
    for place, part in after.places.items():
        marker.heading = ""
        if place not in before.places:
            marker.container(after.trees[part].makeelement("rien"), after.trees[part])
        else:
            marker.container(before.trees[before.places[place]], after.trees[part])
    for place, part in before.places.items():
        for block in blocks(before.trees[part]) if place not in after.places else ():
            marker.tell(*((text, "") for text in said(block)))
    trees = {part: serialize(tree) for part, tree in after.trees.items()}
    return write_package({**after.parts, **trees}), tuple(marker.edits)


def _codes(
    before: Sequence[Piece], after: Sequence[Piece]
) -> Iterator[tuple[str, int, int, int, int]]:
    """The steps from the pieces of one paragraph to those of the other."""
    keys, others = ([piece.key for piece in side] for side in (before, after))
    yield from SequenceMatcher(None, keys, others, autojunk=False).get_opcodes()


def _written(own: list[Piece], *, deleted: bool = False) -> Element:
    """A run that says some pieces of one run."""
    source = own[0].run
    run = source.makeelement(RUN)
    properties = source.find(q("w:rPr"))
    if properties is not None:
        run.append(deepcopy(properties))
    for child, group in groupby(own, key=lambda piece: piece.child):
        text = _text(list(group))
        if child.tag == q("w:t"):
            written = run.makeelement(q("w:delText" if deleted else "w:t"), _PRESERVED)
            written.text = text
            run.append(written)
        else:
            run.append(deepcopy(child))
    return run


def _first(parent: Element, tag: str) -> Element:
    found = parent.find(q(tag))
    if found is None:
        found = parent.makeelement(q(tag))
        parent.insert(0, found)
    return found


def _told(own: Sequence[Piece]) -> str:
    return "".join(piece.told for piece in own)


def _text(own: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in own)
