"""The complete example is final, the incomplete one is not."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.composing.compose import compose
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.judging.assessment import assess
from dossiers.lint.subject import COMPLETE, INCOMPLETE, Subject, finding, library_finding


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
        for document in example.documents(draft=name == INCOMPLETE):
            try:
                compose(example, document, draft=name == INCOMPLETE)
            except LibraryError as error:
                yield library_finding("exemple", error, place)
