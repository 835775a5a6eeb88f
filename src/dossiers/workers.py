"""Work shared between the machine's processors: order kept, memory bounded.

The only place that starts processes. Each worker makes its tool once (a reader with its procedures
loaded, for one) and is replaced after a number of items, so that nothing it leaks adds up.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 20
"""Below this number, starting processes costs more than it saves."""
_BATCH = 10
_RECYCLED_AFTER = 2_000
_MOST_MEMORY = 4 * 2**30

_tool: Callable[[Any], Any] | None = None


def ordered(
    make: Callable[..., Callable[[Item], Result]], arguments: tuple[Any, ...], items: Sequence[Item]
) -> Iterator[Result]:
    """`make(*arguments)(item)` for each item, in the order of the items.

    What `make` gives is called in this process for a few items, in one process a processor for
    many; results must then be plain values. An error raised for an item is raised here.
    """
    processors = len(os.sched_getaffinity(0))
    if len(items) < FEW or processors == 1:
        yield from map(make(*arguments), items)
        return
    import multiprocessing  # noqa: PLC0415 - one dossier needs no process

    # Forked, a worker finds the program already imported.
    context = multiprocessing.get_context("fork")
    with context.Pool(processors, _start, (make, arguments), _RECYCLED_AFTER // _BATCH) as pool:
        yield from pool.imap(_work, items, chunksize=_BATCH)


def _start(make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    global _tool  # noqa: PLW0603 - one tool a process, made when the process starts
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    _tool = make(*arguments)


def _work(item: Any) -> Any:
    assert _tool is not None  # noqa: S101 - `_start` has run
    return _tool(item)
