"""The one `liasse.pdf` that binds a bundle's documents and pieces.

It is rebuilt from nothing: a page takes over what it shows and its plain links, never an action, a
script, a form or an attachment. The claims of the originals (PDF/A, PDF/UA, tags) stay behind,
since they would be false there. Optional layers are all shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossiers.blocks import Attachment
from dossiers.bundling import folio
from dossiers.formats import pdf
from dossiers.formats.fonts import Subset

if TYPE_CHECKING:
    from dossiers.formats.pdf import (
        Destination,
        DictionaryObject,
        IndirectObject,
        PageObject,
        PdfReader,
        PdfWriter,
        StreamObject,
    )

_KEPT = ("/Group", "/UserUnit")
_HIDDEN, _NO_VIEW = 2, 32
_SCHEMES = ("https://", "http://", "mailto:", "tel:")
_INNER_LEVELS = 3
_FORM = {"/Type": "/XObject", "/Subtype": "/Form"}
_IDENTITY = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A file to bind. Neighbours of the same `group` stand together under a bookmark so named."""

    title: str
    data: bytes
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of the assembled file before its folio: what it draws, through which forms."""

    page: PageObject
    frame: folio.Frame
    drawing: bytes
    forms: Mapping[str, IndirectObject]


def assemble(
    parts: Sequence[Part],
    *,
    title: str,
    reference: str,
    font: Path,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """One PDF of all the parts in order, with a bookmark a part and a folio « Folio n / N » a page.

    `font` is the TrueType file that draws the folio. The same arguments give the same bytes.
    Raises PdfProblem, with the part's title, for a part that cannot be bound, and LibraryError for
    a font that lacks a digit.
    """
    face = folio.face(font)
    writer = pdf.new_writer()
    leaves: list[_Leaf] = []
    group, above = "", None
    for part in parts:
        with pdf.reading(part.title):
            reader = pdf.opened(part.data)
            added = _append(writer, reader)
            if part.group != group:
                group = part.group
                above = _bookmark(writer, group, added[0].page, is_open=True) if group else None
            _outline(writer, reader, [leaf.page for leaf in added], (part.title, above))
            leaves += added
    _stamp(writer, leaves, face)
    pdf.embed(writer, attachments)
    _describe(writer, title, reference)
    writer.compress_identical_objects()
    return pdf.written(writer, _identifier(parts, attachments, title, reference))


def _append(writer: PdfWriter, reader: PdfReader) -> list[_Leaf]:
    sources = list(reader.pages)
    leaves = [_leaf(writer, source) for source in sources]
    places = {
        source.indirect_reference.idnum: leaf.page.indirect_reference
        for source, leaf in zip(sources, leaves, strict=True)
        if source.indirect_reference
    }
    named: dict[str, Sequence[Any]] = {}
    with suppress(Exception):  # a broken table of destinations costs its links, not the page
        named = {name: target.dest_array for name, target in reader.named_destinations.items()}
    for source, leaf in zip(sources, leaves, strict=True):
        links = [_link(note, named, places) for note in pdf.notes(source)]
        if kept := [link for link in links if link]:
            leaf.page.update(pdf.dictionary({"/Annots": kept}))
    return leaves


def _leaf(writer: PdfWriter, source: PageObject) -> _Leaf:
    """A new page that shows what the source shows, each layer drawn through a form of its own.

    A form closes what the original left open (graphics state, text object), so that the folio
    always lands where it should. A filled field or a stamp stays as its picture.
    """
    media, visible = source.mediabox, _visible(source)
    turn = source.rotation
    page = writer.add_blank_page(float(media.width), float(media.height))
    page.update(pdf.dictionary({"/MediaBox": media, "/CropBox": visible, "/Rotate": turn}))
    for key in _KEPT:
        if key in source:
            page[pdf.name(key)] = source.raw_get(key).clone(writer)
    body = _body(writer, source)
    forms = {"/Page": body} if body else {}
    drawing = "q /Page Do Q\n" if body else ""
    for note in pdf.notes(source):
        layer = _appearance(note)
        place = _placement(note, layer) if layer else None
        if layer and place:
            picture = layer.clone(writer)
            picture.update(pdf.dictionary(_FORM))
            forms[f"/Note{len(forms)}"] = pdf.reference(picture)
            drawing += f"q {folio.numbers(place)} cm /Note{len(forms) - 1} Do Q\n"
    frame = folio.Frame(visible, turn, float(pdf.entry(source, "/UserUnit") or 1))
    return _Leaf(page, frame, drawing.encode("ascii"), forms)


def _visible(source: PageObject) -> folio.Box:
    """The crop box within the sheet; the whole sheet where the two do not meet."""
    media, crop = source.mediabox, source.cropbox
    left, bottom = max(media.left, crop.left), max(media.bottom, crop.bottom)
    right, top = min(media.right, crop.right), min(media.top, crop.top)
    if left >= right or bottom >= top:
        left, bottom, right, top = media.left, media.bottom, media.right, media.top
    return (float(left), float(bottom), float(right), float(top))


def _body(writer: PdfWriter, source: PageObject) -> IndirectObject | None:
    """The page's own content as a form; a single stream is taken over without decoding it."""
    entries: dict[str, Any] = {**_FORM, "/BBox": source.mediabox}
    if "/Resources" in source:
        entries["/Resources"] = source.raw_get("/Resources").clone(writer)
    contents = pdf.entry(source, "/Contents")
    if pdf.is_stream(contents):
        form = contents.clone(writer, force_duplicate=True)
        for key in form.keys() - {"/Filter", "/DecodeParms"}:
            del form[key]
        form.update(pdf.dictionary(entries))
        return pdf.reference(form)
    merged = source.get_contents()
    return pdf.added_stream(writer, merged.get_data(), entries) if merged is not None else None


