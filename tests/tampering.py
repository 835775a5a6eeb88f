"""What people do to a PDF or a Word file between its issue and its return."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pypdf
from lxml import etree
from PIL import Image
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    NameObject,
    NumberObject,
)

from samples import edited, sheets

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WHITE = ([NumberObject(1)] * 3, b"rg")
_BLACK = ([NumberObject(0)] * 3, b"rg")


def retyped(data: bytes, old: str, new: str) -> bytes:
    """One line of the first page that says `old` says `new`, of the same length, in its font."""

    def change(_: list[Any], codes: dict[str, bytes], said: str) -> list[tuple[Any, bytes]]:
        at = said.index(old)
        glyphs = [codes[character] for character in said[:at] + new + said[at + len(old) :]]
        return [(ArrayObject([ArrayObject([ByteStringObject(b"".join(glyphs))])]), b"TJ")]

    return _lines(data, old, change, count=1)


def without(data: bytes, *lines: str) -> bytes:
    """The lines that say these words are gone from the page."""
    for line in lines:
        data = _lines(data, line, lambda *_: [], count=1)
    return data


def whitened(data: bytes, line: str) -> bytes:
    """A line is drawn in white, and still there to be copied."""
    return _lines(data, line, lambda pieces, _codes, _said: [_WHITE, *pieces, _BLACK], count=1)


def _lines(
    data: bytes, words: str, change: Callable[..., list[tuple[Any, bytes]]], *, count: int
) -> bytes:
    """Rewrite the drawing of the first `count` lines that say some words."""
    left = count

    def edit(writer: pypdf.PdfWriter) -> None:
        nonlocal left
        pages: Any = writer.pages
        for page in pages:
            stream = ContentStream(page["/Contents"].get_object(), writer)
            done: list[tuple[Any, bytes]] = []
            font: dict[bytes, str] = {}
            for operands, operator in stream.operations:
                if operator == b"Tf":
                    font = _unicode(page["/Resources"]["/Font"][operands[0]].get_object())
                said = _said(operands, font) if operator == b"TJ" else ""
                if left and words in said:
                    left -= 1
                    codes = {text: code for code, text in font.items()}
                    done += change([(operands, operator)], codes, said)
                else:
                    done.append((operands, operator))
            stream.operations = done
            page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001

    changed = edited(data, edit)
    assert left == 0, words
    return changed


def _unicode(font: Any) -> dict[bytes, str]:
    """The character of each code of a font, from its ToUnicode map."""
    found = {}
    for line in font["/ToUnicode"].get_object().get_data().decode().splitlines():
        parts = line.split()
        if len(parts) == 2 and parts[0].startswith("<") and parts[1].startswith("<"):
            code, text = (bytes.fromhex(part.strip("<>")) for part in parts)
            found[code] = text.decode("utf-16-be")
    return found


def _said(operands: Any, font: dict[bytes, str]) -> str:
    raw = b"".join(p.original_bytes for p in operands[0] if not isinstance(p, (int, float)))
    return "".join(font.get(raw[at : at + 2], "?") for at in range(0, len(raw), 2))


def reordered(data: bytes, order: Callable[[list[Any]], list[Any]]) -> bytes:
    """The pages in another order, some left out or more put in."""
    writer = pypdf.PdfWriter()
    for page in order(list(pypdf.PdfReader(BytesIO(data)).pages)):
        writer.add_page(page)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def another_page(words: str) -> Any:
    """A page from elsewhere."""
    return pypdf.PdfReader(BytesIO(sheets(words))).pages[0]


def annotated(data: bytes, page: int, words: str) -> bytes:
    """A text is laid over a page."""
    note = FreeText(text=words, rect=(100, 500, 300, 540), background_color="ffffff")
    return edited(data, lambda writer: writer.add_annotation(page - 1, note))


def covered(data: bytes, page: int, box: tuple[int, int, int, int]) -> bytes:
    """A white rectangle is drawn over a part of a page."""

    def edit(writer: pypdf.PdfWriter) -> None:
        drawing = DecodedStreamObject()
        drawing.set_data("q 1 1 1 rg {} {} {} {} re f Q".format(*box).encode())
        target = writer.pages[page - 1]
        contents = ArrayObject([target.raw_get("/Contents"), writer._add_object(drawing)])  # noqa: SLF001
        target[NameObject("/Contents")] = contents

    return edited(data, edit)


def rescanned(data: bytes, folder: Path) -> bytes:
    """The pages printed and scanned: pictures, without a word."""
    (folder / "imprime.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "60", "-gray", "-png", folder / "imprime.pdf", folder / "page"],
        check=True,
    )
    first, *rest = [Image.open(path) for path in sorted(folder.glob("page-*.png"))]
    file = BytesIO()
    first.save(file, "PDF", save_all=True, append_images=rest)
    return file.getvalue()


def with_attachment(data: bytes, name: str, content: bytes) -> bytes:
    """The file that is embedded under a name is another."""

    def edit(writer: pypdf.PdfWriter) -> None:
        for attached in writer.attachment_list:
            if attached.name == name:
                attached.content = content

    return edited(data, edit)


def in_word(data: bytes, change: Callable[[etree._Element], object]) -> bytes:
    """A Word file after a change of its body."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                root = etree.fromstring(content)
                change(root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            new.writestr(entry.filename, content)
    return file.getvalue()


def runs(root: etree._Element, words: str) -> Iterator[etree._Element]:
    """The runs of a body whose text holds some words."""
    for run in root.iter(f"{W}r"):
        if words in "".join(text.text or "" for text in run.iter(f"{W}t")):
            yield run


def remove(element: etree._Element) -> None:
    """An element is gone from its parent."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def paragraph(root: etree._Element, words: str) -> etree._Element:
    """The first paragraph that holds some words."""
    return next(
        p for p in root.iter(f"{W}p") if words in "".join(t.text or "" for t in p.iter(f"{W}t"))
    )
