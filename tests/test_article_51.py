"""An experiment under article 51: exact sums, and real cases that say no more than is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composed import example, words
from dossiers.bundling.bundle import Wanted
from dossiers.bundling.rendering import render_documents
from dossiers.judging.assessment import assess
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.variants import varied
from dossiers.reading.source import Tree
from dossiers.values import Amount
from readers.texts import page_texts

ID = "article-51"
SUM = f"critere/{ID}/forfaits"
CASES = ("fnmf-prediabete", "microstructures", "peps")


def told(dossier: Dossier, rule: str) -> list[str]:
    return [f.message for f in assess(dossier).findings if f.rule == rule]


def status(dossier: Dossier, criterion: str) -> str:
    (found,) = (o for o in assess(dossier).outcomes if o.criterion.id == criterion)
    return found.status.value


MULTIPLES = st.lists(
    st.tuples(st.integers(1, 99_999_999), st.integers(1, 9_999)), min_size=1, max_size=6
)


@settings(max_examples=25)
@given(lines=MULTIPLES, gap=st.integers(-1, 1))
def test_the_sum_of_the_multiples_is_held_to_the_cent(
    lines: list[tuple[int, int]], gap: int
) -> None:
    forfaits: list[Tree] = [
        {
            "lettre": letter,
            "nom": "Niveau",
            "contenu": "séances",
            "montant": f"{cents // 100},{cents % 100:02d}",
            "patients": str(patients),
        }
        for letter, (cents, patients) in zip("abcdef", lines, strict=False)
    ]
    total = sum(cents * patients for cents, patients in lines) + gap
    stated = f"{total // 100},{total % 100:02d}"
    changes: dict[str, Tree | None] = {"forfaits": forfaits, "finances.forfaits": stated}
    dossier = varied(example(default(), ID), changes)
    assert status(dossier, "forfaits") == ("non_satisfait" if gap else "satisfait")


def test_a_gap_is_told_with_its_arithmetic(library: Library) -> None:
    dossier = varied(example(library, ID), {"finances.forfaits": "88 600"})
    (sentence,) = told(dossier, SUM)
    plain = " ".join(sentence.split())
    assert "A, 412,50 € × 110 ; B, 618,40 € × 70" in plain
    assert "le total annoncé est de 88 600 €" in plain
    assert "un écart de −63 €" in plain


def test_the_figures_of_the_diabetes_prevention_agree(library: Library) -> None:
    dossier = example(library, ID, "fnmf-prediabete")
    assert status(dossier, "forfaits") == "satisfait"
    assert Amount("690.60") * 140 == Amount(96684)
    assert status(dossier, "parcours") == "satisfait"
    assert status(dossier, "depenses") == "a_completer"
    assert "124 900 €" in words(dossier, "annexe", draft=True)
    (wrong,) = told(varied(dossier, {"forfaits[1].montant": "890"}), SUM)
    assert "890 € × 140" in " ".join(wrong.split())


def test_the_three_phases_of_the_team_payment_end_on_two_decisions(library: Library) -> None:
    dossier = example(library, ID, "peps")
    assert status(dossier, "phases") == "satisfait"
    assert words(dossier, "cahier", draft=True).count("Décision de poursuite") == 2


@pytest.mark.parametrize("name", CASES)
def test_a_real_case_is_a_draft_that_marks_what_its_source_does_not_say(
    library: Library, name: str
) -> None:
    dossier = example(library, ID, name)
    assessment = assess(dossier)
    assert [o.criterion.id for o in assessment.outcomes if o.status.value == "non_satisfait"] == []
    assert assessment.completeness.rate < 1
    for document in ("lettre", "fiche", "cahier", "annexe"):
        assert "[à compléter : " in words(dossier, document, draft=True), document


@pytest.mark.parametrize("name", ["complet", "incomplet", *CASES])
def test_the_project_sheet_holds_on_one_page(library: Library, name: str) -> None:
    assessment = assess(example(library, ID, name))
    wanted = Wanted(draft=name != "complet")
    (file,) = render_documents(assessment, ("fiche",), ("pdf",), wanted)
    assert len(page_texts(file.data)) == 1
