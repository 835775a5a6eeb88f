"""Whatever a dossier may leave out, its final documents can be written without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from dossiers.composing.compose import compose
from dossiers.errors import LibraryError
from dossiers.findings import Finding
from dossiers.language.vocabulary import is_filled
from dossiers.lint.subject import COMPLETE, Subject, library_finding
from dossiers.lint.walk import walks
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import copies_of
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.schema import CHOICE, GROUP, LIST, Field
from dossiers.reading.source import Tree

_YES_NO = "oui_non"


def check(subject: Subject) -> Iterator[Finding]:
    """Leave each optional field out, then give each choice each of its answers."""
    example = subject.examples.get(COMPLETE)
    if example is None:
        return
    fields = dict(_paths(subject.procedure.fields, ""))
    readers = _readers(subject)
    conditional = {path for path, declared in fields.items() if declared.required_if is not None}
    for path, declared in fields.items():
        if not declared.required and declared.required_if is None and not declared.least:
            documents = _among(readers, {path})
            yield from _composed(subject.varied(example, {path: None}), documents, declared)
    for path, declared in fields.items():
        for answer in _answers(declared) if "[]" not in path else ():
            answered = subject.varied(example, {path: answer})
            given, changed = _settled(subject, answered, fields, conditional)
            yield from _composed(given, _among(readers, {path, *changed}), declared)


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


def _settled(
    subject: Subject,
    dossier: Dossier,
    fields: Mapping[str, Field],
    conditional: AbstractSet[str],
) -> tuple[Dossier, AbstractSet[str]]:
    """The conditional fields filled where they are required, left out where they are not.

    With the paths that had to change for that.
    """
    context = dossier.context()
    changes: dict[str, Tree | None] = {}
    for path in conditional:
        declared = fields[path]
        if declared.required_if is None or "[]" in path:
            continue
        asked = declared.required_if.decided(context) is True
        if asked != is_filled(dossier.value(path)):
            changes[path] = declared.example if asked else None
    return subject.varied(dossier, changes), set(changes)


def _readers(subject: Subject) -> list[tuple[DocumentSpec, frozenset[str]]]:
    """Each document with the paths that it reads."""
    return [
        (document, frozenset(use.path for use in walk.uses))
        for document, walk in walks(subject)
        if not document.letter
    ]


def _among(
    readers: list[tuple[DocumentSpec, frozenset[str]]], paths: AbstractSet[str]
) -> tuple[DocumentSpec, ...]:
    """The documents that read one of these paths, or a part of one."""
    return tuple(
        document
        for document, read in readers
        if any(
            use == path or use.startswith((f"{path}.", f"{path}["))
            for use in read
            for path in paths
        )
    )


def _composed(
    dossier: Dossier, documents: tuple[DocumentSpec, ...], declared: Field
) -> Iterator[Finding]:
    for spec in documents:
        if not all(is_filled(dossier.value(path)) for path in spec.needs):
            continue  # such a dossier is not complete
        try:
            for document in copies_of(dossier, spec, draft=False):
                compose(dossier, document, draft=False)
        except LibraryError as error:
            yield library_finding("garde", error, declared.mark)
