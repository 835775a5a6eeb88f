"""Passages → a Word file that a jurist reads and edits: plain words, and tags that show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dossiers.blocks import Attachment, Text
from dossiers.composing.tables import TOTAL, column_shares
from dossiers.manuscripts.envelope import LEVELS, Label, package, paragraph, runs
from dossiers.manuscripts.passages import HARD, LISTED, TABULAR, Kind, Placed
from dossiers.manuscripts.spans import Span, key, spans

_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
# Word makes one table of two that touch.
_BELOW_TABLE = '<w:p><w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
_WIDTH = 9070  # of the text, in twips
_STEP = 284  # of a passage inside another, in twips
_STYLES = {
    Kind.TEXT: "Normal",
    Kind.BULLET: "ListBullet",
    Kind.NUMBER: "ListNumber",
    Kind.CONTINUED: "ListContinue",
    Kind.TAG: "Balisedepassage",
    Kind.HEADER: "Titredecolonne",
    Kind.ROW: "Case",
}


@dataclass(slots=True)
class _Writer:
    """Writes blocks in order. `lists` are the numbers at which numbered lists begin again."""

    lists: list[int]
    depth: int = 0
    expected: tuple[int, int] = (-1, -1)

    def body(self, blocks: Sequence[Placed]) -> Iterator[str]:
        for table, group in groupby(_tables(blocks), key=lambda pair: pair[0]):
            own = [block for _, block in group]
            if table:
                yield self.table(own)
                yield _BELOW_TABLE
            else:
                for block in own:
                    yield self.block(block)

    def block(self, block: Placed) -> str:
        passage = block.passage
        if passage.kind is Kind.TAG:
            return self.tag(passage.text if "\n" not in passage.texts[0] else passage.texts[0])
        properties = ""
        if passage.kind in LISTED:
            properties = self.listed(block)
        elif self.depth:
            properties = f'<w:ind w:left="{_STEP * self.depth}"/>'
        caption = passage.kind is Kind.TEXT and passage.text.startswith("Table :")
        heading = f"Heading{passage.level}" if passage.kind is Kind.HEADING else ""
        style = "Caption" if caption else heading or _STYLES[passage.kind]
        return paragraph(style, properties, runs(spans(key(passage.texts[0]))))

    def tag(self, text: str, *, cell: bool = False) -> str:
        """A tag alone; what it opens stands further to the right."""
        word = text.strip("{%- ").split(" ")[0]
        ends = text.strip() == ":::" or word.startswith(("end", "el"))
        self.depth -= ends and self.depth > 0
        indent = "" if cell else f'<w:ind w:left="{_STEP * self.depth}"/>'
        last = '<w:keepNext w:val="0"/>' if text.strip() == ":::" or word.startswith("end") else ""
        opens = word in ("if", "for") or (text.startswith(":::") and text.strip() != ":::")
        self.depth += opens or word.startswith("el")
        return paragraph("Balisedepassage", f"{last}{indent}", runs([Span(text)]))

    def listed(self, block: Placed) -> str:
        passage = block.passage
        left = 425 * (passage.level + 1) + _STEP * self.depth
        if passage.kind is Kind.CONTINUED:
            return f'<w:ind w:left="{left}"/>'
        number = 1
        if passage.kind is Kind.NUMBER:
            if (passage.level, block.number) != self.expected:
                self.lists.append(block.number)
            self.expected = (passage.level, block.number + 1)
            number = len(self.lists) + 1
        level = min(passage.level, LEVELS - 1)
        return (
            f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            f'<w:ind w:left="{left}" w:hanging="425"/>'
        )

    def table(self, blocks: Sequence[Placed]) -> str:
        rows = [block.passage.texts for block in blocks if block.passage.kind in TABULAR]
        columns = max(map(len, rows))
        widths = _widths(rows, columns)
        sides: tuple[str, ...] = ()
        written = []
        for block in blocks:
            if block.passage.kind is Kind.TAG:
                span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
                inner = self.tag(block.passage.texts[0], cell=True)
                written.append(_row([_cell(sum(widths), span, inner)]))
                continue
            sides = block.sides or sides
            written.append(_row(_cells(block, widths, sides), block.passage.kind is Kind.HEADER))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(written)}</w:tbl>"
        )


def write(blocks: Sequence[Placed], label: Label, attachment: Attachment) -> bytes:
    """The Word file of a document's passages; the same bytes twice."""
    writer = _Writer([])
    return package("".join(writer.body(blocks)), writer.lists, label, attachment)


def _tables(blocks: Sequence[Placed]) -> Iterator[tuple[int, Placed]]:
    """Each block with the rank of the table it stands in, 0 outside; tags between rows are in."""
    rank, inside = 0, False
    for place, block in enumerate(blocks):
        kind = block.passage.kind
        if kind is Kind.HEADER or (kind is Kind.ROW and not inside):
            rank, inside = rank + 1, True
        elif inside and (kind not in (*TABULAR, Kind.TAG) or not _tight(blocks[place - 1])):
            inside = False
        yield (rank if inside else 0), block


def _tight(block: Placed) -> bool:
    return block.gap.count("\n") <= 1


def _row(cells: Iterable[str], header: bool = False) -> str:  # noqa: FBT001, FBT002 - a look
    marked = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{marked}</w:trPr>{''.join(cells)}</w:tr>"


def _cells(block: Placed, widths: Sequence[int], sides: Sequence[str]) -> Iterator[str]:
    shade = block.passage.kind is Kind.HEADER
    look = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if shade else ""
    style = _STYLES[block.passage.kind]
    for rank, width in enumerate(widths):
        text = block.passage.texts[rank] if rank < len(block.passage.texts) else ""
        side = sides[rank] if rank < len(sides) else "left"
        aligned = f'<w:jc w:val="{side}"/>' if side != "left" else ""
        yield _cell(width, look, paragraph(style, aligned, runs(spans(key(text)))))


def _cell(width: int, look: str, inner: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}</w:tcPr>{inner}</w:tc>'


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """The widths that the table would have in a document, in twips."""
    padded = [(*row, *("" for _ in range(columns - len(row)))) for row in rows]
    cells = [tuple((Text(text.replace(HARD, " ")),) for text in row) for row in padded]
    return [_WIDTH * share // TOTAL for share in column_shares(cells)]
