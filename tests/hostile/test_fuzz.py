"""Whatever is typed into a dossier: a verdict, a draft, or a French refusal, never a traceback."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fuzzing
from conftest import EXAMPLES
from dossiers.bundling.grid import grid
from dossiers.composing.compose import compose, compose_report
from dossiers.composing.receipt import values_sha256
from dossiers.errors import Refused
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.kinds import show
from dossiers.library import default
from dossiers.opening.dossier import open_dossier
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import Tree, read
from dossiers.reading.yaml_writer import dump
from dossiers.reporting.report import entry_text, github, text

STRANGE = [
    "", "à compléter", "0", "999999999999999", "99999999999,99", "1", "oui", "non", "9999-12-31",
    "0001-01-01", "31/12/9999", "# titre", "- a\\n- b", "| a |\\n| --- |\\n| b | c |", "{{ 7*7 }}",
    "1. ", "autre", "tacite", "representant_association", "conjointe", "sous_traitance", "esp",
    "nominatives", "aucun", "ﷺ" * 9, "e\\u0301", "x" * 5000, "a\\nb", "::: signatures",
]  # fmt: skip


def mutated(lines: list[str], rng: random.Random) -> str:
    """The dossier after a few changes: a value replaced, a line gone, twice there, or moved."""
    changed = list(lines)
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(changed))
        line = changed[at]
        match rng.randrange(5):
            case 0 | 1 | 2 if ":" in line:
                changed[at] = f'{line.split(":", 1)[0]}: "{rng.choice(STRANGE)}"'
            case 3:
                del changed[at]
            case 4:
                changed.insert(rng.randrange(len(changed)), line)
    return "\n".join(changed)


@pytest.mark.parametrize("example", ["complet", "incomplet"])
@pytest.mark.parametrize("seed", range(25))
def test_a_spoilt_dossier_is_judged_and_drafted(
    procedure: Procedure, examples: Path, example: str, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - reproducible, no secret
    lines = (examples / f"{example}.yaml").read_text(encoding="utf-8").split("\n")
    for _ in range(4):
        source = read(mutated(lines, rng).encode(), "d.yaml")
        dossier = open_dossier(source, procedure, examples)
        judged = assess(dossier)
        told = [text(judged), github(judged), entry_text(judged), values_sha256(dossier)]
        assert all(told) or not judged.findings
        assert all("\n" not in finding.message for finding in judged.findings)
        try:
            for spec in procedure.documents:
                assert show(compose(dossier, spec, draft=True).title)
                if judged.verdict is Verdict.COMPLETE:
                    assert compose(dossier, spec, draft=False).blocks
        except Refused as refusal:
            assert "9999" in refusal.message or "mise en forme" in refusal.message  # noqa: PT017
        assert compose_report(dossier, "grille", "Grille", grid(judged), draft=True).blocks


# Any bytes, any lines

LINES = st.lists(
    st.tuples(
        st.integers(0, 3).map(lambda depth: "  " * depth),
        st.sampled_from(["- ", "", "? ", "inclut: ", "pieces: ", "procedure: ", "nom: ", "a: "]),
        st.sampled_from([*STRANGE, *fuzzing.WORDS, "d.yaml", "charte-ars"]) | st.text(max_size=20),
    ).map("".join),
    max_size=12,
).map("\n".join)


@settings(max_examples=300)
@given(data=st.binary(max_size=200) | LINES.map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_checked(data: bytes) -> None:
    fuzzing.check(data)


@settings(max_examples=12)
@given(
    example=st.sampled_from(EXAMPLES),
    rank=st.integers(0, 2**16),
    change=st.sampled_from(STRANGE) | st.text(max_size=30),
)
def test_any_value_of_any_example_gives_a_draft_or_a_sentence(
    example: str, rank: int, change: str
) -> None:
    lines = default().read(f"examples/{example}/complet.yaml").decode().split("\n")
    placed = [n for n, line in enumerate(lines) if ": " in line and "procedure:" not in line]
    at = placed[rank % len(placed)]
    said = change.replace("'", "''").replace("\n", " ")
    lines[at] = f"{lines[at].split(': ', 1)[0]}: '{said}'"
    fuzzing.draft("\n".join(lines).encode(errors="replace"))


# The order of keys


def shuffled(tree: Tree, rng: random.Random) -> Tree:
    """The same tree, the keys of each of its groups in another order."""
    match tree:
        case dict():
            keys = rng.sample(list(tree), len(tree))
            return {key: shuffled(tree[key], rng) for key in keys}
        case list():
            return [shuffled(entry, rng) for entry in tree]
        case _:
            return tree


def found(tree: dict[str, Tree]) -> Counter[tuple[str, str, str]]:
    judged = fuzzing.check(dump(tree).encode())
    assert judged is not None
    return Counter((f.rule, f.path, f.message) for f in judged.findings)


@pytest.mark.parametrize("name", ["complet", "incomplet"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_findings_do_not_depend_on_the_order_of_keys(example: str, name: str) -> None:
    path = f"examples/{example}/{name}.yaml"
    tree = read(default().read(path), path).data
    before = found(tree)
    for seed in range(3):
        mixed = shuffled(tree, random.Random(seed))  # noqa: S311 - reproducible, no secret
        assert isinstance(mixed, dict)
        assert found(mixed) == before


# Guided by what is run


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris n’est pas installé"
)
@pytest.mark.parametrize("target", ["check", "draft"])
def test_no_mutation_of_an_example_is_a_traceback(target: str, tmp_path: Path) -> None:
    """Some seconds here; `make fuzz` goes on for as long as one likes."""
    done = subprocess.run(
        [sys.executable, Path(__file__).parents[2] / "tools/fuzz.py", target, "5", tmp_path],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert list(tmp_path.iterdir()) == []
