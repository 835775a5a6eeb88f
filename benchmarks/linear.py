"""`check` and `report` of more and more dossiers: the time that they take, and how it grows."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression

from benchmarks.measures import Growth
from dossiers.library import default

_SIZES = (500, 1_000, 2_500, 5_000)
_COMMANDS = (("check", "--format", "text"), ("report", "-t", "csv"))
_STEEPEST = 1.1


def measures() -> Iterator[Growth]:
    """Seconds of computing, the workers' included: what else the machine does weighs less there."""
    with tempfile.TemporaryDirectory() as name:
        one = written(Path(name) / "un", 1)
        folders = [written(Path(name) / str(size), size) for size in _SIZES]
        for command in _COMMANDS:
            start = min(_seconds(command, one) for _ in range(3))
            spent = [_seconds(command, folder) - start for folder in folders]
            yield Growth(" ".join(command), _SIZES, spent, _exponent(spent), _STEEPEST)


def written(folder: Path, count: int) -> Path:
    """Dossiers without pièces, each under its reference, of which every third lacks much."""
    folder.mkdir()
    library = default()
    texts = [
        library.read(f"examples/convention-et3p/{name}.yaml").decode().split("\npieces:")[0]
        for name in ("complet", "complet", "incomplet")
    ]
    for number in range(count):
        head, _, rest = texts[number % 3].partition("\nreference:")
        assert rest  # noqa: S101 - the example has one
        text = f"{head}\nreference: ET3P-{number:05}\n{rest.split(chr(10), 1)[1]}\n"
        (folder / f"{number:05}.yaml").write_text(text, encoding="utf-8")
    return folder


def _seconds(command: Sequence[str], folder: Path) -> float:
    """User and system time of a command and of its workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = sorted(folder.iterdir())
    told = subprocess.run(
        [sys.executable, "-m", "dossiers", *command, *files], capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert told.stdout.count(b"ET3P-") >= len(files), told.stderr  # noqa: S101 - it really judges
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _exponent(spent: Sequence[float]) -> float:
    """The slope of the time on logarithmic axes: 1 where twice the dossiers take twice as long."""
    return linear_regression([log(size) for size in _SIZES], [log(each) for each in spent]).slope
