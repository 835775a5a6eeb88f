"""How long the bars of a chart are, computed once for Word and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias, TypeGuard

from dossiers.blocks import BAR_STEPS

Number: TypeAlias = int | Decimal


def is_number(value: Any) -> TypeGuard[Number]:
    """Whether a value of a field has a length: an amount, a share, a count, not a yes or no."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def lengths(figures: Sequence[Number | None], full: Number | None = None) -> Iterator[int]:
    """The length of each bar in steps, to the nearest, a full bar being `full` or the largest.

    Nothing is shown as something, nor something as nothing: a bar is empty for a blank and for
    what is not above zero only, and full from `full` on only. While a blank may yet be the largest,
    no bar has a length.

    >>> list(lengths([480, 240, 1, 479, 0]))
    [40, 20, 1, 39, 0]
    >>> list(lengths([50, 120, -3, None], full=100)), list(lengths([480, None]))
    ([20, 40, 0, 0], [0, 0])
    """
    if full is None and None in figures:
        figures = [0] * len(figures)
    known = [figure for figure in figures if figure is not None]
    whole = Fraction(max(known, default=0) if full is None else full)
    for figure in (Fraction(each or 0) for each in figures):
        if figure <= 0:
            yield 0
        elif figure >= whole:
            yield BAR_STEPS
        else:
            nearest = int(BAR_STEPS * figure / whole + Fraction(1, 2))
            yield min(max(nearest, 1), BAR_STEPS - 1)
