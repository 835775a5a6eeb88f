"""Whose fault an error is: that of a file which a library cannot read, or ours."""

from __future__ import annotations

from traceback import walk_tb


def raised_by(error: BaseException, *packages: str) -> bool:
    """Whether one of these packages raised an error, or something that it called.

    For a broken file, most libraries raise errors of any class (pypdf warns of it in `errors.py`):
    the class does not tell them from a mistake of ours, but the place where they come from does.
    """
    return any(
        str(frame.f_globals.get("__name__")).partition(".")[0] in packages
        for frame, _ in walk_tb(error.__traceback__)
    )
