"""Two dossiers that a procedure compares are of a procedure and have a document that exist."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.findings import Finding
from dossiers.lint.subject import Subject, finding
from dossiers.procedures.procedure import catalogue


def check(subject: Subject) -> Iterator[Finding]:
    """Look up the procedure that `comparaison` names, and its document."""
    spec = subject.procedure.compared
    if spec is None:
        return
    if spec.procedure not in catalogue(subject.procedure.library):
        yield finding("comparaison", f"Il n’y a pas de procédure « {spec.procedure} ».", spec.mark)
        return
    documents = subject.opener.procedure(spec.procedure).documents
    if all(document.id != spec.document or document.each for document in documents):
        message = f"« {spec.procedure} » n’a pas de document unique « {spec.document} »."
        yield finding("comparaison", message, spec.mark)
