"""Files → disk: a bundle appears whole or not at all, and never replaces another by surprise."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from dossiers.bundling.files import Bundle, BundleFile
from dossiers.errors import MachineError, UsageProblem, told

# Zip entries carry a date; one for all keeps the bytes of two runs the same.
_DAY = (1980, 1, 1, 0, 0, 0)


def store(bundle: Bundle, folder: Path, *, replace: bool) -> tuple[Path, ...]:
    """Put a bundle in `folder/<name>/` and `folder/<name>.zip`; the paths written are returned.

    Built beside and swapped in whole; identical bytes are left alone. Raises UsageProblem when
    a different bundle is there and `replace` is false, MachineError when the disk refuses.
    """
    target = folder / bundle.name
    archive = folder / f"{bundle.name}.zip"
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if _same(target, bundle):
            put(archive, _zip(bundle))
            return ()
        if target.exists() and not replace:
            raise UsageProblem(
                f"« {target} » contient déjà une liasse différente : elle est gardée. "
                "L’option --remplacer la remplace."
            )
        _swap(target, bundle)
        put(archive, _zip(bundle))
    return (target, archive)


def held(folder: Path) -> dict[str, bytes]:
    """The PDF files that lie in the folder of a bundle, by name. Raises MachineError."""
    with _disk(folder):
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}


def put(path: Path, data: bytes) -> bool:
    """Write a file in one move; False when it already holds these bytes. Raises MachineError."""
    with _disk(path):
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return True


def create(path: Path, data: bytes) -> None:
    """Write a new file. Raises UsageProblem when another content is there, MachineError."""
    with _disk(path):
        if path.exists() and path.read_bytes() != data:
            raise UsageProblem(f"« {path} » existe déjà : il est gardé. Choisir un autre nom.")
    put(path, data)


def _swap(target: Path, bundle: Bundle) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for file in bundle.files:
            path = fresh / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        fresh.chmod(0o755)
        if target.exists():
            _exchange(target, fresh)
        else:
            fresh.replace(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _exchange(target: Path, fresh: Path) -> None:
    """Put `fresh` in the place of `target`; where that fails, `target` is there again."""
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        target.replace(old / target.name)
        try:
            fresh.replace(target)
        except BaseException:
            (old / target.name).replace(target)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _same(target: Path, bundle: Bundle) -> bool:
    if not target.is_dir():
        return False
    held = {p.relative_to(target).as_posix(): p for p in target.rglob("*") if p.is_file()}
    return held.keys() == {file.name for file in bundle.files} and all(
        held[file.name].read_bytes() == file.data for file in bundle.files
    )


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
