"""Boxes and matrices of PDF pages: what lies where, and how content streams write it.

Lengths are in page units; a page's own space has its origin at the bottom left, before rotation.
"""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]


def fitted(matrix: Matrix, box: Box, place: Box) -> Matrix | None:
    """What maps a form's own space onto a rectangle of the page (ISO 32000-1, 12.5.5, algorithm 8).

    `matrix` and `box` are the form's /Matrix and /BBox. None when the form has no surface.
    """
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if not width or not height:
        return None
    left, right = sorted((place[0], place[2]))
    bottom, top = sorted((place[1], place[3]))
    wide, high = (right - left) / width, (top - bottom) / height
    return (wide, 0, 0, high, left - min(xs) * wide, bottom - min(ys) * high)


def meeting(sheet: Box, crop: Box) -> Box:
    """The part of a crop box that lies on the sheet; the whole sheet where the two do not meet."""
    left, bottom = max(sheet[0], crop[0]), max(sheet[1], crop[1])
    right, top = min(sheet[2], crop[2]), min(sheet[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else sheet


def numbers(values: tuple[float, ...]) -> str:
    """Figures as a content stream writes them: four decimals at most, never an exponent."""
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)
