"""A cold `check` of a dossier without pièces, against the bare import of what it stands on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measures import Measure
from benchmarks.timing import ratio
from dossiers.library import default

_TARGET = 2.5


def measures() -> Iterator[Measure]:
    """The command as a user types it, pair by pair with the bare imports."""
    example = default().read("examples/convention-et3p/complet.yaml").decode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossier.yaml"
        path.write_text(example.split("\npieces:")[0] + "\n", encoding="utf-8")
        check = [sys.executable, "-m", "dossiers", "check", str(path)]
        bare = [sys.executable, "-c", "import yaml, cerberus, jinja2"]
        run = partial(subprocess.run, capture_output=True, check=False, text=True)
        told = run(check)
        assert "incomplet" in told.stdout, told.stderr  # noqa: S101 - it must really check
        measured = ratio(lambda: run(check), lambda: run(bare), 15)
    yield Measure(
        "check à froid, sans pièce / import yaml, cerberus, jinja2", measured, most=_TARGET
    )
