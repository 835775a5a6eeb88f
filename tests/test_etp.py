"""The two regimes of therapeutic education are never mixed: one declares, the other is repealed."""

from __future__ import annotations

import pytest

from dossiers.blocks import Signatures, paragraphs
from dossiers.bundling.bundle import Wanted
from dossiers.bundling.rendering import render_documents
from dossiers.composing.compose import compose
from dossiers.formats.pdf import page_texts, signature_fields
from dossiers.judging.assessment import assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.variants import varied
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.procedure import load

DECLARATION, AUTHORISATION = "etp-declaration", "etp-autorisation"


def opened(library: Library, procedure: str) -> Dossier:
    dossier = Opener(library).open(library.path(f"examples/{procedure}/complet.yaml"))
    assert isinstance(dossier, Dossier)
    return dossier


def document(dossier: Dossier, name: str) -> DocumentSpec:
    (spec,) = (spec for spec in dossier.procedure.documents if spec.id == name)
    return spec


def test_no_document_of_a_declaration_asks_for_an_authorisation(library: Library) -> None:
    for changes in ({}, {"autorisation_anterieure": "oui"}):
        dossier = varied(opened(library, DECLARATION), changes)
        for spec in dossier.procedure.documents:
            words = " ".join(paragraphs(compose(dossier, spec, draft=False)))
            assert "demande d’autorisation" not in words.casefold(), spec.id
            assert "déclaration" in words, spec.id


def test_every_page_of_an_authorisation_says_that_the_regime_is_repealed(library: Library) -> None:
    dossier = opened(library, AUTHORISATION)
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
    dossier = varied(opened(library, procedure), {"date": day})
    (told,) = (f for f in assess(dossier).findings if f.rule == f"critere/{procedure}/regime")
    assert named in told.message
    assert load(library, named).since is not None


def test_each_agency_concerned_has_its_letter_to_sign(library: Library) -> None:
    dossier = opened(library, DECLARATION)
    letters = compose(dossier, document(dossier, "lettres"), draft=False)
    frames = [block for block in letters.blocks if isinstance(block, Signatures)]
    assert [len(frame.boxes) for frame in frames] == [1, 1]
    (file,) = render_documents(assess(dossier), ("lettres",), ("pdf",), Wanted())
    assert signature_fields(file.data) == ("envois-1-signature", "envois-2-signature")
    words = " ".join(paragraphs(letters))
    assert "agence régionale de santé Bretagne" in words.replace("Agence", "agence")
    assert "agence régionale de santé Pays de la Loire" in words.replace("Agence", "agence")


def test_only_the_agency_whose_list_is_known_is_told_of_it(library: Library) -> None:
    region = "Auvergne-Rhône-Alpes"
    changes = {"sites[2].region": region, "envois[2].region": region}
    dossier = varied(opened(library, DECLARATION), changes)
    words = " ".join(paragraphs(compose(dossier, document(dossier, "lettres"), draft=False)))
    assert words.count("liste nationale") == 1
    assert words.count("selon l’usage de votre agence") == 1
