"""Whatever a dossier may leave out, its final documents can be written without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dossiers.compose import compose
from dossiers.dossier import Dossier
from dossiers.errors import LibraryError
from dossiers.expressions import Expression
from dossiers.findings import Finding
from dossiers.lint.subject import COMPLETE, Subject, library_finding
from dossiers.schema import CHOICE, GROUP, LIST, Field
from dossiers.source import Tree
from dossiers.variants import varied
from dossiers.vocabulary import MissingValue

_YES_NO = "oui_non"


def check(subject: Subject) -> Iterator[Finding]:
    """Leave each optional field out, then give each choice each of its answers."""
    example = subject.examples.get(COMPLETE)
    if example is None:
        return
    fields = dict(_paths(subject.procedure.fields, ""))
    for path, declared in fields.items():
        if not declared.required and declared.required_if is None and not declared.least:
            yield from _composed(subject, varied(example, {path: None}), declared)
    for path, declared in fields.items():
        for answer in _answers(declared) if "[]" not in path else ():
            given = varied(example, {path: answer})
            yield from _composed(subject, _settled(given, fields), declared)


def _paths(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    """Each field with its path; a group that may be left out counts too."""
    for declared in fields:
        path = f"{prefix}.{declared.name}" if prefix else declared.name
        yield path, declared
        if declared.kind == LIST and declared.item is not None:
            yield from _paths(declared.item.fields, f"{path}[]")
        elif declared.kind == GROUP:
            yield from _paths(declared.fields, path)


def _answers(declared: Field) -> tuple[str, ...]:
    if declared.kind == CHOICE:
        return tuple(declared.options)
    return ("oui", "non") if declared.kind == _YES_NO else ()


def _settled(dossier: Dossier, fields: Mapping[str, Field]) -> Dossier:
    """The conditional fields filled where they are required, left out where they are not."""
    context = dossier.context()
    changes: dict[str, Tree | None] = {}
    for path, declared in fields.items():
        if declared.required_if is not None and "[]" not in path:
            asked = _holds(declared.required_if, context)
            changes[path] = declared.example if asked else None
    return varied(dossier, changes)


def _holds(condition: Expression, context: Mapping[str, object]) -> bool:
    try:
        return condition.holds(context)
    except MissingValue:
        return False


def _composed(subject: Subject, dossier: Dossier, declared: Field) -> Iterator[Finding]:
    for document in subject.procedure.documents:
        try:
            compose(dossier, document, draft=False)
        except LibraryError as error:
            yield library_finding("garde", error, declared.mark)
