"""A file that does not read as it was composed never leaves the program."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf.generic import ArrayObject, NameObject

from conftest import Bundles
from dossiers.blocks import Attachment, Document
from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.folio import FONT
from dossiers.bundling.read_back import Bound, prove, prove_bound
from dossiers.composing.compose import compose
from dossiers.composing.receipt import attach
from dossiers.errors import LibraryError
from dossiers.formats import objects, pdf
from dossiers.formats.pdf_content import content, drawn
from dossiers.judging.assessment import assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from samples import edited

if TYPE_CHECKING:
    import pypdf

ROOT = Path(__file__).parents[2]
NAMES = ("convention", "charte", "notice")
FORMS = ("pdf", "docx")


@pytest.fixture(scope="module")
def composed(complete: Dossier) -> dict[str, Document]:
    """The documents of the complete example."""
    return {spec.id: compose(complete, spec, draft=False) for spec in complete.procedure.documents}


def _refused(document: Document, form: str, data: bytes, *inside: Attachment) -> str:
    with pytest.raises(LibraryError) as refused:
        prove(document, form, data, inside)
    assert refused.value.exit_code == 3
    assert refused.value.message.endswith(
        "Rien n’est écrit : ce défaut est celui du programme ou de l’habillage, non du dossier."
    )
    return refused.value.message


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_reads_as_it_was_composed(
    bundles: Bundles, complete: Dossier, composed: dict[str, Document], name: str, form: str
) -> None:
    data = (bundles.final / f"{name}.{form}").read_bytes()
    prove(composed[name], form, data, (attach(complete, composed[name]),))


@pytest.mark.parametrize(
    ("form", "place"), [("pdf", "charte.pdf, page 1"), ("docx", "charte.docx")]
)
def test_one_letter_is_told_with_its_place_and_both_readings(
    bundles: Bundles, composed: dict[str, Document], form: str, place: str
) -> None:
    data = (bundles.final / f"charte.{form}").read_bytes()
    other = replace(composed["charte"], mention="Exemple fictive")
    told = _refused(other, form, data)
    assert told.startswith(
        f"{place} : « Exemple fictive » a été composé, « Exemple fictif » est relu."
    )


@pytest.mark.parametrize(
    ("form", "place"), [("pdf", "notice.pdf, page 2"), ("docx", "notice.docx")]
)
def test_a_lost_end_is_told_where_the_file_ends(
    bundles: Bundles, composed: dict[str, Document], form: str, place: str
) -> None:
    notice = composed["notice"]
    data = (bundles.final / f"notice.{form}").read_bytes()
    told = _refused(replace(notice, blocks=(*notice.blocks, notice.blocks[-1])), form, data)
    assert told.startswith(f"{place} : ")


def _reworded(data: bytes, page: int, change: Callable[[bytes], bytes]) -> bytes:
    """The PDF with the operators of a page changed."""

    def edit(writer: pypdf.PdfWriter) -> None:
        stream = objects.added_stream(writer, change(content(writer.pages[page])), {})
        writer.pages[page][NameObject("/Contents")] = stream

    return edited(data, edit)


def test_a_page_without_its_folio_is_named(bundles: Bundles, composed: dict[str, Document]) -> None:
    def without_margins(content: bytes) -> bytes:
        before, *marginal = content.split(b"/Artifact\n")
        return b"".join((before, *(part[part.index(b"EMC") - 1 :] for part in marginal)))

    data = _reworded((bundles.final / "charte.pdf").read_bytes(), 1, without_margins)
    told = _refused(composed["charte"], "pdf", data)
    assert told.startswith("charte.pdf, page 2 : le folio « 2 / 2 » n’y est pas relu.")


def test_text_that_is_neither_tagged_nor_a_margin_is_quoted(
    bundles: Bundles, composed: dict[str, Document]
) -> None:
    def twice(content: bytes) -> bytes:
        start, end = content.index(b"BT\n"), content.index(b"ET\n") + 3
        return content + content[start:end]

    data = _reworded((bundles.final / "notice.pdf").read_bytes(), 0, twice)
    told = _refused(composed["notice"], "pdf", data)
    assert told.startswith("notice.pdf, page 1 : « Exemple fictif » n’est ni dans le texte")


def _renamed(change: Callable[[ArrayObject], object]) -> Callable[[pypdf.PdfWriter], object]:
    """Changes the pairs of name and place of a file's destinations."""

    def edit(writer: pypdf.PdfWriter) -> object:
        root: Any = writer.root_object
        return change(root["/Names"]["/Dests"]["/Names"])

    return edit


def test_a_link_that_leads_to_no_page_is_named(
    bundles: Bundles, composed: dict[str, Document]
) -> None:
    def lost(pairs: ArrayObject) -> None:
        place = pairs.index("duree")
        del pairs[place : place + 2]

    data = edited((bundles.final / "convention.pdf").read_bytes(), _renamed(lost))
    told = _refused(composed["convention"], "pdf", data)
    assert told.startswith("convention.pdf, page 1 : le lien « duree » ne mène à aucune page.")


