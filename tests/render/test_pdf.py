"""The PDF is tagged, closed on itself, and says the words of the document."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pypdf
import pytest
from weasyprint.urls import FatalURLFetchingError, URLFetchingError

from dossiers.blocks import Attachment, Document, Paragraph, Text, paragraphs
from dossiers.errors import LibraryError
from dossiers.render import UndrawnCharacterError
from dossiers.render.pdf import closed_fetcher, render
from dossiers.skins.letterhead import Band, Cell, LineEnd, PageField, Picture, Words
from dossiers.skins.skin import Letterhead, read_skin
from readers import tagged_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dossiers.skins.skin import Skin

ROOT = Path(__file__).parents[2]
RECEIPT = Attachment("recu.json", b'{"a": 1}', "application/json", "Reçu")
SOURCE = Attachment("dossier.yaml", b"a: 1\n", "application/yaml", "Dossier", "Source")


@pytest.fixture(scope="module")
def made(document: Document, skin: Skin) -> bytes:
    return render(document, skin, (RECEIPT, SOURCE))


@pytest.fixture(scope="module")
def reader(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def body_text(data: bytes) -> str:
    """The text between the margins."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return "".join(
            page.crop((0, 60, page.width, page.height - 60)).extract_text() or ""
            for page in opened.pages
        )


def letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalpha())


def test_it_is_tagged_titled_and_in_french(reader: pypdf.PdfReader, document: Document) -> None:
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "fr-FR"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


def test_it_has_every_letter_of_the_document_and_no_other(made: bytes, document: Document) -> None:
    said, meant = letters(body_text(made)), letters("".join(paragraphs(document)))
    repeated = letters("CodeActionMontant")
    assert not meant - said
    bullets = said - meant
    assert bullets == repeated


def test_its_outline_is_that_of_its_headings(reader: pypdf.PdfReader) -> None:
    titles = [entry.title for entry in flat(reader.outline)]
    assert titles[0].startswith("Convention de partenariat")
    assert titles[1] == "Article 1 – Objet"
    assert titles[-1] == "Annexe 1 – Budget prévisionnel"


def flat(entries: Any) -> list[Any]:
    found: list[Any] = []
    for entry in entries:
        found += flat(entry) if isinstance(entry, list) else [entry]
    return found


def test_its_fonts_are_embedded_and_come_from_the_skin(reader: pypdf.PdfReader) -> None:
    names: set[str] = set()
    for page in reader.pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            names.add(str(descendant["/BaseFont"]))
            assert "/FontFile2" in descendant["/FontDescriptor"]
    assert all(re.search(r"Source-(Serif-4|Sans-3)", name) for name in names)


def test_the_same_document_gives_the_same_bytes(
    made: bytes, document: Document, skin: Skin
) -> None:
    assert render(document, skin, (RECEIPT, SOURCE)) == made


def test_each_attachment_says_its_type_its_day_and_its_relationship(
    reader: pypdf.PdfReader,
) -> None:
    catalogue: Any = reader.trailer["/Root"]
    files = [entry.get_object() for entry in catalogue["/AF"]]
    assert [(f["/UF"], f["/AFRelationship"]) for f in files] == [
        ("recu.json", "/Data"),
        ("dossier.yaml", "/Source"),
    ]
    streams = [f["/EF"]["/F"].get_object() for f in files]
    assert [s["/Subtype"] for s in streams] == ["/application/json", "/application/yaml"]
    assert {s["/Params"]["/CreationDate"] for s in streams} == {"D:20261121000000Z"}
    assert streams[0].get_data() == RECEIPT.data


def test_running_headers_are_artifacts(reader: pypdf.PdfReader) -> None:
    contents: Any = reader.pages[1]["/Contents"]
    data = contents.get_object().get_data()
    assert data.count(b"/Pagination") == 7


