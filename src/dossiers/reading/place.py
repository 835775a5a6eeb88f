"""Where a path that a file names may lead: into the folder of that file, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from posixpath import normpath

OUTSIDE = "le fichier doit être dans le dossier de celui qui le nomme, ou au-dessous"


def inside(folder: Path, name: str) -> bool:
    """Whether a path stays in a folder, both as it is written and once its links are followed.

    A bundle keeps files under the names that are written. Raises OSError, ValueError, and
    RuntimeError for links that lead to each other.
    """
    written = normpath(name)
    if written.startswith(("/", "../")) or written == "..":
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())
