"""Marked Markdown → blocks. Sole importer of markdown_it.

Only a closed subset of Markdown has a meaning here; the rest is an error with a line, so that no
word of a legal text is ever read as something else. Typography is set on the words while values
are still sentinels; values go in last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from dossiers.blocks import (
    Align,
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
    Text,
    texts,
)
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.kinds import LongText, show
from dossiers.runs import Misplaced, inlines, lines, printed
from dossiers.tables import column_shares
from dossiers.typography import typeset
from dossiers.wording import SENTINEL, Wording

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_RULES = ["heading", "list", "table", "emphasis", "link", "newline", "escape", "hr",
          "balance_pairs", "fragments_join"]  # fmt: skip
_CONTAINERS = ("couverture", "sommaire", "encadre", "signatures")
_LONG_RULES = [rule for rule in _RULES if rule not in ("heading", "link", "hr")]
_CAPTION = re.compile(r"^Table\s*: ?")
_ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")


def _typography(state: StateCore) -> None:
    """Set the typography of each run of words, before its emphasis is parsed."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = typeset(token.content)


def _parser(rules: list[str], containers: Sequence[str]) -> MarkdownIt:
    parser = MarkdownIt("zero").enable(rules)
    for name in containers:
        parser.use(container_plugin, name)
    parser.core.ruler.after("block", "typography", _typography)
    return parser


_TEMPLATE = _parser(_RULES, _CONTAINERS)
_LONG_TEXT = _parser(_LONG_RULES, ())


def build(wording: Wording) -> tuple[Block, ...]:
    """The blocks of a document's words.

    Headings still lack their numbers and links to headings their text: `compose` gives them.
    Raises LibraryError where Markdown has no meaning here, or would lose a letter.
    """
    builder = _Builder(wording)
    blocks = builder.blocks(_nest(_TEMPLATE.parse(wording.text)))
    builder.check_nothing_lost(blocks)
    return blocks


def build_long_text(text: str, name: str) -> tuple[Block, ...]:
    """The blocks of a `texte_long` value: paragraphs, lists, tables, bold and italic."""
    builder = _Builder(Wording(text, (), name))
    return builder.blocks(_nest(_LONG_TEXT.parse(text)))


class _Node:
    """A token that opens, and what it holds."""

    def __init__(self, token: Token) -> None:
        self.token = token
        self.children: list[_Node] = []

    @property
    def kind(self) -> str:
        """The name of the block: `paragraph`, `bullet_list`, `container_encadre`."""
        return self.token.type.removesuffix("_open")


def _nest(tokens: Sequence[Token]) -> list[_Node]:
    root = _Node(Token("root", "", 0))
    stack = [root]
    for token in tokens:
        if token.nesting == -1:
            stack.pop()
            continue
        node = _Node(token)
        stack[-1].children.append(node)
        if token.nesting == 1:
            stack.append(node)
    return root.children


