"""Our PDF against raw WeasyPrint, our DOCX against raw docxtpl: same words, warm, one process."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from docxtpl import DocxTemplate

from benchmarks.measures import Measure
from benchmarks.timing import ratio
from dossiers.composing.compose import compose
from dossiers.judging.assessment import assess
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.render import docx, html, pdf
from dossiers.skins.skin import read_skin

_PDF, _DOCX = 1.15, 1.0


def measures() -> Iterator[Measure]:
    """The convention of the complete example, in both formats."""
    library = default()
    opened = Opener(library).open(library.path("examples/convention-et3p/complet.yaml"))
    assert isinstance(opened, Dossier)  # noqa: S101 - the example is one
    assert assess(opened).verdict.rank == 0  # noqa: S101 - and complete
    document = compose(opened, opened.procedure.documents[0], draft=False)
    name = "templates/conventions/habillage.docx"
    skin = read_skin(library.read(name), name, (library.path("polices"),))

    from weasyprint import HTML  # noqa: PLC0415 - after the program has set its fonts

    pdf.render(document, skin)
    page = html.render(document, skin).decode()
    yield Measure(
        "PDF de la convention / WeasyPrint seul, même HTML, même variante",
        ratio(
            lambda: pdf.render(document, skin),
            lambda: HTML(string=page).write_pdf(pdf_variant="pdf/a-3a"),
            5,
        ),
        most=_PDF,
    )
    word = docx.render(document, skin)
    yield Measure(
        "DOCX de la convention / docxtpl seul, mêmes mots",
        ratio(lambda: docx.render(document, skin), lambda: _raw(word), 21),
        most=_DOCX,
    )


def _raw(template: bytes) -> bytes:
    """What a user of docxtpl does: open a Word template, render it, save it."""
    word = DocxTemplate(BytesIO(template))
    word.render({"reference": "ET3P-2026-014"}, autoescape=True)
    saved = BytesIO()
    word.save(saved)
    return saved.getvalue()
