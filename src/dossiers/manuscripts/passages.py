"""A template's source ↔ passages: its paragraphs, titles, list entries, rows and tags, by lines.

Each passage keeps the very lines that it was read from: what nobody edits stays as its author laid
it out, to the byte. A tag alone on its line is a passage; elsewhere tags are words of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

TAG = re.compile(r"\{##.*?##\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
"""What the program reads in a template, comments included."""
HARD = "\\\n"
"""How a line break inside a paragraph is written."""

_CLOSED = r"\{##(?:(?!##\}).)*##\}|\{%(?:(?!%\}).)*%\}"
ALONE = re.compile(rf"(?:\s*(?:{_CLOSED}))+\s*|\s*:::.*|\s*-{{3,}}\s*", re.DOTALL)
"""A line that says nothing by itself: tags of blocks, a container, a page break."""
_HEADING = re.compile(r"(#{1,3}) +(\S.*)")
_ENTRY = re.compile(r"( *)(?:([-*])|(\d+)\.) +(\S.*)", re.DOTALL)
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_JOINT = "\ue005"  # a line end inside a tag, while lines are told apart


class Kind(Enum):
    """What a passage is; only lists and titles have a level."""

    TEXT = "paragraphe"
    HEADING = "titre"
    BULLET = "puce"
    NUMBER = "entrée numérotée"
    CONTINUED = "suite d’entrée"
    TAG = "balise"
    HEADER = "titres de colonne"
    ROW = "ligne de tableau"


LISTED = (Kind.BULLET, Kind.NUMBER, Kind.CONTINUED)
TABULAR = (Kind.HEADER, Kind.ROW)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a template in Markdown, without the signs of their kind.

    `texts` is one text, or the cells of a row. `level` is 1 to 3 for a title, from 0 for an entry.
    """

    kind: Kind
    texts: tuple[str, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """The words on one line."""
        return " | ".join(self.texts).replace(HARD, " ").strip()


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage where it stands: its lines from line `line`, and the blank ones that follow.

    `number` is the one written before a numbered entry, `sides` the alignment of each column.
    """

    passage: Passage
    source: str
    line: int
    gap: str = ""
    number: int = 0
    sides: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reader:
    """Reads a source from the top; `offsets` are where the text of each open entry begins."""

    lines: Sequence[str]
    found: list[Placed]
    offsets: list[int]
    at: int = 0
    line: int = 1

    def read(self) -> None:
        while self.at < len(self.lines):
            taken, passage, number, sides = self.next()
            text = "\n".join(self.lines[self.at : self.at + taken]).replace(_JOINT, "\n")
            end = self.at + taken
            while end < len(self.lines) and not self.lines[end].strip():
                end += 1
            whole = "\n".join(self.lines[self.at : end]).replace(_JOINT, "\n")
            gap = whole[len(text) :] + ("\n" if end < len(self.lines) else "")
            self.found.append(Placed(passage, text, self.line, gap, number, sides))
            self.line += (text + gap).count("\n")
            self.at = end

    def next(self) -> tuple[int, Passage, int, tuple[str, ...]]:
        """How many lines the next passage takes, what it is, its number, its alignments."""
        line = self.lines[self.at]
        if ALONE.fullmatch(line):
            return 1, Passage(Kind.TAG, (line.strip().replace(_JOINT, "\n"),)), 0, ()
        if line.lstrip().startswith("|"):
            return self.row(line)
        if heading := _HEADING.fullmatch(line.rstrip()):
            self.offsets.clear()
            words = (heading[2].replace(_JOINT, " "),)
            return 1, Passage(Kind.HEADING, words, len(heading[1])), 0, ()
        taken = 1 + sum(1 for _ in self.following())
        if entry := _ENTRY.fullmatch(line):
            kind = Kind.BULLET if entry[2] else Kind.NUMBER
            while self.offsets and len(entry[1]) < self.offsets[-1]:
                self.offsets.pop()
            level = len(self.offsets)
            self.offsets.append(entry.start(4))
            words = (self.joined(entry[4], taken),)
            return taken, Passage(kind, words, level), int(entry[3] or 0), ()
        indent = len(line) - len(line.lstrip())
        while self.offsets and indent < self.offsets[-1]:
            self.offsets.pop()
        words = (self.joined(line, taken),)
        if self.offsets:
            return taken, Passage(Kind.CONTINUED, words, len(self.offsets) - 1), 0, ()
        return taken, Passage(Kind.TEXT, words), 0, ()

    def row(self, line: str) -> tuple[int, Passage, int, tuple[str, ...]]:
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        cells = tuple(_cells(line.replace(_JOINT, " ")))
        if _RULE.fullmatch(after):
            return 2, Passage(Kind.HEADER, cells), 0, tuple(map(_side, _cells(after)))
        return 1, Passage(Kind.ROW, cells), 0, ()

    def following(self) -> Iterator[str]:
        """The lines that go on with the paragraph or the entry begun."""
        for line in self.lines[self.at + 1 :]:
            begins = (ALONE.fullmatch(line), _HEADING.match(line), _ENTRY.fullmatch(line))
            if not line.strip() or any(begins) or line.lstrip().startswith("|"):
                return
            yield line

    def joined(self, first: str, taken: int) -> str:
        """A paragraph of several lines: a break where its author asked for one, else a space."""
        words = ""
        for line in (first, *self.lines[self.at + 1 : self.at + taken]):
            if words.endswith("\\"):
                words += "\n"
            elif words.endswith("  "):
                words = f"{words.rstrip()}{HARD}"
            elif words:
                words += " "
            words += line.lstrip()
        return words.rstrip().replace(_JOINT, " ")


def read(source: str) -> tuple[str, tuple[Placed, ...]]:
    """What stands above the first passage, and the passages; joined again they are the source."""
    joint = TAG.sub(lambda tag: tag[0].replace("\n", _JOINT), source)
    lines = joint.split("\n")
    blank = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    reader = _Reader(lines, [], [], at=blank, line=blank + 1)
    reader.read()
    return "\n" * blank if blank < len(lines) else source, tuple(reader.found)


def offset(source: str) -> int:
    """Where the text of an entry begins on its line: what belongs to it stands as far, at least."""
    entry = _ENTRY.match(source)
    return entry.start(4) if entry else 0


def shown(block: Placed) -> str:
    """The lines of a block and the blank ones below."""
    return block.source + block.gap


def _cells(line: str) -> Iterator[str]:
    """The cells of a row: a bar inside a tag, or after a backslash, separates nothing."""
    hidden = TAG.sub(lambda tag: tag[0].replace("|", _JOINT), line.strip())
    inner = hidden.removeprefix("|")
    if re.search(r"(?<!\\)\|$", inner):
        inner = inner[:-1]
    for cell in re.split(r"(?<!\\)\|", inner):
        yield cell.replace(_JOINT, "|").replace("\\|", "|").strip()


def _side(rule: str) -> str:
    match (rule.startswith(":"), rule.endswith(":")):
        case (True, True):
            return "center"
        case (False, True):
            return "right"
        case _:
            return "left"
