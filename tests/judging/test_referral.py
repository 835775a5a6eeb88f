"""A dossier that names another sees its values and outcomes, within bounds."""

from __future__ import annotations

import hashlib
import os

import pytest

from dossiers.judging.assessment import assess
from dossiers.judging.referral import open_whole
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from small import DOSSIER, PROCEDURE, Small

NAMING = (
    PROCEDURE.replace("champs:\n", "champs:\n  recu: {type: dossier, libelle: Dossier reçu}\n")
    .replace("si: seances >= parametres.seuil", "si: recu.valeurs.seances >= parametres.seuil")
    .replace("{{ seances }} séances prévues", "{{ recu.valeurs.seances }} séances prévues")
)


@pytest.fixture
def named(small: Small) -> Small:
    small.procedure(NAMING)
    (small.root / "dossiers").mkdir(exist_ok=True)
    return small


def opened(small: Small, recu: str, other: str | None = DOSSIER) -> Dossier:
    folder = small.root / "dossiers"
    if other is not None:
        (folder / "autre.yaml").write_text(other, encoding="utf-8")
    (folder / "dossier.yaml").write_text(f"{DOSSIER}recu: {recu}\n", encoding="utf-8")
    found = open_whole(Opener(small.library), folder / "dossier.yaml")
    assert isinstance(found, Dossier)
    return found


def messages(dossier: Dossier) -> list[str]:
    return [f.message for f in dossier.findings if f.rule == "champ/dossier"]


def test_its_values_and_outcomes_reach_expressions(named: Small) -> None:
    dossier = opened(named, "autre.yaml", DOSSIER.replace("seances: 6", "seances: 4"))
    recu = dossier.values.fields["recu"]
    assert isinstance(recu, Group)
    assert recu.fields["reference"] == "P-1"
    assert recu.fields["verdict"] == "incomplet"
    assert recu.fields["criteres"].fields["seuil"] == "a_completer"
    (outcome,) = assess(dossier).outcomes
    assert outcome.status.value == "non_satisfait"
    assert outcome.reason.startswith("4\u00a0séances")


@pytest.mark.parametrize(
    ("purpose", "seances", "expected"),
    [
        ("recevabilite", "6", "recevable"),
        ("recevabilite", "2", "irrecevable"),
        ("coherence", "2", None),
    ],
)
def test_whether_it_is_admissible_reaches_expressions(
    small: Small, purpose: str, seances: str, expected: str | None
) -> None:
    procedure = PROCEDURE.replace("objet: coherence", f"objet: {purpose}")
    about = "id: petite\n", "id: selon\n"
    small.put("schemas/essai/selon.yaml", NAMING.replace(*about))
    small.procedure(procedure)
    folder = small.root / "dossiers"
    folder.mkdir(exist_ok=True)
    other = DOSSIER.replace("seances: 6", f"seances: {seances}")
    (folder / "autre.yaml").write_text(other, encoding="utf-8")
    naming = DOSSIER.replace("procedure: petite", "procedure: selon")
    (folder / "dossier.yaml").write_text(f"{naming}recu: autre.yaml\n", encoding="utf-8")
    found = open_whole(Opener(small.library), folder / "dossier.yaml")
    assert isinstance(found, Dossier)
    told = found.value("recu.recevabilite")
    assert isinstance(told, Missing) if expected is None else told == expected


def test_what_a_paper_dossier_holds_is_a_blank_and_not_the_line_of_its_sheet(named: Small) -> None:
    sheet = "fiche: reception\nprocedure: petite\nreference: P-9\nnom: {recu: oui, page: '1'}\n"
    recu = opened(named, "autre.yaml", sheet).values.fields["recu"]
    assert recu.fields["reference"] == "P-9"
    values = recu.fields["valeurs"].fields
    assert values["reference"] == "P-9"
    assert isinstance(values["nom"], Missing)


