"""Source × procedure → dossier: typed values, blanks in their places, no cascade."""

from __future__ import annotations

from datetime import date

import pytest

from dossiers.findings import Severity
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.blanks import is_blank
from dossiers.opening.dossier import Dossier
from small import DOSSIER, PROCEDURE, Small


def findings(dossier: Dossier) -> list[tuple[str, str]]:
    return [(f.rule, f.path) for f in dossier.findings]


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\u00a0", "à compléter", "À COMPLÉTER", "a completer", "[à compléter]",
        "à comple\u0301ter", "« à compléter »", "à  compléter", "<à compléter>", "(idem)",
        "Idem", "idem.", "voir annexe", "Voir Annexe", "?", "…", "...", ".....", "-", "—", "___",
    ],
)  # fmt: skip
def test_what_says_nothing_is_a_blank(small: Small, text: str) -> None:
    assert is_blank(text, None)
    dossier = small.dossier(DOSSIER.replace("nom: Maison Exemple", f'nom: "{text}"'))
    assert isinstance(dossier.values.fields["nom"], Missing)
    assert findings(dossier) == []


@pytest.mark.parametrize(
    "text", ["0", "non", "idem que dessus", "Voir annexe 2", "C", "à compléter par X"]
)
def test_what_says_something_is_an_answer(text: str) -> None:
    assert not is_blank(text, None)


def test_the_help_text_left_in_its_field_is_a_blank(small: Small) -> None:
    dossier = small.dossier(DOSSIER.replace("Maison Exemple", "Le  nom complet"))
    assert isinstance(dossier.values.fields["nom"], Missing)


def test_every_declared_field_has_a_value_or_a_blank_with_its_path(small: Small) -> None:
    values = small.dossier("procedure: petite\n").values.fields
    assert set(values) == {
        "procedure", "reference", "date", "mention", "nom", "seances", "accord", "motif", "texte",
        "chef", "equipe",
    }  # fmt: skip
    chief = values["chef"]
    assert isinstance(chief, Group)
    assert chief.fields["nom"].path == "chef.nom"
    team = values["equipe"]
    assert isinstance(team, Missing)
    assert team.item.fields["heures"].path == "equipe[1].heures"


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        ("seances: 6", "seances: six", "champ/entier", "seances"),
        ("seances: 6", "seances: [6]", "champ/entier", "seances"),
        ("accord: oui", "accord: peut-être", "champ/oui_non", "accord"),
        ("nom: Maison Exemple", "nom: {a: b}", "champ/texte", "nom"),
        ("date: 2026-02-03", "date: demain", "champ/date", "date"),
        ("heures: 40", "heures: 40 h", "champ/entier", "equipe[1].heures"),
        ("  - {nom: Bob Exemple}", "  - Bob Exemple", "champ/groupe", "equipe[2]"),
        ("reference: P-1", "reference: ../P-1", "champ/reference", "reference"),
        ("reference: P-1", "reference: P-1-projet", "champ/reference", "reference"),
        ("reference: P-1", "reference: CON", "champ/reference", "reference"),
    ],
)
def test_a_wrong_value_gives_one_finding_and_no_cascade(
    small: Small, old: str, new: str, rule: str, path: str
) -> None:
    judged = small.judge(DOSSIER.replace(old, new))
    told = [(f.rule, f.path) for f in judged.findings if not f.rule.startswith("piece/")]
    assert told == [(rule, path)]


def test_a_wrong_group_gives_one_finding_though_a_criterion_reads_inside_it(small: Small) -> None:
    text = PROCEDURE.replace("si: seances >=", "si: chef.heures >=").replace("{{ seances }}", "")
    told = small.judge(f"{DOSSIER}chef: texte\n", text).findings
    assert [f.path for f in told if not f.rule.startswith("piece/")] == ["chef"]


