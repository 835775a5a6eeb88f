"""Whether the bundle on disk is still the one that would be written, told without writing it.

Its manifest holds the sha256 of all that decided its bytes, and that of each of its files: where
the first is that of today and the others those of the disk, writing it anew would change nothing,
and nothing is laid out.
"""

from __future__ import annotations

import zipfile
from enum import Enum, auto
from itertools import starmap
from pathlib import Path

from dossiers.bundling.bundle import Wanted, inputs, named
from dossiers.bundling.files import Bundle, BundleFile, files_in
from dossiers.bundling.manifest import manifest
from dossiers.bundling.readiness import refuse_unready
from dossiers.formats.archive import DAMAGED
from dossiers.formats.carried import stated
from dossiers.formats.names import ARCHIVE, MANIFEST
from dossiers.judging.assessment import Assessment


class Standing(Enum):
    """What stands in the place of a bundle."""

    ABSENT = auto()
    SAME = auto()
    LOOSE = auto()
    """The same, but its archive is missing or is another."""
    OTHER = auto()


def standing(
    folder: Path, assessment: Assessment, wanted: Wanted
) -> tuple[Standing, Bundle | None]:
    """What stands in a folder for a dossier, and the bundle itself where it is that to be written.

    Raises Refused when the dossier has a blocking finding and no draft is asked for.
    """
    refuse_unready(assessment, draft=wanted.draft)
    name = named(assessment, wanted)
    target = folder / name
    if not target.exists():
        return Standing.ABSENT, None
    try:
        files = files_in(target)
        if not _still(files, assessment, wanted):
            return Standing.OTHER, None
    except (OSError, ValueError, KeyError, TypeError):  # no manifest, or one that was written over
        return Standing.OTHER, None
    bundle = Bundle(name, tuple(starmap(BundleFile, files.items())))
    archived = {f"{name}/{file}": data for file, data in files.items()}
    same = _archived(folder / f"{name}{ARCHIVE}", archived)
    return Standing.SAME if same else Standing.LOOSE, bundle


def _still(files: dict[str, bytes], assessment: Assessment, wanted: Wanted) -> bool:
    """Whether the manifest of these files is the one that they would be given today."""
    told = stated(files[MANIFEST])["fichiers"]
    held = [
        BundleFile(one["chemin"], files[one["chemin"]], one["pages"], tuple(one["signatures"]))
        for one in told
    ]
    made_from = inputs(assessment, wanted)
    again = manifest(assessment, held, made_from, draft=wanted.draft, given=wanted.given)
    return (
        sorted([MANIFEST, *(file.name for file in held)]) == sorted(files)
        and again.data == files[MANIFEST]
    )


def _archived(archive: Path, files: dict[str, bytes]) -> bool:
    """Whether an archive holds these files."""
    try:
        with zipfile.ZipFile(archive) as held:
            return sorted(held.namelist()) == sorted(files) and all(
                held.read(name) == data for name, data in files.items()
            )
    except (OSError, *DAMAGED):
        return False
