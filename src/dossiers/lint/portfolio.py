"""Each column of a portfolio is one value of declared fields, under a title of its own."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.findings import Finding
from dossiers.lint.names import expression_mistakes
from dossiers.lint.shapes import LONG, root_scope, shape_of
from dossiers.lint.subject import Subject, finding
from dossiers.procedures.schema import GROUP, LIST, Field
from dossiers.reporting.portfolio.table import TITLES


def check(subject: Subject) -> Iterator[Finding]:
    """Names, values and titles of the columns of a procedure."""
    scope = root_scope(subject.procedure)
    seen = set(TITLES)
    for column in subject.procedure.columns:
        yield from expression_mistakes(column.value, scope)
        if not _fits(shape_of(column.value.tree(), scope).field):
            message = f"« {column.value.text} » ne tient pas dans la case d’un tableau."
            yield finding("colonne", message, column.value.mark)
        if column.title in seen:
            message = f"Le portefeuille a déjà une colonne « {column.title} »."
            yield finding("colonne", message, column.value.mark)
        seen.add(column.title)


def _fits(declared: Field | None) -> bool:
    """Whether a field is one value, or a list of them; what is computed is left to the cases."""
    if declared is not None and declared.kind == LIST:
        declared = declared.item
    return declared is None or declared.kind not in (GROUP, LIST, LONG)
