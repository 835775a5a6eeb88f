"""Procedure × Dossier → `Document`: the words chosen, numbered, referred to and signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from dossiers.blocks import (
    Bars,
    Block,
    Contents,
    Cover,
    Document,
    Entry,
    Heading,
    Inline,
    Inlines,
    Item,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Row,
    Signatures,
    Table,
    Text,
    plain,
)
from dossiers.composing.markup import build
from dossiers.composing.wording import write
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.french.words import ordinal
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import entry_of, seen_by
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.procedure import Procedure

_NUMBERED = re.compile(r"^(Article|Annexe)[ \u00a0]–[ \u00a0]")
_LISTED_LEVEL = 2
_UNDATED = date(2000, 1, 1)


def compose(
    dossier: Dossier,
    spec: DocumentSpec,
    *,
    draft: bool,
    forced: Mapping[str, bool] | None = None,
) -> Document:
    """A document of a dossier, as `papers` gives it; a lint may force conditions.

    Raises LibraryError at the template's line.
    """
    procedure = dossier.procedure
    signatories = tuple(_signatories(dossier, spec))
    context = {
        **seen_by(dossier, spec),
        "procedure": about(procedure),
        "signataires": tuple(group for _, group in signatories),
    }
    name = spec.template
    blocks = build(write(procedure.library, name, context, draft=draft, forced=forced))
    blocks = _sign(blocks, [path for path, _ in signatories], name)
    return _document(dossier, spec.name, spec.title.say(context), blocks, name, draft=draft)


def compose_report(
    dossier: Dossier, name: str, title: str, values: Mapping[str, Any], *, draft: bool
) -> Document:
    """A report of the program itself, such as the grid: `templates/reports/<name>.md`."""
    path = f"templates/reports/{name}.md"
    own = {key: dossier.values.fields[key] for key in ("reference", "date", "mention")}
    context = {**own, "procedure": about(dossier.procedure), **values}
    blocks = build(write(dossier.procedure.library, path, context, draft=True))
    return _document(dossier, name, title, blocks, path, draft=draft)


def about(procedure: Procedure) -> Group:
    """What a template knows of its procedure."""
    named = {"id": procedure.id, "titre": procedure.title, "version": procedure.version}
    return Group("procedure", named)


def _document(
    dossier: Dossier, name: str, title: str, blocks: Sequence[Block], path: str, *, draft: bool
) -> Document:
    procedure = dossier.procedure
    return Document(
        id=name,
        title=title,
        reference=dossier.reference,
        model=f"{procedure.id}, {procedure.version}",
        date=dossier.day or _UNDATED,
        blocks=_Numbering(path).apply(blocks),
        mention=dossier.text("mention"),
        draft=draft,
    )


def _signatories(dossier: Dossier, spec: DocumentSpec) -> Iterator[tuple[str, Group]]:
    """Each signatory's id and values; a list gives one an entry, or the one of this document."""
    for path in spec.signatories:
        match dossier.value(path):
            case Group() as value:
                yield path, value
            case tuple() | Missing() if path == spec.each:
                yield f"{path}-{spec.rank}", entry_of(dossier, spec)
            case tuple() as value:
                yield from ((f"{path}-{n}", entry) for n, entry in enumerate(value, 1))
            case Missing(item=Group() as blank):
                yield f"{path}-1", blank
            case _:
                raise LibraryError(f"Le signataire « {path} » n’est pas un groupe.", spec.mark)


def _sign(blocks: tuple[Block, ...], paths: list[str], name: str) -> tuple[Block, ...]:
    """Give each signature box its signatory, in the order of the procedure file."""
    left = list(paths)
    signed: list[Block] = []
    for block in blocks:
        if isinstance(block, Signatures):
            if len(block.boxes) > len(left):
                raise LibraryError("Plus de cadres de signature que de signataires.", Mark(name))
            boxes = tuple(replace(box, id=left.pop(0)) for box in block.boxes)
            signed.append(Signatures(boxes))
        else:
            signed.append(block)
    if left:
        raise LibraryError(f"Pas de cadre de signature pour : {', '.join(left)}.", Mark(name))
    return tuple(signed)


