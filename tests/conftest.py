"""What the tests share: libraries, the command, and the bundles of both examples."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

import guard.sitecustomize as guard
from dossiers.formats.pdf import signature_fields
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure, load
from small import Small

ID = "convention-et3p"
EXAMPLES = tuple(sorted(path.name for path in default().path("examples").iterdir()))
"""The procedures, each of which has a complete and an incomplete example."""

# The examples drawn are the same at each run, and a busy machine is no failure.
settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")


def module_path() -> str:
    """Where every Python that a test starts, in whatever folder, finds its modules: guarded."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = (Path(__file__).parent / "guard", *map(Path, filter(None, given)))
    return os.pathsep.join(str(path.resolve()) for path in paths)


guard.start()
os.environ["PYTHONPATH"] = module_path()


@pytest.fixture(autouse=True)
def no_address_is_called() -> Iterator[None]:
    """No test goes to the network, nor does a command that it starts (`guard/`)."""
    yield
    seen, guard.SEEN[:] = list(guard.SEEN), []
    assert seen == []


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
        env=os.environ | variables,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


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
        (folder,) = {path for path in self.root.iterdir() if path.is_dir()} - {self.draft}
        return folder

    @property
    def draft(self) -> Path:
        (folder,) = self.root.glob("*-projet")
        return folder


Once = Callable[[str, Callable[[Path], object]], Path]
"""Makes a folder the first time it is named, whatever the number of workers."""


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """The first worker to come makes a folder for all; the others wait."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        with (shared / f"{name}.verrou").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / name).exists():
                fresh = shared / f"{name}-en-cours"
                fresh.mkdir()
                make(fresh)
                fresh.rename(shared / name)
        return shared / name

    return made


@pytest.fixture(scope="session")
def bundles_of(once: Once, library: Library) -> Callable[[str], Bundles]:
    """The bundles of a procedure's examples, made once."""

    def of(procedure: str) -> Bundles:
        def make(folder: Path) -> None:
            for name, option in (("complet", ()), ("incomplet", ("--projet",))):
                example = library.path(f"examples/{procedure}/{name}.yaml")
                done = command("bundle", example, "-o", folder, *option)
                assert (done.code, done.err) == (0, "")

        return Bundles(once(f"liasses-{procedure}", make))

    return of


@pytest.fixture(scope="session")
def letters_of(once: Once, library: Library) -> Callable[[str], tuple[Path, ...]]:
    """The bundles of the instructions of a procedure's dossiers, made once."""

    def of(procedure: str) -> tuple[Path, ...]:
        def make(folder: Path) -> None:
            for name in library.names(f"examples/{procedure}/instruction*.yaml"):
                done = command("bundle", library.path(name), "-o", folder)
                assert (done.code, done.err) == (0, "")

        made = once(f"lettres-{procedure}", make)
        return tuple(sorted(path for path in made.iterdir() if path.is_dir()))

    return of


@pytest.fixture(scope="session")
def bundles(bundles_of: Callable[[str], Bundles]) -> Bundles:
    """Those of the procedure that most tests are about."""
    return bundles_of(ID)


@pytest.fixture(scope="session")
def signed_files(once: Once, bundles: Bundles) -> Path:
    """The convention and the charter of the final bundle, signed by all in another order."""
    from signing import signed  # noqa: PLC0415 - takes a second that other tests need not wait

    def make(folder: Path) -> None:
        for name in ("convention.pdf", "charte.pdf"):
            data = (bundles.final / name).read_bytes()
            fields = signature_fields(data)
            (folder / name).write_bytes(signed(data, (*fields[1:], fields[0])))

    return once("signees", make)
