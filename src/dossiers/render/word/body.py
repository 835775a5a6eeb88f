"""The body of a document in WordprocessingML, with the styles of its skin."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from dossiers.blocks import (
    Bars,
    Block,
    Contents,
    Cover,
    Document,
    Heading,
    Item,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from dossiers.render.word.lines import KEEP, Lines, field, run
from dossiers.render.word.tables import bars, signatures, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dossiers.skins.skin import Skin

_TAB = "<w:r><w:tab/></w:r>"
# What the PDF leaves below a cover and below a list (`page.css`), in twips.
_AFTER_COVER = '<w:spacing w:after="440"/>'
_AFTER_LIST = '<w:spacing w:after="180"/>'
_INSTRUCTION = r'<w:r><w:instrText xml:space="preserve"> TOC \o "1-3" \n \h \z </w:instrText></w:r>'


def body(document: Document, skin: Skin) -> str:
    """The paragraphs and tables of a document, to stand in the skin's body.

    Raises LibraryError for a reference to a heading that does not exist.
    """
    lines = Lines(document, skin)
    writer = _Writer(lines)
    written = [lines.paragraph("Mention", run(document.mention))] if document.mention else []
    for block, following in pairwise((*document.blocks, None)):
        lines.closing = following is None
        if isinstance(block, Paragraph):
            kept = KEEP if block.keep or isinstance(following, Signatures) else ""
            written.append(lines.paragraph("Body Text", lines.inlines(block.content), kept))
        elif block is not None:
            written.append(writer.block(block))
    return "".join(written)


class _Writer:
    """Writes the blocks of one document."""

    def __init__(self, lines: Lines) -> None:
        self._lines, self._skin = lines, lines.skin

    def block(self, block: Block) -> str:  # noqa: C901, PLR0911 - one arm a block
        match block:
            case Cover():
                return self._cover(block)
            case Heading():
                runs = self._lines.bookmarked(block.anchor, self._lines.inlines(block.content))
                return self._lines.paragraph(f"heading {block.level}", runs)
            case Paragraph():
                return self._lines.paragraph("Body Text", self._lines.inlines(block.content))
            case Listing():
                return self._listing(block, 0)
            case Table():
                return table(block, self._lines)
            case Bars():
                return bars(block, self._lines)
            case Note():
                return self._note(block.blocks) + self._lines.spacer(self._lines.below(140))
            case Contents():
                return self._contents(block)
            case Signatures():
                return signatures(block, self._lines)
            case PageBreak():
                self._lines.new_page = True
                return ""
            case _:
                assert_never(block)

    def _cover(self, cover: Cover) -> str:
        above = [("Surtitre", cover.above)] if cover.above else []
        below = [("Subtitle", line) for line in cover.below]
        styled = (*above, ("Title", cover.title), *below)
        return "".join(
            self._lines.paragraph(
                style, self._lines.inlines(content), _AFTER_COVER if rank == len(styled) else ""
            )
            for rank, (style, content) in enumerate(styled, 1)
        )

    def _listing(self, listing: Listing, depth: int) -> str:
        *items, last = listing.items
        written = [self._item(item, depth) for item in items]
        return "".join((*written, self._item(last, depth, ends=depth == 0)))

    def _item(self, item: Item, depth: int, *, ends: bool = False) -> str:
        """An entry: a true Word bullet, or its literal marker and a tab."""
        first, rest = self._opened(item)
        after = _AFTER_LIST if ends and not rest else ""
        kept = KEEP if any(isinstance(block, Listing) for block in rest) else ""
        if item.marker is None:
            mark = self._level(depth) if depth else ""
            lead = self._lines.paragraph("List Bullet", first, kept, mark, after)
        else:
            runs = f"{run(item.marker)}{_TAB}{first}"
            tabs, *indents = self._indents(depth, marked=True) if depth else ("",)
            lead = self._lines.paragraph("Liste à repères", runs, kept, tabs, after, *indents)
        return lead + "".join(self._continued(block, depth) for block in rest)

    def _opened(self, item: Item) -> tuple[str, tuple[Block, ...]]:
        """The runs that stand on the marker's line, and the blocks below."""
        if item.blocks and isinstance(item.blocks[0], Paragraph):
            return self._lines.inlines(item.blocks[0].content), item.blocks[1:]
        return "", item.blocks

    def _continued(self, block: Block, depth: int) -> str:
        if isinstance(block, Listing):
            return self._listing(block, depth + 1)
        if isinstance(block, Paragraph):
            indents = self._indents(depth) if depth else ()
            return self._lines.paragraph(
                "List Continue", self._lines.inlines(block.content), *indents
            )
        return self.block(block)

    def _level(self, depth: int) -> str:
        level = min(depth, len(self._skin.bullets) - 1)
        number = self._skin.styles["List Bullet"].numbering
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'

    def _indents(self, depth: int, *, marked: bool = False) -> tuple[str, ...]:
        style = self._skin.styles["Liste à repères"]
        left = style.left * (depth + 1)
        if not marked:
            return (f'<w:ind w:left="{left}"/>',)
        return _hanging(left, style.hanging)

    def _note(self, blocks: Iterable[Block]) -> str:
        """Paragraphs in the style of notes, whose frame Word draws around them all."""
        written = []
        for block in blocks:
            match block:
                case Paragraph():
                    runs = self._lines.inlines(block.content)
                    written.append(self._lines.paragraph("Note", runs))
                case Listing():
                    written += [self._noted_item(item) for item in block.items]
                case _:
                    written.append(self.block(block))
        return "".join(written)

    def _noted_item(self, item: Item) -> str:
        """An entry of a note: the frame stays at its place, the text is indented."""
        hanging = self._skin.bullets[0].hanging
        indents = _hanging(self._skin.styles["Note"].left + hanging, hanging)
        first, rest = self._opened(item)
        if item.marker is None:
            lead = self._lines.paragraph("Note", first, self._level(0), *indents)
        else:
            lead = self._lines.paragraph("Note", f"{run(item.marker)}{_TAB}{first}", *indents)
        return lead + self._note(rest)

    def _contents(self, contents: Contents) -> str:
        """The table of contents: a true field, filled, which Word may refresh but need not."""
        entries = contents.ranked()
        if not entries:
            return ""
        written = [self._lines.paragraph("TOC Heading", self._lines.inlines(contents.title))]
        begin = f"{field('begin')}{_INSTRUCTION}{field('separate')}"
        for index, (rank, entry) in enumerate(entries):
            first = begin if index == 0 else ""
            last = field("end") if index == len(entries) - 1 else ""
            runs = self._lines.link(entry.anchor, run(entry.text))
            style = f"toc {min(rank, 2)}"
            written.append(self._lines.paragraph(style, f"{first}{runs}{last}"))
        return "".join((*written, self._lines.spacer(200)))


def _hanging(left: int, hanging: int) -> tuple[str, ...]:
    """The tab and the indents of an entry whose marker hangs."""
    tab = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
    return tab, f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
