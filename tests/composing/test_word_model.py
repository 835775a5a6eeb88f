"""A whole Word model: its words and the values of a dossier, the same in Word and in blocks."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document as Opened
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from dossiers.blocks import (
    Align,
    Block,
    Cover,
    Document,
    Heading,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    Text,
    plain,
    texts,
)
from dossiers.composing.compose import compose
from dossiers.composing.word.document import Written, write_whole
from dossiers.errors import LibraryError, Refused
from dossiers.formats import docx_words
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.papers import documents_of
from readers import word
from small import Small
from word_models import DOSSIER, NAME, WORDED, element, library, model, table

HOSTILE = (
    "{{ 7*7 }}{% raw %}",
    "</w:t></w:r></w:p><w:p/>",
    'A & B <c> "d" ’e’',
    "# *x* | [a](b) ::: signatures",
    "{_{ x }_} ]]> &amp; &#10;",
    "Monts du Pilat & Gier",
)


def written(small: Small, data: bytes, *, draft: bool = False, **values: object) -> Written:
    library(small, data)
    bands = {"titre": "Titre", "reference": "P-1", "modele": "essai"}
    return write_whole(small.library, NAME, values, bands, draft=draft)


def blocks(small: Small, data: bytes, *, draft: bool = False, **values: object) -> list[Block]:
    return list(written(small, data, draft=draft, **values).blocks)


def composed(
    small: Small, data: bytes, procedure: str = WORDED, dossier: str = DOSSIER
) -> Document:
    library(small, data, procedure)
    read = small.dossier(dossier, procedure)
    (spec,) = documents_of(read, draft=False)
    return compose(read, spec, draft=False)


def said(found: list[Block]) -> list[str]:
    return list(texts(found))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_never_a_tag_nor_markup(small: Small, value: str) -> None:
    lines = ("Nom : {{ nom }}.", "{%p if nom is renseigne %}", "{{ nom }}", "{%p endif %}")
    whole = written(small, model(*lines), nom=value)
    expected = [f"Nom\u00a0: {value}.", value]
    assert said(list(whole.blocks)) == expected
    assert [p.text for p in Opened(BytesIO(whole.word)).paragraphs] == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co"]), min_size=1))
def test_any_value_is_printed_as_it_was_typed(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    small = Small.make(tmp_path_factory.mktemp("modele"))
    whole = written(small, model("a{{ nom }}b"), nom=value)
    (paragraph,) = Opened(BytesIO(whole.word)).paragraphs
    lines = value.replace("\u2028", "\n").replace("\u2029", "\n")
    assert paragraph.text == f"a{lines}b"


def test_a_value_keeps_its_lines(small: Small) -> None:
    (paragraph,) = blocks(small, model("{{ nom }}"), nom="1 rue\nBâtiment B")
    assert isinstance(paragraph, Paragraph)
    assert [type(piece).__name__ for piece in paragraph.content] == ["Text", "LineBreak", "Text"]


def test_the_words_of_the_model_have_the_typography_of_templates(small: Small) -> None:
    def draw(made: Any) -> None:
        paragraph = made.add_paragraph("L'objet ")
        paragraph.add_run(": ").bold = True
        paragraph.add_run("{{ n }} séances")

    assert said(blocks(small, model(draw=draw), n=6)) == ["L’objet\u00a0: 6\u00a0séances"]


def test_rows_and_cells_are_repeated(small: Small) -> None:
    def draw(made: Any) -> None:
        rows = (("{%tr for p in equipe %}", ""), ("{{ p }}", "x"), ("{%tr endfor %}", ""))
        table(made, ("Nom", "Rôle"), *rows)
        row = ("{%tc for p in equipe %}", "{{ p }}", "{%tc endfor %}")
        table(made, row, row)

    rows, cells = blocks(small, model(draw=draw), equipe=("Ada", "Bob", "Cy", "Di"))
    assert isinstance(rows, Table)
    assert said([rows]) == ["Nom", "Rôle", "Ada", "x", "Bob", "x", "Cy", "x", "Di", "x"]
    assert isinstance(cells, Table)
    assert said([cells]) == ["Ada", "Bob", "Cy", "Di"] * 2
    assert cells.widths == (250,) * 4


_LOOP = ("{%tc for p in equipe %}", "{{ p }}", "{%tc endfor %}")
_ROWS = (("{%tr for p in equipe %}",), ("{%tr endfor %}",))


@pytest.mark.parametrize(
    ("rows", "style"),
    [((_LOOP, _LOOP), "Tableau de dossier"), (_ROWS, "Tableau de dossier"),
     ((_LOOP, _LOOP), "Cadre de signature"), (_ROWS, "Cadre de signature")],
)  # fmt: skip
def test_a_table_that_an_empty_list_leaves_without_a_cell_is_told(
    small: Small, rows: tuple[tuple[str, ...], ...], style: str
) -> None:
    data = model("Avant.", draw=lambda made: table(made, *rows, style=style))
    with pytest.raises(LibraryError, match=r"« Avant\. » : Ici, un tableau perd toutes ses cases"):
        written(small, data, equipe=())


def test_a_condition_takes_its_paragraphs_away(small: Small) -> None:
    lines = ("{%p if accord %}", "Oui.", "{%p else %}", "Non.", "{%p endif %}", "Fin.")
    assert said(blocks(small, model(*lines), accord=True)) == ["Oui.", "Fin."]
    assert said(blocks(small, model(*lines), accord=False)) == ["Non.", "Fin."]


def test_a_draft_shows_its_blanks_and_both_sides_of_what_is_undecided(small: Small) -> None:
    nom, accord = Missing("nom", "Nom"), Missing("accord", "Accord")
    lines = ("À {{ nom }}.", "{%p if accord %}", "Oui.", "{%p else %}", "Non.", "{%p endif %}")
    whole = written(small, model(*lines), draft=True, nom=nom, accord=accord)
    assert said(list(whole.blocks)) == [
        "À [à compléter : Nom].",
        "[passage conditionnel, selon « Accord » à compléter] Oui.",
        "[sinon, selon « Accord » à compléter] Non.",
    ]
    first = whole.blocks[0]
    assert isinstance(first, Paragraph)
    assert [piece.blank for piece in first.content if isinstance(piece, Text)] == [
        *(False, True, False)
    ]
    runs = Opened(BytesIO(whole.word)).paragraphs[0].runs
    assert [run.text for run in runs if run.font.highlight_color] == ["[à compléter : Nom]"]


def test_bold_and_italic_come_from_a_run_or_from_its_style(small: Small) -> None:
    def draw(made: Any) -> None:
        made.styles.add_style("Élevé", 2).font.bold = True
        paragraph = made.add_paragraph()
        paragraph.add_run("un ").bold = True
        paragraph.add_run("deux ").italic = True
        paragraph.add_run("{{ nom }}", style="Élevé")

    (paragraph,) = blocks(small, model(draw=draw), nom="trois")
    assert isinstance(paragraph, Paragraph)
    looks = [(t.text, t.bold, t.italic) for t in paragraph.content if isinstance(t, Text)]
    assert looks == [("un ", True, False), ("deux ", False, True), ("trois", True, False)]


def test_a_switch_that_is_off_is_as_if_it_were_not_there(small: Small) -> None:
    def draw(made: Any) -> None:
        row = table(made, ("A",), ("un",), ("deux",)).rows[1]._tr  # noqa: SLF001
        row.get_or_add_trPr().append(element('<w:tblHeader {} w:val="false"/>'))
        run = made.add_paragraph().add_run("trois")._r  # noqa: SLF001
        for name in ("b", "vanish"):
            run.get_or_add_rPr().append(element(f'<w:{name} {{}} w:val="off"/>'))

    whole = written(small, model(draw=draw))
    assert said(list(whole.blocks)) == ["A", "un", "deux", "trois"]
    assert docx_words.paragraphs(whole.word)[-1] == "trois"
    assert whole.blocks[-1] == Paragraph((Text("trois"),))


def test_styles_make_the_blocks(small: Small) -> None:
    def draw(made: Any) -> None:
        for text, style in (
            ("Programme", "Surtitre"), ("Titre", "Title"), ("Ligne", "Subtitle"),
            ("Partie", "Heading 1"), ("Article", "Heading 2"), ("Section", "Heading 3"),
            ("Remarque", "Note"), ("Suite", "Note"), ("Points :", "Body Text"),
            ("un", "List Bullet"), ("suite de un", "List Continue"), ("deux", "List Bullet"),
        ):  # fmt: skip
            made.add_paragraph(text, style=style)
        made.add_page_break()
        made.add_paragraph("Légende", style="Caption")
        drawn = table(made, ("A", "B"), ("un", "2"))
        drawn.rows[1].cells[1].paragraphs[0].alignment = 2

    document = composed(small, model(draw=draw))
    cover, part, article, section, note, announced, listing, broken, drawn = document.blocks
    assert isinstance(cover, Cover)
    assert (plain(cover.above), plain(cover.title)) == ("Programme", "Titre")
    assert [b.level for b in (part, article, section) if isinstance(b, Heading)] == [1, 2, 3]
    assert isinstance(note, Note)
    assert said([note]) == ["Remarque", "Suite"]
    assert isinstance(announced, Paragraph)
    assert announced.keep
    assert isinstance(listing, Listing)
    assert [said(list(item.blocks)) for item in listing.items] == [["un", "suite de un"], ["deux"]]
    assert isinstance(broken, PageBreak)
    assert isinstance(drawn, Table)
    assert (plain(drawn.caption), drawn.aligns) == ("Légende", (Align.LEFT, Align.RIGHT))


NUMBERING = """<w:abstractNum {} w:abstractNumId="70">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1°"/>
<w:pPr><w:ind w:left="500" w:hanging="300"/></w:pPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/>
</w:lvl><w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chicago"/><w:lvlText w:val="%3"/>
</w:lvl></w:abstractNum>"""
RESTART = """<w:num {} w:numId="71"><w:abstractNumId w:val="70"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="1"/></w:lvlOverride></w:num>"""


def numbered(*entries: tuple[str, int, int], shapes: tuple[str, ...] = (NUMBERING,)) -> bytes:
    """A model whose paragraphs have an automatic number: text, list, depth."""

    def draw(made: Any) -> None:
        root = made.part.numbering_part.element
        for shape in reversed(shapes):
            root.insert(0, element(shape))
        root.append(element('<w:num {} w:numId="70"><w:abstractNumId w:val="70"/></w:num>'))
        root.append(element(RESTART))
        for text, number, depth in entries:
            own = f'<w:numPr {{}}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
            made.add_paragraph(text)._p.get_or_add_pPr().append(element(own))  # noqa: SLF001

    return model(draw=draw)


def test_automatic_numbers_become_words_of_both_files(small: Small) -> None:
    data = numbered(("a", 70, 0), ("b", 70, 1), ("c", 70, 1), ("d", 70, 0), ("e", 71, 0))
    whole = written(small, data)
    expected = ["1° a", "1.a) b", "1.b) c", "2° d", "1° e"]
    assert said(list(whole.blocks)) == expected
    assert list(word.texts(data)) == expected  # as another reader counts them
    assert list(word.texts(whole.word)) == expected
    body = Opened(BytesIO(whole.word)).element.body
    assert list(body.iter(qn("w:numId"))) == []


def test_a_number_follows_what_a_condition_takes_away(small: Small) -> None:
    def draw(made: Any) -> None:
        source = Opened(BytesIO(numbered(("a", 70, 0), ("b", 70, 0), ("c", 70, 0))))
        made.part.numbering_part._element = source.part.numbering_part.element  # noqa: SLF001
        first, *others = source.element.body.iter(qn("w:p"))
        for each in (first, element("<w:p {}><w:r><w:t>{%p if accord %}</w:t></w:r></w:p>"),
                     others[0], element("<w:p {}><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"),
                     others[1]):  # fmt: skip
            made.element.body.insert(len(made.element.body) - 1, each)

    assert said(blocks(small, model(draw=draw), accord=False)) == ["1° a", "2° c"]


ARTICLES = """<w:abstractNum {} w:abstractNumId="70">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Titre %1"/>
<w:suff w:val="space"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>RESTART<w:isLgl/>
<w:suff w:val="nothing"/><w:lvlText w:val="%1.%2 "/></w:lvl></w:abstractNum>"""
ENTRIES = (("a", 70, 0), ("b", 70, 1), ("c", 70, 0), ("d", 70, 1))


@pytest.mark.parametrize(
    ("restart", "last"), [("", "2.1"), ("<w:lvlRestart w:val='0'/>", "2.2")], ids=["each", "never"]
)
def test_a_legal_numbering_is_counted_as_word_does(small: Small, restart: str, last: str) -> None:
    data = numbered(*ENTRIES, shapes=(ARTICLES.replace("RESTART", restart),))
    expected = ["Titre I a", "1.1 b", "Titre II c", f"{last} d"]
    assert said(blocks(small, data)) == expected


def test_a_list_that_has_a_style_of_lists_is_numbered_by_it(small: Small) -> None:
    link = (
        '<w:abstractNum {} w:abstractNumId="70"><w:numStyleLink w:val="Clauses"/></w:abstractNum>'
    )
    start = '<w:abstractNum {} w:abstractNumId="80">'
    style = NUMBERING.replace(
        NUMBERING.partition(">")[0] + ">", f'{start}<w:styleLink w:val="Clauses"/>'
    )
    whole = written(small, numbered(("a", 70, 0), ("b", 70, 1), shapes=(style, link)))
    assert said(list(whole.blocks)) == ["1° a", "1.a) b"]


def test_a_number_that_cannot_be_read_is_taken_for_none(small: Small) -> None:
    wrong = NUMBERING.replace('<w:start w:val="1"/>', '<w:start w:val="x"/>')
    assert said(blocks(small, numbered(("a", 70, 0), shapes=(wrong,)))) == ["1° a"]


def test_an_unknown_way_of_counting_is_told(small: Small) -> None:
    with pytest.raises(LibraryError, match="« chicago » n’est pas prise en charge"):
        written(small, numbered(("a", 70, 2)))


SIGNED = WORDED.replace("modele: lettre.docx", "modele: lettre.docx, signataires: [chef, equipe]")


def test_a_table_of_frames_is_signed_by_the_signatories(small: Small) -> None:
    def draw(made: Any) -> None:
        loop = ("{%tc for p in equipe %}", "{{ p.nom }}", "{%tc endfor %}")
        frames = ("{%tc for p in equipe %}", "", "{%tc endfor %}")
        table(made, ("{{ chef.nom }}", *loop), ("", *frames), style="Cadre de signature")

    dossier = f"{DOSSIER}chef: {{nom: Chef Exemple}}\n"
    document = composed(small, model("Fait.", draw=draw), SIGNED, dossier)
    (frames,) = (block for block in document.blocks if isinstance(block, Signatures))
    assert [box.id for box in frames.boxes] == ["chef", "equipe-1", "equipe-2"]
    assert said([frames]) == ["Chef Exemple", "Ada Exemple", "Bob Exemple"]


def test_a_signatory_without_a_frame_is_told(small: Small) -> None:
    with pytest.raises(LibraryError, match="Pas de cadre de signature pour"):
        composed(small, model("Fait."), SIGNED, f"{DOSSIER}chef: {{nom: Chef Exemple}}\n")


def test_the_mention_of_a_dossier_stands_above(small: Small) -> None:
    document = composed(small, model("Texte."), dossier=f"{DOSSIER}mention: Exemple fictif\n")
    assert word.texts(document.word) == ("Exemple fictif", "Texte.")


def test_a_header_sees_the_fields_and_the_title(small: Small) -> None:
    def draw(made: Any) -> None:
        made.sections[0].header.add_paragraph("{{ titre }}, {{ nom }}, {{ modele }}")

    document = composed(small, model("Texte.", draw=draw))
    held = " ".join(text for band in word.running(document.word).values() for text in band)
    assert "Lettre P-1, Maison Exemple, petite, 2026-01-01" in held


LONG = f"{DOSSIER}texte: |\n  Un *mot* **fort**.\n\n  - a\n  - b\n\n  1. c\n\n  Fin d'un texte.\n"


def test_a_long_text_alone_makes_its_paragraphs_and_its_lists(small: Small) -> None:
    document = composed(small, model("Avant.", "{{ texte }}", "Après."), dossier=LONG)
    before, first, bullets, marked, last, after = document.blocks
    assert isinstance(first, Paragraph)
    assert [(t.text, t.bold, t.italic) for t in first.content if isinstance(t, Text)] == [
        ("Un ", False, False), ("mot", False, True), (" ", False, False), ("fort", True, False),
        (".", False, False),
    ]  # fmt: skip
    assert isinstance(bullets, Listing)
    assert said([before, bullets, marked, last, after]) == [
        *("Avant.", "a", "b", "1°\u00a0c", "Fin d’un texte.", "Après.")
    ]


@pytest.mark.parametrize("line", ["Texte : {{ texte }}", "{{ texte }} {{ nom }}"])
def test_a_long_text_inside_a_sentence_is_refused(small: Small, line: str) -> None:
    with pytest.raises(LibraryError, match="Un texte long s’imprime seul dans son paragraphe"):
        composed(small, model(line), dossier=LONG)


def test_a_table_of_a_long_text_is_the_turn_of_who_wrote_it(small: Small) -> None:
    dossier = f"{DOSSIER}texte: |\n  | a | b |\n  | - | - |\n  | c | d |\n"
    with pytest.raises(Refused, match="a un tableau, que ce document ne peut imprimer"):
        composed(small, model("{{ texte }}"), dossier=dossier)


def test_the_same_values_give_the_same_bytes(small: Small) -> None:
    data = model("{{ nom }}", "{%p for p in equipe %}", "{{ p.nom }}", "{%p endfor %}")
    group = Group("p", {"nom": "Ada"})
    one, two = (written(small, data, nom="x", equipe=(group, group)) for _ in range(2))
    assert one.word == two.word
    with ZipFile(BytesIO(one.word)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
