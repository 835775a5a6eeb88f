"""The library as a user looks at it: procedures, documents, examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dossiers.errors import LibraryError
from dossiers.library import Library
from dossiers.procedures.procedure import Procedure, catalogue, load


def listing(library: Library) -> list[dict[str, Any]]:
    """One entry a procedure: id, titre, version, documents, exemples. Raises LibraryError.

    `pour_chaque` gives the list of each document that is written once an entry, `lettres` what is
    written about a dossier received.
    """
    return [_entry(load(library, name)) for name in catalogue(library)]


def example_text(procedure: Procedure) -> str:
    """The complete example of a procedure. Raises LibraryError when it has none."""
    try:
        return procedure.library.read(f"examples/{procedure.id}/complet.yaml").decode()
    except LibraryError as error:
        raise LibraryError(f"La procédure « {procedure.id} » n’a pas d’exemple.") from error


def _entry(procedure: Procedure) -> dict[str, Any]:
    folder, library = f"examples/{procedure.id}", procedure.library
    examples = sorted((*library.names(f"{folder}/*.yaml"), *library.names(f"{folder}/*.csv")))
    return {
        "id": procedure.id,
        "famille": procedure.family,
        "titre": procedure.title,
        "version": procedure.version,
        "documents": [document.id for document in procedure.documents],
        "pour_chaque": {each.id: each.each for each in procedure.documents if each.each},
        "lettres": [letter.id for letter in procedure.letters],
        "exemples": [str(_near(procedure.library.path(name))) for name in examples],
    }


def _near(path: Path) -> Path:
    """The path from the current folder, when it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
