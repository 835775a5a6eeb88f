"""Numbers, references, annexes, signatories: the words of a document settled."""

from __future__ import annotations

from datetime import date

import pytest

from dossiers.blocks import Contents, Document, Heading, Paragraph, Signatures, paragraphs, plain
from dossiers.composing.compose import compose
from dossiers.errors import LibraryError
from small import DOSSIER, PROCEDURE, Small

TEAM = 'titre: "Lettre {{ reference }}", signataires: [chef, equipe]'
FRAMES = "::: signatures\n\n{% for s in signataires %}\n- **{{ s.nom }}**\n{% endfor %}\n\n:::\n"


def composed(
    small: Small,
    template: str,
    dossier: str = DOSSIER,
    *,
    signed: bool = False,
    draft: bool = False,
) -> Document:
    procedure = PROCEDURE.replace('titre: "Lettre {{ reference }}"', TEAM) if signed else PROCEDURE
    small.put("templates/essai/petite/lettre.md", template)
    opened = small.dossier(dossier, procedure)
    return compose(opened, opened.procedure.documents[0], draft=draft)


NUMBERED = """\
::: sommaire

Sommaire

:::

Voir l’[](#deux), l’[](#un), l’[](#annexe) et [](#libre).

## Article – Un {#un}

## Titre libre {#libre}

## Article – Deux {#deux}

### Sous-titre

# Annexe – A {#annexe}

# Annexe – B

| Renvoi [](#un) |
| --- |
| [](#deux) |

Table : selon l’[](#un)
"""


def test_articles_and_annexes_are_numbered_and_referred_to(small: Small) -> None:
    document = composed(small, NUMBERED)
    assert list(paragraphs(document)) == [
        "Sommaire",
        "Article\u00a01er\u00a0– Un",
        "Titre libre",
        "Article\u00a02\u00a0– Deux",
        "Annexe\u00a01\u00a0– A",
        "Annexe\u00a02\u00a0– B",
        "Voir l’article\u00a02, l’article\u00a01er, l’annexe\u00a01 et «\u00a0Titre libre\u00a0».",
        "Article\u00a01er\u00a0– Un",
        "Titre libre",
        "Article\u00a02\u00a0– Deux",
        "Sous-titre",
        "Annexe\u00a01\u00a0– A",
        "Annexe\u00a02\u00a0– B",
        "selon l’article\u00a01er",
        "Renvoi article\u00a01er",
        "article\u00a02",
    ]


def test_the_table_of_contents_lists_the_first_two_levels(small: Small) -> None:
    contents = composed(small, NUMBERED).blocks[0]
    assert isinstance(contents, Contents)
    assert [(e.level, e.anchor) for e in contents.entries][:4] == [
        (2, "un"), (2, "libre"), (2, "deux"), (1, "annexe"),
    ]  # fmt: skip
    assert all(entry.anchor for entry in contents.entries)


def test_every_heading_has_an_anchor_of_its_own(small: Small) -> None:
    document = composed(small, NUMBERED)
    anchors = [block.anchor for block in document.blocks if isinstance(block, Heading)]
    assert all(anchors)
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize(
    "place",
    [
        "Voir [](#rien).",
        "- voir [](#rien)",
        "| A |\n| --- |\n| [](#rien) |",
        "| [](#rien) |\n| --- |\n| a |",
        "::: encadre\n\n[](#rien)\n\n:::",
        "::: couverture\n\n# Titre [](#rien)\n\n:::",
        "## Titre [](#rien)",
    ],
)
def test_a_reference_to_no_title_is_the_authors_mistake(small: Small, place: str) -> None:
    with pytest.raises(LibraryError, match="Renvoi à un titre absent : « rien »"):
        composed(small, f"{place}\n")


def test_an_anchor_given_twice_is_the_authors_mistake(small: Small) -> None:
    with pytest.raises(LibraryError, match="« a » est donnée deux fois"):
        composed(small, "## Un {#a}\n\n## Deux {#a}\n")


