"""The one `liasse.pdf` that binds a bundle's documents and pièces.

Its parts are the program's own documents, and pièces redrawn by `formats.redraw`: nothing active,
whole pages, content that closes what it opens. What a part says of itself (PDF/A, PDF/UA, its
form, its attachments) stays behind; its tags stay, and a pièce without any gets the plainest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5, sha256
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossiers.blocks import Attachment
from dossiers.bundling import folio
from dossiers.bundling.read_back import Bound, prove_bound
from dossiers.bundling.tags import Tags, tree_of
from dossiers.formats import bookmarks, objects, pdf
from dossiers.formats.fonts import Subset
from dossiers.formats.pdf_content import drawn

if TYPE_CHECKING:
    from dossiers.formats.objects import (
        DictionaryObject,
        IndirectObject,
        PageObject,
        PdfReader,
        PdfWriter,
    )

_KEPT = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Tabs", "/StructParents")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
"""The title, and no claim: a pièce is seldom what PDF/A and PDF/UA ask for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file to bind. Neighbours of the same `group` stand together under a bookmark so named."""

    title: str
    data: bytes
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of the assembled file before its folio; `source` is what it shows, None for a blank.

    `title` is that of its part.
    `untagged` tells that all it shows is to be one element of the structure.
    """

    page: PageObject
    title: str = ""
    source: PageObject | None = None
    untagged: bool = False


def first_folios(counts: Sequence[int], *, recto: bool) -> tuple[tuple[int, ...], int]:
    """The folio of the first page of each part, and how many pages they take together.

    `counts` are the pages of each part; with `recto`, each part starts on an odd page.

    >>> first_folios([1, 3, 2], recto=True)
    ((1, 3, 7), 8)
    >>> first_folios([1, 3, 2], recto=False)
    ((1, 2, 5), 6)
    """
    taken = [count + count % 2 if recto else count for count in counts[:-1]]
    firsts = tuple(accumulate(taken, initial=1))
    return firsts, firsts[-1] + counts[-1] - 1


def assemble(
    parts: Sequence[Part],
    *,
    title: str,
    reference: str,
    font: Path,
    attachments: Sequence[Attachment] = (),
    recto: bool = False,
) -> bytes:
    """One PDF of all the parts in order, with a bookmark a part and a folio « Folio n / N » a page.

    `font` is the TrueType file that draws the folio; with `recto`, each part starts on an odd page.
    The same arguments give the same bytes. Raises PdfProblem, with the part's title, for a part
    that cannot be bound, and LibraryError for a font that lacks a digit, or a file that does not
    read as it was bound.
    """
    face = folio.face(font)
    writer = objects.new_writer()
    tags = Tags(writer)
    leaves: list[_Leaf] = []
    group, above = "", None
    for place, part in enumerate(parts):
        if recto and len(leaves) % 2:
            leaves.append(_blank(writer, leaves[-1]))
        with pdf.reading(part.title):
            reader = _reader(part, parts[:place])
            added = _append(writer, reader, tags, part.title)
            if part.group != group:
                group = part.group
                above = bookmarks.add(writer, group, added[0].page, is_open=True) if group else None
            root = bookmarks.add(writer, part.title, added[0].page, above)
            bookmarks.copy(writer, reader, [leaf.page for leaf in added], root)
            leaves += added
    _draw(writer, leaves, face)
    _embed(writer, attachments)
    _describe(writer, title, reference)
    writer.compress_identical_objects()
    tags.write()  # after, since two empty cells of a table are identical and yet two
    identity = _identifier(parts, attachments, (title, reference, str(recto)))
    return _proven(objects.written(writer, identity), leaves)


def _reader(part: Part, before: Sequence[Part]) -> PdfReader:
    """A part as it is read. A file that was bound before is read anew: tags are copied once."""
    if any(part.data == other.data for other in before):
        return objects.new_reader(part.data)
    return pdf.opened(part.data)


def _proven(data: bytes, leaves: Sequence[_Leaf]) -> bytes:
    """The bytes of the file, which show the pages that were bound. Raises LibraryError."""
    with pdf.reading():
        bound = [Bound(leaf.title, drawn(leaf.source, but=folio.FONT)) for leaf in leaves]
    prove_bound(data, bound, folio.FONT)
    return data


def _append(writer: PdfWriter, reader: PdfReader, tags: Tags, title: str) -> list[_Leaf]:
    """The pages of a part, their links leading to where they now are."""
    sources = list(reader.pages)
    leaves = []
    for source in sources:
        page = writer.add_blank_page(float(source.mediabox.width), float(source.mediabox.height))
        objects.stands_for(writer, source, objects.reference(page))
        leaves.append(_Leaf(page, title, source, untagged=tree_of(reader) is None))
    named = objects.destinations(reader)
    for source, leaf in zip(sources, leaves, strict=True):
        for key in _KEPT:
            if key in source:
                leaf.page[objects.name(key)] = source[key].clone(writer)
        links = [_link(writer, note, named) for note in objects.notes(source)]
        if kept := [link for link in links if link]:
            leaf.page.update(objects.dictionary({"/Annots": kept}))
    tags.add(reader, [leaf.page for leaf in leaves], title)
    return leaves


