"""What a person sees of a PDF: the words of each page, and its picture.

The sole importer of pypdfium2, which comes with the extra `signature`. pypdf reads objects; what
stands on the page, under an overlay or in white on white, only a drawing tells.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossiers.errors import MachineError
from dossiers.formats.geometry import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_SCALE = 100 / 72
_CUT = re.compile("[\u00ad\u0002\ufffe\u2010-]\\s*\r?\n|\ufffe")
_LARGEST = 2400 * 3400
"""Square points of an A0 sheet."""
_MOST = 400 * 595 * 842
"""Square points of four hundred A4 pages."""
_RUNNING_SHARE = 0.6
_FEW = 3
_DARKER = 48
_SEEN = 5
"""How many pixels, out of 256 levels by more than `_DARKER`, make a difference that is seen."""


@dataclass(frozen=True, slots=True)
class View:
    """A page: its lines of text, its picture in grey levels, one byte a pixel, row by row."""

    lines: tuple[str, ...]
    picture: bytes
    width: int
    height: int

    @property
    def blank(self) -> bool:
        """Whether the page has no text at all, as a scan has none."""
        return not any(line.strip() for line in self.lines)

    def without(self, frames: Sequence[Box]) -> bytes:
        """The picture with some frames, and two points around, painted over."""
        picture = bytearray(self.picture)
        for left, bottom, right, top in frames:
            columns = _within(self.width, left - 2, right + 2)
            high = self.height / _SCALE
            rows = _within(self.height, high - top - 2, high - bottom + 2)
            for start in (row * self.width for row in rows):
                picture[start + columns.start : start + columns.stop] = bytes(len(columns))
        return bytes(picture)


def _refuse_vast(sizes: Iterable[tuple[float, float]]) -> None:
    areas = [width * height for width, height in sizes]
    if max(areas, default=0) > _LARGEST or sum(areas) > _MOST:
        raise ValueError("ses pages sont trop grandes, ou trop nombreuses, pour être dessinées")


def _within(length: int, first: float, last: float) -> range:
    """The pixels of a line of this length between two places in points."""
    return range(length)[max(0, round(first * _SCALE)) : max(0, round(last * _SCALE))]


def views(data: bytes) -> tuple[View, ...]:
    """Each page as it is seen.

    Lines that are repeated on most pages, but for their numbers, are running headers and footers,
    and are left out. Raises MachineError without the extra, ValueError for a PDF that cannot be
    drawn, or not in the memory that one should take.
    """
    with _document(data) as document:
        _refuse_vast(page.get_size() for page in document)
        lines = [_lines(page) for page in document]
        running = _running(lines)
        return tuple(
            _view(page, tuple(line for line in told if _masked(line) not in running))
            for page, told in zip(document, lines, strict=True)
        )


def differs(one: View, other: View, frames: Sequence[Box] = ()) -> bool:
    """Whether two pictures of a page differ, but in some frames, by more than a drawing's grain."""
    if (one.width, one.height) != (other.width, other.height):
        return True
    left, right = one.without(frames), other.without(frames)
    seen, width = 0, one.width
    for start in range(0, len(left), width) if left != right else ():
        pair = left[start : start + width], right[start : start + width]
        if pair[0] != pair[1]:
            seen += sum(abs(a - b) > _DARKER for a, b in zip(*pair, strict=True))
            if seen >= _SEEN:
                return True
    return False


@contextlib.contextmanager
def _document(data: bytes) -> Iterator[PdfDocument]:
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MachineError(
            "Comparer deux PDF demande un complément : pip install 'dossiers[signature]'."
        ) from error
    try:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            document.init_forms()
            yield document
    except pypdfium2.PdfiumError as error:
        raise ValueError("ce PDF ne peut pas être dessiné") from error


def _lines(page: PdfPage) -> list[str]:
    """The lines of a page; words cut at the end of a line are made whole again."""
    text: str = page.get_textpage().get_text_range()
    return [line for line in _CUT.sub("", text).splitlines() if line.strip()]


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    if len(pages) < _FEW:
        return set()
    counts = Counter(masked for lines in pages for masked in {_masked(line) for line in lines})
    return {line for line, count in counts.items() if count >= len(pages) * _RUNNING_SHARE}


def _masked(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def _view(page: PdfPage, lines: tuple[str, ...]) -> View:
    bitmap = page.render(scale=_SCALE, grayscale=True)
    width, stride = bitmap.width, bitmap.stride
    rows = (
        bytes(bitmap.buffer[row * stride : row * stride + width]) for row in range(bitmap.height)
    )
    return View(lines, b"".join(rows), width, bitmap.height)
