"""The complete example is final, the incomplete one is not."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.composing.compose import compose
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.judging.assessment import assess
from dossiers.lint.subject import COMPLETE, INCOMPLETE, Subject, finding, library_finding
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import copies_of, specs_of


def check(subject: Subject) -> Iterator[Finding]:
    """Judge both examples; compose the complete one as final, the other as a draft."""
    for name in (COMPLETE, INCOMPLETE):
        place = Mark(f"examples/{subject.procedure.id}/{name}.yaml")
        example = subject.examples.get(name)
        if example is None:
            yield finding("exemple", f"L’exemple « {name} » manque ou est illisible.", place)
            continue
        final = assess(example).verdict.rank == 0
        if final != (name == COMPLETE):
            said = "n’est pas complet" if name == COMPLETE else "est complet"
            yield finding("exemple", f"L’exemple « {name} » {said}.", place)
        yield from _composed(example, place, draft=name == INCOMPLETE)


def _composed(example: Dossier, place: Mark, *, draft: bool) -> Iterator[Finding]:
    for spec in specs_of(example):
        try:
            for document in copies_of(example, spec, draft=draft):
                compose(example, document, draft=draft)
        except LibraryError as error:
            yield library_finding("exemple", error, place)