def _link(
    writer: PdfWriter, note: DictionaryObject, named: Mapping[str, Sequence[Any]]
) -> IndirectObject | None:
    """A link of a part, its destination's name resolved: another part may use the same name."""
    if objects.entry(note, "/Subtype") != "/Link":
        return None
    link = note.clone(writer)
    target = objects.entry(note, "/Dest")
    if isinstance(target, str):
        place = [value.clone(writer) for value in named[target]]
        link.update(objects.dictionary({"/Dest": place}))
    return objects.reference(link)


def _blank(writer: PdfWriter, after: _Leaf) -> _Leaf:
    """The back of a sheet whose front is the last page of a part."""
    media = after.page.mediabox
    page = writer.add_blank_page(float(media.width), float(media.height))
    for key in ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit"):
        if key in after.page:
            page[objects.name(key)] = after.page[key]
    return _Leaf(page)


def _draw(writer: PdfWriter, leaves: Sequence[_Leaf], face: Subset) -> None:
    """Give each page what it shows, then its folio."""
    font = folio.font(writer, face)
    opening = objects.added_stream(writer, b"q\n", {})
    tagging = objects.added_stream(writer, b"/P <</MCID 0>> BDC q\n", {})
    for number, leaf in enumerate(leaves, 1):
        page = leaf.page
        unit = float(objects.entry(page, "/UserUnit") or 1)
        frame = folio.Frame(objects.sides(page.cropbox), page.rotation, unit)
        end = folio.drawing(number, len(leaves), face, frame)
        content: list[Any] = []
        resources: Any = objects.dictionary({})
        if leaf.source is not None:
            shown = leaf.source.raw_get("/Contents").clone(writer)
            content = [tagging if leaf.untagged else opening, shown]
            end = (b"Q EMC\n" if leaf.untagged else b"Q\n") + end
            resources = leaf.source["/Resources"].clone(writer)
        fonts = objects.entry(resources, "/Font") or objects.dictionary({})
        fonts.update(objects.dictionary({folio.FONT: font}))
        resources.update(objects.dictionary({"/Font": fonts}))
        content.append(objects.added_stream(writer, end, {}))
        page.update(objects.dictionary({"/Contents": content, "/Resources": resources}))


def _embed(writer: PdfWriter, attachments: Sequence[Attachment]) -> None:
    """Put files into the file: name tree and /AF, each with its media type and relationship."""
    if not attachments:
        return
    listed = {item.name: _embedded(writer, item) for item in attachments}
    tree = [entry for name in sorted(listed) for entry in (objects.text(name), listed[name])]
    root = {"/AF": list(listed.values()), "/Names": {"/EmbeddedFiles": {"/Names": tree}}}
    writer.root_object.update(objects.dictionary(root))


def _embedded(writer: PdfWriter, item: Attachment) -> IndirectObject:
    digest = md5(item.data, usedforsecurity=False).digest()  # the checksum that ISO 32000 asks for
    kind = {"/Type": "/EmbeddedFile", "/Subtype": f"/{item.media_type}"}
    facts = {"/Size": len(item.data), "/CheckSum": digest}
    data = objects.added_stream(writer, item.data, kind | {"/Params": facts})
    entries = {
        "/Type": "/Filespec",
        "/F": objects.text(item.name),
        "/UF": objects.text(item.name),
        "/Desc": objects.text(item.description),
        "/AFRelationship": f"/{item.relationship}",
        "/EF": {"/F": data, "/UF": data},
    }
    return objects.added(writer, entries)


def _describe(writer: PdfWriter, title: str, reference: str) -> None:
    writer.metadata = {"/Title": title, "/Subject": reference, "/Producer": "dossiers"}
    root = {
        "/Lang": objects.text("fr-FR"),
        "/PageMode": "/UseOutlines",
        "/ViewerPreferences": {"/DisplayDocTitle": True},
        "/Metadata": objects.added_metadata(writer, _XMP.format(title=escape(title))),
    }
    writer.root_object.update(objects.dictionary(root))


def _identifier(
    parts: Sequence[Part], attachments: Sequence[Attachment], words: Iterable[str]
) -> bytes:
    """Sixteen bytes that only what is assembled decides."""
    seed = sha256("\0".join(words).encode())
    for data in (*(part.data for part in parts), *(item.data for item in attachments)):
        seed.update(sha256(data).digest())
    return seed.digest()[:16]
