"""A new text proved in its place before anyone writes it: linted, and its examples rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dossiers.bundling.bundle import Wanted
from dossiers.bundling.readiness import assessed
from dossiers.bundling.rendering import render_documents
from dossiers.composing.wording import path_of
from dossiers.errors import DossiersError, MachineError
from dossiers.findings import Finding, Mark, Severity
from dossiers.library import Library
from dossiers.lint import lint
from dossiers.lint.subject import COMPLETE, INCOMPLETE, INSTRUCTION, finding
from dossiers.opening.papers import documents_of

_INCLUDE = re.compile(r"\{%-?\s*include\s+[\"']([^\"']+)[\"']")
_UNKNOWN = "lint/nom"
_EXAMPLES = ((COMPLETE, False), (INSTRUCTION, False), (INCOMPLETE, True))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a new text gives: the mistakes that it brings, the procedures and examples proved."""

    mistakes: tuple[Finding, ...]
    procedures: tuple[str, ...]
    rendered: tuple[str, ...]


def tried(library: Library, template: str, source: bytes, told: Callable[[str], None]) -> Trial:
    """Prove a template as it would be; `told` is called twice a procedure, when it is done with.

    Mistakes that the library already has are not those of the text, and are left out.
    """
    trial = replace(library, trial=(template, source))
    using = users(library, template)
    procedures = procedures_of(using)
    mistakes: list[Finding] = []
    for procedure in procedures:
        if found := lint(trial, procedure):
            known = {_words(each) for each in lint(library, procedure)}
            mistakes += [each for each in found if _words(each) not in known]
        told(procedure)
    errors = tuple(_plainest(dict.fromkeys(mistakes)))
    if errors:
        return Trial(errors, procedures, ())
    rendered: list[str] = []
    for procedure in procedures:
        try:
            rendered += _rendered(trial, procedure, using)
        except MachineError:
            raise
        except DossiersError as error:
            errors += (finding("exemple", error.message, error.mark or Mark(template)),)
        told(procedure)
    return Trial(errors, procedures, tuple(rendered))


def users(library: Library, template: str) -> tuple[str, ...]:
    """A template and those that include it, directly or not."""
    included = {
        name: set(map(path_of, _INCLUDE.findall(library.text(name))))
        for name in library.names("templates/**/*.md")
    }
    using = {template}
    while more := {name for name, inner in included.items() if inner & using} - using:
        using |= more
    return tuple(sorted(using))


def procedures_of(templates: Iterable[str]) -> tuple[str, ...]:
    """The procedures that have documents among these templates."""
    shared = ("templates/communs/", "templates/reports/")
    return tuple(dict.fromkeys(n.split("/")[2] for n in templates if not n.startswith(shared)))


def _plainest(mistakes: Iterable[Finding]) -> Iterator[Finding]:
    """One mistake is found by several proofs: where a name is unknown, that says it all."""
    errors = [each for each in mistakes if each.severity is Severity.ERROR]
    unknown = {each.mark for each in errors if each.rule == _UNKNOWN}
    lines = {(mark.file, mark.line) for mark in unknown}
    for each in errors:
        if each.rule == _UNKNOWN or (each.mark.file, each.mark.line) not in lines:
            yield each


def _rendered(library: Library, procedure: str, using: Sequence[str]) -> Iterator[str]:
    """Render what uses the text in the examples of a procedure: finals, and a draft."""
    for example, draft in _EXAMPLES:
        path = library.path(f"examples/{procedure}/{example}.yaml")
        if not path.is_file():
            continue
        assessment = assessed(library, path)
        documents = documents_of(assessment.dossier, draft=draft)
        names = list(dict.fromkeys(each.id for each in documents if each.template in using))
        if names:
            forms = ("docx",) if draft else ("docx", "pdf")
            list(render_documents(assessment, names, forms, Wanted(draft=draft)))
            yield f"{procedure}/{example}"


def _words(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.message, finding.mark.file
