"""Tables, charts and signature frames in WordprocessingML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dossiers.blocks import (
    BAR_STEPS,
    Align,
    Bar,
    Bars,
    Inlines,
    Row,
    SignatureBox,
    Signatures,
    Table,
)
from dossiers.render.word.lines import KEEP, NOT_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dossiers.render.word.lines import Lines
    from dossiers.skins.wordstyles import Css

_FRAME = 1814
"""The height of a signature frame, in twips: 32 mm."""
_GAP = 284
"""The space between two frames, in twips: 5 mm."""
_BAR = 160
"""The height of a bar, in twips: the 8 pt of `page.css`."""
_BESIDE = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
_APART = '<w:tcMar><w:right w:w="160" w:type="dxa"/></w:tcMar>'
_MIDDLE = '<w:vAlign w:val="center"/>'


def table(block: Table, lines: Lines) -> str:
    """A table: its caption, its header row repeated on each page, its rows never cut."""
    above = _above(block.caption, lines)
    total = lines.skin.page.text_width
    widths = [total * width // 1000 for width in block.widths]
    widths[-1] += total - sum(widths)
    rows = [_row(_cells(block.header, block, widths, lines, header=True), header=True)]
    for index, cells in enumerate(block.rows):
        # The last two rows stay together, so that none is alone under a repeated header.
        kept = KEEP if index == len(block.rows) - 2 else ""
        rows.append(_row(_cells(cells, block, widths, lines, kept)))
    return above + _styled(widths, rows, lines)


def _cells(
    cells: Row,
    block: Table,
    widths: list[int],
    lines: Lines,
    kept: str = "",
    *,
    header: bool = False,
) -> Iterator[str]:
    for content, align, width in zip(cells, block.aligns, widths, strict=True):
        yield _cell(width, _said(content, lines, kept, align, header=header))


def bars(block: Bars, lines: Lines) -> str:
    """A chart: a bar is a cell as many columns wide as it has steps, and one for those left."""
    above = _above(block.caption, lines)
    total = lines.skin.page.text_width
    step = total * block.widths[2] // 1000 // BAR_STEPS
    figure = total * block.widths[1] // 1000
    widths = [total - figure - step * BAR_STEPS, figure, *[step] * BAR_STEPS]
    what, number, shown = (
        _said(content, lines, KEEP, align, header=True)
        for content, align in zip(block.header, (Align.LEFT, Align.RIGHT, Align.LEFT), strict=True)
    )
    whole = _cell(step * BAR_STEPS, shown, f"{_span(BAR_STEPS)}{_BESIDE}")
    rows = [_row((_cell(widths[0], what), _cell(figure, number, _APART), whole), header=True)]
    for index, bar in enumerate(block.rows):
        kept = KEEP if index == len(block.rows) - 2 else ""
        rows.append(_row(_bar_cells(bar, widths, lines, kept)))
    return above + _styled(widths, rows, lines)


def _bar_cells(bar: Bar, widths: list[int], lines: Lines, kept: str) -> Iterator[str]:
    yield _cell(widths[0], _said(bar.label, lines, kept), _MIDDLE)
    yield _cell(widths[1], _said(bar.figure, lines, kept, Align.RIGHT), f"{_APART}{_MIDDLE}")
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{_BAR}" w:lineRule="exact"/>'
    lengths = (bar.length, BAR_STEPS - bar.length)
    for colour, length in zip(lines.skin.bar, lengths, strict=True):
        if length:
            shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour.removeprefix("#")}"/>'
            drawn = lines.paragraph("Texte de tableau", "", kept, shade, spacing)
            yield _cell(widths[2] * length, drawn, f"{_span(length)}{_BESIDE}{_MIDDLE}")


def _span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def _said(
    content: Inlines, lines: Lines, kept: str, align: Align = Align.LEFT, *, header: bool = False
) -> str:
    """The paragraph of a cell."""
    style = "En-tête de tableau" if header else "Texte de tableau"
    place = "" if align is Align.LEFT else f'<w:jc w:val="{align.value}"/>'
    return lines.paragraph(style, lines.inlines(content), KEEP if header else kept, place)


def _row(cells: Iterable[str], *, header: bool = False) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _above(caption: Inlines, lines: Lines) -> str:
    """What stands above a table, to be written before it."""
    return lines.paragraph("caption", lines.inlines(caption)) if caption else _begun(lines)


def _styled(widths: list[int], rows: list[str], lines: Lines) -> str:
    """A table in the skin's style, and the line below, or else Word would join two tables."""
    look = (
        f'<w:tblStyle w:val="{lines.skin.table.id}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    )
    return f"{_grid(look, widths, rows)}{lines.spacer(lines.below(220))}"


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
