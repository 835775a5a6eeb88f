"""The text that a page of a PDF draws, mark by mark (ISO 32000-1, 7.8, 9.4 and 14.6).

pypdf can parse a page too, but makes an object of each number of it, which takes ten times as long:
this module only knows the few operators that tell which text stands under which mark.
"""

from __future__ import annotations

import math
import re
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

from dossiers.formats import objects
from dossiers.formats.pdf import PdfProblem

if TYPE_CHECKING:
    from dossiers.formats.objects import PageObject, PdfReader

MARGIN = "margin"
"""The mark of an artifact: a running header, a page number, what no reader says."""

Mark: TypeAlias = int | str | None
"""The number of a marked content, MARGIN, or None where text is in no mark at all."""

_TOKEN = re.compile(
    rb"%[^\r\n]*|\(|\[[^\[\]()%]*\]|<<|>>|<[^<>]*>?|[\[\]{})]"
    rb"|/[^\s\0()<>\[\]{}/%]*|[^\s\0()<>\[\]{}/%]+"
)
"""A simple array is one token, which is most of what a text is made of."""
_INSIDE = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n?|\n)|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONSTANTS = (b"true", b"false", b"null")
_IMAGE_END = re.compile(rb"\sEI(?=[\s\0])")
_HEX = re.compile(rb"<([^<>]*)")
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")
_FORMS = 1000
"""How many forms a page may draw, before it is taken for one that never ends."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters drawn together, on a line of this baseline, in points of the text's own space."""

    text: str
    mark: Mark
    baseline: float = 0.0
    size: float = 0.0


def page_numbers(reader: PdfReader) -> dict[int, int]:
    """The number of each page, from 1, by the number of its object."""
    return {
        page.indirect_reference.idnum: number
        for number, page in enumerate(reader.pages, 1)
        if page.indirect_reference
    }


def content(page: PageObject) -> bytes:
    """The operators that draw a page, as one stream; empty for a blank page."""
    merged = page.get_contents()
    return merged.get_data() if merged is not None else b""


