"""The outcome of a criterion: three truths, a human's part, and what does not apply."""

from __future__ import annotations

import pytest

from dossiers.errors import LibraryError
from dossiers.findings import Verdict
from dossiers.judging.criteria import Outcome, Status, outcomes
from dossiers.lint import lint
from small import CRITERION, DOSSIER, PROCEDURE, Small


def outcome(small: Small, criterion: str, dossier: str = DOSSIER) -> Outcome:
    head = "  - {id: seuil, objet: coherence, libelle: L, source: loi, "
    text = PROCEDURE.replace(CRITERION, f"{head}{criterion}}}\n")
    assert text != PROCEDURE
    (found,) = outcomes(small.dossier(dossier, text))
    return found


@pytest.mark.parametrize(
    ("criterion", "status", "reason", "missing"),
    [
        ("si: seances == 6, sinon: Non", Status.MET, "", ""),
        ("si: seances == 7, sinon: '{{ seances }} et non 7.'", Status.UNMET, "6 et non 7.", ""),
        ("si: chef.heures > 1, sinon: Non", Status.INCOMPLETE, "À compléter : Heures.",
         "chef.heures"),
        ("si: chef.heures > 1 or accord, sinon: Non", Status.MET, "", ""),
        ("aide: Lire", Status.HUMAN, "", ""),
        ("quand: accord", Status.HUMAN, "", ""),
        ("quand: not accord", Status.NOT_APPLICABLE, "", ""),
        ("quand: not accord, si: chef.heures > 1, sinon: Non", Status.NOT_APPLICABLE, "", ""),
        ("quand: chef.heures > 1", Status.INCOMPLETE, "À compléter : Heures.", "chef.heures"),
        ("quand: chef.heures > 1, si: accord, sinon: Non", Status.INCOMPLETE,
         "À compléter : Heures.", "chef.heures"),
    ],
)  # fmt: skip
def test_each_case_has_its_status(
    small: Small, criterion: str, status: Status, reason: str, missing: str
) -> None:
    found = outcome(small, criterion)
    assert (found.status, found.reason, found.missing) == (status, reason, missing)


def test_a_blank_in_the_sentence_is_said_as_a_blank(small: Small) -> None:
    found = outcome(small, "si: seances == 7, sinon: 'Chef : {{ chef.heures }}.'")
    assert found.reason.replace("\u00a0", " ") == "Chef : « Heures » (à compléter)."


@pytest.mark.parametrize("condition", ["inconnu", "seances.x", "seances > 'a'", "nom | somme > 1"])
def test_a_wrong_condition_stops_at_its_authors_line(small: Small, condition: str) -> None:
    with pytest.raises(LibraryError) as caught:
        outcome(small, f'si: "{condition}", sinon: Non')
    assert caught.value.mark is not None
    assert caught.value.mark.file == "schemas/essai/petite.yaml"


TRAINED = (
    "pour_chaque: equipe, quand: entree.nom != 'Cléo', si: entree.heures >= parametres.seuil, "
    "sinon: '{{ entree.nom }} : {{ entree.heures }} h.'"
)


def team(*members: str) -> str:
    listed = "".join(f"  - {{{member}}}\n" for member in members)
    return DOSSIER[: DOSSIER.index("equipe:")] + (f"equipe:\n{listed}" if listed else "")


@pytest.mark.parametrize(
    ("members", "status", "reason"),
    [
        (("nom: Ada, heures: 40", "nom: Bob, heures: 5"), Status.MET, ""),
        (("nom: Ada, heures: 1", "nom: Bob, heures: 40", "nom: Dan, heures: 2"), Status.UNMET,
         "Ada : 1 h. Dan : 2 h."),
        (("nom: Ada, heures: 1", "nom: Bob"), Status.UNMET, "Ada : 1 h."),
        (("nom: Ada, heures: 40", "nom: Bob"), Status.INCOMPLETE, "À compléter : Heures."),
        (("nom: Cléo, heures: 1", "nom: Bob, heures: 9"), Status.MET, ""),
        (("nom: Cléo, heures: 1", "nom: Cléo"), Status.NOT_APPLICABLE, ""),
        ((), Status.NOT_APPLICABLE, ""),
    ],
)  # fmt: skip
def test_a_rule_about_each_entry_has_the_worst_answer_of_any(
    small: Small, members: tuple[str, ...], status: Status, reason: str
) -> None:
    found = outcome(small, TRAINED, team(*members))
    assert (found.status, found.reason.replace("\u00a0", " ")) == (status, reason)


def test_each_entry_that_breaks_a_rule_has_its_finding_at_its_line(small: Small) -> None:
    text = PROCEDURE.replace(
        CRITERION, f"  - {{id: seuil, objet: coherence, libelle: L, source: loi, {TRAINED}}}\n"
    )
    dossier = team("nom: Ada, heures: 1", "nom: Bob, heures: 40", "nom: Dan, heures: 2", "nom: Eve")
    judged = small.judge(dossier, text)
    told = [(f.path, f.mark.line, f.effect) for f in judged.findings if "critere/" in f.rule]
    assert told == [
        ("equipe[1].heures", 8, Verdict.NON_COMPLIANT),
        ("equipe[3].heures", 10, Verdict.NON_COMPLIANT),
        ("equipe[4].heures", 11, Verdict.INCOMPLETE),
    ]


@pytest.mark.parametrize("each", ["nom", "chef", "inconnu"])
def test_a_rule_is_about_each_entry_of_a_list_only(small: Small, each: str) -> None:
    with pytest.raises(LibraryError, match="n’est pas une liste"):
        outcome(small, f"pour_chaque: {each}, si: accord, sinon: Non")


def test_a_lint_knows_the_entry_that_a_rule_is_about(small: Small) -> None:
    def names(criterion: str) -> list[str]:
        head = "  - {id: seuil, objet: coherence, libelle: L, source: loi, "
        small.procedure(PROCEDURE.replace(CRITERION, f"{head}{criterion}}}\n"))
        return [f.message for f in lint(small.library, "petite") if f.rule == "lint/nom"]

    assert names(TRAINED) == []
    assert any(
        "age" in told for told in names(TRAINED.replace("si: entree.heures", "si: entree.age"))
    )
    assert any("age" in told for told in names(TRAINED.replace("{{ entree.nom", "{{ entree.age")))
    assert any("entree" in told for told in names("si: entree.nom == nom, sinon: Non"))


NOBODY = "equipe | filtre('nom', 'Eve')"
EMPTY = "Une liste vide n’a ni plus petite ni plus grande valeur."


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        (f"si: \"{NOBODY} | champ('heures') | maximum < 3\", sinon: Non", EMPTY),
        (f"quand: \"{NOBODY} | champ('heures') | minimum < 3\"", EMPTY),
        ('si: "date | plus_mois(1) > date", sinon: Non',
         "Un délai compté à partir du 31/12/9999 dépasse l’an 9999."),
    ],
)  # fmt: skip
def test_what_only_a_person_can_tell_is_left_to_one(
    small: Small, criterion: str, reason: str
) -> None:
    found = outcome(small, criterion, DOSSIER.replace("2026-02-03", "9999-12-31"))
    assert (found.status, found.reason) == (Status.HUMAN, reason)


def test_an_unmet_criterion_whose_sentence_has_no_value_is_still_unmet(small: Small) -> None:
    said = f"{{{{ {NOBODY} | champ('heures') | minimum }}}} heures."
    found = outcome(small, f'si: "{NOBODY} | compte > 0", sinon: "{said}"')
    assert (found.status, found.reason) == (Status.UNMET, EMPTY)
