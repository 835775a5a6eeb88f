"""The deadlines of a dossier: what is declared, what is blank, what suspends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dossiers.errors import LibraryError
from dossiers.judging.deadlines import Deadline, State, deadlines
from dossiers.opening.dossier import Dossier
from dossiers.opening.variants import varied
from small import DOSSIER, PARAMETERS, PROCEDURE, Small

FIELDS = """\
  recu: {type: date, libelle: Date de réception}
  demande: {type: date, libelle: Date de la demande de pièces}
  reponse: {type: date, libelle: Date de la réponse}
  code: {type: code_postal, libelle: Code postal}
  essai: {type: duree, libelle: Durée de l’essai}
  visites:
    type: liste
    libelle: Visites
    de:
      lieu: {type: texte, libelle: Lieu}
      jour: {type: date, libelle: Jour de la visite}
criteres:
"""
DEADLINES = """\
echeances:
  - id: complet
    libelle: Réputé complet
    depart: recu
    delai: parametres.silence
    unite: mois
    suspension: {du: demande, au: reponse, source: rapport}
    report: jour_ouvrable
    territoire: code
    decompte: usage
    source: loi
"""
DELAY = (
    "silence: {libelle: Délai de silence, valeurs: {2020-01-01: 2, 2026-01-01: 3}, "
    "unite: mois, source: loi}\n"
)
RECEIVED = {"recu": "2025-10-30", "code": "29140", "date": "2025-11-03"}


@pytest.fixture
def declared(small: Small) -> Small:
    small.put("schemas/parametres/essai.yaml", PARAMETERS + DELAY)
    return small


def opened(small: Small, section: str = DEADLINES, **answers: str) -> Dossier:
    """The small dossier with the answers given, and a procedure with these deadlines."""
    procedure = PROCEDURE.replace("criteres:\n", FIELDS) + section
    dossier = small.dossier(DOSSIER, procedure)
    changes = {name.replace("__", "."): value for name, value in answers.items()}
    return varied(dossier, changes)


def only(dossier: Dossier) -> Deadline:
    (found,) = deadlines(dossier)
    return replace(found, steps=tuple(step.replace("\u00a0", " ") for step in found.steps))


def test_a_date_comes_with_its_steps_and_its_sources(declared: Small) -> None:
    found = only(opened(declared, **{**RECEIVED, "recu": "2025-12-30"}))
    assert (found.state, found.day) == (State.DATED, date(2026, 3, 2))
    assert found.steps == (
        "Date de réception : 30/12/2025",
        "+ 2 mois : 28/02/2026 (dernier jour du mois)",
        "samedi 28/02/2026, reporté au lundi 02/03/2026",
    )
    assert [reference.id for reference in found.references] == ["loi", "rapport", "usage"]
    assert found.indicative


def test_the_delay_is_the_one_in_force_at_the_date_of_the_dossier(declared: Small) -> None:
    later = only(opened(declared, **{**RECEIVED, "date": "2026-02-02"}))
    assert later.steps[1] == "+ 3 mois : 30/01/2026"


def test_the_holidays_are_those_of_the_territory(declared: Small) -> None:
    days = {
        code: only(opened(declared, recu="2025-10-26", date="2025-11-03", code=code)).day
        for code in ("29140", "67000", "57000")
    }
    assert days == {
        "29140": date(2025, 12, 26),
        "67000": date(2025, 12, 29),
        "57000": date(2025, 12, 29),
    }


def test_a_request_suspends_until_its_reply(declared: Small) -> None:
    asked = only(opened(declared, **RECEIVED, demande="2025-12-01"))
    assert (asked.state, asked.day) == (State.SUSPENDED, None)
    assert asked.steps[-1] == "suspendu depuis le 01/12/2025"
    assert (asked.reason, asked.missing) == ("à compléter : Date de la réponse", "reponse")
    replied = only(opened(declared, **RECEIVED, demande="2025-12-01", reponse="2025-12-11"))
    assert replied.day == date(2026, 1, 9)
    assert "suspendu du 01/12/2025 au 11/12/2025, 10 jours : 09/01/2026" in replied.steps


def test_a_reply_before_its_request_is_left_to_a_person(declared: Small) -> None:
    found = only(opened(declared, **RECEIVED, demande="2025-12-11", reponse="2025-12-01"))
    assert (found.state, found.day) == (State.HUMAN, None)
    assert found.reason == (
        "à vérifier : « Date de la réponse », 01/12/2025, précède "
        "« Date de la demande de pièces », 11/12/2025"
    )


def test_a_reply_to_no_request_asks_for_the_request(declared: Small) -> None:
    found = only(opened(declared, **RECEIVED, reponse="2025-12-01"))
    assert (found.state, found.missing) == (State.INCOMPLETE, "demande")


@pytest.mark.parametrize(
    ("blank", "told"),
    [
        ("recu", "à compléter : Date de réception"),
        ("code", "à compléter : Code postal"),
        ("date", "à compléter : Date du dossier"),
    ],
)
def test_a_blank_gives_no_date_but_its_own_name(declared: Small, blank: str, told: str) -> None:
    found = only(opened(declared, **{**RECEIVED, blank: ""}))
    assert (found.state, found.day, found.reason) == (State.INCOMPLETE, None, told)
    assert found.missing == blank


def test_a_wrong_value_is_to_be_corrected(declared: Small) -> None:
    found = only(opened(declared, **{**RECEIVED, "recu": "2025-02-30"}))
    assert (found.day, found.reason) == (None, "à corriger : Date de réception")


def test_a_parameter_not_yet_in_force_gives_no_date(declared: Small) -> None:
    found = only(opened(declared, recu="2019-01-02", date="2019-01-02", code="29140"))
    assert (found.state, found.reason) == (State.INCOMPLETE, "à compléter : Délai de silence")


@pytest.mark.parametrize(
    ("quand", "state"),
    [("accord", State.DATED), ("not accord", State.NOT_APPLICABLE),
     ("motif == 'x'", State.INCOMPLETE)],
)  # fmt: skip
def test_a_deadline_holds_where_its_condition_does(
    declared: Small, quand: str, state: State
) -> None:
    section = DEADLINES + f"    quand: {quand}\n"
    assert only(opened(declared, section, **RECEIVED)).state is state


def test_the_deadline_of_a_call_is_a_parameter(small: Small) -> None:
    limit = "limite: {libelle: Date limite, valeurs: {a_confirmer: 31 juillet 2018}, source: loi}\n"
    small.put("schemas/parametres/essai.yaml", PARAMETERS + limit)
    section = (
        "echeances:\n  - {id: depot, libelle: Dépôt, depart: parametres.limite, source: rapport}\n"
    )
    found = only(opened(small, section))
    assert (found.day, found.steps) == (date(2018, 7, 31), ("Date limite : 31/07/2018",))


EACH = """\
echeances:
  - id: visite
    libelle: "Rapport de la visite, {{ entree.lieu }}"
    pour_chaque: visites
    depart: entree.jour
    delai: essai
    sens: avant
    source: modele
