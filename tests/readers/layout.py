"""What a careful eye would refuse on the pages of a produced PDF, page by page.

Each check gives sentences that name the page; `defects` runs them all. Headings, paragraphs and
cells come from the tags, places and sizes from the drawing. Lengths are in points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readers.ink import Run
from readers.tagged_pdf import Cell, Element, Reading, read

_MM = 72 / 25.4
_SLACK = 1.5
_SAME_LINE = 2.5
_EMPTY = 1 / 3
_SMALLEST = 9.0
_UNPRINTED = 4 * _MM
"""What a desktop printer leaves blank at each edge."""
_INSET = 12.0
"""How far the lines above a frame may begin or end beside it."""
_FLOWING = ("P", "LI", "LBody", "Div", "BlockQuote", "Note")


@dataclass(frozen=True, slots=True)
class Margins:
    """The blank around the text, in millimetres."""

    top: float = 25
    right: float = 25
    bottom: float = 25
    left: float = 25


@dataclass(frozen=True, slots=True)
class _Area:
    """Where the text of a page may stand."""

    left: float
    bottom: float
    right: float
    top: float


def defects(
    data: bytes,
    margins: Margins,
    *,
    first: Margins | None = None,
    starts: Sequence[str] = (),
    smallest: float = _SMALLEST,
) -> list[str]:
    """Every defect of a tagged PDF, none being the aim.

    `first` are the margins of the first page where they differ; `starts` are the first words of the
    parts that begin on a new page by choice, so that the page before may be short.
    """
    reading = read(data)
    areas = [
        _area(size, first if first and number == 0 else margins)
        for number, size in enumerate(reading.sizes)
    ]
    return [
        *short_pages(reading, areas, starts),
        *stranded_titles(reading),
        *lone_lines(reading, areas),
        *small_text(reading, smallest),
        *text_outside(reading, areas),
        *text_beyond_cells(reading),
        *lone_frames(reading),
    ]


def short_pages(reading: Reading, areas: Sequence[_Area], starts: Sequence[str]) -> Iterator[str]:
    """Pages filled by less than a third, but the last one and those before a chosen break."""
    opening = {
        page: next((e.text for e in reading.elements if page in e.pages and e.runs), "")
        for page in range(1, len(areas) + 1)
    }
    for page, area in enumerate(areas[:-1], 1):
        lowest = [run.bottom for e in reading.elements for run in e.runs if run.page == page]
        lowest += [e.frame.bottom for e in reading.elements if e.frame and e.frame.page == page]
        filled = (area.top - min(lowest, default=area.top)) / (area.top - area.bottom)
        if filled < _EMPTY and not opening[page + 1].startswith(tuple(starts) or ("\0",)):
            yield f"page {page}: filled by {filled:.0%} only, before « {opening[page + 1][:40]} »"


def stranded_titles(reading: Reading) -> Iterator[str]:
    """Titles, captions and table headers whose page ends before what they announce."""
    shown = [element for element in reading.elements if element.pages]
    for title, following in pairwise(shown):
        header = title.kind == "TH" and following.kind != "TH"
        if (title.heading or title.kind == "Caption" or header) and (
            following.pages[0] > title.pages[-1]
        ):
            kind = "table header" if header else "caption" if title.kind == "Caption" else "title"
            yield f"page {title.pages[-1]}: {kind} alone at the bottom, « {title.text[:60]} »"
    for element in shown[-1:]:
        if element.heading:
            yield f"page {element.pages[-1]}: title without text, « {element.text[:60]} »"


def lone_lines(reading: Reading, areas: Sequence[_Area]) -> Iterator[str]:
    """Paragraphs that leave a single line at the bottom of a page or at the top of the next."""
    flow = [e for e in reading.elements if e.runs and e.kind in _FLOWING and not e.cell]
    for part, rest in pairwise(flow):
        if not _same_paragraph(part, rest, areas[part.pages[-1] - 1]):
            continue
        if len(_lines(part)) == 1:
            yield f"page {part.pages[-1]}: single first line at the bottom, « {part.text[:60]} »"
        if len(_lines(rest)) == 1:
            yield f"page {rest.pages[0]}: single last line at the top, « {rest.text[:60]} »"


def _same_paragraph(part: Element, rest: Element, area: _Area) -> bool:
    """Whether a block at the top of a page carries on the one at the bottom of the page before.

    WeasyPrint tags the two halves apart. The first must end where the next word had no room left;
    after a full stop, the line must also be justified.
    """
    if part.kind != rest.kind or part.pages[-1] + 1 != rest.pages[0]:
        return False
    room = area.right - max(run.right for run in _lines(part)[-1])
    first, word = rest.runs[0], rest.text.split()[0]
    width = (first.right - first.left) * len(word) / len(first.text.strip())
    ends = part.text[-1] in ".;:!?»" and not word[0].islower()
    return room < _SLACK if ends else room < width


def _lines(element: Element) -> list[list[Run]]:
    """The runs of an element line by line, from the top; a raised figure stays on its line."""
    lines: list[list[Run]] = []
    for run in element.runs:
        last = lines[-1][0] if lines else None
        if last and last.page == run.page and abs(last.baseline - run.baseline) < _SAME_LINE * 2:
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def small_text(reading: Reading, smallest: float) -> Iterator[str]:
    """Text below the least size, running headers and footers included."""
    found: dict[tuple[int, float], str] = {}
    for run in _all_runs(reading):
        if run.size < smallest - 0.05:
            found.setdefault((run.page, round(run.size, 1)), run.text.strip())
    for (page, size), text in sorted(found.items()):
        yield f"page {page}: text of {size:g} pt, « {text[:60]} »"


def text_outside(reading: Reading, areas: Sequence[_Area]) -> Iterator[str]:
    """Text beyond the margins; for running headers and footers, where no printer prints."""
    for element in reading.elements:
        for run in element.runs:
            if _beyond(run, areas[run.page - 1]):
                yield f"page {run.page}: text in the margin, « {run.text.strip()[:60]} »"
    for run in (*reading.artifacts, *reading.loose):
        width, height = reading.sizes[run.page - 1]
        edge = _Area(_UNPRINTED, _UNPRINTED, width - _UNPRINTED, height - _UNPRINTED)
        if _beyond(run, edge):
            yield f"page {run.page}: text at the edge of the sheet, « {run.text.strip()[:60]} »"


def _beyond(run: Run, area: _Area) -> bool:
    """Vertically the baseline counts: descenders may dip into the margin."""
    return (
        run.left < area.left - _SLACK
        or run.right > area.right + _SLACK
        or run.baseline < area.bottom - _SLACK
        or run.top > area.top + _SLACK
    )


def text_beyond_cells(reading: Reading) -> Iterator[str]:
    """Text of a cell that reaches into the next column, told from where that column's text begins.

    Rows with merged cells are judged against their own neighbours only.
    """
    cells = [(e.cell, e) for e in reading.elements if e.cell and e.runs]
    rows: dict[tuple[int, int], list[tuple[Cell, Element]]] = defaultdict(list)
    for cell, element in cells:
        rows[cell.table, cell.row].append((cell, element))
    begins = _column_starts(rows)
    for cell, element in cells:
        row = rows[cell.table, cell.row]
        right = [e for other, e in row if other.column > cell.column]
        limit = min((_left(e) for e in right), default=float("inf"))
        if cell.count == begins[cell.table][0]:
            limit = min(limit, begins[cell.table][1].get(cell.column + 1, limit))
        for run in element.runs:
            if run.right > limit + 0.5:
                yield f"page {run.page}: text beyond its cell, « {run.text.strip()[:60]} »"


def _column_starts(
    rows: Mapping[tuple[int, int], Sequence[tuple[Cell, Element]]],
) -> dict[int, tuple[int, dict[int, float]]]:
    """For each table, its number of columns and where the text of each begins at the earliest."""
    starts: dict[int, tuple[int, dict[int, float]]] = {}
    for (table, _), row in rows.items():
        count = row[0][0].count
        if count > starts.get(table, (0, {}))[0]:
            starts[table] = (count, {})
        if count == starts[table][0]:
            lefts = starts[table][1]
            for cell, element in row:
                lefts[cell.column] = min(lefts.get(cell.column, float("inf")), _left(element))
    return starts


def _left(element: Element) -> float:
    return min(run.left for run in element.runs)


def lone_frames(reading: Reading) -> Iterator[str]:
    """Signature frames on a page that holds no line of the act, only who signs."""
    for page in sorted({e.frame.page for e in reading.elements if e.frame}):
        frames = [e.frame for e in reading.elements if e.frame and e.frame.page == page]
        act = [
            element
            for element in reading.elements
            if element.runs
            and page in element.pages
            and not any(
                all(
                    frame.left - _INSET <= run.left and run.right <= frame.right + _INSET
                    for run in element.runs
                    if run.page == page
                )
                for frame in frames
            )
        ]
        if not act:
            yield f"page {page}: signature frames without a line of the text they sign"


def _all_runs(reading: Reading) -> Iterator[Run]:
    for element in reading.elements:
        yield from element.runs
    yield from reading.artifacts
    yield from reading.loose


def _area(size: tuple[float, float], margins: Margins) -> _Area:
    width, height = size
    return _Area(
        margins.left * _MM,
        margins.bottom * _MM,
        width - margins.right * _MM,
        height - margins.top * _MM,
    )
