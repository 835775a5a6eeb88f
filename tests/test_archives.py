"""A damaged archive is refused with a sentence, whichever of its bytes is wrong."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from dossiers.errors import LibraryError
from dossiers.formats.archive import ArchiveProblem, unpacked
from dossiers.formats.ooxml import read_parts
from dossiers.workbooks.xlsx import XlsxProblem, unpack

PART = "word/document.xml"


def archive(method: int) -> bytearray:
    """A whole archive of two parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        target.writestr("[Content_Types].xml", "<a/>" * 50)
        target.writestr(PART, "<b/>" * 500)
    return bytearray(out.getvalue())


def too_long() -> bytes:
    """A part said to be longer than the file."""
    data = archive(zipfile.ZIP_STORED)
    struct.pack_into("<II", data, data.rfind(b"PK\x01\x02") + 20, 10**6, 10**6)
    return bytes(data)


def scrambled(method: int) -> bytes:
    """A part whose compressed bytes are wrong from the first."""
    data = archive(method)
    start = data.find(PART.encode()) + len(PART)
    header = 9 if method == zipfile.ZIP_LZMA else 0  # a wrong header would be another fault
    for index in range(start + header, start + header + 20):
        data[index] ^= 0xA5
    return bytes(data)


def nameless() -> bytes:
    """A part without a name."""
    data = archive(zipfile.ZIP_STORED)
    entry = data.rfind(b"PK\x01\x02")
    struct.pack_into("<HH", data, entry + 28, 0, len(PART))  # its name becomes an extra field
    data[entry + 46 : entry + 46 + len(PART)] = struct.pack("<HH", 0xCAFE, len(PART) - 4) + bytes(
        len(PART) - 4
    )
    return bytes(data)


def ill_named() -> bytes:
    """A name said to be UTF-8 that is not."""
    data = archive(zipfile.ZIP_STORED)
    entry = data.rfind(b"PK\x01\x02")
    struct.pack_into("<H", data, entry + 8, 0x800)
    data[entry + 46] = 0xFF
    return bytes(data)


def far_away() -> bytes:
    """A part said to begin beyond the end of any file (APPNOTE.TXT of PKWARE, 4.5.3)."""
    data = archive(zipfile.ZIP_STORED)
    entry, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    place = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    struct.pack_into("<H", data, entry + 30, len(place))
    struct.pack_into("<I", data, entry + 42, 2**32 - 1)
    struct.pack_into("<I", data, end + 12, end - data.find(b"PK\x01\x02") + len(place))
    data[end:end] = place
    return bytes(data)


DAMAGED: list[Callable[[], bytes]] = [
    too_long,
    lambda: scrambled(zipfile.ZIP_DEFLATED),
    lambda: scrambled(zipfile.ZIP_BZIP2),
    lambda: scrambled(zipfile.ZIP_LZMA),
    nameless,
    ill_named,
    far_away,
]


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_damaged_word_file_is_refused(damaged: Callable[[], bytes]) -> None:
    with pytest.raises(LibraryError, match=r"^x\.docx : ce n’est pas un fichier Word"):
        read_parts(damaged(), "x.docx")


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_damaged_workbook_is_refused(damaged: Callable[[], bytes]) -> None:
    with pytest.raises(XlsxProblem, match="n’est pas un classeur"):
        unpack(damaged())


def lying(method: int) -> bytes:
    """A part of four hundred megabytes that says it has a hundred bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        target.writestr("[Content_Types].xml", "<a/>")
        with target.open(PART, "w") as part:
            for _ in range(40):
                part.write(bytes(10_000_000))
    data = bytearray(out.getvalue())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 100)
    struct.pack_into("<I", data, data.rfind(b"PK\x03\x04") + 22, 100)
    return bytes(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_part_that_lies_about_its_size_costs_no_memory(method: int) -> None:
    data = lying(method)
    tracemalloc.start()
    with pytest.raises(LibraryError):
        read_parts(data, "x.docx")
    with pytest.raises(XlsxProblem):
        unpack(data)
    with pytest.raises(ArchiveProblem):
        unpacked(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000
