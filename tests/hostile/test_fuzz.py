"""Whatever is typed into a dossier: a verdict, a draft, or a French refusal, never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dossiers.bundling.grid import grid
from dossiers.composing.compose import compose, compose_report
from dossiers.composing.receipt import values_sha256
from dossiers.errors import Refused
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.kinds import show
from dossiers.opening.dossier import open_dossier
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import read
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
