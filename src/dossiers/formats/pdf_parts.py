"""What a PDF carries beside its pages: signature fields, embedded files, what could act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossiers.formats.geometry import Box
from dossiers.formats.objects import entry, is_stream, notes
from dossiers.formats.pdf import opened, reading

if TYPE_CHECKING:
    from dossiers.formats.objects import PdfReader

MAX_EMBEDDED = 50_000_000
"""How many bytes an embedded file may have once unpacked."""


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
                _box(entry(note, "/Rect")),
            )
            for number, page in enumerate(opened(data).pages, 1)
            for note in notes(page)
            if entry(note, "/FT") == "/Sig"
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
    """The embedded files by name; one too large is empty. Raises PdfProblem."""
    with reading():
        return attachments_of(opened(data))


def attachments_of(reader: PdfReader) -> dict[str, bytes]:
    """The embedded files of a PDF that is open; to be called under `reading`."""
    return dict(_files(entry(entry(reader.root_object, "/Names"), "/EmbeddedFiles"), 0))


def _files(node: Any, depth: int) -> Iterator[tuple[str, bytes]]:
    """The files of a name tree; one that goes deeper than any real one is not followed."""
    if node is None or depth > 8:  # noqa: PLR2004 - a bound against trees that hold themselves
        return
    pairs = list(entry(node, "/Names") or ())
    for title, spec in zip(pairs[::2], pairs[1::2], strict=False):
        stream = entry(entry(spec.get_object(), "/EF"), "/F")
        if is_stream(stream):
            content = stream.get_data()
            yield str(title), content if len(content) <= MAX_EMBEDDED else b""
    for kid in entry(node, "/Kids") or ():
        yield from _files(kid.get_object(), depth + 1)


def _box(rect: Any) -> Box:
    left, bottom, right, top = (float(edge) for edge in rect)
    return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
