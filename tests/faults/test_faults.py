"""Whatever stops a run: never a half file, never a lost source, and the next run heals."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from faults.harm import Bench, elapsed, grow, kill, parts, shown, small_disk, warm
from lot import Lot, bytes_of
from permissions import unprivileged

KILLS = 26
"""Of each command, whatever the number of runs that it takes to catch so many alive."""
VERSIONS = ("Une", "Deux")


@pytest.fixture(scope="session", autouse=True)
def warmed(tmp_path_factory: pytest.TempPathFactory) -> None:
    warm(tmp_path_factory.mktemp("chaud"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(Lot.make(tmp_path))
    made.edit("Une")
    return made


def assert_whole(bench: Bench, *calm: dict[str, bytes]) -> None:
    """Each folder and each archive that is seen is one that an undisturbed run writes."""
    known = [parts(each) for each in calm]
    for name, files in shown(bench.output).items():
        assert files in [each[name] for each in known], f"{name} is no whole version"


@pytest.mark.parametrize("command", ["bundle", "batch"])
def test_a_run_killed_at_any_moment_leaves_whole_files_and_the_next_one_heals(
    bench: Bench, command: str
) -> None:
    """Each run is to replace what the one before wrote, so that there is always work to kill."""
    calm = {version: bench.calm(command, version) for version in VERSIONS}
    lasting = elapsed(bench, command)
    moments = random.Random(20261122)  # noqa: S311 - the same at each run
    killed = rank = 0
    while killed < KILLS:
        version = VERSIONS[rank % 2]
        rank += 1
        bench.edit(version)
        given = bench.sources()
        process = bench.start(command, None, "--remplacer")
        time.sleep(moments.uniform(0, lasting))
        kill(process)
        killed += process.exitcode == -signal.SIGKILL
        assert process.exitcode in (0, -signal.SIGKILL)
        assert_whole(bench, *calm.values())
        assert bench.sources() == given
        if rank % 8 == 0:
            assert bench.run(command, None, "--remplacer") == 0, bench.said()
            assert bytes_of(bench.output) == calm[version]


@pytest.mark.parametrize(
    ("command", "already", "room"),
    [("bundle", 0, 0.02), ("bundle", 0, 0.3), ("bundle", 1, 0.3), ("batch", 1, 0.1)],
)
def test_a_full_disk_is_told_and_keeps_what_was_there(
    bench: Bench, command: str, already: int, room: float
) -> None:
    """`room` is what is free, as a share of what is to be written, half of it being archives."""
    calm = {version: bench.calm(command, version) for version in VERSIONS}
    need = sum(map(len, calm["Une"].values())) // 1024
    size = already * (need + 64) + int(room * need)
    with small_disk(bench.output, size) as mounted:
        if not mounted:
            pytest.skip("cette machine ne laisse pas monter un petit disque")
        if already:
            bench.edit("Une")
            assert bench.run(command) == 0, bench.said()
        bench.edit("Deux")
        assert bench.run(command, None, "--remplacer") == 4
        if command == "bundle":
            assert "le disque est plein" in bench.said()
        assert_whole(bench, *calm.values())
        assert shown(bench.output).keys() == (parts(calm["Une"]).keys() if already else set())
        grow(bench.output, 4 * need)
        assert bench.run(command, None, "--remplacer") == 0, bench.said()
        assert bytes_of(bench.output) == calm["Deux"]


@pytest.mark.parametrize("command", ["bundle", "batch"])
def test_a_folder_that_may_not_be_written_is_left_as_it_was(bench: Bench, command: str) -> None:
    calm = {version: bench.calm(command, version) for version in VERSIONS}
    bench.edit("Une")
    assert bench.run(command) == 0
    bench.edit("Deux")
    bench.output.chmod(0o555)
    with unprivileged():
        code = bench.run(command, None, "--remplacer")
    bench.output.chmod(0o755)
    assert code == 4
    assert bytes_of(bench.output) == calm["Une"]
    assert bench.run(command, None, "--remplacer") == 0
    assert bytes_of(bench.output) == calm["Deux"]


@pytest.mark.parametrize("command", ["bundle", "batch"])
def test_a_piece_that_vanishes_is_there_whole_or_the_run_refuses(
    bench: Bench, command: str
) -> None:
    calm = bench.calm(command, "Une")
    piece = bench.lot.small.root / "statuts.pdf"
    content, lasting = piece.read_bytes(), elapsed(bench, command)
    codes = set()
    for share in (0, 0.1, 0.5):
        process = bench.start(command, None, "--remplacer")
        time.sleep(share * lasting)
        piece.unlink()
        process.join()
        codes.add(process.exitcode)
        assert_whole(bench, calm)
        piece.write_bytes(content)
    assert codes <= {0, 1}
    piece.unlink()
    assert bench.run(command, bench.lot.small.root / "calme" / "rien") == 1
    piece.write_bytes(content)
    assert bench.run(command, None, "--remplacer") == 0
    assert bytes_of(bench.output) == calm


@pytest.mark.parametrize("command", ["bundle", "batch"])
def test_two_runs_into_one_folder_write_what_one_does(bench: Bench, command: str) -> None:
    calm = bench.calm(command, "Une")
    both = [bench.start(command) for _ in range(2)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0], bench.said()
    assert bytes_of(bench.output) == calm


@pytest.mark.parametrize("command", ["bundle", "batch"])
def test_of_two_runs_that_differ_one_whole_version_stands(bench: Bench, command: str) -> None:
    calm = {version: bench.calm(command, version) for version in VERSIONS}
    first = bench.start(command)  # of the version edited last
    time.sleep(0.05)
    bench.edit("Une")
    second = bench.start(command)
    first.join()
    second.join()
    assert {first.exitcode, second.exitcode} <= {0, 2}
    assert_whole(bench, *calm.values())
    assert bench.run(command, None, "--remplacer") == 0
    assert bytes_of(bench.output) == calm["Une"]
