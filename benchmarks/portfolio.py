"""The memory of `report`: a portfolio of a thousand dossiers against one of a hundred."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.linear import written
from benchmarks.measures import Measure
from dossiers.reporting.portfolio.writing import FORMS

_FEW, _MANY = 100, 1_000
_TARGET = 1.2
_REPORT = """
import re, resource, sys
from dossiers.commands import main
try:
    main(["report", *sys.argv[1:]])
except SystemExit:
    own = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
    print(max(int(own[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""
"""`ru_maxrss` would count the peak of whoever started it, here all that was measured before."""


def measures() -> Iterator[Measure]:
    """The peak of the larger of the program and its workers, for each form, in real commands."""
    with tempfile.TemporaryDirectory() as name:
        few, many = (written(Path(name) / str(count), count) for count in (_FEW, _MANY))
        for form in FORMS:
            yield Measure(
                f"mémoire de report -t {form}, {_MANY} dossiers / {_FEW}",
                _peak(many, form) / _peak(few, form),
                most=_TARGET,
            )


def _peak(folder: Path, form: str) -> int:
    """Kilobytes."""
    output = folder.parent / f"{folder.name}.{form}"
    command = [sys.executable, "-c", _REPORT, str(folder), "-o", str(output)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert output.stat().st_size > 0  # noqa: S101 - it must really be written
    return int(told.split()[-1])
