"""A zip of files, read into memory within bounds; no name in it ever becomes a path outside."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

MAX_FILES = 5_000
_LONGEST_NAME = 255
"""Bytes of the name of a file or folder, as ext4, NTFS and APFS have them."""
_DEEPEST = 50
"""Folders in one another, for a file."""
MAX_BYTES = 500_000_000
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,  # a part said to be longer than the file
    IndexError,  # a part without a name
    OverflowError,  # a part beyond the end of any file
    ValueError,  # a name that is not the UTF-8 it claims, a part before the start of the file
    RuntimeError,  # a password, or a compression that zipfile does not know
)
"""What zipfile lets through for a damaged archive in memory: it has no error above them all."""
_DAMAGED = "L’archive est endommagée ou protégée."
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ArchiveProblem(ValueError):  # noqa: N818 - a state of the user's file
    """An archive that cannot be used, told in a French sentence."""


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an archive by name, the one folder that holds them all left out.

    Raises ArchiveProblem.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse(entries)
            files = {PurePosixPath(entry.filename): unfolded(archive, entry) for entry in entries}
    except ArchiveProblem:
        raise
    except DAMAGED as error:
        raise ArchiveProblem(_DAMAGED) from error
    above = int(len({path.parts[0] for path in files}) == 1 and all(p.parts[1:] for p in files))
    # Cut from the text, « a/ » would leave an absolute path of « a//etc/x ».
    return {"/".join(path.parts[above:]): content for path, content in files.items()}


def _refuse(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise ArchiveProblem(
            f"L’archive dépasse {MAX_FILES // 1000} 000 fichiers ou {MAX_BYTES // 1_000_000} Mo."
        )
    paths = [PurePosixPath(entry.filename) for entry in entries]
    known = set(paths)
    for path in paths:
        if not path.parts or ".." in path.parts or path.is_absolute() or "\\" in str(path):
            raise ArchiveProblem("L’archive contient un nom de fichier qui sort de son dossier.")
        longest = max(len(part.encode(errors="replace")) for part in path.parts)
        if longest > _LONGEST_NAME or len(path.parts) > _DEEPEST:
            raise ArchiveProblem("L’archive contient un nom de fichier trop long.")
        if not known.isdisjoint(path.parents):
            raise ArchiveProblem("L’archive contient un fichier et un dossier du même nom.")


def member(path: Path, name: str, most: int) -> bytes:
    """One file of an archive on disk, the others left alone.

    Nothing where there is none, or one of more than `most` bytes. Raises ArchiveProblem, OSError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if name not in archive.NameToInfo:
                return b""
            entry = archive.getinfo(name)
            return unfolded(archive, entry) if entry.file_size <= most else b""
    except DAMAGED as error:
        raise ArchiveProblem(_DAMAGED) from error


def unfolded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A file of an archive, never unfolded beyond the size that it declares.

    `ZipFile.read` first unfolds the whole of it, and the compressions that Word and spreadsheets do
    not use unfold without a bound. Raises one of DAMAGED for a file that is not what it declares.
    """
    if entry.compress_type not in _KNOWN:
        raise zipfile.BadZipFile(entry.filename)
    with archive.open(entry) as file:
        return file.read(entry.file_size)
