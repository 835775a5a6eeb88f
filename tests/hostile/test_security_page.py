"""SECURITY.md names each hostile input with the test that holds it, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from readers.pages import ROOT, page

HERE = Path(__file__).parent
GENERAL = (
    "test_a_spoilt_dossier_is_judged_and_drafted",
    "test_findings_do_not_depend_on_the_order_of_keys",
    "test_no_mutation_of_an_example_is_a_traceback",
    "test_no_payload_is_a_reference",
)
"""Tests whose parameters are no inputs of their own."""


@pytest.fixture(scope="module")
def held() -> set[tuple[str, str]]:
    """Each test of this folder, and the input that it is about, as pytest collects them."""
    asked = (
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--collect-only",
        "-v",
        HERE,
        f"--ignore={__file__}",
    )
    done = subprocess.run(
        [sys.executable, *asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    found = re.findall(r"<Function (test_\w+)(?:\[(.*)\])?>$", done.stdout, re.MULTILINE)
    named = ((test, each.encode().decode("unicode_escape")) for test, each in found)
    return {(test, "" if test in GENERAL else each) for test, each in named}


def rows() -> list[tuple[str, str]]:
    """The test and the input of each row of the page."""
    cells = re.findall(r"^\| (.+?) \| .+ \| `(test_\w+)` \|$", page("SECURITY.md"), re.MULTILINE)
    return [(test, name.replace("\\|", "|")) for name, test in cells]


def test_each_hostile_input_has_its_row_and_each_row_its_test(held: set[tuple[str, str]]) -> None:
    named = {test for test, each in held if each}
    told = {(test, each if test in named else "") for test, each in rows()}
    assert told == held


def test_no_input_is_named_twice() -> None:
    assert len(rows()) == len(set(rows()))
    assert len(rows()) > 100


def test_each_file_that_the_page_names_exists() -> None:
    for name in re.findall(r"`(tests/[\w./]+)`", page("SECURITY.md")):
        assert (ROOT / name).exists(), name