def runs(page: PageObject, *, after: bytes = b"") -> tuple[Run, ...]:
    """The text of a page in the order in which it is drawn, or of what it draws after something.

    To be called under `pdf.reading`; raises PdfProblem. What a form marks counts as marked on its
    page.
    """
    told = content(page)
    drawing = _Drawing(objects.entry(page, "/Resources"))
    drawing.draw(told[told.rfind(after) + len(after) :] if after else told)
    return tuple(drawing.runs)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page draws, and the hash of the fonts that say which characters these are."""

    content: bytes
    fonts: bytes


def drawn(page: PageObject | None, *, but: str = "") -> Drawn:
    """What a page draws, the font of one name left out; nothing where there is no page.

    To be called under `pdf.reading`.
    """
    seen = sha256()
    fonts = objects.entry(objects.entry(page, "/Resources"), "/Font")
    for name in sorted(fonts if isinstance(fonts, dict) else ()):
        characters = objects.entry(objects.entry(fonts, name), "/ToUnicode")
        if name != but and objects.is_stream(characters):
            seen.update(name.encode() + characters.get_data())
    return Drawn(content(page) if page else b"", seen.digest())


@dataclass(slots=True)
class _Drawing:
    """A walk through the operators of a page, and of the forms that it draws."""

    resources: Any
    forms: int = _FORMS
    runs: list[Run] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    fonts: dict[int, Any] = field(default_factory=dict)
    face: Any = None
    size: float = 0.0
    baseline: float = 0.0
    scale: float = 1.0

    def draw(self, content: bytes) -> None:
        """Follow these operators."""
        kept: list[tuple[Any, float]] = []
        for operator, operands in operations(content):
            match operator:
                case b"Tj" | b"TJ" | b"'" | b'"':
                    self._show(operands)
                case b"BDC" | b"BMC":
                    self.marks.append(self._mark(operands))
                case b"EMC" if self.marks:
                    self.marks.pop()
                case b"q":
                    kept.append((self.face, self.size))
                case b"Q" if kept:
                    self.face, self.size = kept.pop()
                case b"Do" if operands:
                    self._form(_name(operands[-1]))
                case _:
                    self._place(operator, operands)

    def _place(self, operator: bytes, operands: Sequence[bytes]) -> None:
        """Follow an operator that may choose a font or begin a line."""
        match operator:
            case b"Tf" if len(operands) > 1:
                self._choose(operands)
            case b"Tm" if len(operands) == 6:  # noqa: PLR2004 - a matrix
                self.scale, self.baseline = abs(_number(operands[3])), _number(operands[5])
            case b"Td" | b"TD" if len(operands) > 1:
                self.baseline += _number(operands[1]) * self.scale

    def _show(self, operands: Sequence[bytes]) -> None:
        data = b"".join(map(strings, operands))
        text = self.face(data) if self.face else ""
        if text:
            mark = self.marks[-1] if self.marks else None
            self.runs.append(Run(text, mark, self.baseline, self.size * self.scale))

    def _mark(self, operands: Sequence[bytes]) -> Mark:
        """The mark that begins; what has no number of its own belongs to the one around it."""
        if b"/MCID" in operands[:-1]:
            return int(_number(operands[operands.index(b"/MCID") + 1]))
        if operands[:1] == [b"/Artifact"]:
            return MARGIN
        if len(operands) == 2:  # noqa: PLR2004 - a tag, and the name of its properties
            named = objects.entry(objects.entry(self.resources, "/Properties"), _name(operands[1]))
            number = objects.entry(named, "/MCID")
            if isinstance(number, int):
                return int(number)
        return self.marks[-1] if self.marks else None

    def _choose(self, operands: Sequence[bytes]) -> None:
        font = objects.entry(objects.entry(self.resources, "/Font"), _name(operands[-2]))
        if font is not None and id(font) not in self.fonts:
            self.fonts[id(font)] = objects.decoder(font)
        self.face, self.size = self.fonts.get(id(font)), abs(_number(operands[-1]))

    def _form(self, name: str) -> None:
        """Follow the operators of a form, which has its resources or takes those around it."""
        form = objects.entry(objects.entry(self.resources, "/XObject"), name)
        if objects.entry(form, "/Subtype") != "/Form" or not objects.is_stream(form):
            return
        self.forms -= 1
        if not self.forms:
            raise PdfProblem("Le PDF dessine des formes sans fin.")
        around = (self.resources, self.marks, self.face, self.size, self.baseline, self.scale)
        self.resources = objects.entry(form, "/Resources") or self.resources
        self.marks = self.marks[-1:]
        self.draw(form.get_data())
        self.resources, self.marks, self.face, self.size, self.baseline, self.scale = around


def operations(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each operator of a content stream with its operands, which stay as they are written.

    >>> list(operations(b"/F1 12 Tf [(a) -3 <62>] TJ"))
    [(b'Tf', [b'/F1', b'12']), (b'TJ', [b'[', b'(a)', b'-3', b'<62>', b']'])]
    >>> list(operations(b"[<61> -3 <62>] TJ"))
    [(b'TJ', [b'[<61> -3 <62>]'])]
    """
    operands: list[bytes] = []
    place = 0
    while found := _TOKEN.search(content, place):
        token, place = found[0], found.end()
        first = token[:1]
        if first == b"(":
            place = _string_end(content, place)
            operands.append(content[found.start() : place])
        elif first in b"<>[]/{}+-.0123456789" or token in _CONSTANTS:
            operands.append(token)
        elif first not in b"%)":
            yield token, operands
            operands = []
            if token == b"ID":  # the bytes of a picture are no operators
                end = _IMAGE_END.search(content, place)
                place = end.end() if end else len(content)


def _string_end(content: bytes, place: int) -> int:
    """Where the string ends whose opening parenthesis stands before a place."""
    depth = 1
    for found in _INSIDE.finditer(content, place):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(content)


def strings(token: bytes) -> bytes:
    """The bytes of the strings of a token, written in hexadecimal or between parentheses."""
    if token[:1] == b"(":
        return _ESCAPE.sub(_escaped, token[1:-1])
    return b"".join(
        unhexlify(digits + b"0" * (len(digits) % 2))
        for digits in (_NOT_HEX.sub(b"", found) for found in _HEX.findall(token))
    )


def _escaped(found: re.Match[bytes]) -> bytes:
    code, line_end, letter = found.groups()
    if code:
        return bytes([int(code, 8) & 255])
    return b"" if line_end else _LETTERS.get(letter, letter)


def _number(token: bytes) -> float:
    """A figure; 0 for what is none."""
    try:
        number = float(token)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def _name(token: bytes) -> str:
    """A name with its oblique, `#` codes resolved."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: unhexlify(found[1]), token)
    return plain.decode("utf-8", "replace")
