"""Files as they are joined in the wild: those that can be served, and those that cannot."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

import pypdf
from PIL import Image, ImageDraw
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    RectangleObject,
    TextStringObject,
)

import odd_pages
from samples import edited, made, sheets


def image(form: str, mode: str = "RGB", turned: int = 0, size: tuple[int, int] = (90, 60)) -> bytes:
    """White, its left third black; `turned` is its EXIF orientation."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 3, size[1]), fill="black")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    file = BytesIO()
    picture.convert(mode).save(file, form, exif=exif)
    return file.getvalue()


def added(writer: pypdf.PdfWriter, item: PdfObject) -> IndirectObject:
    return writer._add_object(item)  # noqa: SLF001


def office(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "<x/>")
    return file.getvalue()


def locked(user: str, algorithm: str) -> bytes:
    owner = "x"
    return edited(sheets("fermée"), lambda w: w.encrypt(user, owner, algorithm=algorithm))


def field(answer: str, picture: PdfObject | None) -> DictionaryObject:
    note = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("nom"),
            NameObject("/V"): TextStringObject(answer),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): RectangleObject((0, 0, 595, 842)),
        }
    )
    if picture is not None:
        note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): picture})
    return note


def with_field(writer: pypdf.PdfWriter, note: DictionaryObject) -> None:
    notes = ArrayObject([added(writer, note)])
    writer.pages[0][NameObject("/Annots")] = notes
    form = {NameObject("/Fields"): notes, NameObject("/NeedAppearances"): NumberObject(1)}
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(form)


def answered(writer: pypdf.PdfWriter) -> None:
    """A field whose answer is drawn with a composite font, its glyphs numbered (Identity-H)."""
    other = pypdf.PdfReader(BytesIO(sheets("Dupont"))).pages[0]
    contents = other.get_contents()
    assert contents is not None
    picture = DecodedStreamObject()
    picture.set_data(contents.get_data())
    picture[NameObject("/Subtype")] = NameObject("/Form")
    picture[NameObject("/BBox")] = RectangleObject((0, 0, 595, 842))
    picture[NameObject("/Resources")] = other["/Resources"].clone(writer)
    with_field(writer, field("Dupont", added(writer, picture)))


def answered_in_vain(writer: pypdf.PdfWriter) -> None:
    """The picture of the field is there, and empty: its viewer was to draw it."""
    picture = DecodedStreamObject()
    picture.set_data(b"/Tx BMC q 2 2 90 16 re W n Q EMC")
    picture[NameObject("/BBox")] = RectangleObject((0, 0, 100, 20))
    with_field(writer, field("Dupont", added(writer, picture)))


def answered_above(writer: pypdf.PdfWriter) -> None:
    """The answer is said by the field above the one that is placed on the page."""
    note = field("Dupont", None)
    above = DictionaryObject(
        {NameObject(key): note.pop(NameObject(key)) for key in ("/FT", "/T", "/V")}
    )
    note[NameObject("/Parent")] = added(writer, above)
    with_field(writer, note)


def drawing_itself(writer: pypdf.PdfWriter) -> None:
    """A form that draws itself, for ever."""
    form = DecodedStreamObject()
    form.set_data(b"/Moi Do")
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = RectangleObject((0, 0, 100, 20))
    place = added(writer, form)
    inner = DictionaryObject({NameObject("/Moi"): place})
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): inner})
    page = writer.pages[0]
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/XObject")] = inner


def with_wicked_names(writer: pypdf.PdfWriter) -> None:
    """Names that would do harm as paths: of a file, a field, a destination, a font."""
    odd_pages.hostile(writer)
    writer.add_attachment("../../../intrus.txt", b"intrus")
    note = field("", None)
    note[NameObject("/T")] = TextStringObject("../../intrus")
    note[NameObject("/FT")] = NameObject("/Sig")
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([added(writer, note)])})
    writer.root_object[NameObject("/AcroForm")] = form
    writer.metadata = {"/Title": "../../../intrus", "/Author": "/etc/passwd"}


def with_private_data(writer: pypdf.PdfWriter) -> None:
    """A picture that carries a program of its own, and actions, where nobody looks."""
    form = DecodedStreamObject()
    form.set_data(b"0 g 0 0 9 9 re f")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = RectangleObject((0, 0, 9, 9))
    script = DictionaryObject({NameObject("/JS"): TextStringObject("alert()")})
    for key in ("/AA", "/PieceInfo", "/AF"):
        form[NameObject(key)] = script
    page = writer.pages[0]
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    drawn = DictionaryObject({NameObject("/Image"): added(writer, form)})
    resources[NameObject("/XObject")] = drawn


