"""A skin is read whole or refused with a sentence that names the thing."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document

from dossiers.errors import LibraryError
from dossiers.formats.fonts import read_fonts
from dossiers.formats.ooxml import read_parts, write_package
from dossiers.render.page.stylesheet import draft_stylesheet, stylesheet
from dossiers.skins.letterhead import PageField, Picture, Words, texts
from dossiers.skins.own import read_own_skin
from dossiers.skins.skin import CHARACTERS, PARAGRAPHS, read_skin

ROOT = Path(__file__).parents[2]
FONTS = (ROOT / "polices",)
SHIPPED = sorted((ROOT / "templates").glob("*/habillage.docx"))
CONVENTIONS = (ROOT / "templates" / "conventions" / "habillage.docx").read_bytes()
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NUMBER = '<w:numPr><w:numId w:val="1"/></w:numPr>'
ANCHOR = f'<wp:anchor xmlns:wp="{DRAWING}/wordprocessingDrawing"/>'
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def edited(part: str, old: str, new: str, **added: bytes) -> bytes:
    """The skin of the conventions with one part changed, and other parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(CONVENTIONS)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                text = data.decode()
                assert re.search(old, text), f"{old} n’est pas dans {part}"
                data = re.sub(old, lambda _: new, text).encode()
            target.writestr(name, data)
        for name, data in added.items():
            target.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def refusal(data: bytes) -> str:
    """What is said of a skin that is refused."""
    with pytest.raises(LibraryError) as caught:
        read_skin(data, "habillage.docx", FONTS)
    assert caught.value.exit_code == 3
    assert str(caught.value).startswith("habillage.docx, fichier entier : ")
    return caught.value.message


def header_with(content: str, **added: bytes) -> bytes:
    """The skin with other content in its running header."""
    return edited("word/header1.xml", r"(?s)<w:p>.*</w:p>", content, **added)


def test_each_family_has_its_skin() -> None:
    families = {path.parent.name for path in (ROOT / "schemas").glob("*/*.yaml")}
    assert {path.parent.name for path in SHIPPED} == families - {"communs", "parametres"} | {
        "reports"
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_each_shipped_skin_is_read_and_says_no_word_of_law(path: Path) -> None:
    skin = read_skin(path.read_bytes(), path.name, FONTS)
    assert set(skin.styles) == {*PARAGRAPHS, *CHARACTERS}
    assert (skin.page.width, skin.page.height) == (11906, 16838)
    assert {font.family for font in skin.fonts} == {"Source Serif 4", "Source Sans 3"}
    assert len(path.read_bytes()) < 15_000


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_no_style_of_a_shipped_skin_is_smaller_than_nine_points(path: Path) -> None:
    skin = read_skin(path.read_bytes(), path.name, FONTS)
    sizes = [style.css.get("font-size", "10pt") for style in skin.styles.values()]
    assert min(float(size.removesuffix("pt")) for size in sizes) >= 9


def test_the_running_header_and_footer_are_read_as_parts_between_tabs() -> None:
    skin = read_skin(CONVENTIONS, "habillage.docx", FONTS)
    (header,), (footer,) = skin.running.header, skin.running.footer
    assert [(cell.align, len(cell.pieces)) for cell in header.cells] == [("left", 1), ("right", 1)]
    fields = [piece for piece in footer.cells[1].pieces if isinstance(piece, PageField)]
    assert [field.total for field in fields] == [False, True]
    assert [cell.align for cell in skin.first.header[0].cells] == ["right"]


def test_every_missing_style_is_named_in_one_message() -> None:
    data = edited("word/styles.xml", r'w:name w:val="(Note|Mention)"', 'w:name w:val="Autre"')
    assert "« Mention », « Note »" in refusal(data)


def test_styles_are_found_by_name_when_a_french_word_renames_them() -> None:
    data = edited("word/styles.xml", r'w:styleId="Heading1"', 'w:styleId="Titre1"')
    assert read_skin(data, "habillage.docx", FONTS).styles["heading 1"].id == "Titre1"


def test_an_unknown_font_is_named_with_the_style_that_asks_for_it() -> None:
    data = edited("word/styles.xml", r'w:ascii="Source Sans 3"', 'w:ascii="Calibri"')
    assert "le style « Mention » emploie la police « Calibri »" in refusal(data)


def test_a_bullet_in_a_font_of_signs_is_refused() -> None:
    data = edited("word/numbering.xml", r'w:ascii="Source Serif 4"', 'w:ascii="Symbol"')
    assert "la puce du style « List Bullet » emploie la police « Symbol »" in refusal(data)


def test_a_numbered_heading_style_is_refused() -> None:
    start = '<w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="BodyText"/>'
    old, new = (f"{start}<w:qFormat/><w:pPr>{number}" for number in ("", NUMBER))
    assert "numérotation automatique est à retirer de « heading 2 »" in refusal(
        edited("word/styles.xml", old, new)
    )


def test_a_numbered_paragraph_of_the_skin_is_refused() -> None:
    numbered = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    assert "paragraphe numéroté" in refusal(header_with(numbered))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<w:p><w:r><w:pict/></w:r></w:p>", "VML"),
        ("<w:p><w:r><w:txbxContent/></w:r></w:p>", "zone de texte"),
        (f"<w:p><w:r><w:drawing>{ANCHOR}</w:drawing></w:r></w:p>", "flottante"),
        ('<w:p><w:fldSimple w:instr=" DATE "/></w:p>', "champ « DATE »"),
        ("<w:p><w:r><w:t>{{ auteur }}</w:t></w:r></w:p>", "{{ auteur }}"),
        ("<w:p><w:r><w:t>{{ titre }</w:t></w:r></w:p>", "{{ titre }"),
        ("<w:p><w:r><w:t>{% if titre %}</w:t></w:r></w:p>", "{% if titre %}"),
        (f"<w:p><w:r><w:t>{'Article premier. ' * 20}</w:t></w:r></w:p>", "au-delà de 200"),
        ("<w:tbl><w:tr/><w:tr/></w:tbl>", "une seule ligne"),
        ("<w:tbl><w:tr><w:tc><w:tbl/></w:tc></w:tr></w:tbl>", "un tableau dans un tableau"),
        ('<w:p><w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r></w:p>', "police de symboles"),
    ],
)
def test_what_the_pdf_could_not_show_is_refused(content: str, said: str) -> None:
    assert said in refusal(header_with(content))


