"""The words of a passage: its Markdown ↔ spans of one look, and when two wordings are the same.

Typography is the program's: what it would set again (no-break spaces, guillemets, apostrophes,
dashes) is no change of words, whatever a word processor put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from dossiers.composing.parsing import plain_text
from dossiers.french.typography import typeset
from dossiers.manuscripts.passages import HARD, TAG, Kind, Passage

_LITERAL = rf"{TAG.pattern}|\[\]\(#[a-z0-9-]+\)|\{{#[a-z0-9-]+\}}"
_LITERALS = re.compile(_LITERAL, re.DOTALL)
_TOKEN = re.compile(
    rf"(?P<literal>{_LITERAL})|(?P<break>\\\n)|\\(?P<sign>[^\w\s])|\*\*|\*", re.DOTALL
)
_SPACES = re.compile("[ \t\u00a0\u2009\u202f]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SENTINEL = re.compile("\ue000(\\d+)\ue001")
_STRUCTURE = re.compile(
    r"\A(\d*)((?<=\d)[.)](?: |$)|(?<!\d)(?:(?:#{1,6}|[-+*])(?: |$)|:::|>|\||-{3,}$|=+$|~~~))"
)
_ESCAPED = re.compile(r"\\(?=[^\w\s])|\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")


Key: TypeAlias = tuple[Kind, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one look. A `literal` one (a tag, a reference) stands as it is written."""

    text: str
    bold: bool = False
    italic: bool = False
    literal: bool = False


def spans(markdown: str) -> tuple[Span, ...]:
    """The words of a line of Markdown, line ends where it breaks.

    What could not be written back the same is literal: its author's signs are shown.
    """
    found = tuple(_parsed(markdown))
    if markdown in (text := written(found), opening(text)):
        return found
    return tuple(
        Span(text, literal=True) if text != HARD else Span("\n")
        for text in re.split(r"(\\\n)", markdown)
        if text
    )


def _parsed(markdown: str) -> Iterator[Span]:
    bold = italic = False
    at = 0
    for token in _TOKEN.finditer(markdown):
        if token.start() > at:
            yield Span(markdown[at : token.start()], bold, italic)
        at = token.end()
        match token.lastgroup:
            case "literal":
                yield Span(token[0], bold, italic, literal=True)
            case "break":
                yield Span("\n")
            case "sign":
                yield Span(token["sign"], bold, italic)
            case _ if token[0] == "**":
                bold = not bold
            case _:
                italic = not italic
    if at < len(markdown):
        yield Span(markdown[at:], bold, italic)


def written(found: Iterable[Span]) -> str:
    """The Markdown of spans, whatever only looks like its signs being escaped."""
    text, bold, italic = "", False, False
    for span in _tidy(found):
        for sign in _closing(bold, italic, span):
            text += sign
        if span.bold and not bold:
            text += "**"
        if span.italic and (not italic or span.bold != bold):
            text += "*"
        bold, italic = span.bold, span.italic
        text += span.text if span.literal else _escaped(span.text)
    return text + "".join(_closing(bold, italic, Span("")))


def holds(found: Sequence[Span]) -> bool:
    """Whether the signs of bold and italic are read as such where they stand (CommonMark, 6.2)."""
    if not any(span.bold or span.italic for span in found):
        return True
    hidden, _ = _hidden(written(found))
    stars = sum(span.text.count("*") for span in found if not span.literal)
    return plain_text(f"x {hidden}").count("*") == stars


def opening(text: str) -> str:
    """The text of a paragraph, the first sign of a line escaped where it would have a meaning."""
    lines = text.split(HARD)
    return HARD.join(_STRUCTURE.sub(lambda m: f"{m[1]}\\{m[2]}", line) for line in lines)


def _closing(bold: bool, italic: bool, after: Span) -> Iterator[str]:  # noqa: FBT001 - a look
    """The signs that end a look; italic stands inside bold, hence ends with it."""
    if italic and (not after.italic or bold != after.bold):
        yield "*"
    if bold and not after.bold:
        yield "**"


