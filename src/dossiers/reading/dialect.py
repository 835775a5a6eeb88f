"""What Markdown may not be used, found in the text as written, so that the line is its author's.

The parser would leave most of it as plain characters: a legal text would print them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

CONTAINERS = ("couverture", "sommaire", "encadre", "barres", "signatures")

_ANCHORED = re.compile(r"^(#{1,3} .*)\{#[a-z0-9-]+\}\s*$")
_TAGS = re.compile(r"\{##.*?##\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

_EVERYWHERE = (
    (r"!\[", "une image"),
    (r"\[[^\]]+\]\(|\]\[|^\s*\[[^\]]*\]:", "un lien"),
    (r"<[A-Za-z/!?]", "du HTML"),
    (r"^\s*(?:```|~~~)|`[^`]+`", "du code"),
    (r"^\s*#{4,}\s", "un titre de niveau 4"),
    (r"^\s*=+\s*$", "un titre souligné"),
)
_IN_LONG_TEXTS = (
    *_EVERYWHERE,
    (r"^:::", "un bloc « ::: »"),
    (r"^\s*#{1,3}\s", "un titre"),
)
_IN_TEMPLATES = (
    *_EVERYWHERE,
    (r"\]\((?!#[a-z0-9-]+\))", "un lien vers autre chose qu’un titre du document"),
    (r"^\s*>", "une citation"),
    (r"~~", "du texte barré"),
    (r"&(?:#\w+|[A-Za-z]+);", "une entité HTML"),
    (r"\{#", "une ancre hors d’un titre"),
    (rf"^:::\s*(?!(?:{'|'.join(CONTAINERS)})\s*$)\S", "un bloc « ::: » de ce nom"),
)


def in_template(text: str) -> tuple[int, str] | None:
    """The first line, from 1, of a template that the dialect does not allow, and what it holds."""
    masked = _TAGS.sub(_mask, text)
    lines = [_ANCHORED.sub(r"\1", line) for line in masked.split("\n")]
    ruled = _after_text(lines)
    return next(_found(lines, _IN_TEMPLATES), None) or ruled


def in_long_text(text: str) -> tuple[int, str] | None:
    """The same for a text of several paragraphs that an applicant gives."""
    return next(_found(text.split("\n"), _IN_LONG_TEXTS), None)


def _found(lines: Sequence[str], rules: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        for pattern, what in rules:
            if re.search(pattern, line):
                yield number, what


def _after_text(lines: Sequence[str]) -> tuple[int, str] | None:
    """A rule right below a line of text: elsewhere it would make a title of that line."""
    for number, (above, line) in enumerate(itertools.pairwise(lines), 2):
        if above.strip() and re.fullmatch(r"\s*-{3,}\s*", line):
            return number, "un saut de page collé à la ligne du dessus"
    return None


def _mask(match: re.Match[str]) -> str:
    """What a tag leaves: a letter for a value, nothing for the rest, and its line ends."""
    lines = "\n" * match.group().count("\n")
    return f"{lines}x" if match.group().startswith("{{") else lines
