"""Each mistake has one line, whichever proofs meet it."""

from __future__ import annotations

import pytest

from dossiers.findings import Finding
from dossiers.lint import lint
from small import DOSSIER, PROCEDURE, Small

EXAMPLE = "examples/petite/complet.yaml"


def rules(found: tuple[Finding, ...], file: str, line: int) -> list[str]:
    """The rules told of a line, but for the cases that nobody wrote."""
    told = [f.rule for f in found if f.mark.file.endswith(file) and f.mark.line == line]
    return [rule for rule in told if rule != "lint/cas"]


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ("{{ nmo }}\n", "lint/nom"),
        ("{% if nmo %}\n\n{{ nom }}\n\n{% endif %}\n", "lint/nom"),
        ("{{ nom * 1.5 }}\n", "lint/exemple"),
        ("{{ nom | upper }}\n", "lint/gabarit"),
    ],
)
def test_a_mistake_of_a_template_is_said_once(small: Small, template: str, rule: str) -> None:
    small.furnish()
    small.procedure()
    small.put("templates/essai/petite/lettre.md", f"# Lettre\n\n{template}")
    small.put(EXAMPLE, DOSSIER)
    assert rules(lint(small.library, "petite"), "lettre.md", 3) == [rule]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("si: seances >=", "si: seance >=", "lint/nom"),
        ("{{ seances }} séances", "{{ seances séances", "lint/phrase"),
        ("Lettre {{ reference }}", "Lettre {{ reference", "lint/phrase"),
    ],
)
def test_a_mistake_of_a_procedure_is_said_once(small: Small, old: str, new: str, rule: str) -> None:
    small.procedure(PROCEDURE.replace(old, new))
    small.put(EXAMPLE, DOSSIER)
    line = PROCEDURE[: PROCEDURE.index(old)].count("\n") + 1
    assert rules(lint(small.library, "petite"), "petite.yaml", line) == [rule]
