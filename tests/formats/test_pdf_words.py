"""The words of a tagged PDF, in the order in which they are heard."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf.generic import NameObject

import whole
from conftest import Bundles
from dossiers.composing.receipt import normal_words
from dossiers.formats import objects
from dossiers.formats.names import RECEIPT
from dossiers.formats.pdf import PdfProblem
from dossiers.formats.pdf_parts import attachments
from dossiers.formats.pdf_words import Passage, words
from readers import tagged_pdf
from readers.words import same_words
from samples import edited, made, sheets

if TYPE_CHECKING:
    import pypdf

TEXT = (
    "<h1>Convention</h1><p>La <b>caisse</b> et <a href='#suite'>l’article 2</a> prévoient "
    "l’administration déconcentrée des établissements publics de coopération.</p>"
    "<ul style=\"list-style: '–  '\"><li>un point</li></ul>"
    "<table><tr><td>–</td><td>44 h</td></tr></table>"
    "<h2 id='suite' style='break-before: page'>Durée</h2><p>Un an.</p>"
)


def test_blocks_come_in_order_with_their_tag_and_their_page() -> None:
    read = words(made(TEXT))
    assert read.passages[0] == Passage("H1", "Convention", 1)
    assert read.passages[1].text.startswith("La caisse et l’article 2 prévoient l’administration")
    assert [(passage.text, passage.page) for passage in read.passages[2:]] == [
        *(("un point", 1), ("–", 1), ("44 h", 1), ("Durée", 2), ("Un an.", 2)),
    ]


def test_a_tag_of_another_name_plays_the_role_that_the_file_gives_it() -> None:
    def edit(writer: pypdf.PdfWriter) -> None:
        root = objects.entry(writer.root_object, "/StructTreeRoot")
        root[NameObject("/RoleMap")] = objects.dictionary({"/Titre": "/H1", "/Texte": "/P"})
        for kid in root["/K"][0].get_object()["/K"]:
            element = kid.get_object()
            new = {"/H1": "/Titre", "/P": "/Texte"}[element["/S"]]
            element[NameObject("/S")] = NameObject(new)

    sound = made("<h1>Titre</h1><p>Un</p><p>Deux</p>")
    assert words(edited(sound, edit)).passages == words(sound).passages


def test_lines_are_parted_and_cut_words_are_whole() -> None:
    style = "html { hyphens: auto } p { width: 45mm }"
    text = "L’administration déconcentrée des établissements publics de coopération."
    (passage,) = words(made(f"<p lang=fr>{text}</p>", style)).passages
    assert passage.text.replace("-", "").split() == text.split()


def test_what_stands_in_the_margins_is_set_apart(bundles: Bundles) -> None:
    read = words((bundles.final / "charte.pdf").read_bytes())
    assert [margin.split()[-4:] for margin in read.margins] == [
        *(["Page", "1", "/", "2"], ["Page", "2", "/", "2"]),
    ]
    assert read.loose == ("", "")


def test_what_no_tag_holds_is_seen() -> None:
    def edit(writer: pypdf.PdfWriter) -> None:
        page = writer.pages[0]
        content = page.get_contents()
        assert content is not None
        moved = content.get_data().replace(b"/MCID 0", b"/MCID 99")
        page[NameObject("/Contents")] = objects.added_stream(writer, moved, {})

    sound = made("<h1>Titre</h1><p>Ajout</p>")
    assert words(sound).texts == ("Titre", "Ajout")
    read = words(edited(sound, edit))
    assert read.texts == ("Ajout",)
    assert read.loose[0].startswith("Titre")


@pytest.mark.parametrize("which", ["final", "draft"])
@pytest.mark.parametrize("name", ["convention", "charte", "notice"])
def test_the_words_have_the_hash_that_the_receipt_inside_tells(
    bundles: Bundles, name: str, which: str
) -> None:
    data = (getattr(bundles, which) / f"{name}.pdf").read_bytes()
    told = json.loads(attachments(data)[RECEIPT])["mots_sha256"]
    assert hashlib.sha256(normal_words(words(data).texts).encode()).hexdigest() == told


def test_two_readers_read_the_same_words(bundles: Bundles) -> None:
    for data in (
        (bundles.final / "grille.pdf").read_bytes(),
        (bundles.draft / "grille.pdf").read_bytes(),
        whole.written(),
        whole.written(draft=True),
    ):
        assert same_words(words(data).texts, tagged_pdf.texts(data)) == ""


def test_a_signature_changes_no_word(bundles: Bundles, signed_files: Path) -> None:
    issued = words((bundles.final / "convention.pdf").read_bytes())
    assert words((signed_files / "convention.pdf").read_bytes()) == issued


def test_a_file_without_tags_has_no_order() -> None:
    def edit(writer: pypdf.PdfWriter) -> None:
        del writer.root_object[NameObject("/StructTreeRoot")]

    with pytest.raises(PdfProblem, match="n’est pas balisé"):
        words(edited(sheets("un"), edit))


def test_an_element_with_two_places_in_a_broken_tree_is_read_once() -> None:
    def edit(writer: pypdf.PdfWriter) -> None:
        root = objects.entry(writer.root_object, "/StructTreeRoot")
        (document,) = root["/K"]
        kids = document.get_object()["/K"]
        kids += [*kids, document]

    assert words(edited(made(TEXT), edit)) == words(made(TEXT))
