"""Commands given what is hostile: they may write nothing that lasts, and only speak."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

import guard.sitecustomize as guard
from dossiers.commands import main


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What `check` says against a file: its rule and its sentence, and the line where it stands."""

    told: str
    line: int


def said(*arguments: str | Path) -> Said:
    """A command in this process, which writes nothing but what it takes away again."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        guard.writing_only_in(Path(scratch)),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(tempfile, "tempdir", scratch)
        done = CliRunner().invoke(main, [*map(str, arguments)])
        assert os.listdir(scratch) == []  # noqa: PTH208
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return Said(done.exit_code, done.stdout, done.stderr)


def refusals(path: Path) -> list[Refusal]:
    """All that `check` refuses in a file."""
    done = said("check", "--format", "json", path)
    assert (done.code, done.err) == (1, "")
    (judged,) = json.loads(done.out)["dossiers"]
    found = [each for each in judged["constats"] if each["gravite"] == "erreur"]
    assert all(each["message"].endswith((".", ").", "?")) for each in found)
    return [Refusal(f"{each['regle']} : {each['message']}", each["ligne"]) for each in found]


def sparse(start: bytes, size: int) -> Callable[[Path], None]:
    """A file of many bytes, none of which is on the disk but its start."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            file.truncate(size)

    return make


def zipped(parts: Mapping[str, bytes], times: int = 1) -> bytes:
    """An archive, each of its parts repeated."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for _ in range(times):
                    part.write(data)
    return file.getvalue()
