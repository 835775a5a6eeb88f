"""Files → disk: a bundle appears whole or not at all, and never replaces another by surprise.

One process at a time writes bundles in a folder, so that whatever unfinished thing it finds there
is what a killed one left.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from filecmp import cmp
from io import BytesIO
from pathlib import Path
from typing import IO

from dossiers.bundling.files import Bundle, BundleFile, files_in
from dossiers.bundling.place import different, places, refuse_foreign, refuse_others
from dossiers.errors import MachineError, UsageProblem, told, unreadable

# Zip entries carry a date; one for all keeps the bytes of two runs the same.
_DAY = (1980, 1, 1, 0, 0, 0)
_UNFINISHED, _REPLACED = ".liasse-en-cours", ".liasse-remplacee"


def store(bundle: Bundle, folder: Path, *, replace: bool) -> tuple[Path, ...]:
    """Put a bundle in `folder/<name>/` and `folder/<name>.zip`; the paths written are returned.

    Built beside and swapped in whole; identical bytes are left alone. Raises UsageProblem when
    a different bundle is there and `replace` is false, or what is no bundle at all, MachineError
    when the disk refuses.
    """
    target, archive = places(folder, bundle.name)
    packed = _zip(bundle)
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            refuse_others(folder, bundle.name)
            same = _same(target, bundle)
            if not same and not replace:
                _refuse_different(target, archive, packed)
            if not same:
                _swap(target, bundle)
            _put(archive, packed, _UNFINISHED)
    return () if same else (target, archive)


def _refuse_different(target: Path, archive: Path, packed: bytes) -> None:
    """A bundle of another content is kept, were its archive all that is left of it."""
    if target.exists():
        raise different(target)
    if archive.exists() and archive.read_bytes() != packed:
        raise different(archive)


def held(folder: Path) -> dict[str, bytes]:
    """The PDF files that lie in the folder of a bundle, by name. Raises MachineError."""
    try:
        paths = (path for path in sorted(folder.glob("*.pdf")) if path.is_file())
        return {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        raise unreadable(folder, error) from error


def held_in(path: Path) -> bytes | None:
    """What a file holds, None where there is none. Raises MachineError."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise unreadable(path, error) from error


def clear(folder: Path) -> None:
    """Take away what a killed process left in a folder of bundles. Raises MachineError."""
    if folder.is_dir():
        with _disk(folder), _alone(folder):
            pass


def put(path: Path, data: bytes) -> bool:
    """Write a file in one move; False when it already holds these bytes. Raises MachineError."""
    with _disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return _put(path, data)


def put_document(path: Path, data: bytes, reference: str) -> None:
    """Write a document in the place of an earlier state of it, and of nothing else.

    `reference` is that of its dossier. Raises UsageProblem, Refused, MachineError.
    """
    with _disk(path):
        refuse_foreign(path, reference)
    put(path, data)


def create(path: Path, data: bytes) -> None:
    """Write a new file, like `pour`."""
    pour(path, lambda file: file.write(data))


def pour(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a new file as `write` fills it: it appears whole or not at all.

    Raises UsageProblem when another content is there, MachineError.
    """
    with _disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _fresh(path) as name:
            with name.open("wb") as file:
                write(file)
            if not path.exists():
                name.replace(path)
            elif not cmp(path, name, shallow=False):
                raise UsageProblem(f"« {path} » existe déjà : il est gardé. Choisir un autre nom.")


def _put(path: Path, data: bytes, suffix: str = "") -> bool:
    if path.is_file() and path.read_bytes() == data:
        return False
    with _fresh(path, suffix) as name:
        name.write_bytes(data)
        name.replace(path)
    return True


@contextmanager
def _fresh(path: Path, suffix: str = "") -> Iterator[Path]:
    """An empty file beside another, to be filled and moved to its place; gone where it is not."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=suffix, dir=path.parent)
    os.close(handle)
    try:
        _let(Path(name), 0o666)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _let(path: Path, most: int) -> None:
    """Let others do with what was made for us alone what the user lets them do with the rest."""
    mask = os.umask(0o077)  # it can only be read by setting it
    os.umask(mask)
    path.chmod(most & ~mask)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes that write bundles there, and clear it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
            _clear(folder)
        yield
    finally:
        with suppress(OSError):
            # A worker forked meanwhile holds the folder open too: closing it here frees nothing.
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _clear(folder: Path) -> None:
    """Take away what is unfinished; a bundle whose successor never came is put back."""
    for left in folder.glob(f".*{_REPLACED}"):
        for old in left.iterdir():
            if not (folder / old.name).exists():
                old.replace(folder / old.name)
        shutil.rmtree(left)
    for left in folder.glob(f".*{_UNFINISHED}"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def _swap(target: Path, bundle: Bundle) -> None:
    fresh = _aside(target, _UNFINISHED)
    try:
        for file in bundle.files:
            path = fresh / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        _let(fresh, 0o777)
        if target.exists():
            _exchange(target, fresh)
        else:
            fresh.replace(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _exchange(target: Path, fresh: Path) -> None:
    """Put `fresh` in the place of `target`; where that fails, `target` is there again."""
    old = _aside(target, _REPLACED)
    try:
        target.replace(old / target.name)
        try:
            fresh.replace(target)
        except BaseException:
            (old / target.name).replace(target)
            raise
    except BaseException:
        with suppress(OSError):  # what could not be put back stays aside, until the next run does
            old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)


def _aside(target: Path, suffix: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=suffix, dir=target.parent))


def _same(target: Path, bundle: Bundle) -> bool:
    return target.is_dir() and files_in(target) == {file.name: file.data for file in bundle.files}


def _zip(bundle: Bundle) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in bundle.files:
            archive.writestr(_entry(bundle, file), file.data)
    return buffer.getvalue()


def _entry(bundle: Bundle, file: BundleFile) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{bundle.name}/{file.name}", _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MachineError(f"« {path} » ne peut pas être écrit : {told(error)}.") from error