def test_a_table_on_two_pages_is_one_table_whose_header_is_said_once(made: bytes) -> None:
    elements = tagged_pdf.read(made).elements
    (table,) = {e.cell.table for e in elements if e.cell and e.text == "Code"}
    whole = [e for e in elements if e.cell and e.cell.table == table]
    assert [e.text for e in whole if e.kind == "TH"] == ["Code", "Action", "Montant"]
    assert len({e.pages for e in whole}) == 2


def test_the_cells_of_a_table_name_headers_that_are_read(reader: pypdf.PdfReader) -> None:
    names, heard = set(), set()
    for entry in structure(reader):
        if entry.get("/S") == "/TH":
            names.add(entry["/ID"])
        if entry.get("/S") == "/TD" and "/Headers" in entry["/A"]:
            heard.update(entry["/A"]["/Headers"])
    assert heard == names


def structure(reader: pypdf.PdfReader) -> Iterator[Any]:
    """The elements of the structure tree, from the root."""
    catalogue: Any = reader.trailer["/Root"]
    waiting = [catalogue["/StructTreeRoot"]["/K"]]
    while waiting:
        entry = waiting.pop().get_object()
        if isinstance(entry, list):
            waiting.extend(entry)
        elif isinstance(entry, dict) and "/K" in entry:
            waiting.append(entry["/K"])
            yield entry


def test_entries_of_a_list_hold_a_label_and_a_body_only(reader: pypdf.PdfReader) -> None:
    entries = (entry for entry in structure(reader) if entry.get("/S") == "/LI")
    seen = {kid.get_object()["/S"] for entry in entries for kid in entry["/K"]}
    assert seen == {"/Lbl", "/LBody"}


def test_a_character_that_no_font_has_is_refused(document: Document, skin: Skin) -> None:
    strange = replace(document, blocks=(Paragraph((Text("Nom : 漢"),)),))
    with pytest.raises(UndrawnCharacterError, match=r"« 漢 » \(U\+6F22\)"):
        render(strange, skin)


def test_a_sign_that_one_font_lacks_is_taken_from_the_other(document: Document, skin: Skin) -> None:
    blocks = (Paragraph((Text("un sous\u2011article, coché ✔ ou non □"),)),)
    assert "coché ✔ ou non □" in body_text(render(replace(document, blocks=blocks), skin))


def test_a_link_that_leads_nowhere_is_refused(document: Document, skin: Skin) -> None:
    lost = replace(document, blocks=(Paragraph((Text("article 9", target="article-9"),)),))
    with pytest.raises(LibraryError, match="article-9"):
        render(lost, skin)


def test_a_draft_is_marked_behind_its_words_and_not_in_them(
    draft: Document, made: bytes, skin: Skin
) -> None:
    data = render(draft, skin)
    assert letters(body_text(data)) == letters(body_text(made))
    with pdfplumber.open(io.BytesIO(data)) as opened:
        shades = opened.pages[4].to_image(resolution=20).original.convert("L").tobytes()
    pale = sum(225 <= shade <= 245 for shade in shades)
    assert pale > len(shades) * 0.03


@pytest.mark.parametrize("count", [1, 2, 5, 7])
@pytest.mark.parametrize("filling", [5, 6])
def test_the_first_frames_never_leave_what_precedes_them(
    skin: Skin, ending: Callable[[int, int], Document], count: int, filling: int
) -> None:
    data = render(ending(count, filling), skin)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    last = next(page for page in pages if "Fait à Rennes" in page)
    assert "Delestre" in last
    if count <= 6:
        assert pages[-1] == last


def test_the_frames_are_thirty_two_millimetres_high(made: bytes) -> None:
    with pdfplumber.open(io.BytesIO(made)) as opened:
        page = next(page for page in opened.pages if "Fait à Rennes" in page.extract_text())
        sides = [abs(edge["bottom"] - edge["top"]) for edge in page.edges]
    assert sum(round(side / 72 * 25.4) == 32 for side in sides) >= 10


