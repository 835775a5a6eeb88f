"""What a misspelt name seems to mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that a misspelt one seems to mean."""
    return next(iter(get_close_matches(name.casefold(), known, n=1)), None)


def no_such_choice(text: str, options: Mapping[str, str]) -> str:
    """That a word is no choice, and the one that is meant, if it is its label or nearly its key."""
    labelled = (key for key, label in options.items() if label.casefold() == text.casefold())
    near = next(labelled, None) or nearest(text, tuple(options))
    return "ce choix n’existe pas" + (f" ; vouliez-vous dire « {near} » ?" if near else "")
