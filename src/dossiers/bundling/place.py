"""Whose is what stands where files are to be written: only what is ours is ever replaced.

A folder or an archive is a bundle by its manifest, which tells the very name under which it stands;
a document is one of a dossier by its subject, the reference of that dossier.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from dossiers.bundling.manifest import tells_of
from dossiers.errors import UsageProblem
from dossiers.formats.archive import ArchiveProblem, member
from dossiers.formats.names import ARCHIVE, MANIFEST
from dossiers.formats.subject import subject
from dossiers.reading.received import received

_LARGEST = 50_000_000
"""What a manifest may weigh, in bytes; that of a thousand files takes some two hundred thousand."""

_ELSEWHERE = "Le déplacer, ou écrire ailleurs par l’option -o."
_SIGNED = b"/ByteRange"
"""What no PDF is signed without (ISO 32000-2, 12.8.1), and no document of ours has."""


def places(folder: Path, name: str) -> tuple[Path, Path]:
    """Where the bundle of a name stands: its folder, and its archive beside."""
    return folder / name, folder / f"{name}{ARCHIVE}"


def refuse_others(folder: Path, name: str) -> None:
    """What no run of ours has written there is nobody's to take away. Raises UsageProblem."""
    target, archive = places(folder, name)
    for path, told in ((target, _of_folder(target)), (archive, _of_archive(archive, name))):
        if os.path.lexists(path) and not tells_of(told, name):
            raise UsageProblem(
                f"« {path} » n’est pas une liasse du dossier : rien n’y est touché, même par "
                f"--remplacer. {_ELSEWHERE}"
            )


def refuse_foreign(path: Path, reference: str) -> None:
    """Only a document of that dossier makes way for its next state, unless somebody signed it.

    Raises UsageProblem, Refused, MachineError.
    """
    if not os.path.lexists(path):
        return
    held = received(path) if path.is_file() else b""
    if _SIGNED in held:
        raise UsageProblem(f"« {path} » est signé : il est gardé. {_ELSEWHERE}")
    if subject(held) != reference:
        raise UsageProblem(
            f"« {path} » n’est pas un document du dossier {reference} : il est gardé. {_ELSEWHERE}"
        )


def different(path: Path) -> UsageProblem:
    """What is raised where another bundle stands, and is not to be replaced."""
    return UsageProblem(
        f"« {path} » contient déjà une liasse différente : elle est gardée. "
        "L’option --remplacer la remplace."
    )


def _of_folder(target: Path) -> bytes:
    path = target / MANIFEST
    with suppress(OSError):
        if path.is_file() and path.stat().st_size <= _LARGEST:
            return path.read_bytes()
    return b""


def _of_archive(archive: Path, name: str) -> bytes:
    with suppress(ArchiveProblem, OSError):
        return member(archive, f"{name}/{MANIFEST}", _LARGEST)
    return b""
