"""The process kept apart: it works, takes no more than its limits, and starts anew."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from dossiers.workers import Apart, Limits, LostError

LIMITS = Limits(computing=1, waiting=3, memory=2**30)


def doing() -> Callable[[bytes], Sequence[bytes]]:
    """What the item names: work, or a way not to."""

    def burn() -> object:
        while True:
            pass

    deeds: dict[bytes, Callable[[], object]] = {
        b"qui": os.getpid,
        b"calcule": burn,
        b"dort": partial(time.sleep, 60),
        b"gonfle": partial(bytes, 2**31),
        b"meurt": lambda: os.kill(os.getpid(), signal.SIGKILL),
        b"tombe": {}.popitem,
        b"sort": lambda: os._exit(0),
        b"parle": lambda: os.write(1, b"bruit") + os.write(2, b"bruit"),
        b"lit": lambda: os.read(0, 9),
    }
    return lambda item: (str(deeds[item]()).encode(), item)


@pytest.fixture
def apart() -> Apart:
    return Apart(doing, LIMITS)


def test_one_process_does_all_the_work(apart: Apart) -> None:
    first, second = apart.ask(b"qui"), apart.ask(b"qui")
    assert first == second
    assert first[1] == b"qui"
    assert int(first[0]) != os.getpid()


@pytest.mark.parametrize("deed", [b"calcule", b"dort", b"gonfle", b"meurt", b"tombe", b"sort"])
def test_what_takes_too_much_is_lost_alone(apart: Apart, deed: bytes) -> None:
    (before, _), start = apart.ask(b"qui"), time.monotonic()
    with pytest.raises(LostError):
        apart.ask(deed)
    assert time.monotonic() - start < 30
    after, _ = apart.ask(b"qui")
    assert after != before
    with pytest.raises(ProcessLookupError):
        os.kill(int(before), 0)


def test_it_neither_writes_nor_reads_where_the_command_does(
    apart: Apart, capfd: pytest.CaptureFixture[str]
) -> None:
    assert apart.ask(b"parle")[0] == b"10"
    assert apart.ask(b"lit")[0] == b"b''"
    assert capfd.readouterr() == ("", "")


def test_it_writes_no_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("apart") / "fichier"

    def writing() -> Callable[[bytes], Sequence[bytes]]:
        def write(item: bytes) -> Sequence[bytes]:
            try:
                path.write_bytes(item)
            except OSError as error:
                return (type(error).__name__.encode(),)
            return (b"",)

        return write

    assert Apart(writing, LIMITS).ask(b"octets") == (b"OSError",)


def test_seconds_are_counted_for_each_item() -> None:
    def some() -> Callable[[bytes], Sequence[bytes]]:
        def work(_: bytes) -> Sequence[bytes]:
            until = time.process_time() + 0.5
            while time.process_time() < until:
                pass
            return ()

        return work

    worker = Apart(some, LIMITS)
    for _ in range(6):
        assert worker.ask(b"") == ()


def test_it_does_not_outlive_who_asks() -> None:
    """Were the program killed while a file is being read, the reading would stop too."""
    seen, told = os.pipe()
    program = os.fork()
    if not program:
        apart = Apart(doing, Limits(computing=60, waiting=60, memory=2**30))
        os.write(told, apart.ask(b"qui")[0] + b"\n")
        apart.ask(b"calcule")
    reader = int(os.read(seen, 20))
    time.sleep(0.2)
    os.kill(program, signal.SIGKILL)
    os.waitpid(program, 0)
    until = time.monotonic() + 20
    while _alive(reader) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _alive(reader)
    os.close(seen)
    os.close(told)


def _alive(process: int) -> bool:
    """Whether it runs: one that has ended may wait for someone to ask how."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"
