"""Each condition of a template, forced true then false, still gives a whole document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from dossiers.composing.compose import compose
from dossiers.composing.wording import placed, template_language
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.lint.subject import COMPLETE, Subject, library_finding
from dossiers.lint.walk import walks
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import copies_of
from dossiers.procedures.documents import DocumentSpec


def check(subject: Subject) -> Iterator[Finding]:
    """2n compositions of an example, as drafts: a forced passage may meet a blank."""
    complete = tuple(d for name, d in subject.examples.items() if name == COMPLETE)
    for spec, walk in walks(subject):
        for example in subject.letter_writers if spec.letter else complete:
            yield from _forced(subject, example, spec, walk.included)


def _forced(
    subject: Subject, example: Dossier, spec: DocumentSpec, included: set[str]
) -> Iterator[Finding]:
    language = template_language(subject.procedure.library, draft=True)
    try:
        documents = copies_of(example, spec, draft=True)
        for document in documents:
            compose(example, document, draft=True)
    except LibraryError:
        return  # told by the proof on examples
    names = {name for listed in language.conditions.values() for name in listed}
    for name in sorted(n for n in names if n.split(":")[0] in included):
        for document, answer in product(documents, (True, False)):
            try:
                compose(example, document, draft=True, forced={name: answer})
            except LibraryError as error:
                file, line, _ = name.split(":")
                place = placed(subject.procedure.library, Mark(file, int(line)))
                yield library_finding("condition", error, place or Mark(file))