def test_a_title_that_a_condition_leaves_out_takes_no_number(small: Small) -> None:
    template = "{% if not accord %}\n## Article – Un\n{% endif %}\n\n## Article – Deux {#d}\n"
    assert list(paragraphs(composed(small, template))) == ["Article\u00a01er\u00a0– Deux"]


CHIEF = f"{DOSSIER}chef: {{nom: Cléo Exemple}}\n"


def test_signatories_sign_in_the_order_of_the_procedure(small: Small) -> None:
    document = composed(small, FRAMES, CHIEF, signed=True)
    (signatures,) = document.blocks
    assert isinstance(signatures, Signatures)
    assert [(box.id, plain(box.lines[0])) for box in signatures.boxes] == [
        ("chef", "Cléo Exemple"),
        ("equipe-1", "Ada Exemple"),
        ("equipe-2", "Bob Exemple"),
    ]


def test_a_draft_shows_the_frames_of_blank_signatories(small: Small) -> None:
    template = "::: signatures\n\n- **{{ chef.nom }}**\n{% for s in equipe %}\n- {{ s.nom }}\n{% endfor %}\n\n:::\n"  # noqa: E501
    dossier = "procedure: petite\nreference: P-1\n"
    document = composed(small, template, dossier, signed=True, draft=True)
    (signatures,) = document.blocks
    assert isinstance(signatures, Signatures)
    assert [box.id for box in signatures.boxes] == ["chef", "equipe-1"]


@pytest.mark.parametrize(
    ("template", "said"),
    [("::: signatures\n\n- a\n- b\n- c\n- d\n\n:::", "Plus de cadres"),
     ("::: signatures\n\n- a\n\n:::", "Pas de cadre de signature pour : equipe-1, equipe-2"),
     ("Texte.", "Pas de cadre")],
)  # fmt: skip
def test_frames_and_signatories_are_as_many(small: Small, template: str, said: str) -> None:
    with pytest.raises(LibraryError, match=said):
        composed(small, template, CHIEF, signed=True)


def test_a_paragraph_is_kept_with_what_it_announces(small: Small) -> None:
    document = composed(small, "Voici :\n\n- a\n\nSuite.\n\nFin :\n\n| A |\n| --- |\n| a |\n")
    kept = [block.keep for block in document.blocks if isinstance(block, Paragraph)]
    assert kept == [True, False, True]


def test_what_ends_with_a_colon_announces_the_next_paragraph(small: Small) -> None:
    document = composed(small, "Pour les motifs suivants :\n\nUn motif.\n\nFin.\n")
    kept = [block.keep for block in document.blocks if isinstance(block, Paragraph)]
    assert kept == [True, False, False]


def test_a_page_that_is_signed_bears_more_of_the_text_than_a_place_and_a_date(small: Small) -> None:
    document = composed(small, f"Un.\n\nDeux.\n\nFait à Brest.\n\n{FRAMES}", CHIEF, signed=True)
    kept = [block.keep for block in document.blocks if isinstance(block, Paragraph)]
    assert kept == [False, True, True]


def test_a_document_has_its_title_its_model_and_its_date(small: Small) -> None:
    document = composed(small, "Texte.\n", f"{DOSSIER}mention: Exemple fictif\n")
    assert (document.title, document.reference) == ("Lettre P-1", "P-1")
    assert (document.model, document.date) == ("petite, 2026-01-01", date(2026, 2, 3))
    assert (document.mention, document.draft) == ("Exemple fictif", False)


def test_a_template_that_says_nothing_is_a_document_without_words(small: Small) -> None:
    assert composed(small, "{% if not accord %}\n\nRien.\n\n{% endif %}\n").blocks == ()


def test_a_template_that_is_absent_is_the_authors_mistake(small: Small) -> None:
    opened = small.dossier()
    (small.root / "templates/essai/petite/lettre.md").unlink()
    with pytest.raises(LibraryError, match=r"lettre\.md"):
        compose(opened, opened.procedure.documents[0], draft=False)
