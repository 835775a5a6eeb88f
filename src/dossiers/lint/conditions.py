"""Each condition of a template, forced true then false, still gives a whole document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from dossiers.composing.compose import compose
from dossiers.composing.wording import template_language
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.lint.subject import COMPLETE, Subject, library_finding
from dossiers.lint.walk import walks
from dossiers.opening.papers import copies_of


def check(subject: Subject) -> Iterator[Finding]:
    """2n compositions of the complete example, as drafts: a forced passage may meet a blank."""
    language = template_language(subject.procedure.library, draft=True)
    for spec, walk in walks(subject):
        example = subject.instruction if spec.letter else subject.examples.get(COMPLETE)
        if example is None:
            continue
        try:
            documents = copies_of(example, spec, draft=True)
            for document in documents:
                compose(example, document, draft=True)
        except LibraryError:
            continue  # told by the proof on examples
        names = {name for listed in language.conditions.values() for name in listed}
        for name in sorted(n for n in names if n.split(":")[0] in walk.included):
            for document, answer in product(documents, (True, False)):
                try:
                    compose(example, document, draft=True, forced={name: answer})
                except LibraryError as error:
                    file, line, _ = name.split(":")
                    yield library_finding("condition", error, Mark(file, int(line)))
