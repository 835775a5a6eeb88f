"""Paths → the dossiers that they hold, each once, in a stable order. Only names are looked at.

A folder that is not a bundle is walked. What another dossier includes, what lies in a bundle, the
zip that a bundle left beside itself and an earlier portfolio are no dossiers of their own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from dossiers.formats.archive import ArchiveProblem, member
from dossiers.formats.names import ARCHIVE, DOSSIER, MANIFEST
from dossiers.reading.decoding import MAX_BYTES
from dossiers.reading.inclusion import KEY, expand
from dossiers.reading.source import read

PORTFOLIO = "dossiers portefeuille"
"""What the properties of a workbook say that is a portfolio."""
_YAML = (".yaml", ".yml")
_XLSX = (".xlsx", ".xlsm")
_PROPERTIES = "docProps/core.xml"
_MOST = 2_000_000
_INCLUDES = re.compile(rb"^['\"]?" + KEY.encode(), re.MULTILINE)


def collect(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files, zips and bundle folders of paths, in their order, those of a folder by name.

    A folder that cannot be listed stands for itself, so that it is told of.
    """
    named = [path for path in paths if not _walked(path)]
    asked = {_place(path) for path in named}
    found: dict[Path, Path] = {}
    for path in paths:
        for one in _within(path) if _walked(path) else (path,):
            found.setdefault(_place(one), one)
    included = _included([path for path in found.values() if path.suffix.lower() in _YAML])
    return tuple(one for place, one in found.items() if place in asked or place not in included)


def is_bundle(path: Path) -> bool:
    """Whether a folder is a bundle, as the program writes them."""
    try:
        return (path / MANIFEST).is_file() and (path / DOSSIER).is_file()
    except OSError:
        return False


def _walked(path: Path) -> bool:
    return path.is_dir() and not is_bundle(path)


def _within(folder: Path) -> Iterator[Path]:
    """What lies in a folder, by name, files and folders together; links to folders are left."""
    waiting = [folder]
    while waiting:  # the next one is the last
        path = waiting.pop()
        try:
            if path == folder or (_walked(path) and not path.is_symlink()):
                waiting += _listed(path)
            elif _is_delivery(path):
                yield path
        except OSError:
            yield path


def _listed(folder: Path) -> list[Path]:
    """What a folder holds, the last name first. Raises OSError."""
    held = sorted(folder.iterdir(), reverse=True)
    # Hidden, or the lock that a spreadsheet leaves beside an open file.
    return [path for path in held if not path.name.startswith((".", "~$"))]


def _place(path: Path) -> Path:
    """Where a path leads, links that lead to each other included: these have no end."""
    return Path(os.path.realpath(path))


def _leads_nowhere(path: Path) -> bool:
    """Whether it is a broken link, which has its line; one to a device or a pipe has none."""
    return path.is_symlink() and not path.exists()


def _is_delivery(path: Path) -> bool:
    """Whether it is to be told of: a bundle, or a file that may be one or a dossier."""
    if path.is_dir():
        return not path.is_symlink()
    if not (path.is_file() or _leads_nowhere(path)):
        return False
    suffix = path.suffix.lower()
    if suffix == ARCHIVE:
        return not _left_beside(path)
    if suffix in _XLSX:
        return PORTFOLIO.encode() not in _part(path, _PROPERTIES)
    return suffix in _YAML


def _left_beside(path: Path) -> bool:
    """Whether a zip is that of the bundle beside it: both have the same manifest."""
    folder = path.with_suffix("")
    if not is_bundle(folder):
        return False
    return _part(path, f"{folder.name}/{MANIFEST}") == (folder / MANIFEST).read_bytes()


def _part(path: Path, name: str) -> bytes:
    """A file of an archive; nothing where there is none, or no archive."""
    try:
        return member(path, name, _MOST)
    except (OSError, ArchiveProblem):
        return b""


def _included(paths: Sequence[Path]) -> frozenset[Path]:
    """The files that the others include; one of a circle of files is left to tell of it."""
    includes = {_place(path): _parts(path) for path in paths}
    every = {part for parts in includes.values() for part in parts}
    covered = {part for path, parts in includes.items() if path not in every for part in parts}
    for path, parts in includes.items():
        if path in every and path not in covered:
            covered |= parts - {path}
    return frozenset(covered)


def _is_small(path: Path) -> bool:
    """Whether it is a file, no device without an end, and no larger than a dossier may be."""
    return path.is_file() and path.stat().st_size <= MAX_BYTES


def _parts(path: Path) -> frozenset[Path]:
    try:
        content = path.read_bytes() if _is_small(path) else b""
    except OSError:
        return frozenset()
    if not _INCLUDES.search(content):
        return frozenset()
    joined = expand(read(content, str(path)), path.parent)
    return frozenset(_place(path.parent / name) for name, _ in joined.included)
