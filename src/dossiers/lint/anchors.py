"""A reference never points to a title that a condition has taken away."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dossiers.findings import Finding, Mark
from dossiers.lint.shapes import Condition
from dossiers.lint.subject import Subject, finding
from dossiers.lint.walk import Words, walks

if TYPE_CHECKING:
    from dossiers.language.sandbox import nodes

_ANCHOR = re.compile(r"^#+ .*\{#([a-z0-9-]+)\}", re.MULTILINE)
_REFERENCE = re.compile(r"\]\(#([a-z0-9-]+)\)")


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the conditions around each reference with those around its title."""
    for _, walk in walks(subject):
        titles: dict[str, list[tuple[Condition, ...]]] = defaultdict(list)
        for words in walk.words:
            for match in _ANCHOR.finditer(words.text):
                titles[match.group(1)].append(words.conditions)
        for words in walk.words:
            for match in _REFERENCE.finditer(words.text):
                place = _place(words, match.start())
                yield from _reference(match.group(1), titles, words.conditions, place)


def _reference(
    name: str,
    titles: dict[str, list[tuple[Condition, ...]]],
    around: tuple[Condition, ...],
    place: Mark,
) -> Iterator[Finding]:
    if name not in titles:
        yield finding("renvoi", f"Aucun titre ne porte l’ancre « {name} ».", place)
    elif not _covers(titles[name], around):
        message = f"Le titre « {name} » peut manquer là où ce renvoi s’imprime."
        yield finding("renvoi", message, place)


def _covers(titles: Sequence[tuple[Condition, ...]], around: tuple[Condition, ...]) -> bool:
    """Whether one of the titles always stands where the reference does.

    Either all of its conditions are around the reference too, or two titles share the two
    branches of the first condition that is not.
    """
    left = [tuple(c for c in conditions if c not in around) for conditions in titles]
    if any(not conditions for conditions in left):
        return True
    tests: list[nodes.Node] = [conditions[0][0] for conditions in left]
    return any(
        all(
            _covers([c[1:] for c in left if c[0] == (test, answer)] or [((test, answer),)], ())
            for answer in (True, False)
        )
        for test in tests
        if {c[0][1] for c in left if c[0][0] == test} == {True, False}
    )


def _place(words: Words, offset: int) -> Mark:
    return Mark(words.mark.file, words.mark.line + words.text.count("\n", 0, offset))
