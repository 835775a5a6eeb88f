"""Work given to other processes: shared between the machine's processors, or kept apart.

The only place that starts processes. `ordered` shares many items, order kept and memory bounded:
each worker makes its tool once (a reader with its procedures loaded, for one) and is replaced after
a number of items, so that nothing it leaks adds up. `Apart` keeps what cannot be trusted away, and
`bounded` a whole command that reads what comes from elsewhere. None outlives the program, killed or
interrupted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_Work = Callable[[bytes], Sequence[bytes]]
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
_LOOKS_EVERY = 0.5

_tool: Callable[[Any], Any] | None = None
_seconds = 0
"""What this process may compute for each item, where it is `bounded`."""


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
    if len(items) < load.many or processors == 1 or _seconds:
        yield from _one_by_one(make(*arguments), items)
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


def _one_by_one(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """In this process. A pool would wait for ever for a worker that its limits have stopped."""
    for item in items:
        if _seconds:
            _allow(_seconds)
        yield work(item)


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
    _hold(resource.RLIMIT_AS, _MOST_MEMORY)
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


class LostError(Exception):
    """The process kept apart broke down, or took more than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take: seconds of computing, seconds of waiting, bytes of memory."""

    computing: int
    waiting: int
    memory: int


def bounded(work: Callable[[], object], limits: Limits) -> int:
    """The exit code of a whole command, done within limits by a process of its own.

    What it says goes where this one's would; its seconds are counted anew for each item that it
    shares out. Raises LostError when it breaks down or takes more than it may.
    """
    import signal  # noqa: PLC0415 - cold start
    import sys  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="dossiers-", ignore_cleanup_errors=True) as scratch:
        asker = os.getpid()
        process = os.fork()
        if not process:
            tempfile.tempdir = scratch  # it may be stopped, and tidy nothing up
            _do(work, limits, asker)
        try:
            _, status = os.waitpid(process, 0)
        except BaseException:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            raise
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise LostError
    return code


def _do(work: Callable[[], object], limits: Limits, asker: int) -> NoReturn:
    """Work, and end with what the work says of how it ended."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is
    import signal  # noqa: PLC0415 - cold start
    import sys  # noqa: PLC0415
    import threading  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    global _seconds  # noqa: PLW0603 - a process that starts has the limits that it is given
    code: object = 1
    try:
        threading.Thread(target=_end_without, args=(asker,), daemon=True).start()
        _hold(resource.RLIMIT_AS, limits.memory)
        _hold(resource.RLIMIT_CORE, 0)
        _seconds = limits.computing
        _allow(_seconds)
        work()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except MemoryError:
        os.kill(os.getpid(), signal.SIGKILL)
    except BaseException:  # noqa: BLE001 - a fault of the program, told as it would be elsewhere
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _allow(seconds: int) -> None:
    """Let this process compute so many seconds more, as far as it may at all."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    used = resource.getrusage(resource.RUSAGE_SELF)
    _hold(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1, for_good=False)


def _hold(kind: int, most: int, *, for_good: bool = True) -> None:
    """Give a limit to this process, or leave the lower one that the machine has set."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    _, hard = resource.getrlimit(kind)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least if for_good else hard))


class Apart:
    """One process that does what `make` gives to one item after another, within limits.

    It starts at the first item, is stopped by an item that takes too much, and then starts anew.
    Only bytes come and go: what takes the process over can answer lies, and do nothing here.
    """

    def __init__(self, make: Callable[[], _Work], limits: Limits) -> None:
        self._make = make
        self._limits = limits
        self._process = 0
        self._line: Connection | None = None

    def ask(self, item: bytes) -> tuple[bytes, ...]:
        """What the work gives for an item. Raises LostError."""
        line = self._line or self._started()
        try:
            line.send_bytes(item)
            answer = [self._heard(line) for _ in range(int(self._heard(line)))]
        except (OSError, EOFError, ValueError) as cause:
            self._stop()
            raise LostError from cause
        return tuple(answer)

    def _heard(self, line: Connection) -> bytes:
        if not line.poll(self._limits.waiting):
            raise TimeoutError
        return line.recv_bytes(self._limits.memory)

    def _started(self) -> Connection:
        from multiprocessing import Pipe  # noqa: PLC0415 - a dossier may need no process

        ours, theirs = Pipe()
        asker = os.getpid()
        self._process = os.fork()
        if not self._process:
            ours.close()
            _serve(theirs, self._make, self._limits, asker)
        theirs.close()
        self._line = ours
        return ours

    def _stop(self) -> None:
        import signal  # noqa: PLC0415 - cold start

        if self._line is not None:
            self._line.close()
            self._line = None
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def _serve(line: Connection, make: Callable[[], _Work], limits: Limits, asker: int) -> NoReturn:
    """Work until nobody asks any more; nothing is written anywhere but on the line."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    try:
        _withdraw(asker)
        work = make()
        _hold(resource.RLIMIT_AS, limits.memory)
        _hold(resource.RLIMIT_CORE, 0)
        _hold(resource.RLIMIT_FSIZE, 0)
        while True:
            item = line.recv_bytes()
            _allow(limits.computing)
            answer = work(item)
            line.send_bytes(str(len(answer)).encode())
            for part in answer:
                line.send_bytes(part)
    finally:
        os._exit(0)


def _withdraw(asker: int) -> None:
    """Let go of the terminal and its files, and end with the process that asks."""
    import signal  # noqa: PLC0415 - cold start
    import threading  # noqa: PLC0415 - cold start

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    threading.Thread(target=_end_without, args=(asker,), daemon=True).start()


def _end_without(asker: int) -> None:
    """End when the process that asks did, were it killed while something is read."""
    import time  # noqa: PLC0415 - cold start

    while os.getppid() == asker:
        time.sleep(_LOOKS_EVERY)
    os._exit(1)