def test_a_blank_entry_of_a_list_keeps_the_places_of_the_others(small: Small) -> None:
    text = PROCEDURE.replace("criteres:", "  mots: {type: liste, de: {type: entier}}\ncriteres:", 1)
    dossier = small.dossier(f"{DOSSIER}mots:\n  - 1\n  -\n  - trois\n", text)
    assert findings(dossier) == [("champ/entier", "mots[3]")]
    one, two, three = dossier.values.fields["mots"]
    assert one == 1
    assert (two.path, three.path) == ("mots[2]", "mots[3]")


def test_a_blank_word_in_the_place_of_a_group_or_a_list_is_a_blank(small: Small) -> None:
    dossier = small.dossier(
        f"{DOSSIER}chef: à compléter\n".replace("equipe:\n", "equipe: idem\nx:\n")
    )
    assert findings(dossier) == [("champ/inconnu", "x")]


def test_the_given_date_replaces_the_dossiers(small: Small) -> None:
    assert small.dossier().day == date(2026, 2, 3)
    dossier = small.dossier(day=date(2021, 5, 6))
    assert dossier.day == date(2021, 5, 6)
    assert dossier.values.fields["date"] == date(2021, 5, 6)


def test_parameters_are_those_of_the_dossiers_date(small: Small) -> None:
    def seuil(day: date | None) -> object:
        return small.dossier(day=day).context()["parametres"].fields["seuil"]

    assert (seuil(date(2021, 1, 1)), seuil(date(2026, 1, 1))) == (3, 5)
    assert isinstance(seuil(date(2019, 1, 1)), Missing)


def test_a_doubtful_value_is_a_warning_and_stays(small: Small) -> None:
    dossier = small.dossier(DOSSIER.replace("2026-02-03", "1026-02-03"))
    (doubt,) = dossier.findings
    assert (doubt.severity, doubt.path) == (Severity.WARNING, "date")
    assert dossier.day == date(1026, 2, 3)


@pytest.mark.parametrize(
    ("pieces", "given"),
    [
        ("pieces:\n  statuts: a.pdf\n", {"statuts": ("a.pdf",)}),
        ("pieces:\n  statuts: [a.pdf, b.pdf]\n", {"statuts": ("a.pdf", "b.pdf")}),
        ("pieces:\n  statuts: à compléter\n", {"statuts": ()}),
        ("pieces:\n  statuts: [ , a.pdf]\n", {"statuts": ("a.pdf",)}),
        ("pieces:\n", {}),
        ("pieces: à compléter\n", {}),
    ],
)
def test_the_paths_of_pieces_are_read(
    small: Small, pieces: str, given: dict[str, tuple[str, ...]]
) -> None:
    dossier = small.dossier(DOSSIER + pieces.replace("[ , ", "['', "))
    assert (dossier.pieces, findings(dossier)) == (given, [])


@pytest.mark.parametrize(
    ("pieces", "path"),
    [
        ("pieces: a.pdf\n", "pieces"),
        ("pieces:\n  - a.pdf\n", "pieces"),
        ("pieces:\n  status: a.pdf\n", "pieces.status"),
        ("pieces:\n  statuts: {a: b}\n", "pieces.statuts"),
        ("pieces:\n  statuts: [{a: b}]\n", "pieces.statuts"),
    ],
)
def test_wrong_pieces_are_findings(small: Small, pieces: str, path: str) -> None:
    dossier = small.dossier(DOSSIER + pieces)
    assert findings(dossier) == [("piece/inconnue", path)]
    assert dossier.pieces == {}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2 ans", []),
        ("4 ans", ["Essai : au plus 3 ans est attendu."]),
        ("90 jours", ["Essai « 90 jours » : une durée en jours et une durée en mois ne se"]),
    ],
)
def test_a_duration_that_does_not_compare_with_its_bound_is_told_of(
    small: Small, given: str, told: list[str]
) -> None:
    field = "champs:\n  essai: {type: duree, libelle: Essai, max: 3 ans}\n"
    dossier = small.dossier(f"{DOSSIER}essai: {given}\n", PROCEDURE.replace("champs:\n", field))
    found = [f.message.replace("\u00a0", " ") for f in dossier.findings]
    assert all(one.startswith(words) for one, words in zip(found, told, strict=True))
