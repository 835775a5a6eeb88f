"""What people and scripts read of a check."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from dossiers.findings import Finding, Mark, Severity, Verdict
from dossiers.judging.assessment import Assessment
from dossiers.opening.opener import Unreadable
from dossiers.reporting.checking import Asked, Checked, check_all, written
from dossiers.reporting.report import entry_text, github, json_pieces, text
from small import DOSSIER, PROCEDURE, Small

BAD = (
    DOSSIER.replace("nom: Maison Exemple", "nom:")
    .replace("seances: 6", "seances: 2")
    .replace("accord: oui", "accord: peut-être")
)
HUMAN = PROCEDURE.replace(
    "criteres:\n",
    "criteres:\n  - {id: lu, objet: coherence, libelle: Le texte est lu, source: usage}\n",
)
TEXT = """\
dossier.yaml
      1:1  à compléter    Pièce absente : Statuts signés.  [piece/petite/statuts]
                          Une loi lue – source vérifiée
      4:5  à compléter    Nom de la structure : à compléter (attendu : un texte d’une ligne).  [champ/requis]
     5:10  non conforme   2 séances prévues, il en faut 5.  [critere/petite/seuil]
                          Une loi lue – source vérifiée
      6:9  invalide       Accord « peut-être » : la réponse n’est ni oui ni non (attendu : oui ou non).  [champ/oui_non]

  À apprécier par une personne :
    – Le texte est lu

Dossier P-1 à la date du 03/02/2026 : invalide. 4 points bloquants, 1 critère à apprécier. Complétude : 7 sur 9 (77,7 %).
Pour en savoir plus sur une règle : dossiers explain piece/petite/statuts"""  # noqa: E501

CONSTAT = {"regle", "gravite", "message", "chemin", "fichier", "ligne", "colonne", "etape",
           "feuille", "source"}  # fmt: skip
DOSSIERS = {"fichier", "procedure", "version", "empreinte", "reference", "date", "etape",
            "verdict", "reste_a_apprecier", "completude", "constats", "criteres",
            "pieces"}  # fmt: skip


def judged(small: Small) -> Assessment:
    return small.judge(BAD, HUMAN)


def unreadable(message: str = "Le fichier est vide.", file: str = "vide.yaml") -> Unreadable:
    finding = Finding("lecture/vide", Severity.ERROR, message, Mark(file), effect=Verdict.INVALID)
    return Unreadable(file, (finding,))


def report(*results: Assessment | Unreadable) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        "".join(json_pieces([entry_text(result) for result in results], date(2026, 11, 21)))
    )
    return found


def test_the_text_for_a_terminal(small: Small) -> None:
    assert text(judged(small)).replace("\u00a0", " ") == TEXT


def test_an_unreadable_file_is_told_with_its_reason() -> None:
    said = text(unreadable())
    assert said.startswith("vide.yaml\n      1:1  invalide       Le fichier est vide.")
    assert said.endswith("Fichier invalide.")


def test_the_keys_of_the_json_report_are_the_contract(small: Small) -> None:
    found = report(judged(small), unreadable())
    assert set(found) == {"version", "date", "dossiers"}
    assert (found["version"], found["date"]) == (1, "2026-11-21")
    first, second = found["dossiers"]
    assert set(first) == set(second) == DOSSIERS
    assert first["verdict"] == second["verdict"] == "invalide"
    assert (first["procedure"], second["procedure"]) == ("petite", None)
    assert first["completude"] == {"renseignes": 7, "attendus": 9, "taux": 0.777}
    assert (first["reference"], first["date"], first["etape"]) == ("P-1", "2026-02-03", "signature")
    assert all(set(constat) == CONSTAT for constat in (*first["constats"], *second["constats"]))
    assert {c["gravite"] for c in first["constats"]} == {"erreur"}
    sourced = [c["source"] for c in first["constats"] if c["source"]]
    assert all(set(source) == {"id", "titre", "url", "confiance"} for source in sourced)
    human, unmet = first["criteres"]
    assert set(unmet) == {"id", "objet", "etape", "libelle", "verdict", "motif", "source"}
    assert (unmet["verdict"], human["verdict"]) == ("non_satisfait", "a_apprecier")
    assert (unmet["objet"], human["motif"]) == ("coherence", None)
    (piece,) = first["pieces"]
    assert set(piece) == {
        "id",
        "libelle",
        "etape",
        "statut",
        "fichier",
        "pages",
        "sha256",
        "fichiers",
    }
    assert (piece["statut"], piece["fichier"], piece["fichiers"]) == ("absente", None, [])


def test_a_dossier_that_cannot_be_judged_has_its_entry_and_the_others_theirs(small: Small) -> None:
    small.put("schemas/essai/petite.yaml", PROCEDURE.replace("si: seances", "si: seance"))
    small.put("schemas/essai/autre.yaml", PROCEDURE.replace("id: petite", "id: autre"))
    paths = [small.root / f"{name}.yaml" for name in ("petite", "autre", "petite")]
    for path in paths:
        small.put(path.name, DOSSIER.replace("procedure: petite", f"procedure: {path.stem}"))
    seen: list[Checked] = []
    checked = check_all(paths, Asked(small.library, form="json"))
    told = json.loads("".join(written(checked, "json", date(2026, 11, 21), seen)))
    first, second, last = told["dossiers"]
    assert first == last
    assert set(first) == DOSSIERS | {"echec"}
    assert (first["fichier"], first["verdict"]) == (str(paths[0]), "invalide")
    assert "« seance »" in first["echec"]
    assert set(second) == DOSSIERS
    assert [one.exit_code for one in seen] == [3, 1, 3]


def test_the_place_of_a_constat_is_that_of_the_text(small: Small) -> None:
    constats = report(judged(small))["dossiers"][0]["constats"]
    places = {c["chemin"]: (c["ligne"], c["colonne"]) for c in constats}
    assert places == {"nom": (4, 5), "seances": (5, 10), "accord": (6, 9), "pieces.statuts": (1, 1)}


def test_github_shows_each_finding_at_its_line(small: Small) -> None:
    lines = github(judged(small)).split("\n")
    assert len(lines) == 4
    assert lines[2].replace("\u00a0", " ") == (
        "::error file=dossier.yaml,line=5,col=10,title=critere/petite/seuil::"
        "2 séances prévues, il en faut 5."
    )


def test_a_text_of_the_applicant_starts_no_workflow_command() -> None:
    found = github(unreadable("50 %\n::error::pirate\r\n", "a,b:c.yaml"))
    assert found == (
        "::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=lecture/vide::"
        "50 %25%0A::error::pirate%0D%0A"
    )
