"""A small library whose commands are run apart, and small disks for them to fill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

from dossiers.commands import main
from dossiers.library import default
from lot import WHOLE, Lot, bytes_of

_SPARED = ("sortie", "calme")


@dataclass(frozen=True, slots=True)
class Bench:
    """A small library, a dossier and a table, and the commands that write their bundles.

    `calm` holds, by the version of the dossier, what an undisturbed run writes.
    """

    lot: Lot

    @property
    def output(self) -> Path:
        return self.lot.output

    def edit(self, version: str) -> None:
        """Give the dossier and the table other words, so that their bundles are to be replaced."""
        self._save("dossier.yaml", WHOLE.replace("Maison Exemple", f"Maison {version}"))
        rows = "".join(f"K-{n};Maison {version} {n}\n" for n in range(2))
        self._save("lot.csv", f"reference;nom\n{rows}")

    def _save(self, name: str, text: str) -> None:
        """Write a file as an editor does: a run that reads it meanwhile reads one or the other."""
        self.lot.small.put(f"{name}.neuf", text)
        root = self.lot.small.root
        (root / f"{name}.neuf").replace(root / name)

    def start(self, command: str, output: Path | None = None, *options: str) -> ForkProcess:
        """`bundle` or `batch` in a group of processes of its own, which import nothing anew."""
        root = self.lot.small.root
        given = ["dossier.yaml"] if command == "bundle" else ["modele.yaml", "lot.csv"]
        arguments = [command, *(str(root / name) for name in given), "-o",
                     str(output or self.output), "--bibliotheque", str(root), *options]  # fmt: skip
        process = get_context("fork").Process(target=_quietly, args=(arguments, root / "dit"))
        process.start()
        return process

    def run(self, command: str, output: Path | None = None, *options: str) -> int:
        """The exit code of a run that is left alone."""
        process = self.start(command, output, *options)
        process.join()
        return process.exitcode or 0

    def said(self) -> str:
        """What the last run wrote on its standard error."""
        return (self.lot.small.root / "dit").read_text(encoding="utf-8")

    def calm(self, command: str, version: str) -> dict[str, bytes]:
        """What a run into an empty folder writes for a version of the dossier or the table."""
        self.edit(version)
        output = self.lot.small.root / "calme" / command / version
        assert self.run(command, output) == 0, self.said()
        return bytes_of(output)

    def sources(self) -> dict[str, bytes]:
        """Every file that is given, none that is written."""
        root = self.lot.small.root
        given = (p for p in root.rglob("*") if p.is_file() and p.name != "dit")
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in given
            if path.relative_to(root).parts[0] not in _SPARED
        }


def shown(output: Path) -> dict[str, dict[str, bytes]]:
    """What a person sees in a folder of bundles: the files of each folder, and each archive."""
    if not output.exists():
        return {}
    return {
        path.name: bytes_of(path) if path.is_dir() else {path.name: path.read_bytes()}
        for path in output.iterdir()
        if not path.name.startswith(".")
    }


def parts(whole: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The same, of the files of a folder of bundles."""
    found: dict[str, dict[str, bytes]] = {}
    for name, data in whole.items():
        top, _, rest = name.partition("/")
        found.setdefault(top, {})[rest or top] = data
    return found


def warm(output: Path) -> None:
    """Write a bundle in this process, so that those that are forked import nothing."""
    example = default().path("examples/etp-cessation/complet.yaml")
    given = ["bundle", str(example), "-o", str(output)]
    assert main(given, standalone_mode=False) is None


def kill(process: ForkProcess) -> None:
    """Stop a run as a machine that loses its power does: it, and all that it started."""
    try:
        os.killpg(process.pid or 0, signal.SIGKILL)
    except ProcessLookupError:  # it has ended, or has no group yet
        process.kill()
    process.join()


def _quietly(arguments: list[str], said: Path) -> None:
    os.setsid()
    with Path(os.devnull).open("w") as sys.stdout, said.open("w", encoding="utf-8") as sys.stderr:
        main(arguments)


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[bool]:
    """A disk of this size, mounted at a place; False where this machine does not allow it."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True, capture_output=True)


def grow(place: Path, kilobytes: int) -> None:
    """Make room on a small disk."""
    size = ["mount", "-o", f"remount,size={kilobytes}k", str(place)]
    subprocess.run(size, check=True, capture_output=True)


def elapsed(bench: Bench, command: str) -> float:
    """Seconds that a whole run takes."""
    start = time.monotonic()
    assert bench.run(command, bench.lot.small.root / "calme" / f"{command}-durée") == 0
    return time.monotonic() - start
