"""Work shared between the machine's processors: order kept, memory bounded.

The only place that starts processes. Each worker makes its tool once (a reader with its procedures
loaded, for one) and is replaced after a number of items, so that nothing it leaks adds up. None
outlives the program, killed or interrupted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Load:
    """How items are shared: processes start for `many`, `batch` at a time, for `most` items each.

    Below `many`, starting processes costs more than it saves.
    """

    many: int
    batch: int
    most: int


LIGHT = Load(many=20, batch=10, most=2_000)
"""Items of some milliseconds, such as a dossier to judge."""
HEAVY = Load(many=2, batch=1, most=50)
"""Items of some seconds, such as a bundle to write."""
_MOST_MEMORY = 4 * 2**30

_tool: Callable[[Any], Any] | None = None


def ordered(
    make: Callable[..., Callable[[Item], Result]],
    arguments: tuple[Any, ...],
    items: Sequence[Item],
    load: Load = LIGHT,
) -> Iterator[Result]:
    """`make(*arguments)(item)` for each item, in the order of the items.

    What `make` gives is called in this process for a few items, in one process a processor for
    many; results must then be plain values. An error raised for an item is raised here.
    """
    processors = len(os.sched_getaffinity(0))
    if len(items) < load.many or processors == 1:
        yield from map(make(*arguments), items)
        return
    import multiprocessing  # noqa: PLC0415 - one dossier needs no process
    import tempfile  # noqa: PLC0415

    # Forked, a worker finds the program already imported.
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory(prefix="dossiers-", ignore_cleanup_errors=True) as scratch,
        context.Pool(
            processors, _start, (make, arguments, scratch), load.most // load.batch
        ) as pool,
    ):
        yield from pool.imap(_work, items, chunksize=load.batch)


def _start(
    make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...], scratch: str
) -> None:
    import multiprocessing  # noqa: PLC0415 - as in `ordered`
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is
    import signal  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    import threading  # noqa: PLC0415

    global _tool  # noqa: PLW0603 - one tool a process, made when the process starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program itself stops its workers
    tempfile.tempdir = scratch  # a worker is stopped, and tidies nothing up
    program = multiprocessing.parent_process()
    threading.Thread(target=_end_with, args=(program, scratch), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    _tool = make(*arguments)


def _end_with(program: Any, scratch: str) -> None:
    """End when the program does, were it killed: what it was to write is no longer wanted."""
    import shutil  # noqa: PLC0415 - as in `ordered`

    program.join()
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)


def _work(item: Any) -> Any:
    assert _tool is not None  # noqa: S101 - `_start` has run
    return _tool(item)
