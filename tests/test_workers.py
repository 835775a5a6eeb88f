"""Processes of ours: they take no more than their limits, and none outlives who asks."""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from dossiers.apart import Apart
from dossiers.errors import MachineError
from dossiers.limits import Limits, LostError, bounded
from dossiers.workers import Load, ordered

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
        b"ouvert": lambda: sum(int(path.name) > 2 for path in _opened()),
        b"bavarde": _chatter,
        b"coupe": _stop_in_the_middle,
    }
    return lambda item: (str(deeds[item]()).encode(), item)


def _line() -> int:
    """The file of the line, that is the only socket of a process kept apart."""
    return next(int(path.name) for path in _opened() if int(path.name) > 2)


def _opened() -> Sequence[Path]:
    """What is open in this process, but for the list of it."""
    return [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]


def _chatter() -> object:
    """Announce parts without end, and send them."""
    part = struct.pack("!i", 2**20) + bytes(2**20)
    os.write(_line(), struct.pack("!i", 9) + b"999999999")
    while True:
        os.write(_line(), part)


def _stop_in_the_middle() -> object:
    """Announce more than is sent, and wait."""
    os.write(_line(), struct.pack("!i", 9) + b"9")
    time.sleep(60)
    return None


@pytest.fixture
def apart() -> Apart:
    return Apart(doing, LIMITS)


def test_one_process_does_all_the_work(apart: Apart) -> None:
    first, second = apart.ask(b"qui"), apart.ask(b"qui")
    assert first == second
    assert first[1] == b"qui"
    assert int(first[0]) != os.getpid()


DEEDS = [b"calcule", b"dort", b"gonfle", b"meurt", b"tombe", b"sort", b"bavarde", b"coupe"]


@pytest.mark.parametrize("deed", DEEDS)
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


def _burn() -> None:
    while True:
        pass


@pytest.mark.parametrize("deed", [_burn, partial(bytes, 2**31)], ids=["calcul", "mémoire"])
def test_a_command_that_takes_more_than_its_own_limits_is_lost(deed: Callable[[], object]) -> None:
    with pytest.raises(LostError):
        bounded(deed, LIMITS)


@pytest.mark.parametrize(("deed", "code"), [(list, 0), (partial(sys.exit, 3), 3)])
def test_a_command_within_its_limits_ends_as_it_would(
    deed: Callable[[], object], code: int
) -> None:
    assert bounded(deed, LIMITS) == code


def test_what_a_process_is_born_with_is_not_counted() -> None:
    """A long run reserves more memory than a file may take to be read."""
    with mmap.mmap(-1, 2 * LIMITS.memory):
        assert len(Apart(doing, LIMITS).ask(b"qui")) == 2
        assert bounded(lambda: bytes(2**20), LIMITS) == 0


def test_it_holds_nothing_that_is_open_elsewhere(tmp_path: Path) -> None:
    """What takes it over could write on the line of another, or where a command writes."""
    other = Apart(doing, LIMITS)
    with (tmp_path / "a").open("wb"):
        other.ask(b"qui")
        assert Apart(doing, LIMITS).ask(b"ouvert")[0] == b"1"
    assert len(other.ask(b"qui")) == 2


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


# A command within limits


WITHIN = Limits(computing=2, waiting=4, memory=2**30)


def shared(deeds: Sequence[bytes], load: Load) -> None:
    """What a bounded command does: its items given to workers, or done by itself."""
    for _ in ordered(doing, (), deeds, load):
        pass


SHARED, ALONE = Load(many=2, batch=1, most=3), Load(many=99, batch=1, most=3)


LOST = [(deed, load) for deed in (b"calcule", b"dort", b"meurt") for load in (SHARED, ALONE)]


@pytest.mark.parametrize(("deed", "load"), [*LOST, (b"sort", SHARED)])
def test_a_command_that_takes_too_much_is_lost(
    deed: bytes, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    start = time.monotonic()
    with pytest.raises(LostError):
        bounded(lambda: shared([b"qui", deed, b"qui"], load), WITHIN)
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("load", [SHARED, ALONE], ids=["shared", "alone"])
def test_the_seconds_of_a_command_are_counted_for_each_item(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})

    def computing() -> Callable[[float], None]:
        def work(seconds: float) -> None:
            until = time.process_time() + seconds
            while time.process_time() < until:
                pass

        return work

    def waiting() -> Callable[[float], None]:
        return time.sleep

    for make, limits in (
        (computing, Limits(computing=1, waiting=60, memory=2**30)),
        (waiting, Limits(computing=60, waiting=4, memory=2**30)),
    ):
        assert bounded(lambda: list(ordered(make, (), [0.6] * 8, load)), limits) == 0  # noqa: B023


def test_what_nobody_reads_any_more_ends_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise BrokenPipeError

    assert bounded(work, WITHIN) == 1
    assert capfd.readouterr() == ("", "")


# Items shared between workers


def test_items_are_given_back_in_their_order_by_several_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})

    def some() -> Callable[[int], tuple[int, int]]:
        return lambda item: (item, os.getpid())

    found = list(ordered(some, (), range(20), SHARED))
    assert [item for item, _ in found] == list(range(20))
    assert len({process for _, process in found}) >= 4  # all replaced after six items
    assert os.getpid() not in {process for _, process in found}


def test_a_worker_that_is_stopped_is_told_and_the_others_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with pytest.raises(MachineError, match="s’est arrêté net") as caught:
        shared([b"dort", b"meurt", b"qui"], SHARED)
    assert caught.value.exit_code == 4
    assert active_children() == []


def test_what_making_the_tool_raises_is_raised_for_the_item(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})

    def none() -> Callable[[bytes], bytes]:
        raise MachineError("pas d’outil")

    with pytest.raises(MachineError, match="pas d’outil"):
        list(ordered(none, (), [b"a", b"b"], SHARED))


def test_the_workers_end_at_once_where_the_results_are_no_longer_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    results = ordered(doing, (), [b"qui", b"dort", b"dort"], SHARED)
    next(results)
    start = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 20
    assert active_children() == []
