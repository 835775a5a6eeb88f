"""Two thousand bundles by the processes of `batch`: their memory, and what they leave behind.

`make soak`, or `python -m benchmarks.soak 200`. Not a part of `make bench`: it takes some minutes
a hundred bundles.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from multiprocessing import active_children
from pathlib import Path
from statistics import linear_regression, mean, median
from time import monotonic

from dossiers.batching.batch import Asked, State, read_batch, write_all
from dossiers.library import default

_COUNT = 2_000
_MODEL = "examples/etp-cessation/complet.yaml"
"""One of the shortest: a document of a page, a grid, a slip and a liasse."""
_WARM = 5
"""The bundles after which a worker has loaded all that it keeps."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main(count: int) -> None:
    """Write the bundles, each removed once it is there; print what was seen."""
    with tempfile.TemporaryDirectory() as name:
        folder, scratch = Path(name), Path(name) / "tmp"
        scratch.mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)
        start = monotonic()
        own, workers = _sampled(folder, count)
        seconds = monotonic() - start
        _told("liasses écrites", count)
        _told("secondes par liasse", seconds / count)
        _told_memory(own, workers)
        # The engine's own font configuration lives as long as the program.
        left = [p for p in scratch.rglob("*") if p.is_file() and "polices" not in str(p)]
        _told("fichiers temporaires laissés", len(left))
        _told("fichiers laissés dans le dossier des liasses", len(list((folder / "lot").iterdir())))


def _sampled(folder: Path, count: int) -> tuple[list[int], list[list[int]]]:
    """Bytes held by the program, and by each worker, each time that a bundle is written."""
    table, output = folder / "lot.csv", folder / "lot"
    table.write_text("reference\n" + "".join(f"S-{n:05}\n" for n in range(count)), encoding="utf-8")
    batch = read_batch(Asked(default(), default().path(_MODEL), table, output))
    own: list[int] = []
    workers: defaultdict[int, list[int]] = defaultdict(list)
    for done in write_all(batch):
        assert done.state is State.WRITTEN, done  # noqa: S101 - it must really be written
        own.append(_held(os.getpid()))
        for worker in active_children():
            workers[worker.pid or 0].append(_held(worker.pid or 0))
        shutil.rmtree(output / done.reference)
        (output / f"{done.reference}.zip").unlink()
    return own, list(workers.values())


def _told_memory(own: Sequence[int], workers: Sequence[Sequence[int]]) -> None:
    lives = [[size for size in life if size] for life in workers]
    lives = [life for life in lives if len(life) > 4 * _WARM]
    peaks = [max(life) for life in lives]
    few = max(1, len(peaks) // 5)
    _told("processus de travail observés", len(lives))
    _told("mémoire du plus gros d’entre eux, Mo", max(peaks) / 1e6)
    _told("mémoire des derniers / des premiers", mean(peaks[-few:]) / mean(peaks[:few]))
    _told("pente dans un processus, Ko par liasse", median(map(_slope, lives)) / 1e3)
    _told("mémoire du programme, Mo", max(own) / 1e6)
    _told("sa pente, Ko par liasse", _slope(own) / 1e3)


def _slope(sizes: Sequence[int]) -> float:
    """Bytes more for each bundle, once warm; a worker is sampled each time any of them ends one."""
    warm = sizes[_WARM * 2 :]
    return linear_regression(range(len(warm)), warm).slope


def _held(process: int) -> int:
    """Resident bytes of a process; 0 once it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * _PAGE
    except OSError:
        return 0


def _told(title: str, figure: float) -> None:
    print(f"{title:<48} {figure:8.2f}" if figure % 1 else f"{title:<48} {figure:8.0f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _COUNT)
