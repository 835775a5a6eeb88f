"""What is handed in: a dossier file, a bundle in a folder or a zip, a PDF that carries its dossier.

A bundle is opened at its own `dossier.yaml`, whose paths are those of the bundle.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dossiers.errors import Refused, no_room, unreadable
from dossiers.findings import printable
from dossiers.formats.archive import ArchiveProblem, unpacked
from dossiers.formats.names import ARCHIVE, DOSSIER
from dossiers.judging.referral import open_whole
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable, no_dossier
from dossiers.opening.reception import Reception
from dossiers.reading.received import received


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was opened. `bundle` is the folder of a bundle, None for a dossier alone."""

    opened: Dossier | Reception | Unreadable
    bundle: Path | None = None


_FOLDER = " « dossiers report » lit tous les dossiers d’un répertoire."


@contextmanager
def delivered(opener: Opener, path: Path) -> Iterator[Delivery]:
    """What a path holds, opened; a zip lies unpacked on the disk until the end.

    Raises MachineError, LibraryError.
    """
    if path.is_dir():
        yield _bundle(opener, path, str(path))
    elif path.suffix.lower() == ARCHIVE:
        try:
            files = unpacked(received(path))
        except (ArchiveProblem, Refused) as problem:
            yield _holding_none(str(path), str(problem))
            return
        with _laid_out(files) as folder:
            yield _bundle(opener, folder, str(path))
    else:
        yield Delivery(open_whole(opener, path))


def _bundle(opener: Opener, folder: Path, name: str) -> Delivery:
    try:
        there = (folder / DOSSIER).is_file()
    except OSError as error:
        raise unreadable(name, error) from error
    if not there:
        more = _FOLDER if name == str(folder) else ""
        return _holding_none(
            name, f"Il n’y a pas de « {DOSSIER} » : ce n’est pas une liasse.{more}"
        )
    return Delivery(open_whole(opener, folder / DOSSIER, name=f"{name}/{DOSSIER}"), folder)


@contextmanager
def _laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder of our own that holds the files of an archive until the end. Raises MachineError."""
    with ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dossiers-")))
            for name, content in files.items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        except OSError as error:
            raise no_room(error) from error
        yield folder


def _holding_none(name: str, why: str) -> Delivery:
    name = printable(name)
    return Delivery(Unreadable(name, (no_dossier(name, why),)))