def _appearance(note: DictionaryObject) -> StreamObject | None:
    """The stream that shows an annotation in its present state, if it is to be seen."""
    flags = int(pdf.entry(note, "/F") or 0)
    if pdf.entry(note, "/Subtype") in ("/Link", "/Popup") or flags & (_HIDDEN | _NO_VIEW):
        return None
    normal = pdf.entry(pdf.entry(note, "/AP"), "/N")
    if not pdf.is_stream(normal):
        normal = pdf.entry(normal, pdf.entry(note, "/AS") or "/Off")
    return normal if pdf.is_stream(normal) else None


def _placement(note: DictionaryObject, layer: StreamObject) -> folio.Matrix | None:
    a, b, c, d, e, f = (float(value) for value in pdf.entry(layer, "/Matrix") or _IDENTITY)
    box, place = _box(layer, "/BBox"), _box(note, "/Rect")
    return folio.fitted((a, b, c, d, e, f), box, place) if box and place else None


def _box(parent: DictionaryObject, key: str) -> folio.Box | None:
    """The rectangle under a key; None where there is none, so that nothing can be shown."""
    match pdf.entry(parent, key):
        case [left, bottom, right, top]:
            return (_number(left), _number(bottom), _number(right), _number(top))
    return None


def _number(value: Any) -> float:
    return float(value.get_object())


def _link(
    note: DictionaryObject,
    named: Mapping[str, Sequence[Any]],
    places: Mapping[int, IndirectObject | None],
) -> DictionaryObject | None:
    """The annotation if it leads to a page of the same part or to an address, rewritten bare."""
    box = _box(note, "/Rect")
    if pdf.entry(note, "/Subtype") != "/Link" or not box:
        return None
    bare = {"/Type": "/Annot", "/Subtype": "/Link", "/F": 4, "/Border": (0, 0, 0), "/Rect": box}
    action = pdf.entry(note, "/A")
    address = str(pdf.entry(action, "/URI"))
    if pdf.entry(action, "/S") == "/URI" and address.lower().startswith(_SCHEMES):
        return pdf.dictionary(bare | {"/A": {"/S": "/URI", "/URI": pdf.text(address)}})
    target = (
        pdf.entry(action, "/D") if pdf.entry(action, "/S") == "/GoTo" else pdf.entry(note, "/Dest")
    )
    if isinstance(target, str):
        target = named.get(target)
    if not isinstance(target, list) or not target:
        return None
    place = places.get(getattr(target[0], "idnum", 0))
    return pdf.dictionary(bare | {"/Dest": [place, "/Fit"]}) if place else None


def _bookmark(
    writer: PdfWriter,
    title: str,
    page: PageObject,
    above: IndirectObject | None = None,
    *,
    is_open: bool = False,
) -> IndirectObject:
    return writer.add_outline_item(title=title, page_number=page, parent=above, is_open=is_open)


def _outline(
    writer: PdfWriter,
    reader: PdfReader,
    pages: Sequence[PageObject],
    place: tuple[str, IndirectObject | None],
) -> None:
    """The part's bookmark, and its own bookmarks under it."""
    root = _bookmark(writer, place[0], pages[0], place[1])

    def nest(entries: Iterable[Destination | list[Any]], above: IndirectObject, level: int) -> None:
        last = above
        for entry in entries:
            if isinstance(entry, list):
                if level < _INNER_LEVELS:
                    nest(entry, last, level + 1)
                continue
            number = reader.get_destination_page_number(entry)
            if number is not None and entry.title:
                last = _bookmark(writer, entry.title, pages[number], above)

    with suppress(Exception):  # broken bookmarks are lost alone, not with the pages
        nest(reader.outline, root, 1)


def _stamp(writer: PdfWriter, leaves: Sequence[_Leaf], face: Subset) -> None:
    font = folio.font(writer, face)
    for number, leaf in enumerate(leaves, 1):
        text = folio.drawing(number, len(leaves), face, leaf.frame)
        content = pdf.added_stream(writer, leaf.drawing + text, {})
        resources = {"/Font": {"/Folio": font}, "/XObject": leaf.forms}
        leaf.page.update(pdf.dictionary({"/Contents": content, "/Resources": resources}))


def _describe(writer: PdfWriter, title: str, reference: str) -> None:
    writer.metadata = {"/Title": title, "/Subject": reference, "/Producer": "dossiers"}
    root = {
        "/Lang": pdf.text("fr-FR"),
        "/PageMode": "/UseOutlines",
        "/ViewerPreferences": {"/DisplayDocTitle": True},
    }
    writer.root_object.update(pdf.dictionary(root))


def _identifier(
    parts: Sequence[Part], attachments: Sequence[Attachment], title: str, reference: str
) -> bytes:
    """Sixteen bytes that only what is assembled decides."""
    seed = sha256(f"{title}\0{reference}".encode())
    for data in (*(part.data for part in parts), *(item.data for item in attachments)):
        seed.update(sha256(data).digest())
    return seed.digest()[:16]