def test_the_page_may_fetch_nothing_but_what_it_carries(skin: Skin, document: Document) -> None:
    render(replace(document, blocks=()), skin)
    for url in ("file:///etc/hostname", "http://localhost:1/", "ftp://localhost/"):
        with pytest.raises((URLFetchingError, FatalURLFetchingError, ValueError)):
            closed_fetcher().fetch(url)


def test_a_title_too_long_for_its_header_stays_on_the_page(skin: Skin, document: Document) -> None:
    data = render(replace(document, title="Convention de partenariat " * 8), skin)
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            assert all(c["x0"] >= 0 and c["x1"] <= page.width for c in page.chars)


def test_the_fonts_of_the_machine_are_given_back(skin: Skin, document: Document) -> None:
    before = os.environ.get("FONTCONFIG_FILE")
    render(replace(document, blocks=()), skin)
    assert os.environ.get("FONTCONFIG_FILE") == before


def drafted(folder: Path, *options: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """A draft written by a new Python, given some options, that first does something."""
    dossier = ROOT / "examples" / "convention-et3p" / "complet.yaml"
    call = f"{before}\nfrom dossiers.commands import main\nmain(prog_name='dossiers')"
    asked = ("render", dossier, "notice", "-t", "pdf", "--projet", "-o", folder)
    return subprocess.run(
        [sys.executable, *options, "-c", call, *asked],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("", "le disque est plein, ou protégé en écriture."),
        ("import tempfile; tempfile.gettempdir()", "le fichier dépasse la taille permise."),
    ],
)
def test_a_disk_that_takes_no_file_is_told_as_such(
    tmp_path: Path, before: str, reason: str
) -> None:
    nothing = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
    done = drafted(tmp_path, before=f"{before}\n{nothing}")
    assert done.returncode == 4
    assert done.stderr == (
        f"Erreur : Aucun PDF ne peut être produit, faute d’un fichier temporaire : {reason}\n"
    )


def test_a_draft_is_the_same_where_no_assertion_runs(tmp_path: Path) -> None:
    """WeasyPrint expands some declarations within its assertions."""
    for options in ((), ("-O",)):
        done = drafted(tmp_path / "".join(options), *options)
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "-O" / "notice.pdf").read_bytes() == (tmp_path / "notice.pdf").read_bytes()


def test_a_picture_of_the_skin_stands_in_the_header_with_its_text(
    skin: Skin, document: Document
) -> None:
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    )
    picture = Picture(pixel, "image/png", "Emblème", 60, 30)
    words = (Words("Service des conventions", {"font-weight": "bold"}), LineEnd(), PageField({}))
    band = Band((Cell("left", (picture,), 300), Cell("right", words, 700)), {})
    dressed = replace(skin, first=Letterhead((band,), skin.first.footer))
    with pdfplumber.open(io.BytesIO(render(document, dressed))) as opened:
        first, second = opened.pages[:2]
        assert [round(image["width"]) for image in first.images] == [60]
        assert not second.images
        assert "Service des conventions" in (first.extract_text() or "")


def test_two_skins_with_other_fonts_live_in_one_process(
    skin: Skin, document: Document, tmp_path: Path
) -> None:
    for path in skin.folders[0].glob("*.ttf"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    other = read_skin(skin.data, skin.name, (tmp_path,))
    assert render(document, other) == render(document, skin)


def test_no_address_is_cut_by_a_hyphen(skin: Skin, short: Document) -> None:
    """A reader would take the hyphen for a letter of the address."""
    address = "coordination@maison-pluriprofessionnelle.example.org"
    site = "https://www.example.org/education-therapeutique/programmes"
    blocks = tuple(
        Paragraph((Text(f"{'Les demandes relatives ' * n}s’adressent à {address} ou {site}."),))
        for n in range(1, 6)
    )
    data = render(replace(short, blocks=blocks), skin, ())
    told = re.sub(r"\s", "", body_text(data))
    assert told.count(address) == told.count(site) == len(blocks)
