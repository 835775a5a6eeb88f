"""The outcome of a criterion: three truths, a human's part, and what does not apply."""

from __future__ import annotations

import pytest

from dossiers.errors import LibraryError
from dossiers.judging.criteria import Outcome, Status, outcomes
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
