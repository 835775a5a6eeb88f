"""Work on what cannot be trusted, kept apart: one process, within limits, that writes nothing.

Only bytes come and go: what takes the process over can answer lies, and do nothing here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from dossiers.limits import Limits, LostError, allow, end_without, hold, hold_memory

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_Work = Callable[[bytes], Sequence[bytes]]
_PART = 64
"""What a part of an answer takes beside its bytes."""


class Apart:
    """One process that does what `make` gives to one item after another, within limits.

    It starts at the first item, is stopped by an item that takes too much, and then starts anew.
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
            with _stopped_after(self._limits.waiting, self._process):
                line.send_bytes(item)
                return tuple(self._heard(line))
        except (OSError, EOFError, ValueError) as cause:
            self._stop()
            raise LostError from cause

    def _heard(self, line: Connection) -> Iterator[bytes]:
        """The parts of an answer, which take no more memory together than the work may."""
        left = self._limits.memory
        for _ in range(int(line.recv_bytes(left))):
            part = line.recv_bytes(left)
            left -= len(part) + _PART
            yield part

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


@contextmanager
def _stopped_after(seconds: int, process: int) -> Iterator[None]:
    """Kill a process that still speaks, or still says nothing, after so many seconds."""
    import signal  # noqa: PLC0415 - cold start
    import threading  # noqa: PLC0415

    timer = threading.Timer(seconds, os.kill, (process, signal.SIGKILL))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _serve(line: Connection, make: Callable[[], _Work], limits: Limits, asker: int) -> NoReturn:
    """Work until nobody asks any more; nothing is written anywhere but on the line."""
    import resource  # noqa: PLC0415 - Linux and macOS only, as fork is

    try:
        _withdraw(asker, line.fileno())
        work = make()
        hold_memory(limits.memory)
        hold(resource.RLIMIT_CORE, 0)
        hold(resource.RLIMIT_FSIZE, 0)
        while True:
            item = line.recv_bytes()
            allow(limits.computing)
            answer = work(item)
            line.send_bytes(str(len(answer)).encode())
            for part in answer:
                line.send_bytes(part)
    finally:
        os._exit(0)


def _withdraw(asker: int, line: int) -> None:
    """Let go of the terminal and of all that is open but the line, and end with who asks."""
    import signal  # noqa: PLC0415 - cold start
    import threading  # noqa: PLC0415 - cold start

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.closerange(3, line)
    os.closerange(line + 1, os.sysconf("SC_OPEN_MAX"))
    threading.Thread(target=end_without, args=(asker,), daemon=True).start()
