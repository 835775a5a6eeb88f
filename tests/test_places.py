"""A path given to a command is a file or a folder: whatever may have no end is refused, at once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ID
from dossiers.bundling.store import create, held
from dossiers.commands import main
from dossiers.errors import UsageProblem

GIVEN = (
    "check {}",
    "check {dossier} {}",
    "report {}",
    "deadlines {}",
    "render {}",
    "bundle {}",
    "batch {} {dossier} -o {folder}",
    "batch {dossier} {} -o {folder}",
    "verify {}",
    "verify {folder} --emis {}",
    "compare {} {dossier}",
    "compare {dossier} {}",
    "modele importer {}",
    "check {dossier} --bibliotheque {}",
    f"new {ID} -o {{}}",
    f"schema {ID} -o {{}}",
    "report {dossier} -o {}",
    "compare {dossier} {dossier} -o {}",
    "bundle {dossier} -o {}",
    "modele importer {dossier} -o {}",
)


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """What waits for ever fails."""

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(30)
    yield
    signal.alarm(0)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "tube.docx"
    os.mkfifo(path)
    return path


def refused(line: str, path: Path, examples: Path) -> None:
    named = {"dossier": examples / "complet.yaml", "folder": path.parent}
    done = CliRunner().invoke(main, line.format(path, **named).split())
    assert (done.exit_code, done.stdout) == (2, "")
    told = f"« {path} » est un tube ou un périphérique : un fichier ou un répertoire est attendu."
    assert told in done.stderr


@pytest.mark.parametrize("line", GIVEN)
def test_a_pipe_is_refused_wherever_a_path_is_given(line: str, pipe: Path, examples: Path) -> None:
    refused(line, pipe, examples)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused_to_read_or_to_write(name: str, examples: Path, tmp_path: Path) -> None:
    refused("check {}", Path(name), examples)
    refused(f"new {ID} -o {{}}", Path(name), examples)
    (tmp_path / "lien.yaml").symlink_to(name)
    refused("check {}", tmp_path / "lien.yaml", examples)


def test_what_the_shell_hands_over_is_read(examples: Path) -> None:
    text = (examples / "complet.yaml").read_bytes()
    command = [sys.executable, "-m", "dossiers", "check", "/dev/stdin"]
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    assert b"ET3P-2026-014" in done.stdout


def test_a_pipe_in_a_folder_that_is_written_in_is_left_alone(pipe: Path) -> None:
    with pytest.raises(UsageProblem, match=re.escape(f"« {pipe} » existe déjà")):
        create(pipe, b"")
    os.mkfifo(pipe.with_suffix(".pdf"))
    assert held(pipe.parent) == {}
