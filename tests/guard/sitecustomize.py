"""Every Python of the tests starts with this: no address is called, no file is written astray.

Where writing is watched, no other program is started either, nor is a closed folder read.

An audit hook (PEP 578) sees each call before it is made, whichever library makes it. A command that
is started ends there and then; in the process of the tests the call fails and is kept in `SEEN`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SEEN: list[str] = []
_FORBIDDEN_EXIT = 99
_CALLS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg")
_STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile")
_LOOKUP = ("ldconfig", "gcc", "cc", "ld", "objdump")
"""What ctypes starts to find a library of the machine."""
_CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_state: dict[str, Any] = {
    "folders": tuple(filter(None, os.environ.get("TESTS_WRITE_IN", "").split(os.pathsep))),
    "watching": "TESTS_WRITE_IN" in os.environ,
    "closed": (),
    "tests": False,
}


def start() -> None:
    """Say that this is the process of the tests."""
    _state["tests"] = True


@contextmanager
def writing_only_in(*folders: os.PathLike[str]) -> Iterator[None]:
    """Refuse to write anywhere but in these folders."""
    before = dict(_state)
    _state.update(folders=tuple(os.path.realpath(folder) for folder in folders), watching=True)
    try:
        yield
    finally:
        _state.update(before)


@contextmanager
def reading_nothing_in(folder: os.PathLike[str]) -> Iterator[None]:
    """Refuse to open any file of a folder, were it under another name."""
    before = dict(_state)
    _state.update(closed=(os.path.realpath(folder),))
    try:
        yield
    finally:
        _state.update(before)


def _refuse(what: str) -> None:
    if not _state["tests"]:
        os.write(2, f"Interdit : {what}\n".encode(errors="replace"))
        os._exit(_FORBIDDEN_EXIT)
    SEEN.append(what)
    raise PermissionError(what)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CALLS or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        _refuse(f"{event} {arguments[-1]!r}")
    if event == "open" and _state["closed"] and _within(_place(arguments[0]), _state["closed"]):
        _refuse(f"lecture de {arguments[0]}")
    if not _state["watching"]:
        return
    if event in _STARTS and os.path.basename(os.fsdecode(arguments[0])) not in _LOOKUP:  # noqa: PTH119
        _refuse(f"{event} {arguments[0]!r}")
    elif event == "open":
        path, mode, flags = arguments
        if set(mode or "") & set("wax+") or (flags or 0) & _WRITING:
            _check(path)
    elif event in _CHANGES:
        for path, folder in _changed(event, arguments):
            _check(path, folder)


def _changed(event: str, arguments: tuple[Any, ...]) -> Iterator[tuple[Any, int]]:
    """The paths that a call changes, and the open folder that each starts from, -1 for none."""
    match event:
        case "os.rename" | "os.link":
            yield arguments[0], arguments[2]
            yield arguments[1], arguments[3]
        case "os.symlink" | "os.mkdir":
            yield arguments[event == "os.symlink"], arguments[2]
        case _:
            yield arguments[0], arguments[1]


def _check(path: Any, folder: int = -1) -> None:
    place = _place(path, folder)
    if place in ("", "/dev/null", "/dev/tty") or "__pycache__" in place:
        return
    if not _within(place, _state["folders"]):
        _refuse(f"écriture de {place}")


def _place(path: Any, folder: int = -1) -> str:
    """Where a path leads, from an open folder; nothing for a file that is open already."""
    if isinstance(path, int):
        return ""
    start = f"/proc/self/fd/{folder}" if folder >= 0 else ""
    return os.path.realpath(os.path.join(start, os.fsdecode(path)))  # noqa: PTH118 - no pathlib yet


def _within(place: str, folders: tuple[str, ...]) -> bool:
    return any(place == folder or place.startswith(folder + os.sep) for folder in folders)


# A process of the tests that itself started with this has it under its other name as well.
sys.modules["guard.sitecustomize"] = sys.modules[__name__]
sys.addaudithook(_watch)
