"""The widths of a table's columns, computed once for Word and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dossiers.blocks import Row, plain

TOTAL = 1000
_WORD_CAP = 24
_CELL_CAP = 110
# Room for a letter and for the padding of a cell, in thousandths of a text width of 16 cm.
_LETTER = 11
_PADDING = 26
_FIGURE_MOST = 250
_BAR_LEAST = 400


def column_shares(rows: Sequence[Row]) -> tuple[int, ...]:
    """Column shares in thousandths that sum to 1000.

    Each column first gets room for its longest word, so that none is cut; what is left goes to
    the columns that hold the most text.
    """
    columns = range(len(rows[0]))
    texts = [[plain(row[n]) if n < len(row) else "" for row in rows] for n in columns]
    least = [_PADDING + _LETTER * min(_WORD_CAP, _longest_word(column)) for column in texts]
    if sum(least) > TOTAL:
        least = [TOTAL * width // sum(least) for width in least]
    weights = [max(4, min(_CELL_CAP, max(len(text) for text in column))) for column in texts]
    free = TOTAL - sum(least)
    shares = [
        width + free * weight // sum(weights) for width, weight in zip(least, weights, strict=True)
    ]
    shares[max(columns, key=lambda n: shares[n])] += TOTAL - sum(shares)
    return tuple(shares)


def bar_shares(rows: Sequence[Row]) -> tuple[int, int, int]:
    """Shares of a chart's label, figure and bar: words on one line if they can, and a long bar."""
    labels, figures = ([plain(row[n]) for row in rows] for n in (0, 1))
    figure = min(_FIGURE_MOST, _room([_longest_word(figures[:1]), *map(len, figures[1:])]))
    label = min(TOTAL - _BAR_LEAST - figure, _room([len(text) for text in labels]))
    return label, figure, TOTAL - label - figure


def _room(letters: Iterable[int]) -> int:
    return _PADDING + _LETTER * max(letters)


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split(" ")), default=1)
