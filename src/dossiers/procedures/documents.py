"""The documents of a procedure file → `DocumentSpec`: their titles and who signs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.language.expressions import Sentence
from dossiers.procedures.schema import LIST, Form
from dossiers.reading.source import Source

ENTRY = "entree"
"""The name of the entry in the template and the title of a document written once an entry."""


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A document to write: its title (a sentence with values) and who signs it.

    `each` is the list that has one such document an entry, empty for most; `rank` is then the
    entry, counted from 1, that this one is for.
    """

    id: str
    title: Sentence
    signatories: tuple[str, ...]
    mark: Mark
    each: str = ""
    rank: int = 0

    @property
    def name(self) -> str:
        """The name of its files: the id, and the entry on two digits at least."""
        return f"{self.id}-{self.rank:02d}" if self.rank else self.id


def read_documents(source: Source, section: str, form: Form) -> tuple[DocumentSpec, ...]:
    """The documents of a section of a procedure file, whose fields are those of `form`.

    Raises LibraryError at the line of a wrong one.
    """
    entries: Any = source.data.get(section, {})
    documents = tuple(
        DocumentSpec(
            id=name,
            title=Sentence(entry["titre"], source.mark((section, name, "titre"))),
            signatories=tuple(entry.get("signataires", ())),
            mark=source.mark((section, name)),
            each=entry.get("pour_chaque", ""),
        )
        for name, entry in entries.items()
    )
    for message, mark in _mistakes(documents, form):
        raise LibraryError(message, mark)
    return documents


def _mistakes(documents: tuple[DocumentSpec, ...], form: Form) -> Iterator[tuple[str, Mark]]:
    for document in documents:
        seen: set[str] = set()
        for path in document.signatories:
            declared = form.field(tuple(path.split(".")))
            if path in seen:
                yield f"« {path} » est déclaré deux fois.", document.mark
            if declared is None or not (declared.fields or declared.item):
                yield f"Le signataire « {path} » n’est ni un groupe ni une liste.", document.mark
            seen.add(path)
        listed = form.field(tuple(document.each.split("."))) if document.each else None
        if document.each and (listed is None or listed.kind != LIST):
            yield f"« pour_chaque: {document.each} » n’est pas une liste.", document.mark
        begun, _, rank = document.id.rpartition("-")
        if rank.isdigit() and any(other.each and other.id == begun for other in documents):
            told = f"Le document « {document.id} » a le nom d’un exemplaire de « {begun} »."
            yield told, document.mark
