"""A case that has no shape of its own is told to its author, and never breaks the proofreader."""

from __future__ import annotations

import pytest

from dossiers.lint import cases, lint
from dossiers.lint.subject import Subject
from small import Small

CASES = {
    "changements en liste": "{changements: [a], attendu: {verdict: complet}}",
    "changements en texte": "{changements: non, attendu: {verdict: complet}}",
    "critères en texte": "{attendu: {criteres: complet}}",
    "critère en liste": "{attendu: {criteres: {seances: [satisfait]}}}",
    "échéances en liste": "{attendu: {echeances: [a]}}",
    "échéance en groupe": "{attendu: {echeances: {terme: {a: b}}}}",
    "attendu en texte": "{attendu: complet}",
    "clé inconnue": "{attendu: {}, autre: a}",
    "liste": "[a]",
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_without_the_shape_of_one_is_told(small: Small, name: str) -> None:
    small.put("examples/petite/cas/a.yaml", CASES[name])
    found = list(cases.check(Subject.open(small.procedure())))
    told = [one.message for one in found if one.mark.file.endswith("cas/a.yaml")]
    assert len(told) == 1
    assert told[0].startswith("Un cas a « base »")


def test_a_template_that_is_no_utf8_is_told(small: Small) -> None:
    small.procedure()
    path = small.root / "templates/essai/petite/lettre.md"
    path.write_bytes(path.read_bytes() + b"\xe9")
    (found,) = lint(small.library, "petite")
    assert found.message.startswith("Ce fichier n’est pas en UTF-8.")
    assert found.mark.file == "templates/essai/petite/lettre.md"
