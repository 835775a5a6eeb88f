"""Permissions that hold even where the tests are run by root, who passes them all."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_CAPABILITY_VERSION = 0x20080522
_BYPASS = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root reads and writes everywhere."""


@contextmanager
def unprivileged() -> Iterator[None]:
    """Permissions hold for this thread and what it forks, were it root's."""
    if os.geteuid():
        yield
        return
    held = _capabilities()
    _set_capabilities((held[0] & ~_BYPASS, *held[1:]))
    try:
        yield
    finally:
        _set_capabilities(held)


def _capabilities() -> tuple[int, ...]:
    """Effective, permitted and inheritable, twice 32 bits each (capget(2))."""
    data = (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capget(_header(), data) == 0
    return tuple(data)


def _set_capabilities(held: tuple[int, ...]) -> None:
    assert ctypes.CDLL(None).capset(_header(), (ctypes.c_uint32 * 6)(*held)) == 0


def _header() -> ctypes.Array[ctypes.c_uint32]:
    return (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
