"""Whether two files say the same words, in the same order, whatever their layout."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

_IGNORED = re.compile(r"[\s\u00ad\u200b\u2060\ufeff\u002d\u2010\u2011]+")
_AROUND = 40


def normalise(text: str) -> str:
    """The text in NFKC without spaces nor hyphens, since a PDF shows no trace of which were cut.

    A minus sign must therefore be U+2212, which stays.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def same_words(left: Sequence[str], right: Sequence[str], names: str = "PDF, DOCX") -> str:
    """What sets two sequences of paragraphs apart: empty when their words are the same.

    The cut into paragraphs does not count: a cell may hold two where the other file holds one.
    """
    mine, theirs = ("".join(map(normalise, side)) for side in (left, right))
    if mine == theirs:
        return ""
    place = next(n for n, pair in enumerate(zip_longest(mine, theirs)) if pair[0] != pair[1])
    start = max(0, place - _AROUND)
    first, second = names.split(", ")
    shown = (
        f"first difference at letter {place}:",
        f"  {first:>5}: …{mine[start:place]}►{mine[place : place + _AROUND]}…",
        f"  {second:>5}: …{theirs[start:place]}►{theirs[place : place + _AROUND]}…",
    )
    return "\n".join((*shown, *_gaps(left, right)))


def _gaps(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    """The paragraphs that the other side lacks, as a person reads them."""
    mine, theirs = ([text for text in side if normalise(text)] for side in (left, right))
    pairs = SequenceMatcher(
        None, [*map(normalise, mine)], [*map(normalise, theirs)], autojunk=False
    )
    for kind, start, end, first, last in pairs.get_opcodes():
        if kind != "equal":
            yield from (f"- {' '.join(text.split())}" for text in mine[start:end])
            yield from (f"+ {' '.join(text.split())}" for text in theirs[first:last])
