"""The pièces of a dossier: present, readable, how many pages."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from dossiers.apart import Apart
from dossiers.findings import quoted
from dossiers.formats import archive
from dossiers.limits import Limits, LostError
from dossiers.opening.dossier import Dossier
from dossiers.opening.inspected import Inspected, received
from dossiers.procedures.procedure import PieceSpec
from dossiers.procedures.spelling import nearest
from dossiers.reading.place import OUTSIDE, inside

MAX_BYTES = 100_000_000
_MOST_FILES = 300
"""What all the pièces of a dossier may be together, as those of a bundle that is handed in."""
_SMALL = 1_000_000
_LIMITS = Limits(computing=60, waiting=180, memory=2 * 2**30)
"""For one file. Three hundred dense pages take some ten seconds on a slow machine."""
_NOTHING = Inspected()
_TOO_MANY = (
    f"les fichiers joints dépassent ensemble {_MOST_FILES} fichiers ou "
    f"{archive.MAX_BYTES // 1_000_000} Mo"
)


class PieceStatus(StrEnum):
    """Whether a pièce is there and can be read."""

    PRESENT = "presente"
    ABSENT = "absente"
    UNREADABLE = "illisible"
    NOT_APPLICABLE = "sans_objet"


@dataclass(frozen=True, slots=True)
class PieceFile:
    """A file as joined: its path as typed, its content; `problem` says why it cannot be used.

    `absent` tells a file that is not there from one that cannot be read; `found` is what was read
    of it.
    """

    path: str
    content: bytes = b""
    problem: str = ""
    absent: bool = False
    found: Inspected = _NOTHING

    @property
    def pages(self) -> int:
        """The pages that it has, or becomes."""
        return self.found.pages

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """A pièce of the procedure and the files that answer it."""

    spec: PieceSpec
    status: PieceStatus
    required: bool
    files: tuple[PieceFile, ...] = ()

    @property
    def pages(self) -> int:
        """The pages of all its files."""
        return sum(file.pages for file in self.files)


def read_pieces(dossier: Dossier) -> tuple[Piece, ...]:
    """Every pièce of the procedure, its files opened. Nothing is raised."""
    context = dossier.context()
    found = []
    known: dict[str, PieceFile] = {}
    for spec in dossier.procedure.pieces:
        paths = dossier.pieces.get(spec.id, ())
        files = tuple(_read_once(dossier.folder, path, known) for path in paths)
        required = _required(spec, context)
        status = _status(files, optional=required is False and spec.required_if is not None)
        found.append(Piece(spec, status, required is True, files))
    return tuple(found)


def _required(spec: PieceSpec, context: Mapping[str, Any]) -> bool | None:
    """Whether a pièce is due; None while a blank field leaves it undecided."""
    return spec.required if spec.required_if is None else spec.required_if.decided(context)


def _read_once(folder: Path, path: str, known: dict[str, PieceFile]) -> PieceFile:
    """A file joined to a dossier, unless those that are `known` are too many already."""
    if path not in known:
        weight = sum(len(file.content) for file in known.values())
        if len(known) >= _MOST_FILES or weight > archive.MAX_BYTES:
            return PieceFile(path, problem=_TOO_MANY)
        known[path] = read_piece(folder, path)
    return known[path]


def read_piece(folder: Path, path: str) -> PieceFile:
    """A file joined to a dossier, and what it holds."""
    file = read_file(folder, path)
    if file.problem:
        return file
    found = (_kept if len(file.content) <= _SMALL else _inspected)(file.content)
    return replace(file, problem=found.problem, found=found)


def read_file(folder: Path, path: str) -> PieceFile:
    """A file from inside the dossier's own folder, whatever it holds."""
    target = folder / path
    try:
        if not inside(folder, path):
            return PieceFile(path, problem=OUTSIDE)
        if not target.is_file():
            return PieceFile(path, problem=_missing(target, path), absent=True)
        if target.stat().st_size > MAX_BYTES:
            return PieceFile(path, problem=f"le fichier dépasse {MAX_BYTES // 1_000_000} Mo")
        return PieceFile(path, target.read_bytes())
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links that lead to each other
        return PieceFile(path, problem="ce fichier ne peut pas être ouvert")


def _missing(target: Path, path: str) -> str:
    """That a file is not there, and what may be meant: its path on Windows, a name like it."""
    if target.is_dir():
        return "ce n’est pas un fichier, mais un dossier"
    if "\\" in path:
        return "ce fichier n’existe pas ; un chemin s’écrit avec « / », à partir de ce dossier-ci"
    names = {each.stem: each.name for each in sorted(target.parent.glob("*")) if each.is_file()}
    near = names.get(nearest(target.stem, tuple(names)) or "")
    there = (
        f" ; un nom voisin existe : « {quoted(str(Path(path).with_name(near)))} »" if near else ""
    )
    return f"ce fichier n’existe pas{there}"


def _inspected(content: bytes) -> Inspected:
    """What is known of a file, read by a process of its own."""
    try:
        return received(_reader(os.getpid()).ask(content))
    except (LostError, ValueError, TypeError, KeyError):
        from dossiers.formats.pdf import TOO_MUCH  # noqa: PLC0415 - hardly ever

        return Inspected(problem=TOO_MUCH)


# A small pièce joined to several dossiers, or to a dossier judged again, is read once.
_kept = lru_cache(maxsize=16)(_inspected)


@lru_cache(maxsize=1)
def _reader(process: int) -> Apart:
    """The one process that reads for this one: a fork of ours is not to ask its parent's."""
    from dossiers.opening import inspection  # noqa: PLC0415 - a check may have no pièce

    del process
    return Apart(inspection.reader, _LIMITS)


def _status(files: tuple[PieceFile, ...], *, optional: bool) -> PieceStatus:
    if any(file.problem and not file.absent for file in files):
        return PieceStatus.UNREADABLE
    if any(file.absent for file in files):
        return PieceStatus.ABSENT
    if files:
        return PieceStatus.PRESENT
    return PieceStatus.NOT_APPLICABLE if optional else PieceStatus.ABSENT
