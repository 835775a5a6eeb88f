"""The skins with which a procedure's documents and reports are written can be read.

A Word model is the skin of its own document.
"""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.errors import LibraryError
from dossiers.findings import Finding
from dossiers.lint.subject import Subject, finding
from dossiers.skins.own import read_own_skin
from dossiers.skins.skin import read_skin


def check(subject: Subject) -> Iterator[Finding]:
    """Read the skin of the family, and that of the reports, with the library's fonts."""
    library = subject.procedure.library
    for family in (subject.procedure.family, "reports"):
        name = f"templates/{family}/habillage.docx"
        try:
            read_skin(library.read(name), name, library.folders("polices"))
        except LibraryError as error:
            yield finding("habillage", error.message, error.mark)
    for spec in (*subject.procedure.documents, *subject.procedure.letters):
        if spec.word and subject.written(spec):
            try:
                read_own_skin(
                    library.read(spec.template), spec.template, library.folders("polices")
                )
            except LibraryError as error:
                yield finding("habillage", error.message, error.mark)
