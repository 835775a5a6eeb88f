"""Whether the bundle on disk is still the one that would be written, told without writing it.

Its manifest holds the sha256 of all that decided its bytes, and that of each of its files: where
the first is that of today and the others those of the disk, writing it anew would change nothing.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from enum import Enum, auto
from pathlib import Path

from dossiers.bundling.files import Bundle, BundleFile
from dossiers.formats.names import ARCHIVE, MANIFEST
from dossiers.formats.ooxml import DAMAGED


class Standing(Enum):
    """What stands in the place of a bundle."""

    ABSENT = auto()
    SAME = auto()
    OTHER = auto()


def standing(folder: Path, name: str, inputs: str) -> tuple[Standing, Bundle | None]:
    """What stands at `folder/name`; the bundle itself where it is the same and its archive is not.

    `inputs` is the sha256 of all that decides the bytes of the bundle.
    """
    target = folder / name
    if not target.exists():
        return Standing.ABSENT, None
    try:
        files = {
            path.relative_to(target).as_posix(): path.read_bytes()
            for path in target.rglob("*")
            if path.is_file()
        }
        if not _still(files, inputs):
            return Standing.OTHER, None
    except (OSError, ValueError, KeyError, TypeError):  # no manifest, or one that was written over
        return Standing.OTHER, None
    if _archived(
        folder / f"{name}{ARCHIVE}", {f"{name}/{file}": data for file, data in files.items()}
    ):
        return Standing.SAME, None
    return Standing.SAME, Bundle(name, tuple(BundleFile(n, files[n]) for n in sorted(files)))


def _still(files: dict[str, bytes], inputs: str) -> bool:
    told = json.loads(files[MANIFEST])
    listed = {entry["chemin"]: entry["sha256"] for entry in told["fichiers"]}
    held = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    del held[MANIFEST]
    return told.get("entrees_sha256") == inputs and held == listed


def _archived(archive: Path, files: dict[str, bytes]) -> bool:
    """Whether an archive holds these files."""
    try:
        with zipfile.ZipFile(archive) as held:
            return sorted(held.namelist()) == sorted(files) and all(
                held.read(name) == data for name, data in files.items()
            )
    except DAMAGED:
        return False
