"""Whether the bundle on disk is still the one that would be written, told without writing it.

Its manifest holds the sha256 of all that decided its bytes, and that of each of its files: where
the first is that of today and the others those of the disk, writing it anew would change nothing,
and nothing is laid out.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from enum import Enum, auto
from itertools import starmap
from pathlib import Path

from dossiers.bundling.bundle import Wanted, inputs, named
from dossiers.bundling.files import Bundle, BundleFile, files_in
from dossiers.bundling.manifest import manifest
from dossiers.bundling.place import different, places, refuse_others
from dossiers.bundling.readiness import refuse_unready
from dossiers.formats.archive import DAMAGED
from dossiers.formats.carried import stated
from dossiers.formats.names import MANIFEST
from dossiers.judging.assessment import Assessment


class Standing(Enum):
    """What stands in the place of a bundle."""

    ABSENT = auto()
    SAME = auto()
    LOOSE = auto()
    """The same, but its archive is missing or is another."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """What stands for a dossier, and the bundle itself where it is the one to be written.

    `made_from` is the hash of the `inputs` of that one.
    """

    standing: Standing
    made_from: str
    bundle: Bundle | None = None


def standing(folder: Path, assessment: Assessment, wanted: Wanted, *, replace: bool) -> Found:
    """What stands in a folder for a dossier.

    Raises Refused when the dossier has a blocking finding and no draft is asked for; UsageProblem
    where another bundle stands that it may not `replace`, or what is no bundle of ours.
    """
    refuse_unready(assessment, draft=wanted.draft)
    name = named(assessment, wanted)
    target, archive = places(folder, name)
    refuse_others(folder, name)
    made_from = inputs(assessment, wanted)
    if not os.path.lexists(target):  # or closed, as whoever writes there will say
        return Found(Standing.ABSENT, made_from)
    files = _still(target, assessment, wanted, made_from)
    if files is None:
        if not replace:
            raise different(target)
        return Found(Standing.OTHER, made_from)
    bundle = Bundle(name, tuple(starmap(BundleFile, files.items())))
    archived = {f"{name}/{file}": data for file, data in files.items()}
    same = _archived(archive, archived)
    return Found(Standing.SAME if same else Standing.LOOSE, made_from, bundle)


def _still(
    target: Path, assessment: Assessment, wanted: Wanted, made_from: str
) -> dict[str, bytes] | None:
    """The files of a bundle whose manifest is the one that they would be given today."""
    try:
        files = files_in(target)
        listed = [
            BundleFile(one["chemin"], files[one["chemin"]], one["pages"], tuple(one["signatures"]))
            for one in stated(files[MANIFEST])["fichiers"]
        ]
        again = manifest(assessment, listed, made_from, draft=wanted.draft, given=wanted.given)
    except (OSError, ValueError, KeyError, TypeError):  # a manifest that was written over
        return None
    whole = sorted([MANIFEST, *(file.name for file in listed)]) == sorted(files)
    return files if whole and again.data == files[MANIFEST] else None


def _archived(archive: Path, files: dict[str, bytes]) -> bool:
    """Whether an archive holds these files."""
    try:
        with zipfile.ZipFile(archive) as held:
            return sorted(held.namelist()) == sorted(files) and all(
                held.read(name) == data for name, data in files.items()
            )
    except (OSError, *DAMAGED):
        return False
