"""The words of two texts → what was replaced, removed, added or moved, and on which page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_AROUND = 4
_LONGEST = 24
_MOVED = 0.9
_FEWEST_MOVED = 6
_WHOLE_PAGE = 0.95
_MOST_TRIED = 20_000_000
_HYPHENS = re.compile("[\u00ad\u2010\u2011-]")


class Kind(StrEnum):
    """What happened to some words, a page, or what is drawn on it."""

    REPLACED = "remplace"
    REMOVED = "supprime"
    ADDED = "ajoute"
    MOVED = "deplace"
    PAGE_REMOVED = "page_retiree"
    PAGE_ADDED = "page_ajoutee"
    PAGE_MOVED = "page_deplacee"
    LOOK = "aspect"
    ANNOTATION = "annotation"
    ATTACHMENT = "piece_jointe"
    PENDING = "revision_en_attente"
    UNREADABLE = "illisible"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is printed, and its page from 1; 0 where a file has no pages."""

    text: str
    page: int = 0

    @property
    def key(self) -> str:
        """What makes it the same word: no hyphen, whatever the form of its characters."""
        return _HYPHENS.sub("", unicodedata.normalize("NFKC", self.text))


@dataclass(frozen=True, slots=True)
class Change:
    """A difference. `page` is that of the received file, or of the issued one for what is gone."""

    kind: Kind
    page: int = 0
    before: str = ""
    after: str = ""
    other_page: int = 0
    around: str = ""

    def __str__(self) -> str:
        """The change as a French sentence, without its final stop."""
        where = f"page {self.page} : " if self.page else ""
        return f"{where}{_SENTENCES[self.kind].format(change=self)}"


_SENTENCES = {
    Kind.REPLACED: "« {change.before} » est devenu « {change.after} »{change.around}",
    Kind.REMOVED: "« {change.before} » a été supprimé{change.around}",
    Kind.ADDED: "« {change.after} » a été ajouté{change.around}",
    Kind.MOVED: "« {change.after} » a été déplacé (page {change.other_page} du texte émis)",
    Kind.PAGE_REMOVED: "cette page du texte émis a été retirée (« {change.before} »)",
    Kind.PAGE_ADDED: "cette page n’est pas du texte émis (« {change.after} »)",
    Kind.PAGE_MOVED: "cette page était la page {change.other_page} du texte émis",
    Kind.LOOK: "les mots sont ceux du texte émis, mais la page ne se voit pas de même : un texte "
    "masqué, une image ou un dessin la recouvre",
    Kind.ANNOTATION: "une annotation a été posée ({change.after})",
    Kind.ATTACHMENT: "le fichier joint « {change.before} » n’est plus celui du texte émis",
    Kind.PENDING: "une révision de Word est en attente : {change.after}",
    Kind.UNREADABLE: "{change.after}",
}


def words(lines: Iterable[str], page: int = 0) -> Iterator[Word]:
    """The words of some lines; a number and its unit, joined by a no-break space, are one.

    Dashes and bullets alone are none: each program that writes a PDF puts them where it likes.
    """
    for line in lines:
        for text in re.split(r"[ \t\r\n]+", line):
            if re.search(r"[^\W_]|[^\w\s\u2010-\u2022\u25aa-\u25cf·*-]", text):
                yield Word(text, page)


def matched(one: Sequence[Word], other: Sequence[Word]) -> SequenceMatcher[str]:
    """What two texts have in common.

    In two that repeat a few words without end, which no person writes, those tell no place: to try
    each of them against each would take hours.
    """
    keys, others = [word.key for word in one], [word.key for word in other]
    known = Counter(others)
    tried = sum(count * known[key] for key, count in Counter(keys).items())
    return SequenceMatcher(a=keys, b=others, autojunk=tried > _MOST_TRIED)


