"""The files of a dossier that another one names, which travel with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath

from dossiers.reading.place import inside


@dataclass(frozen=True, slots=True)
class Named:
    """A dossier that another names at the path `where`: its file, then what that one is made of.

    `files` are relative to `folder`; some may be absent, as in the dossier itself.
    """

    where: str
    folder: Path
    files: tuple[str, ...]

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each file that is there, with its name in the folder."""
        for name in self.files:
            path = self.folder / name
            with suppress(OSError, ValueError, RuntimeError):  # told of where it is judged
                if inside(self.folder, name) and path.is_file():
                    yield normpath(name), path.read_bytes()
