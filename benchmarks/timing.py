"""The ratio of two things timed in turn, so that a drift of the machine touches both."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def ratio(ours: Callable[[], object], theirs: Callable[[], object], runs: int) -> float:
    """The median of time(ours) / time(theirs) over pairs of runs, one warm-up pair left out."""
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(runs + 1)]
    return median(mine / other for mine, other in pairs[1:])


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
