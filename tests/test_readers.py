"""The readers read what is there, so that a test that trusts them can be trusted."""

from __future__ import annotations

from io import BytesIO

import docx
import docx.text.paragraph
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from readers import tagged_pdf, word
from readers.words import normalise, same_words
from samples import made

TEXT = (
    "<h1>Convention</h1>"
    "<p>La <b>caisse</b> et <a href='#suite'>l’article 2</a> prévoient l’administration "
    "déconcentrée des établissements publics de coopération intercommunale.</p>"
    "<ul><li>un point</li><li><p>deux points</p><p>une suite</p></li></ul>"
    "<ol style='list-style: none'><li><span style='display: inline-block; width: 9mm'>1° </span>"
    "premier engagement</li></ol>"
    "<table style='width: 100%'><caption>Tableau 1</caption>"
    "<thead><tr><th>Poste</th><th>Montant</th></tr></thead><tbody>{rows}</tbody></table>"
    "<h2 id='suite'>Durée</h2><p>Un an.</p>"
)
ROWS = "".join(f"<tr><td>Poste {n}</td><td>{n} €</td></tr>" for n in range(1, 61))
STYLE = "html { hyphens: auto } p { width: 60mm } thead { display: table-header-group }"


def test_a_tagged_pdf_is_read_block_by_block_in_order() -> None:
    texts = tagged_pdf.texts(made(TEXT.format(rows=ROWS), STYLE))
    assert texts[0] == "Convention"
    assert normalise(texts[1]).startswith(
        "Lacaisseetl’article2prévoientl’administrationdéconcentrée"
    )
    assert texts[2:8] == (
        *("un point", "deux points", "une suite", "1° premier engagement"),
        *("Tableau 1", "Poste"),
    )
    assert texts[-2:] == ("Durée", "Un an.")


def test_a_dash_is_a_word_in_a_cell_and_none_before_an_entry() -> None:
    table = "<table><tr><td>–</td><td>44 h</td></tr></table>"
    style = "ul { list-style: '–  ' }"
    assert tagged_pdf.texts(made(f"<ul><li>une entrée</li></ul>{table}", style)) == (
        *("une entrée", "–", "44 h"),
    )


def test_a_header_said_again_on_the_next_page_is_read_once() -> None:
    reading = tagged_pdf.read(made(TEXT.format(rows=ROWS), STYLE))
    headers = [element for element in reading.elements if element.kind == "TH"]
    assert [header.repeated for header in headers] == [False, False, True, True]
    cells = [element.cell for element in reading.elements if element.kind == "TD" and element.cell]
    assert {cell.table for cell in cells} == {1}
    assert len({cell.row for cell in cells}) == 60


def test_running_footers_are_set_apart_from_the_text() -> None:
    reading = tagged_pdf.read(made("<h1>Titre</h1>"))
    aside = [run.text for run in (*reading.artifacts, *reading.loose)]
    assert aside == ["Page 1 / 1"]
    assert [element.text for element in reading.elements] == ["Titre"]


def test_page_numbers_of_a_table_of_contents_are_no_words() -> None:
    style = (
        "nav a { display: block; position: relative }"
        "nav a::after { content: target-counter(attr(href), page); position: absolute; right: 0 }"
    )
    entries = "<li><a href='#a'>Article 1 — Objet</a></li><li><a href='#a'>Annexe 3</a></li>"
    body = f"<nav><ul style='list-style: none'>{entries}</ul></nav><h1 id=a>Objet</h1>"
    assert tagged_pdf.texts(made(body, style)) == ("Article 1 — Objet", "Annexe 3", "Objet")


def test_a_field_has_a_place() -> None:
    style = "input { appearance: auto; display: block; width: 60mm; height: 30mm }"
    body = "<h1>Signatures</h1><form><input type=checkbox name=SIG_caisse title=Caisse></form>"
    frames = [e.frame for e in tagged_pdf.read(made(body, style)).elements if e.frame]
    assert len(frames) == 1
    assert frames[0].right - frames[0].left == pytest.approx(60 * 72 / 25.4, abs=1)