def test_a_blank_reference_leaves_what_reads_it_undecided(named: Small) -> None:
    (outcome,) = assess(opened(named, "")).outcomes
    assert (outcome.status.value, outcome.missing) == ("a_completer", "recu")


def test_the_hash_must_be_that_of_the_file(named: Small) -> None:
    true = hashlib.sha256(DOSSIER.encode()).hexdigest()
    assert messages(opened(named, f"autre.yaml sha256:{true}")) == []
    wrong = opened(named, f"autre.yaml sha256:{'0' * 64}")
    assert "a changé" in messages(wrong)[0]
    assert isinstance(wrong.values.fields["recu"], Missing)


@pytest.mark.parametrize(
    ("recu", "other", "told"),
    [
        ("absent.yaml", None, "n’existe pas"),
        ("autre.yaml", "- liste\n", "ne se lit pas"),
        ("dossier.yaml", None, "se citent l’un l’autre"),
        ("lien/dehors.yaml", None, "doit être dans le dossier"),
        ("../autre.yaml", None, "sort du dossier"),
        ("boucle.yaml", None, "ne peut pas être ouvert"),
        (f"{'a' * 300}.yaml", None, "ne peut pas être ouvert"),
        ("tube.yaml", None, "n’existe pas"),
        (f"grand.yaml sha256:{'0' * 64}", None, "dépasse 5 Mo"),
    ],
)
def test_what_cannot_be_had_is_one_finding(
    named: Small, recu: str, other: str | None, told: str
) -> None:
    (named.root / "ailleurs").mkdir(exist_ok=True)
    (named.root / "ailleurs" / "dehors.yaml").write_text(DOSSIER, encoding="utf-8")
    folder = named.root / "dossiers"
    (folder / "lien").symlink_to(named.root / "ailleurs")
    (folder / "boucle.yaml").symlink_to("boucle.yaml")
    os.mkfifo(folder / "tube.yaml")
    with (folder / "grand.yaml").open("wb") as file:
        file.truncate(100_000_000)
    named.procedure(NAMING.replace("{type: dossier,", "{type: dossier, requis: oui,"))
    dossier = opened(named, recu, other)
    (message,) = messages(dossier)
    assert told in message
    said = [f.rule for f in assess(dossier).findings if f.path == "recu"]
    assert said == ["champ/dossier"], "what is wrong is not said to be blank"


def test_a_chain_is_bounded(named: Small) -> None:
    folder = named.root / "dossiers"
    for number in range(1, 6):
        text = f"{DOSSIER}recu: d{number + 1}.yaml\n"
        (folder / f"d{number}.yaml").write_text(text, encoding="utf-8")
    (folder / "d6.yaml").write_text(DOSSIER, encoding="utf-8")
    dossier = opened(named, "d1.yaml", None)
    nested = dossier.values.fields["recu"].fields["valeurs"].fields["recu"]
    assert isinstance(nested.fields["valeurs"].fields["recu"], Missing)


def lacks(dossier: Dossier) -> dict[str, str]:
    """What is said of each thing that the dossier named lacks, by its label."""
    listed = dossier.value("recu.manques")
    return {one.fields["libelle"]: one.fields["motif"] for one in listed}


def test_a_piece_that_its_procedure_does_not_ask_for_is_told_of_it(named: Small) -> None:
    told = lacks(opened(named, "autre.yaml", DOSSIER + "pieces: {statutz: statuts.pdf}\n"))
    assert "vouliez-vous dire «\u00a0statuts\u00a0»" in told["pieces › statutz"]


def test_a_piece_and_a_criterion_of_one_name_keep_their_labels(small: Small) -> None:
    small.procedure(
        NAMING.replace("  statuts: {libelle", "  seuil: {libelle").replace(
            "si: recu.valeurs.seances", "si: seances"
        )
    )
    (small.root / "dossiers").mkdir()
    other = DOSSIER.replace("seances: 6", "seances: 4")
    assert lacks(opened(small, "autre.yaml", other)) == {"Statuts signés": "Pièce absente"}
