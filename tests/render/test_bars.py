"""A chart says the same words and shows the same lengths in every format."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pdfplumber
import pypdf
import pytest
from lxml import etree

from dossiers.blocks import Bar, Bars, Document, PageBreak, Paragraph, Text, paragraphs
from dossiers.render import renderer
from readers import tagged_pdf, word
from readers.words import same_words

if TYPE_CHECKING:
    from pathlib import Path

    from dossiers.skins.skin import Skin

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LENGTHS = (40, 25, 1, 0)


@pytest.fixture(scope="module")
def charted() -> Document:
    rows = tuple(
        Bar((Text(f"Poste {n}, équipe <A> & « B »"),), (Text(f"{n * 25} €"),), n) for n in LENGTHS
    )
    header = ((Text("Poste"),), (Text("Montant"),), (Text("De 0 à 1 000 €"),))
    chart = Bars(header, rows, (400, 150, 450), (Text("Budget"),))
    alone = Bars(header, rows, (400, 150, 450))
    blocks = (chart, Paragraph((Text("Suite."),)), PageBreak(), alone, Paragraph((Text("Fin."),)))
    return Document("x", "Budget", "R-1", "essai", date(2026, 1, 1), blocks)


@pytest.fixture(scope="module")
def pdf(charted: Document, skin: Skin) -> bytes:
    return renderer("pdf").render(charted, skin, ())


@pytest.fixture(scope="module")
def docx(charted: Document, skin: Skin) -> bytes:
    return renderer("docx").render(charted, skin, ())


def test_word_and_pdf_say_the_words_of_the_chart(
    charted: Document, pdf: bytes, docx: bytes
) -> None:
    assert same_words(tuple(paragraphs(charted)), word.texts(docx), "words, DOCX") == ""
    assert same_words(tagged_pdf.texts(pdf), word.texts(docx)) == ""


def drawn(data: bytes, skin: Skin) -> list[list[float]]:
    """The widths of the bars of each page, as shares of the widest, in reading order.

    LibreOffice draws the ground of a paragraph twice.
    """
    ink = tuple(int(skin.bar[0][n : n + 2], 16) / 255 for n in (1, 3, 5))
    with pdfplumber.open(io.BytesIO(data)) as opened:
        pages = [
            {
                round(rect["top"]): rect["width"]
                for rect in sorted(page.rects, key=lambda rect: rect["top"])
                if rect["height"] > 5 and rect["non_stroking_color"] == pytest.approx(ink, abs=0.01)
            }
            for page in opened.pages
        ]
    return [[width / max(page.values()) for width in page.values()] for page in pages]


def test_the_bars_of_the_pdf_are_as_long_as_their_steps(pdf: bytes, skin: Skin) -> None:
    shares = [n / 40 for n in LENGTHS if n]
    assert drawn(pdf, skin) == [pytest.approx(shares, abs=0.005)] * 2


def test_each_line_of_the_chart_is_a_row_of_cells_in_the_tags(pdf: bytes) -> None:
    cells = [e.cell for e in tagged_pdf.read(pdf).elements if e.cell and e.kind == "TD"]
    counts = [cell.count for cell in cells if cell.table == 1 and cell.column == 0]
    assert counts == [3, 4, 4, 3]


def test_each_cell_of_the_chart_knows_its_header(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    size = int(str(reader.trailer["/Size"]))
    objects: list[Any] = [reader.get_object(number) for number in range(1, size)]
    cells = [each for each in objects if isinstance(each, dict) and each.get("/S") == "/TD"]
    assert len(cells) == 2 * (3 + 4 + 4 + 3)
    assert all(len(cell["/A"]["/Headers"]) == 1 for cell in cells)


def test_the_cells_of_word_fill_the_width_of_the_text(docx: bytes, skin: Skin) -> None:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    for table in root.iter(f"{W}tbl"):
        columns = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
        assert (len(columns), sum(columns)) == (42, skin.page.text_width)
        for row in table.iter(f"{W}tr"):
            spans = [int(span.get(f"{W}val", "0")) for span in row.iter(f"{W}gridSpan")]
            widths = [int(width.get(f"{W}w", "0")) for width in row.iter(f"{W}tcW")]
            assert (sum(spans), sum(widths)) == (40, skin.page.text_width)


def test_a_chart_without_caption_begins_the_page_that_a_break_opens(docx: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    second = list(root.iter(f"{W}tbl"))[1]
    before = second.getprevious()
    assert before is not None
    assert before.find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert second.find(f".//{W}pageBreakBefore") is None


def test_the_page_of_a_browser_spans_the_same_columns(charted: Document, skin: Skin) -> None:
    text = renderer("html").render(charted, skin, ()).decode()
    found = text.split("<tbody>")[1].split("</tbody>")[0]
    spans = [
        [int(cell.split('"')[0]) for cell in row.split('colspan="')[1:]]
        for row in found.split("<tr>")[1:]
    ]
    assert spans == [[40], [25, 15], [1, 39], [40]]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_draws_the_same_bars(docx: bytes, skin: Skin, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(docx)
    subprocess.run(
        (
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"),
            *("--convert-to", "pdf", "--outdir", f"{tmp_path}", f"{tmp_path}/x.docx"),
        ),
        check=True,
        capture_output=True,
        timeout=120,
    )
    shares = [n / 40 for n in LENGTHS if n]
    found = drawn((tmp_path / "x.pdf").read_bytes(), skin)
    assert found == [pytest.approx(shares, abs=0.01)] * 2
