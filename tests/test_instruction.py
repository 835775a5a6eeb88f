"""What an agency writes about a dossier received, and what it may not write without an agent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dossiers.blocks import Document, Table, paragraphs, plain
from dossiers.composing.compose import compose
from dossiers.forms.reception_form import reception_text
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.referral import joined, open_whole
from dossiers.kinds import show
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.papers import documents_of
from dossiers.opening.variants import varied
from dossiers.procedures.procedure import load
from dossiers.reading.source import Tree
from dossiers.reading.yaml_writer import dump

GRANT = """\
id: subvention-fictive
titre: Demande de subvention
version: 2026-11-22
en_vigueur: {du: a_confirmer}
champs:
  montant: {type: montant, requis: oui, libelle: Montant demandé}
criteres:
  - {id: utilite, objet: selection, libelle: Le projet est utile, source: modele}
documents:
  demande: {titre: Demande}
liasse: [demande]
lettres:
  accuse-reception:
    titre: Accusé de réception
    quand: instruction.accuse is renseigne
    exige: [voies_recours]
    signataires: [signataire]
  acceptation: {titre: Accusé de réception, quand: instruction.accuse is renseigne}
  decision:
    titre: Décision
    quand: instruction.decision is renseigne
    exige: [voies_recours]
    signataires: [signataire]
"""
HEAD = (
    '{% include "communs/courriers/en-tete.md" %}\n\n'
    '{% include "communs/courriers/reception.md" %}\n\n'
)
SIGNATURE = '{% include "communs/courriers/signature.md" %}\n'
LETTERS = {
    "demande": "Demande de {{ montant }}.\n",
    "accuse-reception": (
        f'{HEAD}{{% include "communs/courriers/silence-rejet.md" %}}\n\n{SIGNATURE}'
    ),
    "acceptation": f'{HEAD}{{% include "communs/courriers/silence-acceptation.md" %}}\n',
    "decision": '{% include "communs/courriers/decision.md" %}\n',
}
RECEIVED = "procedure: subvention-fictive\nreference: SUB-1\ndate: 2030-08-01\nmontant: 900 €\n"
DECIDED = {
    "recu": "recu-subvention.yaml",
    "demande": None,
    "relance": None,
    "avis": None,
    "appreciations": None,
    "decision.date": "2030-10-14",
    "decision.sens": "defavorable",
    "decision.motifs": "Les crédits de l’année sont épuisés.",
}
SILENT = (
    *("ami-peps/instruction", "ami-peps-2/instruction", "article-51/instruction"),
    *("etp-autorisation/instruction", "etp-cessation/instruction", "etp-modification/instruction"),
    "avenant-article-51/instruction",
)
"""The examples whose procedure no text read says anything of silence."""
REMEDIES = "Recours fictif devant le tribunal de l’Exemple."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The library, with the fictive procedure laid in front of it."""
    (tmp_path / "schemas/ars").mkdir(parents=True)
    (tmp_path / "schemas/ars/subvention-fictive.yaml").write_text(GRANT, encoding="utf-8")
    folder = tmp_path / "templates/ars/subvention-fictive"
    folder.mkdir(parents=True)
    for name, text in LETTERS.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return Library(default().root, tmp_path)


def example(library: Library, name: str = "instruction/complet") -> Dossier:
    opened = open_whole(Opener(library), library.path(f"examples/{name}.yaml"))
    assert isinstance(opened, Dossier)
    return opened


def grant(library: Library, folder: Path, **more: str | None) -> Dossier:
    """The complete example turned to the fictive grant, with a decision."""
    text = varied(example(library), {**DECIDED, **more}).source
    (folder / "recu-subvention.yaml").write_text(RECEIVED, encoding="utf-8")
    (folder / "suivi.yaml").write_text(dump(text.data), encoding="utf-8")
    opened = open_whole(Opener(library), folder / "suivi.yaml")
    assert isinstance(opened, Dossier)
    return opened


def changed(dossier: Dossier, changes: Mapping[str, Tree | None]) -> Dossier:
    """The dossier with some answers changed, the one that it is about opened again."""
    opener = Opener(dossier.procedure.library)
    return joined(opener, varied(dossier, changes), Path(dossier.source.file))


def written(dossier: Dossier) -> dict[str, Document]:
    specs = documents_of(dossier, draft=False)
    return {spec.id: compose(dossier, spec, draft=False) for spec in specs}


def words(document: Document) -> str:
    return " ".join(" ".join(paragraphs(document)).split())


