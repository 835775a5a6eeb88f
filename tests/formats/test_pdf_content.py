"""What a page draws is read as pypdf reads it, and much faster."""

from __future__ import annotations

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import (
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from conftest import Bundles
from dossiers.formats import objects, pdf
from dossiers.formats.pdf_content import MARGIN, Run, content, operations, runs, strings
from samples import edited, sheets

_texts = st.binary(max_size=12)
_written = st.one_of(
    _texts.map(lambda data: data.hex().encode().join((b"<", b">"))),
    _texts.filter(lambda data: not set(data) & set(b"\\()\r")).map(lambda data: b"(%b)" % data),
    st.sampled_from((rb"(\(\)\\\n\101\7)", b"(a(b)c)", b"(\\\r\nx)", b"()", b"(BT [ % <<)")),
)


def _expected(content: bytes) -> list[tuple[bytes, bytes]]:
    """The operators of a stream and the bytes of their strings, as pypdf tells them."""
    stream = DecodedStreamObject()
    stream.set_data(content)
    return [
        (operator, b"".join(_bytes_of(operands)))
        for operands, operator in ContentStream(stream, None).operations
    ]


def _bytes_of(operands: object) -> list[bytes]:
    if isinstance(operands, list):
        return [data for operand in operands for data in _bytes_of(operand)]
    if isinstance(operands, TextStringObject | ByteStringObject):
        return [operands.original_bytes]
    return []


def _read(content: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (operator, b"".join(map(strings, operands))) for operator, operands in operations(content)
    ]


@given(st.lists(st.lists(_written, max_size=4), max_size=4), st.sampled_from((b"", b" -12.5 ")))
def test_the_strings_of_any_array_are_those_that_pypdf_reads(
    arrays: list[list[bytes]], between: bytes
) -> None:
    content = b"BT /F1 12 Tf\n" + b"".join(b"[%b]TJ\n" % between.join(a) for a in arrays) + b"ET"
    assert _read(content) == _expected(content)


def test_a_whole_document_is_read_as_pypdf_reads_it(bundles: Bundles) -> None:
    reader = pypdf.PdfReader(bundles.final / "charte.pdf")
    for page in reader.pages:
        assert _read(content(page)) == _expected(content(page))


@given(st.binary(max_size=60))
def test_no_damage_stops_the_reading(content: bytes) -> None:
    for _, operands in operations(b"BT (a" + content + b" ET"):
        assert all(isinstance(strings(operand), bytes) for operand in operands)


def test_the_bytes_of_a_picture_are_no_operators() -> None:
    content = b"q BI /W 1 /H 1 /BPC 8 /CS /G ID (Tj BDC EI Q (a) Tj"
    assert [operator for operator, _ in operations(content)] == [b"q", b"BI", b"ID", b"Q", b"Tj"]


def _drawing(content: bytes, **entries: object) -> bytes:
    """A PDF of one page that draws this with the font /F1."""

    def edit(writer: pypdf.PdfWriter) -> None:
        page = writer.pages[0]
        page[NameObject("/Contents")] = objects.added_stream(writer, content, {})
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        resources = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): objects.dictionary(font)})}
        )
        for key, value in entries.items():
            resources[NameObject(f"/{key}")] = objects.pdf_object(value)
        page[NameObject("/Resources")] = resources

    return edited(sheets("x"), edit)


def _runs(data: bytes, after: bytes = b"") -> list[tuple[str, object]]:
    with pdf.reading():
        page = pdf.opened(data).pages[0]
        return [(run.text, run.mark) for run in runs(page, after=after)]


def test_each_text_has_the_mark_around_it() -> None:
    content = (
        b"BT /F1 9 Tf (a) Tj /P <</MCID 7>> BDC (b) Tj /Span BMC (c) Tj EMC (d) Tj EMC"
        b" /Artifact <</Type /Pagination>> BDC (e) Tj EMC /P /Named BDC (f) ' EMC EMC (g) Tj ET"
    )
    told = _runs(_drawing(content, Properties={"/Named": {"/MCID": 3}}))
    assert told == [
        *(("a", None), ("b", 7), ("c", 7), ("d", 7), ("e", MARGIN), ("f", 3), ("g", None)),
    ]


def test_a_font_lasts_as_long_as_the_state_it_was_chosen_in() -> None:
    assert _runs(_drawing(b"q /F1 9 Tf (a) Tj Q (nothing draws this) Tj")) == [("a", None)]


def _with_form(data: bytes, content: bytes) -> bytes:
    """The PDF with a form /X on its first page."""

    def edit(writer: pypdf.PdfWriter) -> None:
        kind = {"/Type": "/XObject", "/Subtype": "/Form"}
        form = objects.added_stream(writer, content, kind)
        resources = writer.pages[0]["/Resources"]
        assert isinstance(resources, DictionaryObject)
        resources.update(objects.dictionary({"/XObject": {"/X": form}}))

    return edited(data, edit)


def test_a_form_is_read_in_its_place() -> None:
    page = _drawing(b"/F1 9 Tf /P <</MCID 1>> BDC /X Do EMC (after) Tj")
    data = _with_form(page, b"BT (within) Tj ET")
    assert _runs(data) == [("within", 1), ("after", None)]


def test_what_follows_something_is_read_alone() -> None:
    data = _drawing(b"/F1 9 Tf /P <</MCID 1>> BDC (before) Tj EMC /F1 9 Tf (after) Tj")
    assert _runs(data, after=b"(before) Tj EMC") == [("after", None)]


def test_forms_without_end_are_a_broken_file() -> None:
    with pytest.raises(pdf.PdfProblem, match="endommagé"):
        _runs(_with_form(_drawing(b"/X Do"), b"/X Do /X Do"))


def test_lines_have_the_baseline_that_the_operators_give() -> None:
    data = _drawing(b"BT /F1 9 Tf 1 0 0 2 50 700 Tm (a) Tj 0 -12 Td (b) Tj ET")
    with pdf.reading():
        page = pdf.opened(data).pages[0]
        assert runs(page) == (Run("a", None, 700, 18), Run("b", None, 676, 18))


def test_characters_are_those_of_the_font_whatever_its_encoding() -> None:
    assert "".join(text for text, _ in _runs(sheets("Été « à » œuvre"))).startswith("Été « à » œ")
    simple = objects.dictionary(
        {"/Type": "/Font", "/Subtype": "/Type1", "/Encoding": "/WinAnsiEncoding"}
    )
    assert objects.decoder(simple)(b"\xc9t\xe9") == "Été"