def test_a_link_that_leads_to_another_page_is_told_with_the_title(
    bundles: Bundles, composed: dict[str, Document]
) -> None:
    def moved(pairs: ArrayObject) -> None:
        pairs[pairs.index("duree") + 1] = pairs[pairs.index("objet") + 1]

    data = edited((bundles.final / "convention.pdf").read_bytes(), _renamed(moved))
    told = _refused(composed["convention"], "pdf", data)
    assert "convention.pdf, page 1 : le lien mène page 2, où « Article" in told


def test_a_receipt_that_is_not_whole_or_tells_other_words_is_refused(
    bundles: Bundles, complete: Dossier, composed: dict[str, Document]
) -> None:
    other = attach(complete, composed["charte"])
    for form in FORMS:
        data = (bundles.final / f"notice.{form}").read_bytes()
        told = _refused(composed["notice"], form, data, other)
        assert told.startswith(
            f"notice.{form} : « recu.json » n’y est pas relu tel qu’il y a été mis"
        )


_FOLIO = re.compile(rb"\nq [-0-9. ]+ cm /Artifact")


def _shown(content: bytes) -> bytes:
    """What a page of the bound file draws before its folio."""
    *_, last = _FOLIO.finditer(content)
    return content[: last.start()]


def _bound(data: bytes) -> list[Bound]:
    """The pages of a bundle in one file, each under its number."""
    with pdf.reading():
        pages = [drawn(page, but=FONT) for page in pdf.opened(data).pages]
    return [
        Bound(f"page {n}", replace(page, content=_shown(page.content)))
        for n, page in enumerate(pages, 1)
    ]


def _without_a_page(writer: pypdf.PdfWriter) -> None:
    writer.remove_page(2)


def _swapped(writer: pypdf.PdfWriter) -> None:
    kids: Any = writer.root_object["/Pages"]
    kids["/Kids"][3], kids["/Kids"][4] = kids["/Kids"][4], kids["/Kids"][3]


def _without_folios(writer: pypdf.PdfWriter) -> None:
    page = writer.pages[4]
    page[NameObject("/Contents")] = objects.added_stream(writer, _shown(content(page)), {})


def _with_lost_characters(writer: pypdf.PdfWriter) -> None:
    resources: Any = writer.pages[2]["/Resources"]
    fonts = resources["/Font"]
    name = next(name for name in fonts if name != FONT)
    other = fonts[name].get_object()
    other[NameObject("/ToUnicode")] = objects.added_stream(writer, b"", {})


def _with_a_lost_link(writer: pypdf.PdfWriter) -> None:
    link = next(note for page in writer.pages for note in objects.notes(page))
    link[NameObject("/Dest")] = ArrayObject()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (_without_a_page, "liasse.pdf : 23 pages liées, 22 relues"),
        (_swapped, "liasse.pdf, page 4 : ce n’est pas la page de « page 4 » attendue"),
        (_without_folios, "liasse.pdf, page 5 : le folio « 5 / 23 » n’y est pas relu"),
        (_with_lost_characters, "liasse.pdf, page 2 : ce n’est pas la page de « page 2 » attendue"),
        (_with_a_lost_link, "liasse.pdf, page 2 : le lien ne mène à aucune page"),
    ],
)
def test_the_bound_file_shows_its_pages_in_order_with_folios_and_links(
    bundles: Bundles, edit: Callable[[pypdf.PdfWriter], object], told: str
) -> None:
    data = (bundles.final / "liasse.pdf").read_bytes()
    prove_bound(data, _bound(data), FONT)
    with pytest.raises(LibraryError) as refused:
        prove_bound(edited(data, edit), _bound(data), FONT)
    assert refused.value.message.startswith(told)


def test_a_file_that_cannot_be_read_is_named(composed: dict[str, Document]) -> None:
    assert "le fichier écrit ne peut pas être relu" in _refused(composed["charte"], "pdf", b"%PDF-")


def _without_page_numbers(path: Path) -> None:
    """Take the folios out of the footers of a skin."""
    skin = docx.Document(str(path))
    (section,) = skin.sections
    for footer in (section.footer, section.first_page_footer):
        for run in list(footer.part.element.iter(qn("w:r"))):
            if run.find(qn("w:fldChar")) is not None or run.find(qn("w:instrText")) is not None:
                run.getparent().remove(run)
    file = io.BytesIO()
    skin.save(file)
    path.write_bytes(file.getvalue())


def test_a_skin_without_folios_stops_the_bundle(examples: Path, tmp_path: Path) -> None:
    for folder in ("schemas", "templates", "polices"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    _without_page_numbers(tmp_path / "templates" / "conventions" / "habillage.docx")
    dossier = Opener(Library(tmp_path)).open(examples / "complet.yaml")
    assert isinstance(dossier, Dossier)
    with pytest.raises(LibraryError) as refused:
        make(assess(dossier), Wanted())
    assert refused.value.message.startswith(
        "convention.docx : ni l’en-tête ni le pied des pages ne portent le folio « X / Y »."
    )
    assert refused.value.exit_code == 3
