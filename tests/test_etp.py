"""The two regimes of therapeutic education are never mixed, and a change says what changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from composed import assert_consolidates, document, example, opened, words
from dossiers.blocks import Signatures
from dossiers.bundling.bundle import Wanted
from dossiers.bundling.rendering import render_documents
from dossiers.findings import Verdict
from dossiers.formats.pdf import signature_fields
from dossiers.judging.assessment import assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import documents_of
from dossiers.opening.variants import varied
from dossiers.procedures.procedure import load
from readers.texts import page_texts

DECLARATION, AUTHORISATION = "etp-declaration", "etp-autorisation"
MODIFICATION = "etp-modification"


def test_no_document_of_a_declaration_asks_for_an_authorisation(library: Library) -> None:
    for changes in ({}, {"autorisation_anterieure": "oui"}):
        dossier = varied(example(library, DECLARATION), changes)
        for spec in dossier.procedure.documents:
            said = words(dossier, spec.id)
            assert "demande d’autorisation" not in said.casefold(), spec.id
            assert "déclaration" in said, spec.id


def test_every_page_of_an_authorisation_says_that_the_regime_is_repealed(library: Library) -> None:
    dossier = example(library, AUTHORISATION)
    for file in render_documents(assess(dossier), (), ("pdf",), Wanted()):
        for number, text in enumerate(page_texts(file.data), 1):
            assert "régime abrogé" in " ".join(text.split()), f"{file.name}, page {number}"


@pytest.mark.parametrize(
    ("procedure", "day", "named"),
    [(DECLARATION, "2020-12-31", AUTHORISATION), (AUTHORISATION, "2021-01-01", DECLARATION)],
)
def test_out_of_its_period_a_procedure_names_the_one_that_applies(
    library: Library, procedure: str, day: str, named: str
) -> None:
    dossier = varied(example(library, procedure), {"date": day})
    found = {finding.rule: finding.message for finding in assess(dossier).findings}
    assert named in found[f"critere/{procedure}/regime"]
    assert f"voir « {named} », qui la" in found["procedure/periode"]
    assert load(library, named).period.since is not None


def test_each_agency_concerned_has_its_letter_to_sign(library: Library) -> None:
    dossier = example(library, DECLARATION)
    letters = document(dossier, "lettres")
    frames = [block for block in letters.blocks if isinstance(block, Signatures)]
    assert [len(frame.boxes) for frame in frames] == [1, 1]
    (file,) = render_documents(assess(dossier), ("lettres",), ("pdf",), Wanted())
    assert signature_fields(file.data) == ("envois-1-signature", "envois-2-signature")
    said = words(dossier, "lettres").replace("Agence", "agence")
    assert "agence régionale de santé Bretagne" in said
    assert "agence régionale de santé Pays de la Loire" in said


def test_only_the_agency_whose_list_is_known_is_told_of_it(library: Library) -> None:
    region = "Auvergne-Rhône-Alpes"
    changes = {"sites[2].region": region, "envois[2].region": region}
    dossier = varied(example(library, DECLARATION), changes)
    said = words(dossier, "lettres")
    assert said.count("liste nationale") == 1
    assert said.count("selon l’usage de votre agence") == 1


def modified(library: Library, folder: Path, old: str = "", new: str = "") -> Dossier:
    """The example of a notification, `old` being replaced by `new` in the modified declaration."""
    shutil.copytree(library.path(f"examples/{MODIFICATION}"), folder, dirs_exist_ok=True)
    written = folder / "declaration/modifiee.yaml"
    text = written.read_text(encoding="utf-8")
    assert old in text
    written.write_text(text.replace(old, new, 1), encoding="utf-8")
    return opened(library, folder / "complet.yaml")


def test_the_dossier_of_the_declaration_is_the_example_of_a_declaration(library: Library) -> None:
    declared = library.read(f"examples/{MODIFICATION}/declaration/initiale.yaml")
    assert declared == library.read(f"examples/{DECLARATION}/complet.yaml")


def test_a_notification_says_what_two_declarations_do_not_say_alike(
    library: Library, tmp_path: Path
) -> None:
    told = words(modified(library, tmp_path), "notification")
    assert "Yoann Kermeneur, pharmacien (RPPS 10999900334)" in told
    assert "16 750,50 € 16 250,50 €" in told
    assert told.count("parler de sa maladie avec ses proches") == 4, "before, after, two agencies"
    notified, others = told.split("n’est pas de ceux dont la notification est demandée")[:2]
    assert "Nombre de patients attendus par an 60 72" in others
    assert "Nombre de patients" not in notified


def test_the_declaration_brought_up_to_date_is_the_modified_one_word_for_word(
    library: Library, tmp_path: Path
) -> None:
    assert_consolidates(modified(library, tmp_path), "declaration", of="declaration")


def test_a_new_amount_of_the_same_funder_is_told_but_is_no_new_source(
    library: Library, tmp_path: Path
) -> None:
    shutil.copytree(library.path(f"examples/{MODIFICATION}"), tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "declaration/initiale.yaml").read_text(encoding="utf-8")
    for old, new in (("montant: 9 000 €", "montant: 9 500 €"), ("16 750,50", "17 250,50")):
        text = text.replace(old, new, 1)
    (tmp_path / "declaration/modifiee.yaml").write_text(text, encoding="utf-8")
    found = opened(library, tmp_path / "complet.yaml")
    judged = assess(found)
    statuses = {o.criterion.id: o.status.value for o in judged.outcomes}
    assert statuses["a-notifier"] == "non_satisfait"
    assert statuses["nouveau-financement"] == "sans_objet"
    assert judged.verdict is Verdict.COMPLETE, "a rule that was not read stops nobody"
    told = words(found, "notification")
    assert "Les changements suivants ne sont pas de ceux" in told
    assert "9 000 € 9 500 €" in told


def test_changes_can_still_be_written_by_hand(library: Library) -> None:
    found = example(library, MODIFICATION, "ecrit-a-la-main")
    assert assess(found).verdict is Verdict.COMPLETE
    assert found.compared is None
    assert [spec.id for spec in documents_of(found, draft=False)] == ["notification"]
    assert "Yoann Kermeneur, pharmacien" in words(found, "notification")
