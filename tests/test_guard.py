"""The guard of the tests itself: what it forbids is seen, here and in the programs they start."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import guard.sitecustomize as guard
from conftest import command

NOBODY = ("127.0.0.1", 9)


def sent() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as line:
        line.sendto(b"a", NOBODY)


DEEDS: dict[str, Callable[[Path], object]] = {
    "appel": lambda _: socket.create_connection(NOBODY),
    "nom cherché": lambda _: socket.getaddrinfo("exemple.invalid", 80),
    "envoi": lambda _: sent(),
    "écriture": lambda folder: (folder / "ailleurs.txt").write_text("a", encoding="utf-8"),
    "déplacement": lambda folder: (folder / "dedans").rename(folder / "ailleurs"),
    "effacement": lambda folder: (folder / "secret").unlink(),
    "programme": lambda _: subprocess.run([sys.executable, "-c", ""], check=True),
    "lecture": lambda folder: (folder / "secret").read_bytes(),
}


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_forbidden_fails_and_is_kept(name: str, tmp_path: Path) -> None:
    (tmp_path / "dedans").mkdir()
    (tmp_path / "secret").touch()
    with (
        guard.writing_only_in(tmp_path / "dedans"),
        guard.reading_nothing_in(tmp_path),
        pytest.raises(PermissionError),
    ):
        DEEDS[name](tmp_path)
    assert len(guard.SEEN) == 1
    guard.SEEN.clear()


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    with guard.writing_only_in(tmp_path):
        (tmp_path / "a").write_text("a", encoding="utf-8")
        (tmp_path / "a").rename(tmp_path / "b")
        assert (tmp_path / "b").read_text(encoding="utf-8") == "a"
    assert guard.SEEN == []


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "open('a', 'w')",
        "import os; os.system('true')",
    ],
)
def test_a_program_that_a_test_starts_ends_at_what_is_forbidden(
    deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTS_WRITE_IN", str(tmp_path / "permis"))
    done = subprocess.run(
        [sys.executable, "-c", f"{deed}\nprint('fait')"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (99, "")
    assert done.stderr.startswith("Interdit : ")


def test_a_command_is_guarded_as_well(tmp_path: Path) -> None:
    wanted = ("new", "convention-et3p", "-o", tmp_path / "a.yaml")
    astray = command(*wanted, TESTS_WRITE_IN=str(tmp_path / "permis"))
    assert (astray.code, astray.err[:11]) == (99, "Interdit : ")
    assert command(*wanted, TESTS_WRITE_IN=str(tmp_path)).code == 0
