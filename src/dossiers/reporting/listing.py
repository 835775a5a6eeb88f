"""The library as a user looks at it: procedures, documents, examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dossiers.errors import LibraryError
from dossiers.library import Library
from dossiers.procedures.procedure import Procedure, catalogue, load
from dossiers.reading.inclusion import expand
from dossiers.reading.source import read
from dossiers.reading.yaml_writer import as_yaml


def listing(library: Library) -> list[dict[str, Any]]:
    """One entry a procedure: id, titre, version, documents, exemples. Raises LibraryError.

    `pour_chaque` gives the list of each document that is written once an entry, `lettres` what is
    written about a dossier received.
    """
    return [_entry(load(library, name)) for name in catalogue(library)]


def example_text(procedure: Procedure) -> str:
    """The complete example of a procedure, in one text. Raises LibraryError when it has none."""
    library, name = procedure.library, f"examples/{procedure.id}/complet.yaml"
    try:
        content = library.read(name)
    except LibraryError as error:
        raise LibraryError(f"La procédure « {procedure.id} » n’a pas d’exemple.") from error
    return as_yaml(expand(read(content, name), library.path(name).parent)).decode()


def _entry(procedure: Procedure) -> dict[str, Any]:
    return {
        "id": procedure.id,
        "famille": procedure.family,
        "titre": procedure.title,
        "version": procedure.version,
        "documents": [document.id for document in procedure.documents],
        "pour_chaque": {each.id: each.each for each in procedure.documents if each.each},
        "lettres": [letter.id for letter in procedure.letters],
        "exemples": [str(_near(procedure.library.path(name))) for name in _examples(procedure)],
    }


def _examples(procedure: Procedure) -> list[str]:
    """The dossiers of the folder of examples, and its tables: not the files that those include."""
    folder, library = f"examples/{procedure.id}", procedure.library
    texts = library.names(f"{folder}/*.yaml")
    whole = (name for name in texts if "procedure" in read(library.read(name), name).data)
    return sorted((*whole, *library.names(f"{folder}/*.csv")))


def _near(path: Path) -> Path:
    """The path from the current folder, when it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
