"""The receipt: what a document was made from, and the hash of its words."""

from __future__ import annotations

import json
from datetime import date

import pytest

from dossiers import __version__
from dossiers.composing.compose import compose
from dossiers.composing.receipt import attach, normal_words, values_sha256, words_sha256
from dossiers.formats.names import RECEIPT
from small import DOSSIER, Small


def test_a_receipt_says_what_the_document_was_made_from(small: Small) -> None:
    dossier = small.dossier()
    document = compose(dossier, dossier.procedure.documents[0], draft=False)
    attachment = attach(dossier, document)
    assert (attachment.name, attachment.media_type, attachment.relationship) == (
        RECEIPT, "application/json", "Data",
    )  # fmt: skip
    assert json.loads(attachment.data) == {
        "version": 1,
        "reference": "P-1",
        "document": "lettre",
        "procedure": {"id": "petite", "version": "2026-01-01"},
        "bibliotheque_sha256": dossier.procedure.fingerprint,
        "programme": {"nom": "dossiers", "version": __version__},
        "valeurs_sha256": values_sha256(dossier),
        "mots_sha256": words_sha256(document),
    }
    given = json.loads(attach(dossier, document, date(2026, 5, 6)).data)
    assert given["date"] == "2026-05-06"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (("nom: Maison Exemple", "nom: 'Maison Exemple'   # un commentaire"), True),
        (("2026-02-03", "3/2/2026"), True),
        (("accord: oui", "accord: OUI"), True),
        (("equipe:", "pieces: {statuts: a.pdf}\nequipe:"), True),
        (("nom: Maison Exemple", "nom: Maison exemple"), False),
        (("heures: 40", "heures: 41"), False),
        (("  - {nom: Bob Exemple}\n", ""), False),
        (("accord: oui", "accord: non"), False),
    ],
)
def test_the_hash_of_the_values_is_that_of_what_they_mean(
    small: Small, change: tuple[str, str], *, same: bool
) -> None:
    before = values_sha256(small.dossier())
    assert (values_sha256(small.dossier(DOSSIER.replace(*change))) == before) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1 000,50 €", "1\u202f000,50\u00a0€", True),
        ("1 000,50", "100 050", False),
        ("porte-\nmanteau", "portemanteau", True),
        ("arc\u2011en\u00adciel", "arcenciel", True),
        ("ﬁn", "fin", True),
        ("−5", "5", False),
        ("a", "A", False),
        ("a.", "a", False),
    ],
)
def test_words_are_compared_as_they_can_be_read_back(left: str, right: str, *, same: bool) -> None:
    assert (normal_words([left]) == normal_words([right])) is same


def test_the_cut_into_paragraphs_does_not_count() -> None:
    assert normal_words(["un deux", "trois"]) == normal_words(["un", "deux trois"])