def blocking(judged: Assessment) -> list[str]:
    return [f.path for f in judged.findings if f.effect.rank]


def test_remedies_are_the_text_of_the_agency_and_block_while_blank(
    library: Library, tmp_path: Path
) -> None:
    assert "voies_recours" in blocking(assess(grant(library, tmp_path)))
    letters = written(grant(library, tmp_path, voies_recours=REMEDIES))
    for name in ("accuse-reception", "decision"):
        assert REMEDIES in words(letters[name])
    assert "défavorable, pour les motifs suivants : Les crédits" in words(letters["decision"])


def test_an_acknowledgement_has_the_mentions_that_the_code_lists(
    library: Library, tmp_path: Path
) -> None:
    letters = written(grant(library, tmp_path, voies_recours=REMEDIES))
    refused, accepted = (words(letters[name]) for name in ("accuse-reception", "acceptation"))
    for told in (refused, accepted):
        assert "a été reçu le 28 août 2030" in told
        assert "1 place de l’Adresse-Fictive" in told
        assert "02 61 91 00 90 – prevention@agence.example.org" in told
        assert "28 octobre 2030" in told
    assert "réputée rejetée" in refused
    assert "réputée acceptée" in accepted
    assert "attestation" in accepted


def test_where_the_silence_is_not_known_no_date_is_given() -> None:
    for name in SILENT:
        told = words(written(example(default(), name))["accuse-reception"])
        assert "est à confirmer" in told or "est donc à confirmer" in told, name
        assert "aucune date de décision implicite" in told, name
        assert "réputée" not in told, name


def test_a_request_has_a_row_a_missing_item_and_a_last_day() -> None:
    dossier = example(default(), "etp-declaration/instruction")
    letter = written(dossier)["demande-pieces"]
    (table,) = (block for block in letter.blocks if isinstance(block, Table))
    recu = dossier.values.fields["recu"]
    names = [plain(row[0]) for row in table.rows]
    assert names[:-1] == [str(m.fields["libelle"]) for m in recu.fields["manques"]]
    assert names[-1] == "Agrément de l’association et mandat du coordonnateur"
    assert all(plain(cell) for row in table.rows for cell in row)
    assert "au plus tard le 24 décembre 2026, soit dans un délai d’un mois" in words(letter)


def test_an_acknowledgement_of_a_declaration_says_complete_only_if_nothing_lacks() -> None:
    asked, waiting = (
        words(written(example(default(), f"etp-declaration/{name}"))["accuse-reception"])
        for name in ("instruction", "instruction-complet")
    )
    for told in (asked, waiting):
        assert "ne le dit pas complet" in told
    assert "ma lettre du 24 novembre 2026 en donne la liste" in asked
    assert "À défaut de demande de pièces" not in asked
    assert "À défaut de demande de pièces au 25 janvier 2027" in waiting


def on_paper(library: Library, folder: Path, answer: str) -> Dossier:
    """The declaration noted item by item on a reception sheet, and examined."""
    sheet = reception_text(load(library, "etp-declaration"))
    sheet = sheet.replace("{recu: ,", f"{{recu: {answer},").replace("reference:", "reference: P-1")
    sheet = sheet.replace("\ndate:", "\ndate: 2026-11-25")
    (folder / "fiche.yaml").write_text(sheet, encoding="utf-8")
    suivi = varied(
        example(library, "etp-declaration/instruction-complet"), {"recu": "fiche.yaml"}
    ).source
    (folder / "suivi.yaml").write_text(dump(suivi.data), encoding="utf-8")
    opened = open_whole(Opener(library), folder / "suivi.yaml")
    assert isinstance(opened, Dossier)
    return opened


def test_a_declaration_takes_effect_by_its_acknowledgement_only_when_nothing_is_awaited(
    tmp_path: Path,
) -> None:
    all_there = on_paper(default(), tmp_path, "oui")
    assert "vaut reconnaissance" in words(written(all_there)["accuse-reception"])
    asked = changed(
        all_there,
        {
            "demande.date": "2026-11-26",
            "demande.delai": "1 mois",
            "demande.complements": [{"libelle": "Un agrément", "fondement": "R. 1161-3"}],
        },
    )
    told = words(written(asked)["accuse-reception"])
    assert "vaut reconnaissance" not in told
    assert "ma lettre du 26 novembre 2026 en donne la liste" in told
    unread = on_paper(default(), tmp_path, "")
    assert unread.values.fields["recu"].fields["verdict"] == "incomplet"
    assert "vaut reconnaissance" not in words(written(unread)["accuse-reception"])