def test_a_body_without_its_tag_is_refused() -> None:
    assert "{{p corps }}" in refusal(edited("word/document.xml", r"\{\{p corps \}\}", "Corps"))


def test_words_of_law_in_the_body_are_refused() -> None:
    law = "</w:t></w:r></w:p><w:p><w:r><w:t>" + "Article premier. " * 20
    data = edited("word/document.xml", r"\{\{p corps \}\}", "{{p corps }}" + law)
    assert "ne porte pas le texte du document" in refusal(data)


def test_headers_of_even_pages_are_refused() -> None:
    data = edited(
        "word/document.xml", r"<w:pgSz", '<w:headerReference w:type="even" r:id="rId4"/><w:pgSz'
    )
    assert "pages paires" in refusal(data)


def test_a_tag_that_word_has_cut_into_runs_is_whole_again() -> None:
    cut = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in ("{", "{ ti", "tre }}"))
    skin = read_skin(header_with(f"<w:p>{cut}</w:p>"), "habillage.docx", FONTS)
    (piece,) = skin.running.header[0].cells[0].pieces
    assert isinstance(piece, Words)
    assert piece.text == "{{ titre }}"


def picture(target: str, description: str) -> bytes:
    """The skin with an inline picture in its running header."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/image" Target="media/{target}"/></Relationships>'
    )
    drawing = (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing">'
        f'<wp:extent cx="635000" cy="254000"/><wp:docPr id="1" name="Logo" descr="{description}"/>'
        f'<a:blip xmlns:a="{DRAWING}/main" r:embed="rId1"/></wp:inline></w:drawing></w:r></w:p>'
    )
    parts = {"word___rels__header1.xml.rels": relations.encode(), f"word__media__{target}": PIXEL}
    return header_with(drawing, **parts)


def test_an_inline_picture_is_kept_with_its_size_and_its_text() -> None:
    skin = read_skin(picture("logo.png", "Emblème de la caisse"), "habillage.docx", FONTS)
    assert skin.running.header[0].cells[0].pieces == (
        Picture(PIXEL, "image/png", "Emblème de la caisse", 50, 20),
    )


@pytest.mark.parametrize(
    ("target", "description", "said"),
    [
        ("logo.wmf", "Emblème", "« logo.wmf » n’est ni un PNG ni un JPEG"),
        ("logo.emf", "Emblème", "« logo.emf » n’est ni un PNG ni un JPEG"),
        ("logo.png", "", "n’a pas de texte de remplacement"),
    ],
)
def test_a_picture_that_cannot_be_shown_or_read_is_refused(
    target: str, description: str, said: str
) -> None:
    assert said in refusal(picture(target, description))


def test_a_one_row_table_keeps_the_widths_of_its_cells() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = (
        '<w:tbl><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="3000"/></w:tblGrid>'
        f"<w:tr>{cell.format('Caisse')}{cell.format('{{ titre }}')}</w:tr></w:tbl>"
    )
    skin = read_skin(header_with(table), "habillage.docx", FONTS)
    assert [cell.width for cell in skin.running.header[0].cells] == [250, 750]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert "n’est pas un fichier Word" in refusal(data)


def test_a_font_that_the_theme_names_is_a_font_like_another() -> None:
    out = io.BytesIO()
    Document().save(out)  # as Word makes a file: its fonts are « minorHAnsi » and « majorHAnsi »
    with pytest.raises(LibraryError) as caught:
        read_own_skin(out.getvalue(), "annexe.docx", FONTS)
    assert "le texte par défaut emploie la police « Cambria »" in str(caught.value)


def test_a_word_model_without_any_font_has_its_watermark() -> None:
    out = io.BytesIO()
    Document().save(out)
    parts = {
        name: re.sub(rb"<w:rFonts[^>]*/>", b"", data)
        for name, data in read_parts(out.getvalue(), "annexe.docx").items()
    }
    skin = read_own_skin(write_package(parts), "annexe.docx", FONTS)
    assert skin.fonts == ()
    assert "background-image" in draft_stylesheet(skin)


def test_the_css_follows_the_word_styles() -> None:
    data = edited("word/styles.xml", r'w:sz w:val="50"', 'w:sz w:val="64"')
    css = stylesheet(read_skin(data, "habillage.docx", FONTS))
    (title,) = re.findall(r"^\.title \{.*", css, flags=re.MULTILINE)
    assert "font-size: 32pt" in title
    assert '"Source Serif 4"' in title


def test_the_faces_of_a_family_bear_one_name_as_word_wants() -> None:
    fonts = read_fonts(FONTS)
    serif = {(f.bold, f.italic) for f in fonts if f.family == "Source Serif 4"}
    sans = {(f.bold, f.italic) for f in fonts if f.family == "Source Sans 3"}
    assert serif == {(False, False), (True, False), (False, True), (True, True)}
    assert sans == {(False, False), (True, False), (False, True)}


def test_a_folder_in_front_replaces_a_face(tmp_path: Path) -> None:
    own = tmp_path / "Corps.ttf"
    own.write_bytes((FONTS[0] / "SourceSerif4-Regular.ttf").read_bytes())
    fonts = read_fonts((tmp_path, *FONTS))
    (regular,) = [
        f for f in fonts if (f.family, f.bold, f.italic) == ("Source Serif 4", False, False)
    ]
    assert regular.path == own


def test_no_word_of_a_header_is_lost_for_want_of_a_column() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    held = f"<w:sdt><w:sdtContent>{cell.format('Saint</w:t><w:noBreakHyphen/><w:t>Brieuc')}"
    row = f"{cell.format('Caisse')}{held}</w:sdtContent></w:sdt>"
    skin = read_skin(header_with(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"), "habillage.docx", FONTS)
    (band,) = skin.running.header
    assert list(texts((band,))) == ["Caisse", "Saint\u2011Brieuc"]
    assert [cell.width for cell in band.cells] == [None, None]


def test_a_cell_over_two_columns_has_the_width_of_both() -> None:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (1000, 1000, 2000))
    span = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    cells = "".join(f"<w:tc>{look}<w:p/></w:tc>" for look in (span, ""))
    table = f"<w:tbl><w:tblGrid>{columns}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
    skin = read_skin(header_with(table), "habillage.docx", FONTS)
    assert [cell.width for cell in skin.running.header[0].cells] == [500, 500]


def test_a_file_whose_relations_are_lost_is_refused() -> None:
    parts = read_parts(CONVENTIONS, "habillage.docx")
    del parts["_rels/.rels"]
    assert "il manque au fichier Word ses styles ou ses relations" in refusal(write_package(parts))


def test_a_broken_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Brisée.ttf").write_bytes(b"rien")
    with pytest.raises(LibraryError, match=r"« Brisée\.ttf » n’est pas une police"):
        read_fonts((tmp_path,))
