"""What the tests share: libraries, the command, and the bundles of both examples."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from dossiers.dossier import Dossier
from dossiers.library import Library, default
from dossiers.opening import Opener
from dossiers.procedure import Procedure, load
from small import Small

ID = "convention-et3p"

# The examples drawn are the same at each run, and a busy machine is no failure.
settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def command(*arguments: str | Path, cwd: Path | None = None, **variables: str) -> Ran:
    """Run `dossiers` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "dossiers", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": _source_path()} | variables,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _source_path() -> str:
    """The paths of modules made absolute, so that a command may run in any folder."""
    given = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(str(Path(path).resolve()) for path in given.split(os.pathsep) if path)


@pytest.fixture(scope="session")
def run() -> Run:
    return command


@pytest.fixture(scope="session")
def library() -> Library:
    return default()


@pytest.fixture(scope="session")
def procedure(library: Library) -> Procedure:
    return load(library, ID)


@pytest.fixture(scope="session")
def examples(library: Library) -> Path:
    """The folder of the procedure's examples."""
    return library.path(f"examples/{ID}")


@pytest.fixture(scope="session")
def complete(library: Library, examples: Path) -> Dossier:
    """The complete example, opened."""
    dossier = Opener(library).open(examples / "complet.yaml")
    assert isinstance(dossier, Dossier)
    return dossier


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small.make(tmp_path)


@dataclass(frozen=True, slots=True)
class Bundles:
    """The bundles of both examples on disk: `final` and `draft` are their folders."""

    root: Path

    @property
    def final(self) -> Path:
        return self.root / "ET3P-2026-014"

    @property
    def draft(self) -> Path:
        return self.root / "ET3P-2026-021-projet"


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Bundles:
    """Made once, whatever the number of workers: the first to come makes them for the others."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    made = shared / "liasses"
    with (shared / "liasses.verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            fresh = shared / "liasses-en-cours"
            for name, option in (("complet", ()), ("incomplet", ("--projet",))):
                done = command("bundle", examples / f"{name}.yaml", "-o", fresh, *option)
                assert (done.code, done.err) == (0, "")
            fresh.rename(made)
    return Bundles(made)
