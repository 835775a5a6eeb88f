"""Tables and signature frames in WordprocessingML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.blocks import Align, Row, SignatureBox, Signatures, Table
from dossiers.render.word.lines import KEEP, NOT_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dossiers.render.word.lines import Lines
    from dossiers.skins.wordstyles import Css

_FRAME = 1814
"""The height of a signature frame, in twips: 32 mm."""
_GAP = 284
"""The space between two frames, in twips: 5 mm."""


def table(block: Table, lines: Lines) -> str:
    """A table: its caption, its header row repeated on each page, its rows never cut."""
    total = lines.skin.page.text_width
    widths = [total * width // 1000 for width in block.widths]
    widths[-1] += total - sum(widths)
    caption = lines.paragraph("caption", lines.inlines(block.caption)) if block.caption else ""
    last_but_one = len(block.rows) - 2
    rows = [_row(block.header, block, widths, lines, header=True)]
    rows += [
        # The last two rows stay together, so that none is alone under a repeated header.
        _row(row, block, widths, lines, keep=index == last_but_one)
        for index, row in enumerate(block.rows)
    ]
    look = (
        f'<w:tblStyle w:val="{lines.skin.table.id}"/><w:tblW w:w="{total}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    )
    # The line below keeps two tables apart: Word would join them.
    return f"{caption}{_begun(lines)}{_grid(look, widths, rows)}{lines.spacer(lines.below(220))}"


def _row(
    cells: Row,
    block: Table,
    widths: list[int],
    lines: Lines,
    *,
    header: bool = False,
    keep: bool = False,
) -> str:
    style = "En-tête de tableau" if header else "Texte de tableau"
    kept = KEEP if header or keep else ""
    written = []
    for content, align, width in zip(cells, block.aligns, widths, strict=True):
        place = "" if align is Align.LEFT else f'<w:jc w:val="{align.value}"/>'
        written.append(_cell(width, lines.paragraph(style, lines.inlines(content), kept, place)))
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(written)}</w:tr>"


def signatures(block: Signatures, lines: Lines) -> str:
    """The frames, row by row; two rows are never parted, a team's may go on to the next page."""
    rows = block.in_rows()
    written = [_begun(lines) or lines.spacer(200, KEEP)]
    for index, row in enumerate(rows):
        final = index == len(rows) - 1
        kept = KEEP if not final and (block.together or index == len(rows) - 2) else NOT_KEPT
        below = lines.below(280) if final else 280
        written += [_signature_row(row, block.columns, kept, lines), lines.spacer(below, kept)]
    return "".join(written)


def _signature_row(boxes: tuple[SignatureBox, ...], columns: int, kept: str, lines: Lines) -> str:
    """A table of two rows, the signatories' lines and their frames, with gaps between."""
    total = lines.skin.page.text_width
    width = (total - _GAP * (columns - 1)) // columns
    widths: list[int] = []
    said: list[str] = []
    frames: list[str] = []
    borders = _borders(lines.skin.frame.table)
    for box in boxes:
        if widths:
            widths.append(_GAP)
            said.append(_cell(_GAP, lines.paragraph("Signature", "", KEEP)))
            frames.append(_cell(_GAP, lines.paragraph("Signature", "", kept)))
        widths.append(width)
        own = [lines.paragraph("Signature", lines.inlines(line), KEEP) for line in box.lines]
        said.append(_cell(width, "".join(own) or lines.paragraph("Signature", "", KEEP)))
        frames.append(_cell(width, lines.paragraph("Signature", "", kept), borders))
    look = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:bottom w:w="80" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000"/>'
    )
    height = f'<w:trHeight w:val="{_FRAME}" w:hRule="exact"/>'
    rows = (
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(said)}</w:tr>",
        f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(frames)}</w:tr>",
    )
    return _grid(look, widths, rows)


def _begun(lines: Lines) -> str:
    """A table cannot begin a page by itself: a line of no height does."""
    return lines.spacer(20, KEEP) if lines.new_page else ""


def _grid(look: str, widths: list[int], rows: Iterable[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    grid = f"<w:tblGrid>{columns}</w:tblGrid>"
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{grid}{''.join(rows)}</w:tbl>"


def _cell(width: int, text: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{text}</w:tc>'


def _borders(css: Css) -> str:
    """The border of a signature frame, as the skin's table style has it."""
    sides = []
    for side in ("top", "left", "bottom", "right"):
        width, *_, colour = css.get(f"border-{side}", "0.5pt solid #000000").split()
        size = round(float(width.removesuffix("pt")) * 8) if width != "none" else 0
        shade = colour.removeprefix("#") if colour.startswith("#") else "auto"
        sides.append(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{shade}"/>')
    return f"<w:tcBorders>{''.join(sides)}</w:tcBorders>"
