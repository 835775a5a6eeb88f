"""Where procedures, templates, skins, fonts and examples lie on disk.

A library is a folder with `schemas/`, `templates/`, `polices/` and `examples/`: the one inside the
installed package, or the root of a checkout. Another may be laid in front of it, with the files of
a caisse or of an agency: a file there takes the place of the one of the same name, and registers
(sources, parameters) are joined, entry by entry.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from dossiers.errors import DossiersError, LibraryError, unreadable
from dossiers.findings import Mark

_PACKAGED = Path(__file__).parent / "bibliotheque"
_CHECKOUT = Path(__file__).parents[2]

MAX_BYTES = 50_000_000
"""What a file of a library may weigh; a font of all the signs of Chinese takes some twenty."""
SOURCES, PARAMETERS = "schemas/sources.yaml", "schemas/parametres/*.yaml"
"""The registers: their entries are added, one by one, to those of the program."""
OWN = ("schemas/procedure.yaml", "schemas/territoires.yaml")
"""Files of the program itself, which nothing replaces."""


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of procedures, and the folder laid in front of it.

    Paths given to its methods are relative to it, with `/`. Nothing outside these two folders is
    read: a link that leads out of the one in which it stands is a LibraryError. `trial` is a file
    of it, by its name, read as if it held this content: a text to be proved before it is written.
    """

    root: Path
    front: Path | None = None
    trial: tuple[str, bytes] | None = None

    def read(self, name: str) -> bytes:
        """The content of a file. Raises LibraryError when it is absent, MachineError."""
        if self.trial and self.trial[0] == name:
            return self.trial[1]
        for folder in self.layers(name):
            return _content(folder / name)
        raise LibraryError(f"La bibliothèque n’a pas de fichier « {name} ».")

    def text(self, name: str) -> str:
        """The text of a file, with its byte order mark if it has one.

        Raises LibraryError when it is absent or not in UTF-8, MachineError.
        """
        try:
            return self.read(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise LibraryError("Ce fichier n’est pas en UTF-8.", Mark(name)) from error

    def register(self, pattern: str) -> Iterator[tuple[bytes, str]]:
        """The contents of the files of a register and how messages name them, the front last."""
        names = self.names(pattern)
        for root in reversed(self._roots(pattern)):
            for name in names:
                if root in self.layers(name):
                    yield _content(root / name), name if root == self.root else str(root / name)

    def layers(self, name: str) -> tuple[Path, ...]:
        """The folders that hold a file, the one that is read first. Raises LibraryError."""
        return tuple(root for root in self._roots(name) if _is_file(root / name))

    def names(self, pattern: str) -> tuple[str, ...]:
        """The files that a pattern such as `schemas/communs/*.yaml` finds, sorted."""
        found = {
            path.relative_to(root).as_posix()
            for root in self._roots(pattern)
            for path in root.glob(pattern)
        }
        return tuple(sorted(name for name in found if self.layers(name)))

    def path(self, name: str) -> Path:
        """The place on disk of a file or folder, the one in front where both have it."""
        roots = self._roots(name)
        return next((root / name for root in roots if (root / name).exists()), self.root / name)

    def folders(self, name: str) -> tuple[Path, ...]:
        """The folders of that name, the one in front first. Raises LibraryError for a link out."""
        self.names(f"{name}/*")
        return tuple(root / name for root in self._roots(name))

    def placed(self, mark: Mark | None) -> Mark | None:
        """A place in a file of the library, the file being named as the user can find it."""
        if mark is None or self.front is None or not os.path.lexists(self.front / mark.file):
            return mark
        return replace(mark, file=str(self.front / mark.file))

    def told(self, error: DossiersError) -> str:
        """The sentence of an error, a file of the library being named as the user can find it."""
        error.mark = self.placed(error.mark)
        return str(error)

    def fingerprint(self, names: Iterable[str]) -> str:
        """One sha256 for a set of files: their names and what is read of each, sorted by name."""
        total = hashlib.sha256()
        for name in sorted(set(names)):
            for content in self._read_of(name):
                total.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
        return total.hexdigest()

    def _read_of(self, name: str) -> Iterator[bytes]:
        if is_register(name):
            yield from (_content(root / name) for root in self.layers(name))
        else:
            yield self.read(name)

    def _roots(self, name: str) -> tuple[Path, ...]:
        """The folders where a file is looked for, the one in front first."""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise LibraryError(f"« {name} » mène hors de la bibliothèque.")
        if self.front is None or name in OWN:
            return (self.root,)
        if not _holds(self.front, name):
            raise LibraryError(f"« {self.front / name} » est un lien qui mène hors du dossier.")
        return (self.front, self.root)


def is_register(name: str) -> bool:
    """Whether the entries of a file are added to those of the file of the same name."""
    return any(fnmatchcase(name, pattern) for pattern in (SOURCES, PARAMETERS))


def packaged(path: Path) -> bool:
    """Whether a path lies in the installed program, whose files nobody writes."""
    return path.resolve().is_relative_to(Path(__file__).parent.resolve())


def default(front: Path | None = None) -> Library:
    """The library that comes with the program, and the folder laid in front of it."""
    return Library(_PACKAGED if _PACKAGED.is_dir() else _CHECKOUT, front)


def _holds(folder: Path, name: str) -> bool:
    """Whether a path, its links followed, stays in a folder."""
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links that lead to each other
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise unreadable(path, error) from error


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LibraryError(f"« {path} » dépasse {MAX_BYTES // 1_000_000} Mo.")
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
