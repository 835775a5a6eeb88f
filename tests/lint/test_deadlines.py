"""What is wrong in a declared deadline is found before any dossier exists."""

from __future__ import annotations

import pytest

from dossiers.lint import deadlines, usage
from dossiers.lint.subject import Subject
from small import PARAMETERS, PROCEDURE, Small

FIELDS = """\
  recu: {type: date, requis: oui, libelle: Date de réception}
  delai: {type: entier, requis: oui, libelle: Délai}
  essai: {type: duree, libelle: Durée de l’essai}
  visites: {type: liste, libelle: Visites, de: {jour: {type: date, libelle: Jour}}}
criteres:
"""
DEADLINES = """\
echeances:
  - {id: silence, libelle: Silence, depart: recu, delai: parametres.silence, unite: mois,
     suspension: {du: recu, au: recu, source: loi}, source: loi}
  - {id: delai, libelle: Délai, depart: recu, delai: delai, unite: jours, source: loi}
  - {id: visite, libelle: "Visite du {{ entree.jour }}", pour_chaque: visites,
     depart: entree.jour, delai: essai, source: loi}
"""


def subject(small: Small, section: str = DEADLINES) -> Subject:
    small.put(
        "schemas/parametres/essai.yaml",
        PARAMETERS + "silence: {valeurs: {a_confirmer: 2}, unite: mois, source: loi}\n",
    )
    return Subject.open(small.procedure(PROCEDURE.replace("criteres:\n", FIELDS) + section))


def test_a_parameter_may_be_the_day_of_a_deadline(small: Small) -> None:
    section = "echeances: [{id: depot, libelle: Dépôt, depart: parametres.limite, source: loi}]\n"
    own = "parametres: {limite: {valeurs: {a_confirmer: 31 juillet 2018}, source: loi}}\n"
    assert list(deadlines.check(subject(small, own + section))) == []


def test_a_sound_deadline_has_no_fault_and_uses_what_it_reads(small: Small) -> None:
    sound = subject(small)
    assert list(deadlines.check(sound)) == []
    assert "recu" not in {found.path for found in usage.check(sound)}
    assert "delai" not in {found.path for found in usage.check(sound)}
    assert "recu" in {found.path for found in usage.check(subject(small, ""))}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("depart: recu, delai: delai", "depart: reçu, delai: delai", "« reçu » n’est pas déclaré"),
        ("depart: recu, delai: delai", "depart: nom, delai: delai", "« nom » n’est pas une date"),
        ("{du: recu", "{du: nom", "« nom » n’est pas une date"),
        ("depart: recu, delai: delai", "depart: parametres.silence, delai: delai",
         "« parametres.silence » n’est pas une date"),
        ("au: recu", "au: rien", "« rien » n’est pas déclaré"),
        ("entree.jour,", "entree.heure,", "n’est pas un champ déclaré"),
        ("pour_chaque: visites", "pour_chaque: nom", "« nom » n’est pas une liste"),
        ("pour_chaque: visites", "pour_chaque: visite", "« visite » n’est pas déclaré"),
        ("pour_chaque: visites,", "", "« entree » n’est pas déclaré"),
        ("delai: delai", "delai: nom", "« nom » n’est ni un entier, ni une durée"),
        ("delai: delai", "delai: 2", "Le nombre 2"),
        ("delai: delai, unite: jours", "delai: delai", "n’a pas d’« unite »"),
        ("delai: essai", "delai: essai, unite: mois", "« essai » a son unité"),
        ("parametres.silence, unite: mois", "parametres.silence, unite: jours",
         "« silence » est en mois, non en jours"),
        ("{{ entree.jour }}", "{{ entree. }}", "Phrase illisible"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(small: Small, old: str, new: str, told: str) -> None:
    assert old in DEADLINES
    wrong = subject(small, DEADLINES.replace(old, new))
    found = list(deadlines.check(wrong))
    assert any(told in one.message for one in found), [one.message for one in found]
    assert all(one.mark.line > PROCEDURE.count("\n") for one in found)
    assert list(usage.check(wrong))  # reads the same trees, and raises nothing
