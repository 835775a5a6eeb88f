"""A file that a user names, were it a bundle in a zip → its bytes, within a bound."""

from __future__ import annotations

from pathlib import Path

from dossiers.errors import Refused, unreadable
from dossiers.formats.archive import MAX_BYTES


def received(path: Path) -> bytes:
    """What a file holds. Raises Refused beyond the bound, MachineError where it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(f"« {path} » dépasse {MAX_BYTES // 1_000_000} Mo.")
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
