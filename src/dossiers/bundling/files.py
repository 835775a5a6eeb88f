"""A bundle: files in memory, under the name of their folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dossiers.render import MEDIA_TYPES

_MEDIA_TYPES = {
    **MEDIA_TYPES,
    "jpg": "image/jpeg",
    "png": "image/png",
    "yaml": "application/yaml",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of a bundle; `pages` is None where pages have no meaning.

    `signatures` are the names of its signature fields.
    """

    name: str
    data: bytes
    pages: int | None = None
    signatures: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The media type that its name tells."""
        extension = PurePosixPath(self.name).suffix.lower().removeprefix(".")
        return _MEDIA_TYPES.get(extension, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle, under the name of its folder."""

    name: str
    files: tuple[BundleFile, ...]


def suffix(*, draft: bool, filing: bool) -> str:
    """What follows the reference of a dossier in the name of its bundle."""
    return "-projet" if draft else "-depot" if filing else ""


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder, as a bundle names them, by name. Raises OSError."""
    walked = os.walk(folder, onerror=_told)
    held = (Path(where) / name for where, _, names in walked for name in names)
    files = {path.relative_to(folder).as_posix(): path for path in held if path.is_file()}
    return {name: files[name].read_bytes() for name in sorted(files)}


def _told(error: OSError) -> None:
    """A folder that cannot be listed is no empty one."""
    raise error
