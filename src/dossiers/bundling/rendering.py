"""Some documents of a dossier, in some formats: the command `render`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dossiers.bundling.bundle import GRID, Wanted, grid_file, written
from dossiers.bundling.files import BundleFile
from dossiers.bundling.readiness import refuse_personal, refuse_unready
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose
from dossiers.errors import UsageProblem
from dossiers.formats.pdf import kept_open
from dossiers.judging.assessment import Assessment
from dossiers.opening.papers import documents_of
from dossiers.procedures.documents import DocumentSpec


def render_documents(
    assessment: Assessment, names: Sequence[str], forms: Sequence[str], wanted: Wanted
) -> Iterator[BundleFile]:
    """Each document wanted, all of them when none is named; `grille` is the grid.

    Raises UsageProblem for an unknown name, Refused for a dossier that is not ready. A grid is
    written for any dossier, and is all that a reception sheet gives.
    """
    dossier = assessment.dossier
    writer = Writer(dossier)
    refuse_personal(assessment)
    if GRID in names or (assessment.received and not names):
        for form in forms:
            yield grid_file(writer, assessment, form, wanted)
        names = [name for name in names if name != GRID]
        if not names:
            return
    refuse_unready(assessment, draft=wanted.draft)
    for spec in _chosen(assessment, names, wanted):
        document = compose(dossier, spec, draft=wanted.draft)
        for form in forms:
            with kept_open():
                file = written(writer, dossier, document, form, wanted)
            yield file


def _chosen(assessment: Assessment, names: Sequence[str], wanted: Wanted) -> Sequence[DocumentSpec]:
    """The documents named, `charte` being those of all entries and `charte-02` that of one."""
    documents = documents_of(assessment.dossier, draft=wanted.draft)
    known = dict.fromkeys(name for document in documents for name in (document.id, document.name))
    for name in names:
        if name not in known:
            raise UsageProblem(f"Pas de document « {name} » ; documents : {', '.join(known)}.")
    if not names:
        return documents
    return [each for name in names for each in documents if name in (each.id, each.name)]
