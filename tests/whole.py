"""A document that holds every block and many signatories, with attachments, in a skin's picture."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import date
from pathlib import Path

from dossiers.blocks import (
    Align,
    Attachment,
    Bar,
    Bars,
    Contents,
    Cover,
    Document,
    Entry,
    Heading,
    Inlines,
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
from dossiers.render.pdf import render
from dossiers.skins.letterhead import Band, Cell, Picture
from dossiers.skins.skin import Letterhead, Skin, read_skin

ROOT = Path(__file__).parents[1]
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
SAME = b'{"a": 1}'
ATTACHMENTS = (
    Attachment("recu.json", SAME, "application/json", "Reçu"),
    Attachment("dossier.yaml", SAME, "application/yaml", "Dossier", "Source"),
)


def _line(words: str) -> Inlines:
    return (Text(words),)


def _paragraph(words: str) -> Paragraph:
    return Paragraph(_line(words))


def _box(name: str, who: str) -> SignatureBox:
    return SignatureBox(name, ((Text(who, bold=True),), _line("infirmière"), _line("à Melgven")))


BOXES = (
    _box("structure", "Éloi <Tanguy> & « Cie »"),
    _box("structure.signataire", "Ada Exemple"),
    _box("structure.signature", "Bob Exemple"),
    _box("structure_signature", "Cléo Exemple"),
    *(_box(f"equipe-{number}", f"Membre n° {number}") for number in range(1, 13)),
)


def whole(*, draft: bool = False) -> Document:
    """An invented document of several pages."""
    bullets = Listing((Item(None, (_paragraph("un ;"),)), Item(None, (_paragraph("deux."),))))
    marked = (Item("1°", (_paragraph("les cas suivants :"), bullets)),)
    rows = tuple((_line(f"Cycle {n}"), _line(f"{n * 480} €")) for n in range(1, 60))
    table = Table(
        header=(_line("Cycle"), _line("Montant")),
        rows=rows,
        aligns=(Align.LEFT, Align.RIGHT),
        widths=(700, 300),
        caption=_line("Montants"),
    )
    bars = Bars(
        header=(_line("Poste"), _line("Montant"), _line("Part du poste le plus élevé")),
        rows=tuple(Bar(_line(f"Poste {n}"), _line(f"{n} €"), n) for n in (40, 21, 1, 0)),
        widths=(400, 150, 450),
        caption=_line("Répartition"),
    )
    link = Text("annexe 1", target="annexe")
    emphasis = (Text("gras", bold=True), LineBreak(), Text("italique", italic=True), link)
    blank = Text("[à compléter : nom]", blank=True)
    blocks = (
        Cover(_line("Programme"), _line("Convention"), (_line("entre les parties"),)),
        Contents(_line("Sommaire"), (Entry(2, "Objet", "objet"), Entry(1, "Annexe", "annexe"))),
        Heading(2, _line("Objet"), "objet"),
        Paragraph((*emphasis, blank) if draft else emphasis),
        Listing(marked),
        bars,
        Note((_paragraph("Une remarque."), bullets)),
        _paragraph("Établie à Melgven."),
        Signatures(BOXES),
        PageBreak(),
        Heading(1, _line("Annexe"), "annexe"),
        table,
    )
    return Document(
        "essai", "Convention", "R-1", "essai", date(2026, 1, 1), blocks, "Fictif", draft
    )


def skin() -> Skin:
    """The skin of the conventions with a picture in its first header."""
    path = ROOT / "templates/conventions/habillage.docx"
    plain = read_skin(path.read_bytes(), path.name, (ROOT / "polices",))
    picture = Picture(PIXEL, "image/png", "Emblème", 60, 30)
    band = Band((Cell("left", (picture,), 1000),), {})
    return replace(plain, first=Letterhead((band,), plain.first.footer))


def written(*, draft: bool = False) -> bytes:
    """Its PDF."""
    return render(whole(draft=draft), skin(), ATTACHMENTS)
