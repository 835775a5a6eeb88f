"""What a process of ours may take, and a command that is given limits in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

_LOOKS_EVERY = 0.5
"""How often a process looks whether who asked is still there, in seconds."""


class LostError(Exception):
    """A process broke down, or took more than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take: seconds of computing, seconds in all, bytes of memory of its own."""

    computing: int
    waiting: int
    memory: int


_own: Limits | None = None
"""What this process may take for each item, where it is `bounded` or works for one that is."""


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
    import threading  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    global _own  # noqa: PLW0603 - a process that starts has the limits that it is given
    code: object = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program itself stops it
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        threading.Thread(target=end_without, args=(asker,), daemon=True).start()
        hold_memory(limits.memory)
        hold(resource.RLIMIT_CORE, 0)
        _own = limits
        count_anew()
        work()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except MemoryError:
        give_up()
    except BrokenPipeError:
        pass  # nobody reads any more: click, too, ends with 1
    except BaseException:  # noqa: BLE001 - a fault of the program, told as it would be elsewhere
        traceback.print_exc()
    finally:
        os._exit(_said(code if isinstance(code, int) else 1))


def _said(code: int) -> int:
    """An exit code, once all that was said is where it goes."""
    import sys  # noqa: PLC0415 - as in `bounded`

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    return code


def is_bounded() -> bool:
    """Whether this process works within the limits of a command."""
    return _own is not None


def count_anew() -> None:
    """Give this process, where it is bounded, the seconds of one item from now on."""
    import signal  # noqa: PLC0415 - as in `bounded`

    if _own is not None:
        allow(_own.computing)
        signal.alarm(_own.waiting)  # ends it, whatever it waits for


def give_up() -> NoReturn:
    """End this process as one that took more than it may."""
    import signal  # noqa: PLC0415 - as in `bounded`

    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(1)


def allow(seconds: int) -> None:
    """Let this process compute so many seconds more, as far as it may at all."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    used = resource.getrusage(resource.RUSAGE_SELF)
    hold(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1, for_good=False)


def hold_memory(most: int) -> None:
    """Let this process take so many bytes beside those that it was born with, its parent's."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        born_with = int(pages) * resource.getpagesize()
    except OSError:
        born_with = 0  # macOS
    hold(resource.RLIMIT_AS, born_with + most)


def hold(kind: int, most: int, *, for_good: bool = True) -> None:
    """Give a limit to this process, or leave the lower one that the machine has set."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    _, hard = resource.getrlimit(kind)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least if for_good else hard))


def end_without(asker: int) -> None:
    """End when the process that asks did, were it killed while something is read."""
    import time  # noqa: PLC0415 - cold start

    while os.getppid() == asker:
        time.sleep(_LOOKS_EVERY)
    os._exit(1)
