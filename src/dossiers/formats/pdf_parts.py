"""What a PDF carries beside its pages: signature fields, embedded files, what could act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossiers.formats.geometry import Box
from dossiers.formats.objects import entries, entry, is_stream, notes, rectangle
from dossiers.formats.pdf import opened, reading

if TYPE_CHECKING:
    from dossiers.formats.objects import PdfReader, StreamObject

MAX_EMBEDDED = 50_000_000
"""How many bytes an embedded file may have once unpacked."""
_MAX_TOGETHER = 500_000_000


@dataclass(frozen=True, slots=True)
class SignatureField:
    """A field to sign: its name, who signs as it is read aloud, its page from 1, its place."""

    name: str
    told: str
    page: int
    box: Box


def signature_boxes(data: bytes) -> tuple[SignatureField, ...]:
    """The signature fields of a file, in the order of its pages. Raises PdfProblem."""
    with reading():
        return tuple(
            SignatureField(
                str(entry(note, "/T") or ""),
                str(entry(note, "/TU") or ""),
                number,
                box,
            )
            for number, page in enumerate(opened(data).pages, 1)
            for note in notes(page)
            if entry(note, "/FT") == "/Sig" and (box := rectangle(note, "/Rect"))
        )


def overlays(data: bytes) -> tuple[tuple[int, str], ...]:
    """The page, from 1, and the sort of each annotation but fields and links. Raises PdfProblem."""
    with reading():
        return tuple(
            (number, str(entry(note, "/Subtype") or "").removeprefix("/"))
            for number, page in enumerate(opened(data).pages, 1)
            for note in notes(page)
            if entry(note, "/Subtype") not in ("/Link", "/Widget")
        )


def attachments(data: bytes) -> dict[str, bytes]:
    """The embedded files by name; one too large, alone or with the others, is empty.

    Raises PdfProblem.
    """
    with reading():
        return attachments_of(opened(data))


def attachments_of(reader: PdfReader) -> dict[str, bytes]:
    """The embedded files of a PDF that is open; to be called under `reading`."""
    found: dict[str, bytes] = {}
    left = _MAX_TOGETHER
    for name, stream in _files(entry(entry(reader.root_object, "/Names"), "/EmbeddedFiles"), set()):
        content = stream.get_data() if left else b""
        found[name] = content if len(content) <= min(left, MAX_EMBEDDED) else b""
        left -= len(found[name])
    return found


def _files(node: Any, seen: set[int]) -> Iterator[tuple[str, StreamObject]]:
    """The files of a name tree, each branch followed once even where it holds itself."""
    if id(node) in seen:
        return
    seen.add(id(node))
    pairs = entries(node, "/Names")
    for title, spec in zip(pairs[::2], pairs[1::2], strict=False):
        stream = entry(entry(spec, "/EF"), "/F")
        if is_stream(stream):
            yield str(title), stream
    for kid in entries(node, "/Kids"):
        yield from _files(kid, seen)