"""


def test_each_entry_of_a_list_has_its_date(declared: Small) -> None:
    text = DOSSIER + "essai: 2 semaines\nvisites:\n  - {lieu: Melgven, jour: 2026-03-20}\n  - {}\n"
    dossier = declared.dossier(text, PROCEDURE.replace("criteres:\n", FIELDS) + EACH)
    first, second = deadlines(dossier)
    assert (first.entry, first.day) == (1, date(2026, 3, 6))
    assert first.label == "Rapport de la visite, Melgven"
    assert [step.replace("\u00a0", " ") for step in first.steps] == [
        "Jour de la visite : 20/03/2026",
        "− 2 semaines : 06/03/2026",
    ]
    assert (second.entry, second.missing) == (2, "visites[2].jour")
    assert second.label == "Rapport de la visite, « Lieu » (à compléter)"
    assert not first.indicative


def test_a_blank_list_is_one_deadline_to_complete(declared: Small) -> None:
    found = only(opened(declared, EACH, essai="2 mois"))
    assert (found.state, found.reason) == (State.INCOMPLETE, "à compléter : Visites")


@pytest.mark.parametrize("recu", ["9999-12-01", "2100-11-30"])
def test_a_date_that_no_calendar_knows_is_left_to_a_person(declared: Small, recu: str) -> None:
    found = only(opened(declared, **{**RECEIVED, "recu": recu}))
    assert (found.state, found.day) == (State.HUMAN, None)
    assert found.reason[0].islower()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("depart: recu", "depart: nom", "« nom » n’est pas une date"),
        ("delai: parametres.silence", "delai: accord", "n’est ni une durée, ni un nombre entier"),
        ("    unite: mois\n", "", "n’est ni une durée, ni un nombre entier"),
        ("depart: recu", "depart: inconnu", "« inconnu » n’est pas déclaré"),
        ("id: complet", "id: complet\n    pour_chaque: nom", "« nom » n’est pas une liste"),
    ],
)
def test_a_deadline_of_no_sense_is_its_authors_matter(
    declared: Small, old: str, new: str, told: str
) -> None:
    dossier = opened(declared, DEADLINES.replace(old, new), **RECEIVED)
    with pytest.raises(LibraryError, match=told) as caught:
        deadlines(dossier)
    assert caught.value.mark is not None
    assert caught.value.mark.file == "schemas/essai/petite.yaml"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    delai: parametres.silence\n", "", "« unite » sans « delai »"),
        ("    decompte: usage\n", "", "« report » sans « decompte »"),
        ("    report: jour_ouvrable\n", "", "« territoire » sans « report »"),
        ("    unite: mois\n", "    unite: mois\n    sens: avant\n", "à rebours"),
        ("unite: mois", "unite: années", "« années » n’est pas l’un de jours, mois"),
        ("du: demande, ", "", "echeances.*suspension.*du.*clé absente"),
        ("source: rapport", "source: inconnue", "« inconnue » n’est pas dans"),
        ("decompte: usage", "decompte: inconnu", "« inconnu » n’est pas dans"),
        ("    source: loi\n", "", "source » : clé absente"),
        ("depart: recu", "depart: recu +", "Expression illisible"),
        ("echeances:\n", DEADLINES, "« complet » est déclaré deux fois"),
    ],
)
def test_a_wrong_declaration_is_told_at_its_line(
    declared: Small, old: str, new: str, told: str
) -> None:
    with pytest.raises(LibraryError, match=told) as caught:
        opened(declared, DEADLINES.replace(old, new), **RECEIVED)
    assert caught.value.mark is not None
    assert caught.value.mark.line > PROCEDURE.count("\n")
