"""What a Word model may not hold, since the PDF could not show it: told with its paragraph."""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml.ns import qn

from dossiers.composing.word.model import read_model
from dossiers.errors import LibraryError
from small import Small
from word_models import NAME, element, library, model, table

_M = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_BOX = "<w:txbxContent><w:p><w:r><w:t>Caché</w:t></w:r></w:p></w:txbxContent>"
_SMART = f"""<w:drawing><wp:inline xmlns:wp='{_WP}'><a:graphicData xmlns:a='{_A}'
uri='http://schemas.openxmlformats.org/drawingml/2006/diagram'/></wp:inline></w:drawing>"""
_REFUSED = {
    "a text box": (f"<mc:AlternateContent xmlns:mc='{_MC}'>{_BOX}</mc:AlternateContent>",
                   "une zone de texte"),
    "a floating picture": (f"<w:drawing><wp:anchor xmlns:wp='{_WP}'/></w:drawing>",
                           "une image ou une forme flottante"),
    "an inline picture": (f"<w:drawing><wp:inline xmlns:wp='{_WP}'/></w:drawing>",
                          "une image dans le texte"),
    "a SmartArt": (_SMART, "un graphique SmartArt"),
    "an old drawing": ("<w:pict/>", "un dessin d’un ancien format"),
    "an embedded object": ("<w:object/>", "un objet incorporé (OLE)"),
    "a field": ("<w:fldChar w:fldCharType='begin'/>", "un champ de Word"),
    "a footnote": ("<w:footnoteReference w:id='1'/>", "un appel de note"),
    "an endnote": ("<w:endnoteReference w:id='1'/>", "un appel de note"),
    "a comment": ("<w:commentReference w:id='1'/>", "un commentaire"),
    "a symbol": ("<w:sym w:font='Wingdings' w:char='F0FC'/>", "un signe d’une police de symboles"),
    "hidden words": ("<w:rPr><w:vanish/></w:rPr><w:t>Caché</w:t>", "du texte masqué"),
    "struck words": ("<w:rPr><w:strike/></w:rPr><w:t>Rayé</w:t>", "du texte barré"),
    "white words": ("<w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>Blanc</w:t>", "Un texte blanc"),
    "a raised figure": ("<w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t>",
                        "se tape au clavier"),
    "what nobody has thought of": ("<w:nouveaute/>", "que le programme ne connaît pas (nouveaute)"),
}  # fmt: skip


def refusal(small: Small, data: bytes) -> str:
    library(small, data)
    with pytest.raises(LibraryError) as caught:
        read_model(small.library, NAME)
    return str(caught.value)


def in_paragraph(xml: str) -> bytes:
    def draw(made: Any) -> None:
        made.add_paragraph("Le deuxième")._p.append(element(xml))  # noqa: SLF001

    return model("Le premier", draw=draw)


@pytest.mark.parametrize("name", _REFUSED, ids=[name.replace(" ", "-") for name in _REFUSED])
def test_a_run_that_the_pdf_could_not_show_is_refused(small: Small, name: str) -> None:
    xml, said = _REFUSED[name]
    message = refusal(small, in_paragraph(f"<w:r {{}}>{xml}</w:r>"))
    assert message.startswith(f"{NAME}, paragraphe 2 « Le deuxième")
    assert said in message


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<w:fldSimple {} w:instr='DATE'/>", "un champ de Word"),
        ("<w:hyperlink {} w:anchor='x'/>", "un lien hypertexte"),
        (f"<m:oMath {_M}/>", "une équation"),
        ("<w:del {} w:id='1' w:author='x'/>", "une modification suivie"),
        ("<w:commentRangeStart {} w:id='1'/>", "un commentaire"),
        ("<w:sdt {}><w:sdtPr><w:dataBinding w:xpath='/a'/></w:sdtPr><w:sdtContent/></w:sdt>",
         "un contrôle de contenu lié à des données"),
    ],
)  # fmt: skip
def test_a_part_of_a_paragraph_that_is_no_text_is_refused(
    small: Small, xml: str, said: str
) -> None:
    message = refusal(small, in_paragraph(xml))
    assert message.startswith(f"{NAME}, paragraphe 2 « Le deuxième »")
    assert said in message


def test_a_table_of_contents_is_refused(small: Small) -> None:
    def draw(made: Any) -> None:
        content = "<w:sdtContent><w:p><w:r><w:t>Sommaire</w:t></w:r></w:p></w:sdtContent>"
        control = f"<w:sdt {{}}><w:sdtPr><w:docPartObj/></w:sdtPr>{content}</w:sdt>"
        made.element.body.insert(0, element(control))

    assert "un sommaire" in refusal(small, model("Texte.", draw=draw))


def _merged(made: Any) -> None:
    drawn = table(made, ("A", "B"), ("un", "deux"))
    drawn.rows[1].cells[0].merge(drawn.rows[1].cells[1])


def _headless(made: Any) -> None:
    made.add_table(rows=2, cols=2).rows[1].cells[0].text = "x"


def _nested(made: Any) -> None:
    table(made, ("A", "B"), ("un", "deux")).rows[1].cells[0].add_table(rows=1, cols=1)


def _bulleted(made: Any) -> None:
    drawn = table(made, ("A", "B"), ("un", "deux"))
    drawn.rows[1].cells[1].paragraphs[0].style = made.styles["List Bullet"]


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (_merged, "des cellules fusionnées"),
        (_headless, "sa ligne d’en-tête : dans Word, « Répéter les lignes d’en-tête »"),
        (_nested, "Un tableau ne contient pas d’autre tableau"),
        (_bulleted, "ni puce ni numéro automatique"),
    ],
)
def test_a_table_that_the_pdf_could_not_tag_is_refused(small: Small, draw: Any, said: str) -> None:
    message = refusal(small, model("Avant.", draw=draw))
    assert message.startswith(f"{NAME}, tableau ")
    assert said in message


def _sections(made: Any) -> None:
    made.add_section()


def _columns(made: Any) -> None:
    made.element.body.sectPr.find(qn("w:cols")).set(qn("w:num"), "2")


def _folio(made: Any) -> None:
    for section in made.sections:
        for footer in (section.footer, section.first_page_footer):
            for paragraph in footer.paragraphs:
                paragraph.clear()


def _levels(made: Any) -> None:
    made.styles.add_style("heading 4", 1)
    made.add_paragraph("Trop bas", style="heading 4")


def _titles(made: Any) -> None:
    for text in ("Un", "Deux"):
        made.add_paragraph(text, style="Title")


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (_sections, "une section et une seule"),
        (_columns, "sur une seule colonne"),
        (_folio, "n’ont le folio"),
        (_levels, "trois niveaux de titre"),
        (_titles, "un seul paragraphe de style « Title »"),
    ],
)
def test_a_page_that_the_pdf_could_not_lay_out_is_refused(
    small: Small, draw: Any, said: str
) -> None:
    assert said in refusal(small, model("Texte.", draw=draw))