def word_changes(issued: Sequence[Word], received: Sequence[Word]) -> tuple[Change, ...]:
    """What became of the issued words, in the order of the received text."""
    partings = tuple(_partings(issued, received))
    moves = dict(_moves(partings))
    before, after = (Counter(word.page for word in text) for text in (issued, received))
    found: list[Change] = []
    for parting in partings:
        if parting in moves:
            found.append(_move(parting, moves[parting], after))
        elif parting not in moves.values():
            found += _told(parting, before, after)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Parting:
    """A place where the texts part. `after` are the words before it; `page` that of the issued."""

    removed: tuple[Word, ...]
    added: tuple[Word, ...]
    after: str
    page: int


def _partings(issued: Sequence[Word], received: Sequence[Word]) -> Iterator[_Parting]:
    for tag, start, end, other, other_end in matched(issued, received).get_opcodes():
        if tag == "equal":
            continue
        removed, added = tuple(issued[start:end]), tuple(received[other:other_end])
        before = issued[max(0, start - _AROUND) : start]
        after = f", après « {_text(before)} »" if before else ", au début"
        page = before[-1].page if before else 0
        if removed and added and max(len(removed), len(added)) > _LONGEST:
            yield _Parting(removed, (), after, page)
            yield _Parting((), added, after, page)
        else:
            yield _Parting(removed, added, after, page)


def _moves(partings: Sequence[_Parting]) -> Iterator[tuple[_Parting, _Parting]]:
    """What was added at one place, with the parting where the same words were removed."""
    gone = [p for p in partings if not p.added and len(p.removed) >= _FEWEST_MOVED]
    for parting in partings:
        if parting.removed:
            continue
        source = next((p for p in gone if _alike(p.removed, parting.added)), None)
        if source:
            gone.remove(source)
            yield parting, source


def _alike(one: Sequence[Word], other: Sequence[Word]) -> bool:
    matcher = matched(one, other)
    return matcher.quick_ratio() >= _MOVED and matcher.ratio() >= _MOVED


def _move(to: _Parting, source: _Parting, after: Counter[int]) -> Change:
    page, other = to.added[0].page or to.page, source.removed[0].page
    if _whole(to.added, after[to.added[0].page]):
        return Change(Kind.PAGE_MOVED, page, other_page=other)
    return Change(Kind.MOVED, page, after=_short(to.added), other_page=other)


def _told(parting: _Parting, before: Counter[int], after: Counter[int]) -> Iterator[Change]:
    """A replacement, or what was removed or added, page by page; whole pages are said to be."""
    removed, added = parting.removed, parting.added
    if removed and added:
        page = added[0].page or removed[0].page
        yield Change(Kind.REPLACED, page, _text(removed), _text(added), around=parting.after)
        return
    for page, chunk in _by_page(removed):
        whole = _whole(chunk, before[page])
        yield Change(
            Kind.PAGE_REMOVED if whole else Kind.REMOVED,
            page, before=_short(chunk), around="" if whole else parting.after,
        )  # fmt: skip
    for page, chunk in _by_page(added):
        whole = _whole(chunk, after[page])
        yield Change(
            Kind.PAGE_ADDED if whole else Kind.ADDED,
            page or parting.page, after=_short(chunk), around="" if whole else parting.after,
        )  # fmt: skip


def _by_page(chunk: Sequence[Word]) -> Iterator[tuple[int, list[Word]]]:
    for page, told in groupby(chunk, key=lambda word: word.page):
        yield page, list(told)


def _whole(chunk: Sequence[Word], count: int) -> bool:
    """Whether some words are all those of their page, which a Word file does not tell."""
    return chunk[0].page > 0 and len(chunk) >= count * _WHOLE_PAGE


def _text(chunk: Iterable[Word]) -> str:
    return " ".join(word.text for word in chunk)


def _short(chunk: Sequence[Word]) -> str:
    told = _text(chunk[:_LONGEST])
    return told if len(chunk) <= _LONGEST else f"{told} …"