def test_an_opinion_says_only_what_the_agent_stated() -> None:
    dossier = example(default())
    told = words(written(dossier)["avis"])
    for value in ("Aziliz Le Bihanic", "chargée de mission", "n’avoir aucun lien", "favorable"):
        assert value in told
    assert "incomplet" not in told
    silent = varied(dossier, {"avis": None})
    assert "avis" not in {spec.id for spec in documents_of(silent, draft=False)}


def test_an_opinion_waits_for_a_motive_on_each_human_criterion() -> None:
    judged = assess(example(default(), "instruction/incomplet"))
    rules = {f.rule for f in judged.findings if f.effect.rank}
    assert "critere/instruction/appreciations" in rules


def test_every_acknowledgement_has_what_the_law_wants_in_one(library: Library) -> None:
    """The day, the service with its addresses and telephone, and the law that asks for them."""
    examples = [Path(name) for name in library.names("examples/*/instruction*.yaml")]
    assert len(examples) >= 10
    for path in examples:
        dossier = example(library, f"{path.parent.name}/{path.stem}")
        told = words(written(dossier)["accuse-reception"])
        address = ("adresse.voie", "adresse.code_postal", "adresse.commune")
        for name in ("agence", "nom", "telephone", "courriel", *address):
            assert " ".join(show(dossier.value(f"service.{name}")).split()) in told, name
        received = " ".join(show(dossier.value("reception.date")).split())
        assert f"a été reçu le {received}" in told
        assert "articles L. 112-3 et R. 112-5 du code des relations" in told


SENT = ("ami-peps/instruction", "article-51/instruction")


@pytest.mark.parametrize("name", SENT)
def test_an_opinion_sent_on_takes_the_place_of_the_agents_and_says_what_he_stated(
    name: str,
) -> None:
    dossier = example(default(), name)
    letters = written(dossier)
    assert "avis" not in letters
    told = words(letters["avis-transmis"])
    for stated in dossier.value("appreciations"):
        assert " ".join(str(stated.fields["motif"]).split()) in told
    assert f"est {show(dossier.value('avis.sens'))}, pour le motif suivant" in told
    kept = changed(dossier, {"transmission": None})
    assert {spec.id for spec in documents_of(kept, draft=False)} >= {"avis"}


def test_an_opinion_on_admissibility_motivates_each_of_its_criteria() -> None:
    dossier = example(default(), "ami-peps/instruction")
    told = words(written(dossier)["avis-transmis"])
    controls = dossier.value("recu").fields["controles"]
    for control in (c.fields for c in controls if c.fields["objet"] == "recevabilite"):
        assert " ".join(str(control["libelle"]).split()) in told
        assert " ".join(str(control["source"]).split()) in told
    assert "la candidature est recevable" in told
    assert "avis.recevabilite" in blocking(assess(changed(dossier, {"avis.recevabilite": None})))
    (third,) = (
        rank
        for rank, stated in enumerate(dossier.value("appreciations"), 1)
        if stated.fields["critere"] == "delai"
    )
    judged = assess(changed(dossier, {f"appreciations[{third}].critere": "maturite"}))
    assert "critere/instruction/recevabilite-motivee" in {
        f.rule for f in judged.findings if f.effect.rank
    }


def test_an_unfavourable_opinion_on_a_project_says_that_its_sending_is_to_be_confirmed() -> None:
    dossier = example(default(), "article-51/instruction")
    told = words(written(changed(dossier, {"avis.sens": "defavorable"}))["avis-transmis"])
    assert "les suites d’un avis défavorable sont à confirmer" in told
    assert "avec son avis motivé" not in told


def test_a_late_request_does_not_suspend_a_declaration() -> None:
    dossier = example(default(), "etp-declaration/instruction")
    timely = words(written(dossier)["demande-pieces"])
    assert "n’est donc pas réputée complète" in timely
    late = changed(dossier, {"demande.date": "2027-02-08", "relance": None})
    told = words(written(late)["demande-pieces"])
    assert "n’est donc pas réputée complète" not in told
    assert "plus de deux mois après la réception" in told


def test_an_attestation_states_the_day_that_the_agent_gives() -> None:
    dossier = example(default(), "etp-declaration/instruction-complet")
    told = words(written(dossier)["attestation"])
    assert "Prise d’effet 25 janvier 2027" in told
    wrong = changed(dossier, {"attestation.effet": "2027-02-25"})
    assert [f.rule for f in assess(wrong).findings if f.effect.rank] == [
        "critere/instruction/attestation-apres-effet"
    ]
