"""The Word file says the words of the document, with real Word means."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import pypdf
import pytest
from lxml import etree

from dossiers.blocks import Attachment, Document, Paragraph, Text, paragraphs
from dossiers.errors import LibraryError
from dossiers.formats.ooxml import write_package
from dossiers.formats.word_file import read
from dossiers.render.docx import render
from dossiers.skins.own import read_own_skin
from dossiers.skins.skin import read_skin
from readers.validators import libreoffice, require_libreoffice

if TYPE_CHECKING:
    from pathlib import Path

    from dossiers.skins.skin import Skin

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RECEIPT = Attachment("recu.json", '{"reference": "é & <"}'.encode(), "application/json", "Reçu")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    root = etree.fromstring(parts(data)["word/document.xml"])
    found = root.find(f"{W}body")
    assert found is not None
    return found


def text(paragraph: etree._Element) -> str:
    pieces = []
    for leaf in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        inside_properties = any(parent.tag == f"{W}tabs" for parent in leaf.iterancestors())
        if not inside_properties:
            pieces.append(leaf.text or "" if leaf.tag == f"{W}t" else " ")
    return "".join(pieces)


def test_the_paragraphs_are_those_of_the_document(document: Document, skin: Skin) -> None:
    said = [text(p) for p in body(render(document, skin)).iter(f"{W}p")]
    assert [line for line in said if line] == [line for line in paragraphs(document) if line]


def test_the_same_document_gives_the_same_bytes(document: Document, skin: Skin) -> None:
    assert render(document, skin, (RECEIPT,)) == render(document, skin, (RECEIPT,))


def test_every_entry_bears_the_same_day(document: Document, skin: Skin) -> None:
    with zipfile.ZipFile(io.BytesIO(render(document, skin))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_its_properties_come_from_the_document(document: Document, skin: Skin) -> None:
    title = "Convention « A & B » <1>"
    opened = docx.Document(io.BytesIO(render(replace(document, title=title), skin)))
    properties = opened.core_properties
    assert (properties.title, properties.language) == (title, "fr-FR")
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.date() == document.date
    assert not properties.author
    assert not properties.last_modified_by


def test_the_skin_prints_the_title_and_reference_once_escaped(
    document: Document, skin: Skin
) -> None:
    title = "Convention « A & B » <1>"
    opened = docx.Document(io.BytesIO(render(replace(document, title=title), skin)))
    section = opened.sections[0]
    assert section.header.paragraphs[0].text == f"{document.reference}\t{title}"
    assert document.reference in section.first_page_header.paragraphs[0].text
    assert section.footer.paragraphs[0].text.startswith(document.model)


def test_bullets_are_word_lists_and_markers_are_text(document: Document, skin: Skin) -> None:
    found = body(render(document, skin))
    bullets = [p for p in found.iter(f"{W}p") if style(p) == "ListBullet"]
    markers = [text(p) for p in found.iter(f"{W}p") if style(p) == "ListMarker"]
    assert len(bullets) == 5
    assert [m.split()[0] for m in markers] == ["1°", "2°", "1°", "2°", "3°", "10°"]
    nested = [p for p in bullets if p.find(f"{W}pPr/{W}numPr/{W}ilvl") is not None]
    assert len(nested) == 2


def style(paragraph: etree._Element) -> str | None:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return None if found is None else found.get(f"{W}val")


def test_the_header_row_is_repeated_and_no_row_is_cut(document: Document, skin: Skin) -> None:
    for table in body(render(document, skin)).findall(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        if table.find(f"{W}tblPr/{W}tblStyle") is not None:
            headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
            assert headers == [True] + [False] * (len(rows) - 1)
            widths = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
            assert sum(widths) == skin.page.text_width


def test_the_contents_are_a_filled_field_that_asks_nothing(document: Document, skin: Skin) -> None:
    files = parts(render(document, skin))
    assert files["word/document.xml"].count(b"TOC \\o") == 1
    assert b"updateFields" not in files["word/settings.xml"]


def test_each_link_leads_to_a_bookmark(document: Document, skin: Skin) -> None:
    found = body(render(document, skin))
    names = {mark.get(f"{W}name") for mark in found.iter(f"{W}bookmarkStart")}
    links = [link.get(f"{W}anchor") for link in found.iter(f"{W}hyperlink")]
    assert links
    assert set(links) <= names


def test_a_link_that_leads_nowhere_is_refused(document: Document, skin: Skin) -> None:
    lost = replace(document, blocks=(Paragraph((Text("article 9", target="article-9"),)),))
    with pytest.raises(LibraryError, match="« article-9 » ne mène à aucun titre"):
        render(lost, skin)


def test_frames_stay_with_their_lines_and_with_what_precedes(
    document: Document, skin: Skin
) -> None:
    children = list(body(render(document, skin)))
    first = next(
        index
        for index, child in enumerate(children)
        if child.tag == f"{W}tbl" and child.find(f"{W}tblPr/{W}tblStyle") is None
    )
    before = [child for child in children[:first] if child.tag == f"{W}p"][-2:]
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in before)
    lines, frames = children[first].findall(f"{W}tr")
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in lines.iter(f"{W}p"))
    height = frames.find(f"{W}trPr/{W}trHeight")
    assert height is not None
    assert 30 <= int(height.get(f"{W}val", "0")) / 56.7 <= 35


def test_the_fonts_of_the_skin_travel_with_the_file(document: Document, skin: Skin) -> None:
    data = render(document, skin)
    files = parts(data)
    embedded = [name for name in files if name.endswith(".odttf")]
    assert len(embedded) == len(skin.fonts) == 7
    assert b"embedTrueTypeFonts" in files["word/settings.xml"]
    assert len(data) < 1_500_000


def test_an_embedded_font_can_be_read_back(document: Document, skin: Skin) -> None:
    files = parts(render(document, skin))
    table = etree.fromstring(files["word/fontTable.xml"])
    key = next(table.iter(f"{W}embedRegular")).get(f"{W}fontKey", "")
    mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    hidden = files["word/fonts/SourceSans3-Regular.odttf"]
    clear = bytes(byte ^ mask[i % 16] for i, byte in enumerate(hidden[:32])) + hidden[32:]
    (font,) = [font for font in skin.fonts if font.path.stem == "SourceSans3-Regular"]
    assert clear == font.path.read_bytes()


def test_an_attachment_is_a_custom_part_that_survives_another_program(
    document: Document, skin: Skin
) -> None:
    opened = docx.Document(io.BytesIO(render(document, skin, (RECEIPT,))))
    again = io.BytesIO()
    opened.save(again)
    item = etree.fromstring(parts(again.getvalue())["customXml/item1.xml"])
    assert item.tag == "{urn:dossiers:recu:1}recu"
    assert (item.text or "").encode() == RECEIPT.data


def test_nothing_travels_on_from_a_document_that_became_a_model(
    document: Document, skin: Skin
) -> None:
    dossier = Attachment("dossier.yaml", b"nom: Autre", "application/yaml", "Dossier", "Source")
    model = read_own_skin(render(document, skin, (RECEIPT, dossier)), "modele.docx", skin.folders)
    written = render(document, model, (RECEIPT,))
    assert read(written, "écrit").inside == {RECEIPT.name: RECEIPT.data}
    inside = parts(written)
    assert b"Autre" not in b"".join(inside.values())
    assert inside["word/_rels/document.xml.rels"].count(b"customXml") == 2  # its kind, its part


def test_a_draft_is_marked_in_each_header_and_its_blanks_shine(draft: Document, skin: Skin) -> None:
    files = parts(render(draft, skin))
    marked = [name for name, data in files.items() if b'string="PROJET"' in data]
    assert marked == ["word/header1.xml", "word/header2.xml"]
    assert b'<w:rStyle w:val="Blank"/>' in files["word/document.xml"]


@pytest.mark.parametrize("lost", ['w:type="first"', ""])
def test_a_draft_of_which_a_page_would_bear_no_mark_is_refused(
    draft: Document, skin: Skin, lost: str
) -> None:
    inside = parts(skin.data)
    text = inside["word/document.xml"].decode()
    inside["word/document.xml"] = re.sub(
        rf"<w:headerReference[^>]*{lost}[^>]*/>", "", text
    ).encode()
    bare = read_skin(write_package(inside), "habillage.docx", skin.folders)
    with pytest.raises(LibraryError, match="le filigrane d’un projet n’a pas de place"):
        render(draft, bare)


def test_a_final_document_bears_no_mark(document: Document, skin: Skin) -> None:
    assert not any(b"PROJET" in data for data in parts(render(document, skin)).values())


def test_nothing_of_the_machine_enters_the_file(document: Document, skin: Skin) -> None:
    files = parts(render(document, skin))
    assert "docProps/app.xml" not in files
    assert not any(str(skin.folders[0]).encode() in data for data in files.values())


def converted(data: bytes, target: str, folder: Path) -> bytes:
    """What LibreOffice makes of a Word file."""
    require_libreoffice()
    path = folder / "entree.docx"
    path.write_bytes(data)
    return libreoffice([path], target, folder)[path.stem]


def test_what_travels_inside_survives_a_save_by_libreoffice_byte_for_byte(
    document: Document, skin: Skin, tmp_path: Path
) -> None:
    source = "\ufeff# é & < > ]]> 😀\r\n\tclé: 'x'  \n\n  suite\u00a0: \u2028 fin\r \n\n".encode()
    dossier = Attachment("dossier.yaml", source, "application/yaml", "Dossier", "Source")
    data = render(document, skin, (RECEIPT, dossier))
    saved = converted(data, "docx:MS Word 2007 XML", tmp_path)
    inside = {RECEIPT.name: RECEIPT.data, dossier.name: source}
    assert read(data, "écrit").inside == read(saved, "repris").inside == inside
    assert read(saved, "repris").texts == read(data, "écrit").texts


def test_a_skin_that_libreoffice_has_saved_again_says_the_same(
    document: Document, skin: Skin, tmp_path: Path
) -> None:
    saved = converted(skin.data, "docx:MS Word 2007 XML", tmp_path)
    data = render(document, read_skin(saved, "repris.docx", skin.folders))
    said = [text(p) for p in body(data).iter(f"{W}p")]
    assert [line for line in said if line] == [line for line in paragraphs(document) if line]
    assert len(data) < 1_500_000


def test_libreoffice_opens_it_with_all_its_pages(
    document: Document, skin: Skin, tmp_path: Path
) -> None:
    read = pypdf.PdfReader(io.BytesIO(converted(render(document, skin), "pdf", tmp_path)))
    assert len(read.pages) == 5
    assert "Page 5 / 5" in read.pages[4].extract_text()
