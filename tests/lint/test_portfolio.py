"""What is wrong in the columns of a portfolio is found before any dossier exists."""

from __future__ import annotations

import pytest

from dossiers.lint import portfolio
from dossiers.lint.subject import Subject
from small import PROCEDURE, Small


@pytest.mark.parametrize(
    ("title", "value", "told"),
    [
        ("Nom", "nom", ""),
        ("Noms", "equipe|champ('nom')", ""),
        ("Nom", "noms", "« noms » n’est pas déclaré"),
        ("Chef", "chef", "ne tient pas dans la case"),
        ("Équipe", "equipe", "ne tient pas dans la case"),
        ("Texte", "texte", "ne tient pas dans la case"),
        ("Verdict", "nom", "a déjà une colonne « Verdict »"),
    ],
)
def test_a_column_is_one_value_under_a_title_of_its_own(
    small: Small, title: str, value: str, told: str
) -> None:
    section = f'portefeuille: [{{libelle: {title}, valeur: "{value}"}}]\n'
    found = list(portfolio.check(Subject.open(small.procedure(PROCEDURE + section))))
    assert [told in one.message for one in found] == ([True] if told else [])


def test_two_columns_have_two_titles(small: Small) -> None:
    section = "portefeuille: [{libelle: N, valeur: nom}, {libelle: N, valeur: seances}]\n"
    (found,) = portfolio.check(Subject.open(small.procedure(PROCEDURE + section)))
    assert "« N »" in found.message
