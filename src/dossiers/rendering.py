"""Some documents of a dossier, in some formats: the command `render`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dossiers.assessment import Assessment
from dossiers.bundle import Wanted, refuse_unready, written
from dossiers.compose import compose
from dossiers.errors import UsageProblem
from dossiers.manifest import BundleFile
from dossiers.procedure import DocumentSpec
from dossiers.writing import Writer


def render_documents(
    assessment: Assessment, names: Sequence[str], forms: Sequence[str], wanted: Wanted
) -> Iterator[BundleFile]:
    """Each document wanted, all of them when none is named.

    Raises UsageProblem for an unknown name, Refused for a dossier that is not ready.
    """
    refuse_unready(assessment, draft=wanted.draft)
    dossier = assessment.dossier
    writer = Writer(dossier)
    for spec in _chosen(assessment, names):
        document = compose(dossier, spec, draft=wanted.draft)
        for form in forms:
            yield written(writer, dossier, document, form, wanted)


def _chosen(assessment: Assessment, names: Sequence[str]) -> Sequence[DocumentSpec]:
    documents = assessment.dossier.procedure.documents
    known = {document.id: document for document in documents}
    for name in names:
        if name not in known:
            raise UsageProblem(f"Pas de document « {name} » ; documents : {', '.join(known)}.")
    return [known[name] for name in names] if names else documents
