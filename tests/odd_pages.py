"""Changes to a sound PDF that make it what files are in the wild: to be used with `edited`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

if TYPE_CHECKING:
    import pypdf


def turned(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].rotate(90)


def turned_back(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].rotate(270)


def upside_down(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].rotate(180)


def cropped(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/CropBox")] = RectangleObject((60, 300, 500, 800))


def shifted(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/MediaBox")] = RectangleObject((-200, 100, 500, 800))


def left_open(writer: pypdf.PdfWriter) -> None:
    """A page whose content scales the space and never closes what it opened."""
    page = writer.pages[0]
    stream = DecodedStreamObject()
    contents = page.get_contents()
    assert contents is not None
    stream.set_data(b"q q 0.2 0 0 0.2 50 50 cm " + contents.get_data() + b" BT q")
    page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001


def in_pieces(writer: pypdf.PdfWriter) -> None:
    """A page whose content is cut between two operators, as many scanners write it."""
    page = writer.pages[0]
    contents = page.get_contents()
    assert contents is not None
    lines = contents.get_data().splitlines()
    streams = ArrayObject()
    for half in (lines[: len(lines) // 2], lines[len(lines) // 2 :]):
        stream = DecodedStreamObject()
        stream.set_data(b"\n".join(half))
        streams.append(writer._add_object(stream))  # noqa: SLF001
    page[NameObject("/Contents")] = streams


def cropped_elsewhere(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/CropBox")] = RectangleObject((2000, 2000, 2100, 2100))


def compressed(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].compress_content_streams()


def without_content(writer: pypdf.PdfWriter) -> None:
    del writer.pages[0]["/Contents"]


def hostile(writer: pypdf.PdfWriter) -> None:
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("alert()"),
        }
    )
    launch = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    link = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): RectangleObject((0, 0, 99, 99)),
            NameObject("/A"): launch,
        }
    )
    trap = DictionaryObject(link)
    trap[NameObject("/A")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/URI"),
            NameObject("/URI"): TextStringObject("javascript:a()"),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([link, trap])
    writer.root_object[NameObject("/OpenAction")] = script
    writer.add_attachment("virus.exe", b"MZ-charge")


def signed_form(writer: pypdf.PdfWriter) -> None:
    """A field and a signature, each with its picture, and a remark that is hidden."""
    look = DecodedStreamObject()
    look.set_data(b"0 g 0 0 100 20 re f BT () Tj ET")
    look.update(
        {
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject((0, 0, 100, 20)),
        }
    )
    place = writer._add_object(look)  # noqa: SLF001
    notes = ArrayObject()
    for kind, height, flags in (("/Tx", 400, 4), ("/Sig", 300, 4), ("/Tx", 200, 2)):
        note = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject(kind),
                NameObject("/T"): TextStringObject(f"champ{height}"),
                NameObject("/V"): TextStringObject("Dupont"),
                NameObject("/F"): NumberObject(flags),
                NameObject("/Rect"): RectangleObject((100, height, 300, height + 40)),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): place}),
            }
        )
        notes.append(writer._add_object(note))  # noqa: SLF001
    writer.pages[0][NameObject("/Annots")] = notes
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): notes})


def ticked(writer: pypdf.PdfWriter) -> None:
    """Two boxes drawn in each of their states, one of them ticked, and one without a place."""
    look = DecodedStreamObject()
    look.set_data(b"0 g 0 0 20 20 re f")
    look[NameObject("/BBox")] = RectangleObject((0, 0, 20, 20))
    states = DictionaryObject({NameObject("/Oui"): writer._add_object(look)})  # noqa: SLF001
    notes = ArrayObject()
    for left, state in ((100, "/Oui"), (200, "/Off"), (None, "/Oui")):
        note = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/AS"): NameObject(state),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): states}),
            }
        )
        if left:
            note[NameObject("/Rect")] = RectangleObject((left, 400, left + 20, 420))
        notes.append(note)
    writer.pages[0][NameObject("/Annots")] = notes


def deep_outline(writer: pypdf.PdfWriter) -> None:
    above = None
    for title in ("un", "deux", "trois", "quatre", "cinq"):
        above = writer.add_outline_item(title=title, page_number=0, parent=above)
    writer.add_outline_item(title="", page_number=0)


def broken_outline(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/Outlines")] = DictionaryObject(
        {NameObject("/First"): NumberObject(7), NameObject("/Last"): NumberObject(7)}
    )
    writer.root_object[NameObject("/Names")] = NumberObject(3)