class _Builder:
    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.used: list[int] = []

    def error(self, message: str, node: _Node) -> LibraryError:
        """A mistake in the template. The line is that of the written text: it shows the words."""
        start, end = node.token.map or (0, 1)
        written = " ".join(self.wording.text.split("\n")[start:end]).strip()
        excerpt = SENTINEL.sub("…", written)[:60]
        return LibraryError(f"{message} (« {excerpt} »)", Mark(self.wording.name))

    def blocks(self, nodes: Sequence[_Node], *, nested: bool = False) -> tuple[Block, ...]:
        return tuple(self._captioned([b for n in nodes for b in self.block(n, nested=nested)]))

    def _captioned(self, blocks: list[Block]) -> Iterator[Block]:
        """Give each table the caption that the paragraph after it carries."""
        waiting: Table | None = None
        for block in blocks:
            if waiting is not None:
                caption = _caption(block)
                yield replace(waiting, caption=caption)
                if caption:
                    waiting = None
                    continue
            waiting = block if isinstance(block, Table) else None
            if waiting is None:
                yield block
        if waiting is not None:
            yield waiting

    def block(self, node: _Node, *, nested: bool = False) -> Iterator[Block]:
        match node.kind:
            case "paragraph":
                yield from self.paragraph(node)
            case "heading":
                yield self.heading(node)
            case "bullet_list" | "ordered_list":
                yield self.listing(node, nested=nested)
            case "table":
                yield self.table(node)
            case "hr":
                yield PageBreak()
            case "container_couverture":
                yield self.cover(node)
            case "container_sommaire":
                yield Contents(self.inlines(node.children[0].children[0]))
            case "container_encadre":
                yield Note(self.blocks(node.children))
            case "container_signatures":
                yield self.signatures(node)
            case _:
                raise self.error(f"Élément Markdown sans emploi ici : {node.kind}", node)

    def paragraph(self, node: _Node) -> Iterator[Block]:
        inline = node.children[0]
        if alone := SENTINEL.fullmatch(inline.token.content.strip()):
            value = self.wording.values[int(alone.group(1))]
            if isinstance(value, LongText):
                self.used.append(int(alone.group(1)))
                yield from build_long_text(value, self.wording.name)
                return
        yield Paragraph(self.inlines(inline))

    def heading(self, node: _Node) -> Heading:
        content = self.inlines(node.children[0])
        anchor = ""
        if content and isinstance(last := content[-1], Text) and (m := _ANCHOR.search(last.text)):
            anchor = m.group(1)
            kept = Text(last.text[: m.start()], last.bold, last.italic)
            content = (*content[:-1], kept) if kept.text else content[:-1]
        return Heading(int(node.token.tag[1]), content, anchor)

    def listing(self, node: _Node, *, nested: bool) -> Listing:
        ordered = node.kind == "ordered_list"
        if ordered and node.token.attrGet("start") not in (None, 1):
            raise self.error("Une liste numérotée commence à 1", node)
        items = []
        for index, child in enumerate(node.children):
            marker = (f"{chr(97 + index)})" if nested else f"{index + 1}°") if ordered else None
            items.append(Item(marker, self.blocks(child.children, nested=True)))
        return Listing(tuple(items))

    def table(self, node: _Node) -> Table:
        head, *bodies = node.children
        header = tuple(self.cell(cell) for cell in head.children[0].children)
        aligns = tuple(_align(cell.token) for cell in head.children[0].children)
        rows = tuple(
            tuple(self.cell(cell) for cell in row.children)
            for body in bodies
            for row in body.children
        )
        return Table(header, rows, aligns, column_shares((header, *rows)))

    def cell(self, node: _Node) -> Inlines:
        return self.inlines(node.children[0]) if node.children else ()

    def cover(self, node: _Node) -> Cover:
        titles = [n for n, child in enumerate(node.children) if child.kind == "heading"]
        if len(titles) != 1 or titles[0] > 1:
            raise self.error("Une couverture a une ligne au plus, un titre, puis des lignes", node)
        lines = [self.inlines(child.children[0]) for child in node.children]
        title = titles[0]
        return Cover(lines[0] if title else (), lines[title], tuple(lines[title + 1 :]))

    def signatures(self, node: _Node) -> Signatures:
        boxes = []
        for listing in node.children:
            for entry in listing.children:
                words = self.inlines(entry.children[0].children[0])
                boxes.append(SignatureBox("", lines(words)))
        return Signatures(tuple(boxes))

    def inlines(self, node: _Node) -> Inlines:
        try:
            return inlines(node.token.children or (), self.wording.values, self.used)
        except Misplaced as problem:
            raise self.error(str(problem), node) from problem

    def check_nothing_lost(self, blocks: Sequence[Block]) -> None:
        """Each value and each letter of the text is in the blocks, as often as it was written.

        A table row with too many cells, for one, would lose its last ones without a word.
        """
        name = self.wording.name
        written = Counter(int(m.group(1)) for m in SENTINEL.finditer(self.wording.text))
        if lost := [show(self.wording.values[n]) for n in written - Counter(self.used)]:
            shown = ", ".join(f"« {value} »" for value in lost[:3])
            raise LibraryError(f"Valeurs perdues à la mise en forme : {shown}", Mark(name))
        words = Counter(_letters(_STRUCTURE.sub("", self.wording.text)))
        for number in self.used:
            words += Counter(_letters(printed(self.wording.values[number])))
        built = Counter(c for text in texts(blocks, markers=False) for c in _letters(text))
        if words != built:
            gone, more = words - built, built - words
            raise LibraryError(
                f"Texte perdu à la mise en forme : {''.join(gone)} ; ajouté : {''.join(more)}",
                Mark(name),
            )


# What is written and is no word: sentinels, anchors, references, list numbers, fences, « Table ».
_STRUCTURE = re.compile(
    rf"{SENTINEL.pattern}|\{{#[a-z0-9-]+\}}|\]\(#[^)]*\)|^[ \t]*\d+\. |^::: ?\w*|^Table\s*: ",
    flags=re.MULTILINE,
)


def _letters(text: str) -> Iterator[str]:
    return (c for c in text if c.isalnum())


def _align(token: Token) -> Align:
    style = str(token.attrGet("style") or "text-align:left")
    return Align(style.removeprefix("text-align:"))


def _caption(block: Block) -> Inlines:
    """The words of a paragraph that starts with « Table : »; nothing for another block."""
    if not isinstance(block, Paragraph) or not isinstance(first := block.content[0], Text):
        return ()
    words, found = _CAPTION.subn("", first.text)
    return (replace(first, text=words), *block.content[1:]) if found else ()
