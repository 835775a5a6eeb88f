"""Each fault that an author can make in a procedure, seeded in a copy of the library, is found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from dossiers.library import Library, default
from dossiers.lint import cases, lint
from dossiers.lint.subject import Subject
from dossiers.procedures.procedure import catalogue, load

NAME = "convention-et3p"
PROCEDURE = f"schemas/conventions/{NAME}.yaml"
FAULTS: list[dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("fautes.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def copied(tmp_path: Path) -> Library:
    for folder in ("schemas", "templates", "examples"):
        shutil.copytree(default().path(folder), tmp_path / folder)
    return Library(tmp_path)


@pytest.mark.parametrize("name", catalogue(default()))
def test_the_library_has_no_fault(name: str) -> None:
    assert [f"{f.mark} {f.message}" for f in lint(default(), name)] == []


def test_there_are_faults_enough() -> None:
    assert len(FAULTS) >= 30


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["nom"].replace(" ", "-") for fault in FAULTS])
def test_a_seeded_fault_is_found(copied: Library, fault: dict[str, str]) -> None:
    path = copied.path(fault["fichier"])
    text = path.read_text(encoding="utf-8")
    assert fault["ancien"] in text
    path.write_text(text.replace(fault["ancien"], fault["nouveau"], 1), encoding="utf-8")

    found = lint(copied, NAME)

    assert any(f.rule.startswith(fault["regle"]) for f in found), [f.rule for f in found]
    assert all(re.search(r"à corriger par l’auteur : (procédure|modèle)", f.message) for f in found)
    if place := fault.get("dit_dans"):
        assert any(f.mark.file == place and f.mark.line > 1 for f in found)


def test_a_dead_template_is_found(copied: Library) -> None:
    copied.path(f"templates/conventions/{NAME}/oubli.md").write_text("# Oubli\n", encoding="utf-8")
    assert "lint/modele-inutile" in {f.rule for f in lint(copied, NAME)}


def test_every_negated_condition_makes_a_case_fail(copied: Library) -> None:
    path = copied.path(PROCEDURE)
    text = path.read_text(encoding="utf-8")
    conditions = re.findall(r"^    si: (.+)$", text, re.MULTILINE)
    assert len(conditions) > 20
    for condition in conditions:
        negated = text.replace(f"    si: {condition}\n", f"    si: not ({condition})\n")
        path.write_text(negated, encoding="utf-8")
        found = cases.check(Subject.open(load(copied, NAME)))
        assert "lint/cas" in {f.rule for f in found}, condition
