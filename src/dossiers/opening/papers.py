"""Which documents a dossier writes, and what each of them sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dossiers.errors import LibraryError
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier
from dossiers.procedures.documents import ENTRY, DocumentSpec

INSTRUCTION, RECEIVED = "instruction", "dossier"
"""The names, in a letter, of the dossier that writes it and of the one that it is about."""


def documents_of(dossier: Dossier, *, draft: bool) -> tuple[DocumentSpec, ...]:
    """The documents to write, letters first. Raises LibraryError as `copies_of` does."""
    specs = specs_of(dossier)
    return tuple(copy for spec in specs for copy in copies_of(dossier, spec, draft=draft))


def specs_of(dossier: Dossier) -> tuple[DocumentSpec, ...]:
    """The documents that may be written, letters first."""
    return (*dossier.letters, *dossier.procedure.documents)


def copies_of(dossier: Dossier, spec: DocumentSpec, *, draft: bool) -> tuple[DocumentSpec, ...]:
    """A document, or one an entry of its list, or none where it is not to be written.

    A copy keeps the rank of its entry, whichever are written. A draft shows the document of a blank
    list, and one whose condition is undecided. Raises LibraryError for the latter in a final: its
    author is to guard it.
    """
    ranked = _ranked(dossier, spec, draft=draft)
    return tuple(copy for copy in ranked if _writes(dossier, copy, draft=draft))


def _ranked(dossier: Dossier, spec: DocumentSpec, *, draft: bool) -> Iterator[DocumentSpec]:
    """A document, or one an entry of its list; a draft has one of a blank list."""
    if not spec.each:
        yield spec
        return
    entries = dossier.value(spec.each)
    count = int(draft) if isinstance(entries, Missing) else len(entries)
    yield from (replace(spec, rank=rank) for rank in range(1, count + 1))


def _writes(dossier: Dossier, spec: DocumentSpec, *, draft: bool) -> bool:
    due = _holds(dossier, spec)
    if due is None and not draft:
        message = f"Le document « {spec.id} » a un « quand » qu’un blanc laisse indécis."
        raise LibraryError(message, spec.mark)
    return due is not False


def is_due(dossier: Dossier, spec: DocumentSpec) -> bool | None:
    """Whether a document is to be written, for one entry at least; None where a blank hides it."""
    answers = [_holds(dossier, copy) for copy in _ranked(dossier, spec, draft=True)]
    return True if True in answers else None if None in answers else False


def _holds(dossier: Dossier, spec: DocumentSpec) -> bool | None:
    """Whether the condition of one copy holds; None where a blank leaves it undecided."""
    return spec.applies is None or spec.applies.decided(seen_by(dossier, spec))


def entry_of(dossier: Dossier, spec: DocumentSpec) -> Any:
    """The entry that one copy of a document is for; a blank list has a blank one."""
    return tuple(iter(dossier.value(spec.each)))[spec.rank - 1]  # a blank list has no length


def seen_by(dossier: Dossier, spec: DocumentSpec) -> dict[str, Any]:
    """The names that the condition, the title and the template of a document see.

    A letter sees the dossier that writes it and the one that it is about; a document of one entry
    of a list sees that entry.
    """
    context = dossier.context()
    entry = {ENTRY: entry_of(dossier, spec)} if spec.rank else {}
    if not spec.letter:
        return context | entry
    return entry | {
        INSTRUCTION: Group("", dossier.values.fields),
        RECEIVED: dossier.values.fields[dossier.procedure.letters_of],
        "parametres": context["parametres"],
    }