@dataclass(slots=True)
class _Numbering:
    """Numbers articles and annexes, then fills the references and the table of contents."""

    name: str
    labels: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def apply(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        numbered = [self.number(b) if isinstance(b, Heading) else b for b in blocks]
        settled = [self.settle(block) for block in numbered]
        return tuple(_kept(settled))

    def number(self, heading: Heading) -> Heading:
        content, label = heading.content, f"« {plain(heading.content)} »"
        first = content[0]
        found = _NUMBERED.match(first.text) if isinstance(first, Text) else None
        if heading.numbered and isinstance(first, Text) and (match := found):
            word = match.group(1)
            rank = self.counts[word] = self.counts.get(word, 0) + 1
            number = ordinal(rank) if word == "Article" and rank == 1 else str(rank)
            label = f"{word.lower()}\u00a0{number}"
            text = f"{word}\u00a0{number}\u00a0– {first.text[match.end() :]}"
            content = (replace(first, text=text), *content[1:])
        anchor = heading.anchor or f"titre-{len(self.labels) + 1}"
        if anchor in self.labels:
            raise LibraryError(f"L’ancre « {anchor} » est donnée deux fois.", Mark(self.name))
        self.labels[anchor] = label
        if heading.level <= _LISTED_LEVEL:
            self.entries.append(Entry(heading.level, plain(content), anchor))
        return replace(heading, content=content, anchor=anchor)

    def settle(self, block: Block) -> Block:  # noqa: PLR0911 - one case a block
        match block:
            case Heading() | Paragraph():
                return replace(block, content=self.refer(block.content))
            case Listing():
                items = tuple(
                    Item(item.marker, tuple(_kept([self.settle(b) for b in item.blocks])))
                    for item in block.items
                )
                return Listing(items)
            case Table():
                header, *rows = (self.row(row) for row in (block.header, *block.rows))
                caption = self.refer(block.caption)
                return replace(block, header=header, rows=tuple(rows), caption=caption)
            case Bars():
                what, number, shown = self.row(block.header)
                bars = tuple(
                    replace(bar, label=self.refer(bar.label), figure=self.refer(bar.figure))
                    for bar in block.rows
                )
                caption = self.refer(block.caption)
                return replace(block, header=(what, number, shown), rows=bars, caption=caption)
            case Cover():
                above, title = self.refer(block.above), self.refer(block.title)
                return Cover(above, title, self.row(block.below))
            case Signatures():
                boxes = (replace(box, lines=self.row(box.lines)) for box in block.boxes)
                return Signatures(tuple(boxes))
            case Note():
                return Note(tuple(_kept([self.settle(b) for b in block.blocks])))
            case Contents():
                return replace(block, entries=tuple(self.entries))
            case PageBreak():
                return block
            case _:
                assert_never(block)

    def row(self, cells: Row) -> Row:
        return tuple(self.refer(cell) for cell in cells)

    def refer(self, content: Inlines) -> Inlines:
        return tuple(self._label(piece) for piece in content)

    def _label(self, piece: Inline) -> Inline:
        if not isinstance(piece, Text) or piece.target is None:
            return piece
        if piece.target not in self.labels:
            raise LibraryError(f"Renvoi à un titre absent : « {piece.target} ».", Mark(self.name))
        return replace(piece, text=self.labels[piece.target])


def _kept(blocks: Sequence[Block]) -> Iterator[Block]:
    """Tie each paragraph to the list, the table, the chart or the signatures that it announces."""
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Paragraph) and isinstance(after, Listing | Table | Bars | Signatures):
            yield replace(block, keep=True)
        else:
            yield block