def test_an_untagged_pdf_is_refused() -> None:
    import pypdf  # noqa: PLC0415 - only here

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    file = BytesIO()
    writer.write(file)
    with pytest.raises(ValueError, match="no structure tree"):
        tagged_pdf.read(file.getvalue())


def _saved(document: docx.document.Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _field(paragraph: docx.text.paragraph.Paragraph, instruction: str, result: str) -> None:
    for xml in (
        '<w:fldChar w:fldCharType="begin"/>',
        f"<w:instrText>{instruction}</w:instrText><w:t>code</w:t>",
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{result}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{xml}</w:r>"))  # noqa: SLF001


def test_a_word_document_is_read_with_its_numbers_and_without_its_bullets() -> None:
    document = docx.Document()
    document.add_heading("Convention", 1)
    document.add_paragraph("premier", style="List Number")
    document.add_paragraph("deuxième", style="List Number")
    document.add_paragraph("une puce", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Poste"
    table.cell(0, 1).text = "Montant"
    document.add_paragraph("tabulé\tpuis\nà la ligne")
    _field(document.add_paragraph("voir la page "), "PAGEREF objet", "4")
    hidden = document.add_paragraph("vu").add_run("caché")
    hidden.font.hidden = True
    document.sections[0].footer.paragraphs[0].text = "Page 1 / 2"
    data = _saved(document)
    assert word.texts(data) == (
        *("Convention", "1. premier", "2. deuxième", "une puce", "Poste", "Montant"),
        *("tabulé puis à la ligne", "voir la page 4", "vu"),
    )
    assert [p.style for p in word.paragraphs(data)][:2] == ["heading 1", "list number"]
    assert word.running(data)["footer1"] == ("Page 1 / 2",)


LEVELS = """
<w:abstractNum {ns} w:abstractNumId="90">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>
    <w:lvlText w:val="%1 –"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
    <w:lvlText w:val="%1.%2)"/></w:lvl>
</w:abstractNum>
"""
RESTART = """
<w:num {ns} w:numId="{id}"><w:abstractNumId w:val="90"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>
"""


def test_levels_restarts_and_letters_of_word_lists_are_resolved() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(LEVELS.format(ns=nsdecls("w"))))
    for number, start in ((91, 1), (92, 4)):
        numbering.append(parse_xml(RESTART.format(ns=nsdecls("w"), id=number, start=start)))
    for text, number, level in (
        *(("un", 91, 0), ("a", 91, 1), ("b", 91, 1), ("deux", 91, 0), ("a", 91, 1)),
        *(("quatre", 92, 0), ("cinq", 92, 0)),
    ):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()  # noqa: SLF001
        mark = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
        properties.append(parse_xml(f"<w:numPr {nsdecls('w')}>{mark}</w:numPr>"))
    assert word.texts(_saved(document)) == (
        *("I – un", "I.a) a", "I.b) b", "II – deux", "II.a) a", "IV – quatre", "V – cinq"),
    )


def test_spaces_and_hyphens_do_not_count_but_a_minus_sign_does() -> None:
    assert normalise("l’admi-\nnis\u00adtration  n° 5") == normalise("l’administration n°\u202f5")
    assert normalise("solde \u2212 5") != normalise("solde 5")


def test_the_cut_into_paragraphs_does_not_count() -> None:
    assert same_words(["Article 1 Objet", "Un an."], ["Article 1", "Objet", "Un an."]) == ""


def test_one_changed_letter_is_shown_with_what_surrounds_it() -> None:
    told = same_words(
        ["Article 1", "La caisse verse 30 000 €."], ["Article 1", "La caisse verse 80 000 €."]
    )
    assert "…Article1Lacaisseverse►30000€." in told
    assert "- La caisse verse 30 000 €." in told
    assert "+ La caisse verse 80 000 €." in told


def test_a_missing_end_is_a_difference() -> None:
    assert same_words(["Un an.", "Fin"], ["Un an."])
