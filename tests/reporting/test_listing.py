"""The library as a user looks at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossiers.library import Library
from dossiers.opening.opener import Opener, Unreadable
from dossiers.procedures.procedure import catalogue, load
from dossiers.reading.source import read
from dossiers.reporting.listing import example_text, listing


@pytest.fixture(scope="module")
def entries(library: Library) -> dict[str, list[str]]:
    return {entry["id"]: entry["exemples"] for entry in listing(library)}


def test_an_example_is_a_dossier_or_a_table(
    entries: dict[str, list[str]], library: Library
) -> None:
    opener = Opener(library)
    for name, examples in entries.items():
        assert any(path.endswith("complet.yaml") for path in examples), name
        for path in map(Path, examples):
            if path.suffix == ".yaml":
                assert not isinstance(opener.open(path), Unreadable), path


def test_a_file_that_an_example_includes_is_no_example(entries: dict[str, list[str]]) -> None:
    names = [Path(path).name for path in entries["ami-selection"]]
    assert "complet.yaml" in names
    assert "candidatures.yaml" not in names


@pytest.mark.parametrize("name", catalogue(Library(Path(__file__).parents[2])))
def test_an_example_is_given_in_one_text(name: str, library: Library) -> None:
    given = read(example_text(load(library, name)).encode(), name)
    assert given.data["procedure"] == name
    assert not given.problems
    assert "inclut" not in given.data
