"""Where procedures, templates, skins, fonts and examples lie on disk.

A library is a folder with `schemas/`, `templates/`, `polices/` and `examples/`: the one inside the
installed package, or the root of a checkout.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dossiers.errors import LibraryError

_PACKAGED = Path(__file__).parent / "bibliotheque"
_CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of procedures; paths given to its methods are relative to it, with `/`."""

    root: Path

    def read(self, name: str) -> bytes:
        """The content of a file of the library. Raises LibraryError when it is absent."""
        path = self.root / name
        if not path.is_file():
            raise LibraryError(f"La bibliothèque n’a pas de fichier « {name} ».")
        return path.read_bytes()

    def names(self, pattern: str) -> tuple[str, ...]:
        """The files that a pattern such as `schemas/communs/*.yaml` finds, sorted."""
        found = (path for path in self.root.glob(pattern) if path.is_file())
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in found))

    def path(self, name: str) -> Path:
        """The place on disk of a file or folder of the library."""
        return self.root / name

    def fingerprint(self, names: Iterable[str]) -> str:
        """One sha256 for a set of files: their names and contents, in the order of the names."""
        total = hashlib.sha256()
        for name in sorted(names):
            total.update(f"{name}\0{hashlib.sha256(self.read(name)).hexdigest()}\n".encode())
        return total.hexdigest()


def default() -> Library:
    """The library that comes with the program."""
    return Library(_PACKAGED if _PACKAGED.is_dir() else _CHECKOUT)
