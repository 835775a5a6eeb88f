"""Many items shared between the machine's processors, order kept and memory bounded.

Each worker makes its tool once (a reader with its procedures loaded, for one); all are replaced
after a number of items, so that nothing they leak adds up. None outlives the program, killed or
interrupted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from dossiers.errors import MachineError
from dossiers.limits import count_anew, give_up, hold_memory, is_bounded

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Load:
    """How items are shared: processes start for `many`, `batch` at a time, for some `most` each.

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

_tool: Callable[[], Callable[[Any], Any]] | None = None
"""What makes the tool of this process, the first time it is called."""


def ordered(
    make: Callable[..., Callable[[Item], Result]],
    arguments: tuple[Any, ...],
    items: Sequence[Item],
    load: Load = LIGHT,
) -> Iterator[Result]:
    """`make(*arguments)(item)` for each item, in the order of the items.

    What `make` gives is called in this process for a few items, in one process a processor for
    many; results must then be plain values. An error raised for an item is raised here;
    MachineError where a worker is stopped by the machine. Within limits, each item has its own.
    """
    processors = len(os.sched_getaffinity(0))
    if len(items) < load.many or processors == 1:
        work = make(*arguments)
        for item in items:
            count_anew()
            yield work(item)
        return
    lot = processors * load.most
    for start in range(0, len(items), lot):
        with _workers(processors, make, arguments) as pool:
            yield from _shared(pool, items[start : start + lot], load.batch)


def _shared(pool: ProcessPoolExecutor, items: Sequence[Item], batch: int) -> Iterator[Any]:
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - as below

    try:
        for result in pool.map(_work, items, chunksize=batch):
            count_anew()
            yield result
    except BrokenProcessPool as cause:
        if is_bounded():
            give_up()
        raise MachineError(
            "Un des processus qui se partagent le travail s’est arrêté net, faute de mémoire "
            "sans doute. La commande se relance telle quelle."
        ) from cause


@contextmanager
def _workers(
    processors: int, make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]
) -> Iterator[ProcessPoolExecutor]:
    """Processes that wait for items; they end here, at once where something is raised."""
    import multiprocessing  # noqa: PLC0415 - one dossier needs no process
    import tempfile  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    others = multiprocessing.active_children()
    with tempfile.TemporaryDirectory(prefix="dossiers-", ignore_cleanup_errors=True) as scratch:
        # Forked, a worker finds the program already imported.
        context = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(processors, context, _start, (make, arguments, scratch))
        try:
            yield pool
        except BaseException:
            for worker in set(multiprocessing.active_children()).difference(others):
                worker.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _start(
    make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...], scratch: str
) -> None:
    import multiprocessing  # noqa: PLC0415 - as above
    import signal  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    import threading  # noqa: PLC0415

    global _tool  # noqa: PLW0603 - one tool a process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program itself stops its workers
    tempfile.tempdir = scratch  # a worker is stopped, and tidies nothing up
    program = multiprocessing.parent_process()
    threading.Thread(target=_end_with, args=(program, scratch), daemon=True).start()
    hold_memory(_MOST_MEMORY)
    _tool = cache(partial(make, *arguments))


def _end_with(program: Any, scratch: str) -> NoReturn:
    """End when the program does, were it killed: what it was to write is no longer wanted."""
    import shutil  # noqa: PLC0415 - as above

    program.join()
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)


def _work(item: Any) -> Any:
    assert _tool is not None  # noqa: S101 - `_start` has run
    count_anew()
    return _tool()(item)
