"""A document that holds every block, and the skins that the library ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dossiers.blocks import (
    Align,
    Block,
    Contents,
    Cover,
    Document,
    Entry,
    Heading,
    Item,
    LineBreak,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    SignatureBox,
    Signatures,
    Table,
    Text,
)
from dossiers.skins.skin import Skin, read_skin

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

OBJECT = (
    "La présente convention a pour objet de définir les conditions dans lesquelles la structure "
    "met en œuvre, au bénéfice de patients polypathologiques, un programme d’éducation "
    "thérapeutique de premier recours, et les modalités selon lesquelles la caisse l’accompagne : "
    "formation des professionnels, mise à disposition d’outils pédagogiques, appui logistique et "
    "rémunération forfaitaire de l’équipe éducative."
)
DURATION = (
    "La convention prend effet à la date de sa signature par l’ensemble des Parties. Elle est "
    "conclue pour une durée de trois ans et peut être reconduite une fois, par avenant exprès, au "
    "moins trois mois avant son terme. Aucune reconduction tacite n’est admise."
)


def line(text: str, *, bold: bool = False) -> tuple[Text, ...]:
    """Inlines of one look."""
    return (Text(text, bold=bold),)


def article(number: int, title: str) -> Heading:
    """The heading of an article."""
    return Heading(2, line(f"Article {number} – {title}"), f"article-{number}")


def articles() -> tuple[Heading, ...]:
    """The articles of the sample, in order."""
    titles = (
        *("Objet", "Durée", "Engagements de la structure", "Engagements de la caisse"),
        *("Dispositions financières", "Protection des données à caractère personnel"),
    )
    return tuple(article(number, title) for number, title in enumerate(titles, 1))


def budget() -> Table:
    """A table of thirty rows, with a caption."""
    rows = tuple(
        (
            line(f"A{number:02d}"),
            line(f"Séance collective n° {number}, animée par deux éducateurs formés"),
            line(f"{number * 120} €"),
        )
        for number in range(1, 31)
    )
    total = (line("Total", bold=True), line(""), line("55 800 €", bold=True))
    return Table(
        header=(line("Code"), line("Action"), line("Montant")),
        rows=(*rows, total),
        aligns=(Align.LEFT, Align.LEFT, Align.RIGHT),
        widths=(120, 660, 220),
        caption=line("Budget prévisionnel du cycle"),
    )


def signatures(count: int) -> Signatures:
    """As many signatories as asked."""
    names = (
        *(
            "Mme Anouk Delestre",
            "M. Basile Kervoal",
            "Mme Irène Maubec-Lanvollon",
            "M. Oscar Tiphaine",
        ),
        "Mme Zélie Portanguen",
    )
    roles = (
        *("directrice générale de la caisse", "président de la société interprofessionnelle"),
        *("infirmière, coordinatrice du programme", "médecin généraliste", "pharmacienne"),
    )
    boxes = (
        SignatureBox(
            f"equipe-{rank + 1}",
            (line(names[rank % 5], bold=True), line(roles[rank % 5])),
        )
        for rank in range(count)
    )
    return Signatures(tuple(boxes))


def obligations() -> Listing:
    """Entries with literal markers, one of which holds bullets."""
    inner = Listing(
        (
            Item(None, (Paragraph(line("l’évaluation individuelle de chaque patient ;")),)),
            Item(None, (Paragraph(line("le bilan collectif, remis sous deux mois.")),)),
        )
    )
    return Listing(
        (
            Item("1°", (Paragraph(line("désigner un coordonnateur unique du programme ;")),)),
            Item(
                "2°",
                (Paragraph(line("transmettre à la caisse, à l’issue de chaque cycle :")), inner),
            ),
            Item(
                "3°",
                (
                    Paragraph(line("conserver les pièces justificatives. " + DURATION)),
                    Paragraph(line("Cette obligation survit au terme de la convention.")),
                ),
            ),
            Item("10°", (Paragraph(line("informer la caisse de toute difficulté.")),)),
        )
    )


def sample(*, draft: bool = False, signatories: int = 5) -> Document:
    """An invented convention with every kind of block."""
    titles = articles()
    entries = (
        *(
            Entry(2, "".join(t.text for t in a.content if isinstance(t, Text)), a.anchor)
            for a in titles
        ),
        Entry(1, "Annexe 1 – Budget prévisionnel", "annexe-1"),
    )
    parties = Listing(
        (
            Item(
                "1°",
                (
                    Paragraph(
                        (
                            Text("La Caisse des Trois-Rivières", bold=True),
                            Text(", organisme de sécurité sociale, dont le siège est situé"),
                            LineBreak(),
                            Text(
                                "4 place des Tilleuls, 35000 Rennes, "
                                "représentée par sa directrice ;"
                            ),
                        )
                    ),
                ),
            ),
            Item(
                "2°",
                (
                    Paragraph(
                        (
                            Text("La maison de santé « Les Ormes & Cie <Sud> »", bold=True),
                            Text(", dont le siège est situé "),
                            Text("[à compléter : adresse du siège]", blank=True),
                            Text("."),
                        )
                    ),
                ),
            ),
        )
    )
    bullets = Listing(
        (
            Item(None, (Paragraph(line("former deux professionnels par équipe ;")),)),
            Item(None, (Paragraph(line("fournir les outils pédagogiques et d’évaluation ;")),)),
            Item(None, (Paragraph(line("rémunérer chaque séance. " + OBJECT)),)),
        )
    )
    text = Paragraph(line(OBJECT))
    duration = Paragraph(line(DURATION))
    reference = Paragraph(
        (
            Text("Le forfait est versé dans les conditions de l’"),
            Text("article 5", target="article-5"),
            Text(", sous réserve de la transmission du bilan prévu à l’"),
            Text("article 3", target="article-3"),
            Text(". Il est "),
            Text("ferme et non révisable", bold=True),
            Text(" au sens du "),
            Text("présent contrat", italic=True),
            Text("."),
        )
    )
    note = Note(
        (
            Paragraph(line("À l’attention des signataires : ce document engage la structure.")),
            Listing(
                (
                    Item(None, (Paragraph(line("chaque page est paraphée ;")),)),
                    Item(None, (Paragraph(line("les annexes font corps avec la convention.")),)),
                )
            ),
        )
    )
    small = Table(
        header=(line("Nature"), line("Unité"), line("Forfait")),
        rows=(
            (line("Cycle complet"), line("groupe"), line("2 400 €")),
            (line("Bilan éducatif partagé"), line("patient"), line("60 €")),
        ),
        aligns=(Align.LEFT, Align.CENTER, Align.RIGHT),
        widths=(500, 250, 250),
    )
    return Document(
        id="convention",
        title="Convention de partenariat n° ET3P-2026-014",
        reference="ET3P-2026-014",
        model="convention-et3p, version du 21 novembre 2026",
        date=date(2026, 11, 21),
        mention="Exemple fictif",
        draft=draft,
        blocks=(
            Cover(
                line("Programme d’éducation thérapeutique de premier recours"),
                line(
                    "Convention de partenariat entre la Caisse des Trois-Rivières "
                    "et la maison de santé des Ormes"
                ),
                (line("Référence : ET3P-2026-014"), line("Conclue le 21 novembre 2026")),
            ),
            Contents(line("Sommaire"), entries),
            Paragraph(line("Entre les soussignées :"), keep=True),
            parties,
            Paragraph(
                line("ci-après désignées ensemble « les Parties », il a été convenu ce qui suit.")
            ),
            titles[0],
            text,
            note,
            titles[1],
            duration,
            titles[2],
            Paragraph(line("La structure s’engage à :"), keep=True),
            obligations(),
            titles[3],
            Paragraph(line("La caisse s’engage à :"), keep=True),
            bullets,
            Heading(3, line("Calendrier"), "calendrier"),
            duration,
            titles[4],
            reference,
            small,
            text,
            titles[5],
            text,
            duration,
            text,
            Paragraph(line("Fait à Rennes, le 21 novembre 2026, en deux exemplaires originaux.")),
            signatures(signatories),
            PageBreak(),
            Heading(1, line("Annexe 1 – Budget prévisionnel"), "annexe-1"),
            text,
            budget(),
            Paragraph(line("Le budget est établi en euros, toutes taxes comprises.")),
        ),
    )


@pytest.fixture(scope="session")
def skin() -> Skin:
    """The skin of the conventions."""
    path = ROOT / "templates" / "conventions" / "habillage.docx"
    return read_skin(path.read_bytes(), "templates/conventions/habillage.docx", (ROOT / "polices",))


@pytest.fixture(scope="session")
def document() -> Document:
    """The sample, final."""
    return sample()


@pytest.fixture(scope="session")
def short(document: Document) -> Document:
    """The first page of the sample, for what needs no more."""
    return replace(document, blocks=document.blocks[:7])


@pytest.fixture(scope="session")
def draft() -> Document:
    """The sample, as a draft."""
    return sample(draft=True)


@pytest.fixture(scope="session")
def ending() -> Callable[[int, int], Document]:
    """Makes a document of some signatories, after some paragraphs."""

    def made(signatories: int, filling: int) -> Document:
        text = Paragraph(line(OBJECT))
        close = (article(1, "Signature"), text, Paragraph(line("Fait à Rennes.")))
        blocks: tuple[Block, ...] = (
            Cover((), line("Titre"), ()),
            *[text] * filling,
            *close,
            signatures(signatories),
        )
        return Document("x", "T", "R", "M", date(2026, 1, 1), blocks)

    return made
