"""Our PDF against raw WeasyPrint, our DOCX against raw docxtpl: same words, warm, one process."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measures import Measure
from benchmarks.office import raw, tagged
from benchmarks.timing import ratio
from dossiers.bundling.bundle import Wanted, written
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose
from dossiers.judging.assessment import assess
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.render import docx, html, pdf
from dossiers.skins.skin import read_skin

_PDF, _DOCX = 1.15, 3.0


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
    template = tagged(docx.render(document, skin))
    yield Measure(
        "docxtpl seul, modèle des mêmes mots / Word de la convention",
        ratio(lambda: raw(template), lambda: docx.render(document, skin), 21),
        least=_DOCX,
    )
    writer, spec = Writer(opened), opened.procedure.documents[0]

    def whole() -> object:
        fresh = compose(opened, spec, draft=False)
        return written(writer, opened, fresh, "docx", Wanted())

    whole()
    yield Measure(
        "docxtpl seul / le même, du dossier au fichier relu",
        ratio(lambda: raw(template), whole, 21),
        rival=True,
    )