def bursting() -> bytes:
    """A page whose content is a few kilobytes that become four gigabytes."""
    zeros = zlib.compressobj(9)
    once = b"".join((zeros.compress(bytes(64_000_000)), zeros.flush()))
    twice = zlib.compress(once * 64, 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream"
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream % (len(twice), twice),
    )


def biting_its_tail() -> bytes:
    """A tree of pages that holds itself."""
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"
    )


def written(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, the first being its root."""
    file = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(file))
    return file + head + tail


def paged(more: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one blank page, with something else in its root or in its trailer."""
    data = written(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % more,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    return data.replace(b"trailer\n<<", b"trailer\n<<%s" % trailer)


def of_pages(count: int) -> bytes:
    """A PDF of as many pages as asked, all of them the same object."""
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def noted(turned: int = 1) -> bytes:
    """A photograph with what its camera and its owner noted, the day of the place included."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "Fabricant"
    exif.get_ifd(0x8825)[29] = "2026:11:22"  # GPSDateStamp
    file = BytesIO()
    Image.new("RGB", (90, 60), "white").save(file, "JPEG", exif=exif, comment=b"Remarque")
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def vast(side: int) -> bytes:
    """A black square of so many points a side, of which only the measure is there."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(9))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def wordy() -> bytes:
    """A picture with a text of some kilobytes that become half a gigabyte."""
    told = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(500_000_000), 1))
    data = image("PNG")
    return data[:33] + told + data[33:]


GOOD = {
    "A3": sheets("A3", style="@page { size: A3 landscape }"),
    "tournée": edited(sheets("tournée"), odd_pages.turned),
    "rognée": edited(sheets("rognée"), odd_pages.cropped),
    "rognée et tournée": edited(edited(sheets("rognée"), odd_pages.cropped), odd_pages.turned),
    "verrouillée par son auteur": locked("", "AES-256"),
    "verrouillée à l’ancienne": locked("", "RC4-128"),
    "active": edited(sheets("active"), odd_pages.hostile),
    "aux noms trompeurs": edited(sheets("noms"), with_wicked_names),
    "à données privées": edited(sheets("privées"), with_private_data),
    "formulaire rempli": edited(sheets("formulaire"), answered),
    "signée": edited(sheets("signée"), odd_pages.signed_form),
    "qui se dessine elle-même": edited(sheets("boucle"), drawing_itself),
    "photographie": image("JPEG"),
    "photographie tournée": image("JPEG", turned=6),
    "photographie en miroir": image("JPEG", turned=5),
    "photographie en gris": image("JPEG", "L"),
    "photographie pour l’imprimeur": image("JPEG", "CMYK"),
    "capture": image("PNG"),
    "capture transparente": image("PNG", "RGBA"),
    "capture à palette": image("PNG", "P"),
}

BAD = {
    "vide": (b"", "vide"),
    "texte": (b"Bonjour", "ni un PDF, ni une image"),
    "Word": (office("word/document.xml"), "document Word ; enregistrez-le en PDF"),
    "Excel": (office("xl/workbook.xml"), "classeur ; enregistrez-le en PDF"),
    "archive": (office("x.xml"), "archive"),
    "ancien Word": (b"\xd0\xcf\x11\xe0" + bytes(600), "ancien Office"),
    "RTF": (rb"{\rtf1 Bonjour}", "RTF"),
    "TIFF": (b"II*\0" + bytes(99), "TIFF"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(99), "HEIC ; enregistrez-la en JPEG"),
    "à mot de passe": (locked("u", "AES-256"), "mot de passe"),
    "à mot de passe, à l’ancienne": (locked("u", "RC4-128"), "mot de passe"),
    "tronquée": (made("<p style='break-after: page'>Texte</p>" * 9)[:4000], "tronqué"),
    "en-tête seul": (b"%PDF-1.7\n", "tronqué"),
    "réponses jamais dessinées": (edited(sheets("f"), answered_in_vain), "ne sont pas dessinées"),
    "réponses d’un champ parent": (edited(sheets("f"), answered_above), "ne sont pas dessinées"),
    "photographie coupée": (image("JPEG", size=(600, 600))[:-800], "tronquée"),
    "capture coupée": (image("PNG")[:-20], "tronquée"),
    "photographie sans image": (b"\xff\xd8\xff", "tronquée"),
    "qui se mord la queue": (biting_its_tail(), "tronqué"),
}
