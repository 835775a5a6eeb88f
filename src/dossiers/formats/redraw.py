"""A PDF from anywhere → one of the same pages that only shows, and can do nothing else.

It is rebuilt from nothing: a page takes over what it shows and its plain links, never an action, a
script, a form, an attachment, a tag or a claim. A filled field, a stamp or a signature stays as its
picture. Optional layers are all shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dossiers.formats import bookmarks, objects
from dossiers.formats.geometry import Matrix, fitted, meeting, numbers

if TYPE_CHECKING:
    from dossiers.formats.objects import (
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
_FORM = {"/Type": "/XObject", "/Subtype": "/Form"}
_IDENTITY = (1, 0, 0, 1, 0, 0)
_LEFT_BEHIND = frozenset(
    {
        *("/AA", "/AF", "/JS", "/Metadata", "/OPI", "/PieceInfo", "/Ref"),
        *("/StructParent", "/StructParents", "/MCID"),
    }
)
"""What a picture or a font may carry besides what it shows."""
_MARKED = re.compile(rb"(<<[^<>]*?)/MCID\s+\d+(?=[^<>]*>>\s*BDC\b)")
_ARTIFACT = re.compile(rb"/Artifact(?=\s*(?:(?:<<[^<>]*>>|/\S+)\s*BDC|BMC)\b)")
"""Marks of the tags that stay behind: readers would take them for those of the liasse, in which a
page's whole content is one element, and an element holds no artifact (ISO 14289-1, 7.1)."""


def redrawn(reader: PdfReader) -> bytes:
    """The file redrawn; a page's content is one stream that draws forms and closes what it opens.

    To be called under `pdf.reading`; raises PdfProblem.
    """
    writer = objects.new_writer()
    sources = list(reader.pages)
    pages = [_page(writer, source) for source in sources]
    places = {
        source.indirect_reference.idnum: objects.reference(page)
        for source, page in zip(sources, pages, strict=True)
        if source.indirect_reference
    }
    objects.strip(writer, _LEFT_BEHIND)
    named: dict[str, Sequence[Any]] = {}
    with objects.passing_over():  # a broken table of destinations costs its links, not the page
        named = objects.destinations(reader)
    for source, page in zip(sources, pages, strict=True):
        links = [_link(note, named, places) for note in objects.notes(source)]
        if kept := [objects.added(writer, link) for link in links if link]:
            page.update(objects.dictionary({"/Annots": kept}))
    bookmarks.copy(writer, reader, pages)
    return objects.written(writer, bytes(16))


def _page(writer: PdfWriter, source: PageObject) -> PageObject:
    """A new page that shows what the source shows, each layer drawn through a form of its own.

    A form closes what the original left open: graphics state, text object, marked content.
    """
    media = objects.sides(source.mediabox)
    page = writer.add_blank_page(media[2] - media[0], media[3] - media[1])
    visible = meeting(media, objects.sides(source.cropbox))
    page.update(objects.dictionary({"/MediaBox": media, "/CropBox": visible}))
    turned = source.rotation  # whatever the file says
    page.update(objects.dictionary({"/Rotate": turned % 360 if isinstance(turned, int) else 0}))
    for key in _KEPT:
        if key in source:
            page[objects.name(key)] = source.raw_get(key).clone(writer)
    body = _body(writer, source)
    forms = {"/Page": body} if body else {}
    drawing = ["q /Page Do Q"] if body else []
    for number, (layer, place) in enumerate(_layers(source), 1):
        picture = layer.clone(writer)
        picture.update(objects.dictionary(_FORM))
        forms[f"/Note{number}"] = objects.reference(picture)
        drawing.append(f"q {numbers(place)} cm /Note{number} Do Q")
    content = objects.added_stream(writer, "\n".join(drawing).encode("ascii"), {})
    page.update(objects.dictionary({"/Contents": content, "/Resources": {"/XObject": forms}}))
    return page


def _body(writer: PdfWriter, source: PageObject) -> IndirectObject | None:
    """The page's own content as a form; one that is not decoded for its marks is taken as it is."""
    entries: dict[str, Any] = {**_FORM, "/BBox": source.mediabox}
    if "/Resources" in source:
        entries["/Resources"] = source.raw_get("/Resources").clone(writer)
    contents = objects.entry(source, "/Contents")
    shown = source.get_contents()
    if shown is None:
        return None
    data = shown.get_data()
    unmarked = _ARTIFACT.sub(b"/Span", _MARKED.sub(rb"\1", data))
    if unmarked != data or not objects.is_stream(contents):
        return objects.added_stream(writer, unmarked, entries)
    form = contents.clone(writer, force_duplicate=True)
    for key in form.keys() - {"/Filter", "/DecodeParms"}:
        del form[key]
    form.update(objects.dictionary(entries))
    return objects.reference(form)


def _layers(source: PageObject) -> Iterator[tuple[StreamObject, Matrix]]:
    """The picture of each annotation that is to be seen, and where it goes."""
    for note in objects.notes(source):
        layer = _appearance(note)
        place = _placement(note, layer) if layer else None
        if layer and place:
            yield layer, place


def _appearance(note: DictionaryObject) -> StreamObject | None:
    """The stream that shows an annotation in its present state, if it is to be seen."""
    flags = objects.entry(note, "/F")
    flags = flags if isinstance(flags, int) else 0
    if objects.entry(note, "/Subtype") in ("/Link", "/Popup") or flags & (_HIDDEN | _NO_VIEW):
        return None
    normal = objects.entry(objects.entry(note, "/AP"), "/N")
    if not objects.is_stream(normal):
        normal = objects.entry(normal, str(objects.entry(note, "/AS") or "/Off"))
    return normal if objects.is_stream(normal) else None


def _placement(note: DictionaryObject, layer: StreamObject) -> Matrix | None:
    """What puts a layer in its place on the page; None where it cannot be shown."""
    box, place = objects.rectangle(layer, "/BBox"), objects.rectangle(note, "/Rect")
    match objects.figures(layer, "/Matrix") or _IDENTITY:
        case (a, b, c, d, e, f) if box and place:
            return fitted((a, b, c, d, e, f), box, place)
    return None


def _link(
    note: DictionaryObject, named: Mapping[str, Sequence[Any]], places: Mapping[int, IndirectObject]
) -> DictionaryObject | None:
    """The annotation if it leads to a page of the same file or to an address, rewritten bare."""
    box = objects.rectangle(note, "/Rect")
    if objects.entry(note, "/Subtype") != "/Link" or not box:
        return None
    bare = {"/Type": "/Annot", "/Subtype": "/Link", "/F": 4, "/Border": (0, 0, 0), "/Rect": box}
    action = objects.entry(note, "/A")
    address = str(objects.entry(action, "/URI"))
    if objects.entry(action, "/S") == "/URI" and address.lower().startswith(_SCHEMES):
        return objects.dictionary(bare | {"/A": {"/S": "/URI", "/URI": objects.text(address)}})
    target = (
        objects.entry(action, "/D")
        if objects.entry(action, "/S") == "/GoTo"
        else objects.entry(note, "/Dest")
    )
    if isinstance(target, str):
        target = named.get(target)
    if not isinstance(target, list) or not target:
        return None
    place = places.get(getattr(target[0], "idnum", 0))
    return objects.dictionary(bare | {"/Dest": [place, "/Fit"]}) if place else None
