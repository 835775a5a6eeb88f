"""Marked Markdown → blocks: the closed set, with every letter of the words and of the values.

Only a closed subset of Markdown has a meaning here; the rest is an error, so that no word of a
legal text is ever read as something else. Values go in last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dossiers.blocks import (
    Align,
    Bar,
    Bars,
    Block,
    Contents,
    Cover,
    Heading,
    Inlines,
    Item,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    SignatureBox,
    Signatures,
    Table,
)
from dossiers.composing.bars import Number, is_number, lengths
from dossiers.composing.ledger import Ledger
from dossiers.composing.parsing import Node, parse_long_text, parse_template
from dossiers.composing.runs import Misplaced, inlines, lines
from dossiers.composing.tables import bar_shares, column_shares
from dossiers.composing.wording import SENTINEL, Passage, Wording
from dossiers.errors import LibraryError, Refused
from dossiers.findings import Mark
from dossiers.kinds import LongText
from dossiers.language.vocabulary import Missing

if TYPE_CHECKING:
    from markdown_it.token import Token


def build(wording: Wording) -> tuple[Block, ...]:
    """The blocks of a document's words.

    Headings still lack their numbers and links to headings their text: `compose` gives them.
    Raises LibraryError where Markdown has no meaning here, or would lose a letter; Refused where
    a long text of the dossier would.
    """
    builder = _Builder(wording)
    blocks = builder.blocks(parse_template(wording.text))
    if lost := builder.ledger.lost(wording, blocks):
        raise LibraryError(lost, Mark(wording.name))
    return blocks


def build_long_text(text: str) -> tuple[Block, ...]:
    """The blocks of a `texte_long` value: paragraphs, lists, tables, bold and italic."""
    wording = Wording(text, (), "texte long")
    builder = _Builder(wording, long=True)
    blocks = builder.blocks(parse_long_text(text))
    if lost := builder.ledger.lost(wording, blocks):
        excerpt = " ".join(text.split())[:60]
        raise Refused(f"Le texte « {excerpt}… » ne se met pas en forme. {lost}")
    return blocks


class _Builder:
    def __init__(self, wording: Wording, *, long: bool = False) -> None:
        self.wording = wording
        self.long = long
        self.ledger = Ledger()

    def error(self, message: str, node: Node) -> LibraryError:
        """A mistake in the template. The line is that of the written text: it shows the words."""
        start, end = node.token.map or (0, 1)
        written = " ".join(self.wording.text.split("\n")[start:end]).strip()
        excerpt = SENTINEL.sub("…", written)[:60]
        return LibraryError(f"{message} (« {excerpt} »)", Mark(self.wording.name))

    def blocks(self, nodes: Sequence[Node], *, nested: bool = False) -> tuple[Block, ...]:
        built: list[Block] = []
        for node in nodes:
            if "caption" in node.token.meta and isinstance(table := built[-1], Table):
                self.ledger.sign(str(node.token.meta["caption"]))
                built[-1] = replace(table, caption=self.inlines(node.children[0]))
            else:
                built += self.block(node, nested=nested)
        return tuple(built)

    def block(self, node: Node, *, nested: bool = False) -> Iterator[Block]:
        match node.kind:
            case "paragraph":
                yield from self.paragraph(node, nested=nested)
            case "heading" if not nested:
                yield self.heading(node)
            case "bullet_list" | "ordered_list":
                listing = self.listing(node, nested=nested)
                if listing.items:
                    yield listing
            case "table":
                yield self.table(node)
            case "hr" if not nested:
                yield PageBreak()
            case kind if kind.startswith("container_"):
                yield from self.container(node, nested=nested)
            case _:
                raise self.error(f"Élément Markdown sans emploi ici : {node.kind}", node)

    def container(self, node: Node, *, nested: bool) -> Iterator[Block]:
        """What stands between `::: nom` and `:::`."""
        self.ledger.sign(node.token.info)
        _, end = node.token.map or (0, 0)
        if not _CLOSING.fullmatch("".join(self.wording.text.split("\n")[end : end + 1])):
            raise self.error("Un bloc « ::: » n’est pas fermé", node)
        match node.kind.removeprefix("container_"):
            case "encadre":
                if blocks := self.blocks(node.children, nested=True):
                    yield Note(blocks)
            case "barres":
                yield self.bars(node)
            case "couverture" if not nested:
                yield self.cover(node)
            case "sommaire" if not nested:
                yield self.contents(node)
            case "signatures" if not nested:
                yield self.signatures(node)
            case _:
                raise self.error("Ce bloc « ::: » ne se met dans rien d’autre", node)

    def paragraph(self, node: Node, *, nested: bool) -> Iterator[Block]:
        inline = node.children[0]
        if alone := SENTINEL.fullmatch(inline.token.content.strip()):
            number = int(alone.group(1))
            value = self.wording.values[number]
            passage = isinstance(value, Passage) and not nested
            if isinstance(value, LongText) or passage:
                blocks = value.blocks if passage else build_long_text(value)
                self.ledger.block(number, blocks)
                yield from blocks
                return
        if not self.long and _CONTAINER.search(inline.token.content):
            raise self.error("« ::: » ne ferme aucun bloc", node)
        if content := self.inlines(inline):
            yield Paragraph(content)

    def heading(self, node: Node) -> Heading:
        meta = node.token.meta
        content = self.inlines(node.children[0])
        if not content:
            raise self.error("Un titre a un texte", node)
        anchor = str(meta.get("anchor", ""))
        self.ledger.sign(anchor)
        return Heading(int(node.token.tag[1]), content, anchor, bool(meta["numbered"]))

    def listing(self, node: Node, *, nested: bool) -> Listing:
        ordered = node.kind == "ordered_list"
        first = int(node.token.attrGet("start") or 1)
        if first != 1 and not self.long:
            raise self.error("Une liste numérotée commence à 1", node)
        items: list[Item] = []
        for child in node.children:
            self.ledger.sign(child.token.info)
            number = f"{_letter(len(items))})" if nested else f"{first + len(items)}°"
            marker = number if ordered else None
            if blocks := self.blocks(child.children, nested=True):
                items.append(Item(marker, blocks))
        return Listing(tuple(items))

    def table(self, node: Node) -> Table:
        head, *bodies = node.children
        header = tuple(self.cell(cell) for cell in head.children[0].children)
        aligns = tuple(_align(cell.token) for cell in head.children[0].children)
        rows = tuple(
            tuple(self.cell(cell) for cell in row.children)
            for body in bodies
            for row in body.children
        )
        return Table(header, rows, aligns, column_shares((header, *rows)))

    def cell(self, node: Node) -> Inlines:
        return self.inlines(node.children[0]) if node.children else ()

    def bars(self, node: Node) -> Bars:
        """A chart, written as a table whose lines give a label and a figure."""
        built = self.blocks(node.children, nested=True)
        match built:
            case [Table(header=(what, number, shown)) as table] if what and number and shown:
                lines = node.children[0].children
            case _:
                raise self.error("Des barres sont un tableau de trois titres de colonne", node)
        if any(row[2] for row in table.rows):
            raise self.error("Une barre se dessine seule : la troisième case reste vide", node)
        numbers = [self.figure(row.children[1]) for body in lines[1:] for row in body.children]
        title = lines[0].children[0].children[2]
        if any(isinstance(value, Missing) for value in self.printed(title)):
            numbers = [None] * len(numbers)
        drawn = lengths(numbers, self.number(title))
        rows = tuple(
            Bar(label, figure, length)
            for (label, figure, _), length in zip(table.rows, drawn, strict=True)
        )
        widths = bar_shares([table.header, *table.rows])
        return Bars((what, number, shown), rows, widths, table.caption)

    def figure(self, cell: Node) -> Number | None:
        """The number that a bar shows; None for a blank of a draft."""
        found = self.number(cell)
        if found is None and not any(isinstance(value, Missing) for value in self.printed(cell)):
            raise self.error("La deuxième case d’une barre porte la valeur d’un nombre", cell)
        return found

    def number(self, cell: Node) -> Number | None:
        """The only number among the values of a cell."""
        numbers = [value for value in self.printed(cell) if is_number(value)]
        if len(numbers) > 1:
            raise self.error("Une case de barres porte un seul nombre", cell)
        return numbers[0] if numbers else None

    def printed(self, cell: Node) -> list[Any]:
        """The values that a cell prints."""
        written = "".join(inline.token.content for inline in cell.children)
        return [self.wording.values[int(m.group(1))] for m in SENTINEL.finditer(written)]

    def cover(self, node: Node) -> Cover:
        kinds = [child.kind for child in node.children]
        if kinds.count("heading") != 1 or "heading" not in kinds[:2] or set(kinds) - _IN_COVER:
            raise self.error("Une couverture a une ligne au plus, un titre, puis des lignes", node)
        lines = [self.inlines(child.children[0]) for child in node.children]
        title = kinds.index("heading")
        return Cover(lines[0] if title else (), lines[title], tuple(lines[title + 1 :]))

    def contents(self, node: Node) -> Contents:
        if [child.kind for child in node.children] != ["paragraph"]:
            raise self.error("Un sommaire a une ligne : son titre", node)
        return Contents(self.inlines(node.children[0].children[0]))

    def signatures(self, node: Node) -> Signatures:
        boxes = []
        for listing in node.children:
            for entry in listing.children:
                if [child.kind for child in entry.children] != ["paragraph"]:
                    raise self.error("Chaque cadre de signature est une entrée de liste", node)
                words = self.inlines(entry.children[0].children[0])
                boxes.append(SignatureBox("", lines(words)))
        return Signatures(tuple(boxes))

    def inlines(self, node: Node) -> Inlines:
        children = node.token.children or ()
        for token in children:
            self.ledger.sign(str(token.attrGet("href") or ""))
        try:
            return inlines(children, self.wording.values, self.ledger.used)
        except Misplaced as problem:
            raise self.error(str(problem), node) from problem


_IN_COVER = {"heading", "paragraph"}
_CONTAINER = re.compile(r"^\s*:::", flags=re.MULTILINE)
_CLOSING = re.compile(r"\s*:{3,}\s*")


def _letter(rank: int) -> str:
    """a, b… z, aa, ab…: the marker of an entry, its rank counted from 0."""
    before = _letter(rank // 26 - 1) if rank >= 26 else ""  # noqa: PLR2004 - the alphabet
    return before + chr(ord("a") + rank % 26)


def _align(token: Token) -> Align:
    style = str(token.attrGet("style") or "text-align:left")
    return Align(style.removeprefix("text-align:"))