def _tidy(found: Iterable[Span]) -> list[Span]:
    """Spans of one look made one, and no space or break at the edge of what is bold or italic."""
    loose: list[Span] = []
    for span in found:
        if span.literal or not (span.bold or span.italic):
            loose.append(span)
            continue
        inner = span.text.strip()
        before, _, after = span.text.partition(inner) if inner else (span.text, "", "")
        loose += [Span(before), replace(span, text=inner), Span(after)]
    loose = [span for span in loose if span.text]
    for rank, (one, space, other) in enumerate(zip(loose, loose[1:], loose[2:], strict=False), 1):
        if not space.text.strip() and (one.bold, one.italic) == (other.bold, other.italic):
            loose[rank] = replace(space, bold=one.bold, italic=one.italic)
    looks = groupby(loose, key=lambda span: replace(span, text=""))
    return [replace(look, text="".join(span.text for span in group)) for look, group in looks]


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda sign: f"\\{sign[0]}", text).replace("\n", HARD)


def told_apart(found: Sequence[Span]) -> tuple[Span, ...]:
    """Spans as a word processor gave them, each tag and reference made literal as a whole.

    A tag has the look of its first letter: word processors cut them anywhere.
    """
    text = "".join(span.text for span in found)
    looks = [replace(span, text="") for span in found for _ in span.text]
    apart: list[Span] = []
    at = 0
    for literal in _LITERALS.finditer(text):
        apart += _cut(text, looks, at, literal.start())
        look = looks[literal.start()]
        apart.append(replace(look, text=tag(literal[0]), literal=True))
        at = literal.end()
    return (*apart, *_cut(text, looks, at, len(text)))


def _cut(text: str, looks: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    for look, group in groupby(range(start, end), key=lambda place: looks[place]):
        yield replace(look, text="".join(text[place] for place in group))


def tag(text: str, *, lines: bool = False) -> str:
    """A tag as its author would type it, its quotes and spaces being those of the language."""
    straight = _SPACES.sub(" ", _UNSEEN.sub("", text if lines else text.replace("\n", " ")))
    straight = re.sub(r"«\s?|\s?»|[“”„]", '"', straight)
    straight = re.sub(r"[‘‛]|(?<![^\W\d_])’|’(?![^\W\d_])", "'", straight)
    parts = _QUOTED.split(straight)
    parts[::2] = [re.sub("[–—−]", "-", part).replace("…", "...") for part in parts[::2]]
    return "".join(parts)


def key(markdown: str) -> str:
    """What two wordings have in common when no word, tag or look differs: the text as printed."""
    hidden, kept = _hidden(_UNSEEN.sub("", markdown))
    return _back(HARD.join(map(_set, hidden.split(HARD))), kept)


def identity(passage: Passage) -> Key:
    """What is the same in two passages that say the same, however they were typed and saved."""
    texts = [key(text) for text in passage.texts]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    if passage.kind in (Kind.HEADER, Kind.HEADING):  # bold by its place, or its style
        texts = [text.replace("**", "") for text in texts]
    level = 0 if passage.kind is Kind.CONTINUED else passage.level
    return passage.kind, level, tuple(texts)


def typed(markdown: str) -> str:
    """A text as an author types it: plain spaces wherever the typography sets others."""
    hidden, kept = _hidden(_UNSEEN.sub("", markdown))
    return _back(HARD.join(map(_plain, hidden.split(HARD))), kept)


def _set(line: str) -> str:
    return typeset(_SPACES.sub(" ", line).strip())


def _plain(line: str) -> str:
    whole = _set(line)
    plain = whole
    for place in (match.start() for match in re.finditer("[\u00a0\u202f]", whole)):
        other = f"{plain[:place]} {plain[place + 1 :]}"
        if typeset(other) == whole:
            plain = other
    return plain


def _hidden(markdown: str) -> tuple[str, list[str]]:
    """The text with each tag as a sentinel, which the typography counts as a letter."""
    kept = _LITERALS.findall(markdown)
    ranks = iter(range(len(kept)))
    return _LITERALS.sub(lambda _: f"\ue000{next(ranks)}\ue001", markdown), list(map(tag, kept))


def _back(text: str, kept: Sequence[str]) -> str:
    return _SENTINEL.sub(lambda place: kept[int(place[1])], text)
