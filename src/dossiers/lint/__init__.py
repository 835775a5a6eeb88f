"""The author's proofreader: what is wrong in a procedure before any dossier exists.

Each module here proves one thing, by `check(subject)`; adding a file adds a proof.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark, Severity
from dossiers.french.words import agree
from dossiers.library import Library
from dossiers.lint.overlay import overlaid
from dossiers.lint.subject import Subject, finding
from dossiers.lint.word import mistakes
from dossiers.procedures.procedure import catalogue, load, unknown
from dossiers.reporting.report import findings_json, workflow_commands

Proof = Callable[[Subject], Iterator[Finding]]

_RAISED = {f"lint/{rule}" for rule in ("condition", "emploi", "exemple", "garde")}
"""What composing or judging raised, which several proofs may meet."""


def lint(library: Library, name: str) -> tuple[Finding, ...]:
    """Every mistake found in a procedure, in the order of files and lines. Nothing is raised."""
    try:
        procedure = load(library, name)
        if broken := tuple(mistakes(procedure)):
            return broken
        subject = Subject.open(procedure)
    except LibraryError as error:
        return (finding("chargement", error.message, error.mark),)
    found: list[Finding] = []
    for proof in proofs():
        try:
            found += proof(subject)
        except LibraryError as error:
            found.append(finding("emploi", error.message, error.mark))
    return tuple(sorted(_once(found), key=lambda f: (f.mark, f.rule, f.message)))


def _once(found: Sequence[Finding]) -> Iterator[Finding]:
    """Each mistake said once, by the proof that looks for it rather than by one that meets it."""
    undeclared = {f.mark for f in found if f.rule == "lint/nom"}
    said: set[tuple[Mark, str]] = set()
    for one in sorted(found, key=lambda f: f.rule in _RAISED):
        follows = one.rule in _RAISED and one.mark in undeclared
        if not follows and (one.mark, one.message) not in said:
            said.add((one.mark, one.message))
            yield one


@dataclass(frozen=True, slots=True)
class Linted:
    """What a lint found, procedure by procedure."""

    findings: tuple[Finding, ...]
    procedures: int

    @property
    def exit_code(self) -> int:
        """0 when every procedure is proved, 3 otherwise: the author's turn."""
        return LibraryError.exit_code if self.mistakes else 0

    @property
    def mistakes(self) -> tuple[Finding, ...]:
        """What an author has to put right; the rest says what a folder laid in front changes."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def render(self, form: str) -> str:
        """The report in one of the forms `text`, `json`, `github`."""
        match form:
            case "json":
                return findings_json(self.findings)
            case "github":
                return workflow_commands(self.findings)
            case _:
                lines = [f"{f.mark} : {f.message}  [{f.rule}]" for f in self.findings]
                return "\n".join([*lines, self._summary()])

    def _summary(self) -> str:
        proved, count = self.procedures, len(self.mistakes)
        said = f"{count} {agree(count, 'constat', 'constats')}" if count else "aucun constat"
        return f"{proved} {agree(proved, 'procédure contrôlée', 'procédures contrôlées')}, {said}."


def report(library: Library, names: Sequence[str]) -> Linted:
    """Lint the procedures named, or all of them. Raises UsageProblem for an unknown name."""
    known = catalogue(library)
    for name in names:
        if name not in known:
            raise unknown(name, known)
    chosen = names or known
    found = [*overlaid(library), *(f for name in chosen for f in lint(library, name))]
    placed = (replace(f, mark=library.placed(f.mark) or f.mark) for f in dict.fromkeys(found))
    return Linted(tuple(placed), len(chosen))


def proofs() -> Iterator[Proof]:
    """The `check` of each module of this folder that is a proof."""
    for module in pkgutil.iter_modules(__path__):
        check = getattr(importlib.import_module(f"{__name__}.{module.name}"), "check", None)
        if check is not None:
            yield check
