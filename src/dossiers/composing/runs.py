"""Parsed words of one line of Markdown → inlines, values put in their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dossiers.blocks import Inline, Inlines, LineBreak, Text, texts
from dossiers.composing.wording import SENTINEL, Condition, Passage
from dossiers.kinds import show
from dossiers.language.vocabulary import Missing

if TYPE_CHECKING:
    from markdown_it.token import Token

LINE_END = re.compile("\r\n|[\n\r\u2028\u2029\x85]")
_REFERENCE = re.compile(r"#[a-z0-9-]+")


class Misplaced(ValueError):  # noqa: N818 - a sentence for the author
    """A construct that has no meaning in a line of words."""


def inlines(tokens: Sequence[Token], values: Sequence[Any], used: list[int]) -> Inlines:
    """The words of a line; the numbers of the values printed are added to `used`.

    A line end of the source is a space, a backslash before it a forced break. Raises Misplaced.
    """
    bold = italic = written = 0
    target: str | None = None
    found: list[Inline] = []
    for token in tokens:
        look = (bold > 0, italic > 0)
        match token.type:
            case "text":
                found += _words(token.content, values, used, look)
            case "softbreak":
                found.append(Text(" ", *look))
            case "hardbreak":
                found.append(LineBreak())
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                target, written = _target(token), len(found)
            case "link_close":
                if written != len(found):
                    raise Misplaced("Un renvoi n’a pas de texte : il prend le numéro du titre")
                found.append(Text("", *look, target=target))
            case _:
                raise Misplaced(f"Élément Markdown sans emploi ici : {token.type}")
    return joined(found)


def lines(content: Inlines) -> tuple[Inlines, ...]:
    """The same words cut at forced breaks, empty lines left out."""
    cut: list[list[Inline]] = [[]]
    for piece in content:
        if isinstance(piece, LineBreak):
            cut.append([])
        else:
            cut[-1].append(piece)
    return tuple(tuple(line) for line in cut if line)


def _target(token: Token) -> str:
    href = str(token.attrGet("href"))
    if not _REFERENCE.fullmatch(href):
        raise Misplaced("Seul un renvoi tel que [](#objet) est admis")
    return href[1:]


def _words(
    text: str, values: Sequence[Any], used: list[int], look: tuple[bool, bool]
) -> Iterator[Inline]:
    at = 0
    for match in SENTINEL.finditer(text):
        if match.start() > at:
            yield Text(text[at : match.start()], *look)
        used.append(int(match.group(1)))
        if isinstance(values[used[-1]], Passage):
            raise Misplaced("Le texte d’un autre document se met seul entre deux lignes vides")
        yield from _value(values[used[-1]], look)
        at = match.end()
    if at < len(text):
        yield Text(text[at:], *look)


def printed(value: Any) -> str:
    """A value's words; for a blank of a draft, what is to be filled in."""
    match value:
        case Missing():
            return f"[à compléter : {value.label}]"
        case Condition():
            return str(value)
        case Passage():
            return " ".join(texts(value.blocks))
        case _:
            return show(value)


def _value(value: Any, look: tuple[bool, bool]) -> Iterator[Inline]:
    blank = isinstance(value, (Missing, Condition))
    for index, line in enumerate(LINE_END.split(printed(value))):
        if index:
            yield LineBreak()
        if line:
            yield Text(line, *look, blank=blank)


def joined(found: list[Inline]) -> Inlines:
    """Neighbours of one look made one; a link stays alone."""
    merged: list[Inline] = []
    for piece in found:
        last = merged[-1] if merged else None
        if (
            isinstance(piece, Text)
            and isinstance(last, Text)
            and piece.target is None
            and last.target is None
            and (piece.bold, piece.italic, piece.blank) == (last.bold, last.italic, last.blank)
        ):
            merged[-1] = Text(last.text + piece.text, piece.bold, piece.italic, piece.blank)
        else:
            merged.append(piece)
    return tuple(merged)
