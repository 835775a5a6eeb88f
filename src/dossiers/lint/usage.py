"""Nothing is declared for nothing: each template, required field and parameter is used."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.composing.word.model import split
from dossiers.findings import Finding, Mark
from dossiers.language.sandbox import nodes
from dossiers.lint.deadlines import deadline_trees
from dossiers.lint.names import expressions, sentences
from dossiers.lint.shapes import Reader, Scope, instruction_scope
from dossiers.lint.subject import Subject, finding
from dossiers.lint.walk import Walk, walks
from dossiers.opening.papers import INSTRUCTION, RECEIVED
from dossiers.procedures.fields import HEADER
from dossiers.procedures.schema import GROUP, LIST, Field


def check(subject: Subject) -> Iterator[Finding]:
    """Templates that nothing writes, required fields and parameters that nothing reads."""
    yield from _templates(subject)
    used = _used(subject)
    for path, declared in _paths(subject.procedure.fields, ""):
        asked = declared.required or declared.required_if is not None
        if asked and not _is_used(path, used):
            message = f"Le champ obligatoire « {path} » n’est ni imprimé ni jugé."
            yield finding("champ-inutile", message, declared.mark, path)
    own = subject.own_parameters()
    for name in own:
        if f"parametres.{name}" not in used:
            message = f"Le paramètre « {name} » n’est lu par aucun critère ni modèle."
            yield finding("parametre-inutile", message, own[name], name)


def _templates(subject: Subject) -> Iterator[Finding]:
    folder = subject.procedure.templates
    included = {name for _, walk in walks(subject) for name in walk.included}
    for name in subject.templates:
        if name.startswith(f"{folder}/") and name not in included:
            place = Mark(split(name)[0])
            yield finding("modele-inutile", "Aucun document n’emploie ce modèle.", place)
    for document in (*subject.procedure.documents, *subject.procedure.letters):
        if not subject.written(document):
            message = f"Le document « {document.id} » n’a pas de modèle {document.template}."
            yield finding("modele-absent", message, document.mark)


def _used(subject: Subject) -> set[str]:
    """The paths read by any template, expression or message."""
    read = {use.path for _, walk in walks(subject) for use in walk.uses}
    if subject.procedure.letters_of:
        read |= {path.removeprefix(f"{INSTRUCTION}.") for path in _read_by_letters(subject)}
    about = (path.removeprefix(f"{RECEIVED}.").removeprefix("valeurs.") for path in read)
    used = read | set(about)
    reader = Reader(lambda *_: None, lambda shape, *_: used.add(shape.path))
    seen: list[tuple[nodes.Template, Scope]]
    seen = [(e.tree(), scope) for e, scope in expressions(subject)]
    seen += [(s.tree(), scope) for s, scope in sentences(subject)]
    seen += deadline_trees(subject.procedure)
    for tree, scope in seen:
        for output in tree.find_all(nodes.Output):
            for part in output.nodes:
                reader.read(part, scope)
    documents = subject.procedure.documents
    signed = {path for document in documents for path in document.signatories}
    return used | signed | {path for document in documents for path in document.needs}


def _read_by_letters(subject: Subject) -> Iterator[str]:
    """What the shared passages of letters, which other procedures include, read of this one."""
    scope = instruction_scope(subject.procedure)
    for template in subject.templates.values():
        walk = Walk(subject)
        walk.body(template.tree.body, scope, (), template)
        yield from (use.path for use in walk.uses if use.path.startswith(f"{INSTRUCTION}."))


def _paths(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    """Each leaf field with its path, entries of lists as `[]`."""
    for declared in fields:
        path = f"{prefix}.{declared.name}" if prefix else declared.name
        if path in HEADER:
            continue
        if declared.kind == GROUP:
            yield from _paths(declared.fields, path)
        elif declared.kind == LIST and declared.item is not None and declared.item.fields:
            yield from _paths(declared.item.fields, f"{path}[]")
        else:
            yield path, declared


def _is_used(path: str, used: set[str]) -> bool:
    """Whether a field is read by its own path, or as the entry of the signatories."""
    return path in used or _as_signatory(path, used)


def _as_signatory(path: str, used: set[str]) -> bool:
    holder, _, rest = path.replace("[]", "").partition(".")
    return holder in used and f"signataires[].{rest}" in used
