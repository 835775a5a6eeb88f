"""The body of a document in WordprocessingML, with the styles of its skin."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, assert_never
from xml.sax.saxutils import escape, quoteattr

from dossiers.blocks import (
    Align,
    Block,
    Contents,
    Cover,
    Document,
    Heading,
    Inline,
    Inlines,
    Item,
    LineBreak,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Row,
    SignatureBox,
    Signatures,
    Table,
)
from dossiers.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dossiers.skin import Skin

_FRAME = 1814
"""The height of a signature frame, in twips: 32 mm."""
_GAP = 284
"""The space between two frames, in twips: 5 mm."""
_KEEP = "<w:keepNext/>"


def body(document: Document, skin: Skin) -> str:
    """The paragraphs and tables of a document, to stand in the skin's body.

    Raises LibraryError for a reference to a heading that does not exist.
    """
    return _Writer(document, skin).written()


class _Writer:
    """Writes the blocks of one document; an anchor becomes a bookmark."""

    def __init__(self, document: Document, skin: Skin) -> None:
        self._document, self._skin = document, skin
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        self._bookmarks = {block.anchor: rank for rank, block in enumerate(headings, 1)}
        self._new_page = False

    def written(self) -> str:
        """The whole body."""
        document = self._document
        parts = []
        if document.mention:
            parts.append(self._paragraph("Mention", _run(document.mention)))
        for block, following in pairwise((*document.blocks, None)):
            if block is not None:
                keep = isinstance(following, Signatures)
                parts.append(self._block(block, keep=keep))
        return "".join(parts)

    def _block(self, block: Block, *, keep: bool = False) -> str:
        match block:
            case Cover():
                return self._cover(block)
            case Heading():
                return self._heading(block)
            case Paragraph():
                kept = _KEEP if keep or block.keep else ""
                return self._paragraph("Body Text", self._inlines(block.content), kept)
            case Listing():
                return self._listing(block, 0)
            case Table():
                return self._table(block)
            case Note():
                return self._note(block.blocks)
            case Contents():
                return self._contents(block)
            case Signatures():
                return self._signatures(block)
            case PageBreak():
                self._new_page = True
                return ""
            case _:
                assert_never(block)

    def _paragraph(self, style: str, runs: str, *properties: str) -> str:
        """A paragraph; `properties` are in the schema's order, after the style."""
        new_page = "<w:pageBreakBefore/>" if self._new_page else ""
        self._new_page = False
        look = f'<w:pStyle w:val="{self._skin.styles[style].id}"/>'
        # keepNext comes before pageBreakBefore, everything else after (ISO 29500-1, 17.3.1.26).
        kept = _KEEP if _KEEP in properties else ""
        rest = "".join(item for item in properties if item != _KEEP)
        return f"<w:p><w:pPr>{look}{kept}{new_page}{rest}</w:pPr>{runs}</w:p>"

    def _inlines(self, content: Inlines, *, bold: bool = False) -> str:
        return "".join(self._inline(piece, bold=bold) for piece in content)

    def _inline(self, piece: Inline, *, bold: bool) -> str:
        if isinstance(piece, LineBreak):
            return "<w:r><w:br/></w:r>"
        style = ""
        if piece.blank:
            style = self._character("À compléter")
        elif piece.target:
            style = self._character("Hyperlink")
        bold_on = "<w:b/><w:bCs/>" if piece.bold or bold else ""
        italic_on = "<w:i/><w:iCs/>" if piece.italic else ""
        run = _run(piece.text, f"{style}{bold_on}{italic_on}")
        return self._link(piece.target, run) if piece.target else run

    def _character(self, style: str) -> str:
        return f'<w:rStyle w:val="{self._skin.styles[style].id}"/>'

    def _link(self, anchor: str, runs: str) -> str:
        return f'<w:hyperlink w:anchor="{self._bookmark(anchor)}" w:history="1">{runs}</w:hyperlink>'

    def _bookmark(self, anchor: str) -> str:
        """The name of a bookmark, which Word limits to forty letters and digits."""
        if anchor not in self._bookmarks:
            raise LibraryError(f"Le renvoi vers « {anchor} » ne mène à aucun titre du document.")
        return f"titre_{self._bookmarks[anchor]}"

    def _cover(self, cover: Cover) -> str:
        above = self._paragraph("Surtitre", self._inlines(cover.above)) if cover.above else ""
        title = self._paragraph("Title", self._inlines(cover.title))
        below = "".join(self._paragraph("Subtitle", self._inlines(line)) for line in cover.below)
        return f"{above}{title}{below}"

    def _heading(self, heading: Heading) -> str:
        rank, name = self._bookmarks[heading.anchor], self._bookmark(heading.anchor)
        start = f'<w:bookmarkStart w:id="{rank}" w:name="{name}"/>'
        end = f'<w:bookmarkEnd w:id="{rank}"/>'
        runs = f"{start}{self._inlines(heading.content)}{end}"
        return self._paragraph(f"heading {heading.level}", runs)

    def _listing(self, listing: Listing, depth: int) -> str:
        return "".join(self._item(item, depth) for item in listing.items)

    def _item(self, item: Item, depth: int) -> str:
        """An entry: a true Word bullet, or its literal marker and a tab."""
        first, rest = "", item.blocks
        if rest and isinstance(rest[0], Paragraph):
            first, rest = self._inlines(rest[0].content), rest[1:]
        nested = any(isinstance(block, Listing) for block in rest)
        keep = _KEEP if nested else ""
        if item.marker is None:
            lead = self._paragraph("List Bullet", first, keep, self._numbered(depth))
        else:
            runs = f"{_run(item.marker)}<w:r><w:tab/></w:r>{first}"
            lead = self._paragraph("Liste à repères", runs, keep, self._indent(depth, hanging=True))
        return lead + "".join(self._continued(block, depth) for block in rest)

    def _continued(self, block: Block, depth: int) -> str:
        if isinstance(block, Listing):
            return self._listing(block, depth + 1)
        if isinstance(block, Paragraph):
            runs = self._inlines(block.content)
            return self._paragraph("List Continue", runs, self._indent(depth))
        return self._block(block)

    def _numbered(self, depth: int) -> str:
        if not depth:
            return ""
        level = min(depth, len(self._skin.bullets) - 1)
        number = self._skin.styles["List Bullet"].numbering
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'

    def _indent(self, depth: int, *, hanging: bool = False) -> str:
        if not depth:
            return ""
        style = self._skin.styles["Liste à repères"]
        left = style.left * (depth + 1)
        first = f' w:hanging="{style.hanging}"' if hanging else ""
        tab = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>' if hanging else ""
        return f'{tab}<w:ind w:left="{left}"{first}/>'

    def _note(self, blocks: Iterable[Block], indent: str = "") -> str:
        written = []
        for block in blocks:
            match block:
                case Paragraph():
                    runs = self._inlines(block.content)
                    written.append(self._paragraph("Note", runs, indent))
                case Listing():
                    written.extend(self._noted_item(item) for item in block.items)
                case _:
                    written.append(self._block(block))
        return "".join(written)

    def _noted_item(self, item: Item) -> str:
        """An entry inside a note: the note's frame stays at its place, the text is indented."""
        hanging = self._skin.bullets[0].hanging
        left = self._skin.styles["Note"].left + hanging
        first, rest = "", item.blocks
        if rest and isinstance(rest[0], Paragraph):
            first, rest = self._inlines(rest[0].content), rest[1:]
        indent = f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
        if item.marker is None:
            number = self._skin.styles["List Bullet"].numbering
            mark = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>{indent}'
            return self._paragraph("Note", first, mark) + self._note(rest)
        tab = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
        runs = f"{_run(item.marker)}<w:r><w:tab/></w:r>{first}"
        return self._paragraph("Note", runs, tab, indent) + self._note(rest)

    def _table(self, table: Table) -> str:
        total = self._skin.page.text_width
        widths = [total * width // 1000 for width in table.widths]
        widths[-1] += total - sum(widths)
        caption = ""
        if table.caption:
            caption = self._paragraph("caption", self._inlines(table.caption))
        last = len(table.rows) - 1
        rows = [self._row(table.header, table.aligns, widths, header=True)]
        rows += [
            # The first rows stay with the header, the last two together: no orphan row.
            self._row(row, table.aligns, widths, keep=index == last - 1)
            for index, row in enumerate(table.rows)
        ]
        look = (
            f'<w:tblStyle w:val="{self._skin.table.id}"/><w:tblW w:w="{total}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" '
            'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        )
        return f"{caption}{self._before_table()}{_tbl(look, widths, rows)}{self._after_table()}"

    def _row(
        self,
        cells: Row,
        aligns: tuple[Align, ...],
        widths: list[int],
        *,
        header: bool = False,
        keep: bool = False,
    ) -> str:
        style = "En-tête de tableau" if header else "Texte de tableau"
        kept = _KEEP if header or keep else ""
        written = []
        for cell, align, width in zip(cells, aligns, widths, strict=True):
            place = "" if align is Align.LEFT else f'<w:jc w:val="{align.value}"/>'
            text = self._paragraph(style, self._inlines(cell), kept, place)
            written.append(_tc(width, text))
        repeated = "<w:tblHeader/>" if header else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(written)}</w:tr>"

    def _before_table(self) -> str:
        """A table cannot begin a page by itself: a line of no height does it."""
        return self._spacer(20) if self._new_page else ""

    def _after_table(self) -> str:
        """The space below a table, which also keeps it apart from the next one."""
        return self._spacer(220)

    def _spacer(self, height: int, kept: str = "") -> str:
        spacing = f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>'
        return self._paragraph("Normal", "", kept, spacing)

    def _contents(self, contents: Contents) -> str:
        """The table of contents: a true field, filled, which Word may refresh but need not."""
        entries = contents.ranked()
        if not entries:
            return ""
        title = self._paragraph("TOC Heading", self._inlines(contents.title))
        begin = (
            f'{_field("begin")}<w:r><w:instrText xml:space="preserve"> '
            rf"TOC \o &quot;1-3&quot; \n \h \z </w:instrText></w:r>{_field('separate')}"
        )
        lines = []
        for index, (rank, entry) in enumerate(entries):
            runs = self._link(entry.anchor, _run(entry.text))
            first = begin if index == 0 else ""
            last = _field("end") if index == len(entries) - 1 else ""
            lines.append(self._paragraph(f"toc {min(rank, 2)}", f"{first}{runs}{last}"))
        return title + "".join(lines)

    def _signatures(self, signatures: Signatures) -> str:
        rows = signatures.in_rows()
        together = len(rows) <= 2  # noqa: PLR2004 - a team's frames may go on to the next page
        written = [self._before_table() or self._spacer(200, _KEEP)]
        for index, row in enumerate(rows):
            final = index == len(rows) - 1
            kept = _KEEP if not final and (together or index == len(rows) - 2) else ""
            written.append(self._signature_row(row, signatures.columns, kept))
            written.append(self._spacer(280, kept))
        return "".join(written)

    def _signature_row(self, boxes: tuple[SignatureBox, ...], columns: int, kept: str) -> str:
        """A table of two rows, the signatories' lines and their frames, with gaps between."""
        total = self._skin.page.text_width
        width = (total - _GAP * (columns - 1)) // columns
        widths, lines, frames = [], [], []
        borders = _borders(self._skin)
        empty = self._paragraph("Signature", "", kept or _NOT_KEPT)
        for index, box in enumerate(boxes):
            if index:
                widths.append(_GAP)
                lines.append(_tc(_GAP, self._paragraph("Signature", "")))
                frames.append(_tc(_GAP, empty))
            widths.append(width)
            said = "".join(self._paragraph("Signature", self._inlines(line)) for line in box.lines)
            lines.append(_tc(width, said or self._paragraph("Signature", "")))
            frames.append(_tc(width, empty, borders))
        margins = (
            '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:bottom w:w="80" w:type="dxa"/>'
            '<w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        )
        look = (
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{margins}'
            '<w:tblLook w:val="0000"/>'
        )
        height = f'<w:trHeight w:val="{_FRAME}" w:hRule="exact"/>'
        rows = [
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(lines)}</w:tr>",
            f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(frames)}</w:tr>",
        ]
        return _tbl(look, widths, rows)


_NOT_KEPT = '<w:keepNext w:val="0"/>'


def _run(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _tbl(look: str, widths: list[int], rows: list[str]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _tc(width: int, text: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{text}</w:tc>'


def _borders(skin: Skin) -> str:
    """The border of a signature frame, taken from the skin's table style."""
    sides = []
    for side in ("top", "left", "bottom", "right"):
        width, _, colour = skin.frame.table.get(f"border-{side}", "0.5pt solid #000000").split()
        size = round(float(width.removesuffix("pt")) * 8)
        shade = quoteattr(colour.removeprefix("#") if colour.startswith("#") else "auto")
        sides.append(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color={shade}/>')
    return f"<w:tcBorders>{''.join(sides)}</w:tcBorders>"
