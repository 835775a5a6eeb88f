"""What a procedure can say with the kinds: bounds, criteria, words of a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossiers.findings import Verdict
from dossiers.judging.criteria import Status
from small import Small

PROCEDURE = """\
id: petite
titre: Petite procédure
version: 2026-01-01
en_vigueur: {du: a_confirmer}
champs:
  debut: {type: date, libelle: Début}
  engagement: {type: duree, libelle: Engagement, max: 5 ans}
  preavis: {type: duree, libelle: Préavis}
  part: {type: pourcent, libelle: Part financée, max: 80 %}
  budget: {type: montant, libelle: Budget}
  coefficient: {type: decimal, libelle: Coefficient, min: "0,5"}
  code_postal: {type: code_postal, libelle: Code postal}
  ars: {type: region, libelle: Région de l’agence}
  page: {type: url, libelle: Page}
  rna: {type: rna, libelle: Numéro RNA}
  compte: {type: iban, libelle: Compte, requis_si: part > 0 and budget is renseigne}
criteres:
  - {id: preavis, objet: coherence, libelle: Le préavis est plus court que l’engagement,
     si: preavis < engagement, sinon: "Préavis de {{ preavis }}.", source: loi}
  - {id: agence, objet: recevabilite, libelle: L’agence est celle du lieu,
     si: code_postal | region == ars,
     sinon: "{{ code_postal | departement }} relève de {{ code_postal | region }}.", source: loi}
pieces: {}
documents:
  lettre: {titre: "Lettre {{ reference }}"}
liasse: [bordereau, lettre]
"""
DOSSIER = """\
procedure: petite
reference: P-1
date: 2026-02-03
debut: 2027-01-31
engagement: 3 ans
preavis: 6 mois
part: 80 %
budget: 1 000 €
coefficient: 1,25
code_postal: 29140
ars: Bretagne
page: https://www.msp.example/equipe
rna: W291001234
compte: FR14 2004 1010 0505 0001 3M02 606
"""


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small.make(tmp_path)


def test_a_dossier_of_every_kind_is_complete(small: Small) -> None:
    seen = small.judge(DOSSIER, PROCEDURE)
    assert (seen.findings, seen.verdict) == ((), Verdict.COMPLETE)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("3 ans", "6 ans", "Engagement : au plus 5\u00a0ans est attendu."),
        ("3 ans", "61 mois", "Engagement : au plus 5\u00a0ans est attendu."),
        ("80 %", "80,5 %", "Part financée : au plus 80\u00a0% est attendu."),
        ("1,25", "0,25", "Coefficient : au moins 0,5 est attendu."),
    ],
)
def test_a_bound_is_told_as_a_document_prints_it(
    small: Small, old: str, new: str, message: str
) -> None:
    seen = small.judge(DOSSIER.replace(old, new), PROCEDURE)
    assert message in [finding.message for finding in seen.findings]


def test_days_against_months_are_left_to_a_human(small: Small) -> None:
    seen = small.judge(DOSSIER.replace("6 mois", "90 jours"), PROCEDURE)
    assert seen.outcomes[0].status is Status.HUMAN
    assert seen.verdict is Verdict.COMPLETE


def test_a_duration_against_a_blank_names_the_blank(small: Small) -> None:
    for name in ("engagement", "preavis"):
        lines = [line for line in DOSSIER.splitlines() if not line.startswith(name)]
        seen = small.judge("\n".join(lines), PROCEDURE)
        assert (seen.outcomes[0].status, seen.outcomes[0].missing) == (Status.INCOMPLETE, name)


def test_another_region_is_told_with_the_names_of_the_places(small: Small) -> None:
    seen = small.judge(DOSSIER.replace("29140", "20200"), PROCEDURE)
    assert [f.message for f in seen.findings] == ["Haute-Corse relève de Corse."]
    assert seen.verdict is Verdict.INADMISSIBLE


def test_a_field_asked_for_by_two_others_names_both(small: Small) -> None:
    (found,) = small.judge(DOSSIER.split("compte", maxsplit=1)[0], PROCEDURE).findings
    assert found.message == (
        "Compte : à compléter, puisque « Budget » est renseigné « 1\u202f000\u00a0€ » et « Part "
        "financée » est renseigné « 80\u00a0% » (attendu : un IBAN, par exemple "
        "FR14 2004 1010 0505 0001 3M02 606)."
    )


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{ engagement }}", "3\u00a0ans"),
        ("{{ debut | plus_duree(preavis) }}", "31\u00a0juillet\u00a02027"),
        ("{{ part }}, {{ parametres.seuil | pourcent }}", "80\u00a0%, 500\u00a0%"),
        ("{{ coefficient }}", "1,25"),
        ("{{ ars }}", "Bretagne"),
        ("{{ code_postal | departement }}", "Finistère"),
        ("{{ page }}", "https://www.msp.example/equipe"),
    ],
)
def test_a_document_prints_the_value_as_its_kind_shows_it(
    small: Small, template: str, printed: str
) -> None:
    context = small.dossier(DOSSIER, PROCEDURE).context()
    assert repr(printed)[1:-1] in repr(small.words(template, **context))
