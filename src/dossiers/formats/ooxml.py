"""A Word file as a package: named parts, strict XML, relations, and the same bytes each time."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from dossiers.errors import LibraryError
from dossiers.formats.archive import DAMAGED, unfolded
from dossiers.formats.names import WORD_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Element: TypeAlias = etree._Element  # noqa: SLF001 - the only name lxml gives to its element type

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": OFFICE,
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O|E\0N)|\0<\0!\0(?:D\0O|E\0N)")
"""A type or an entity that a part declares, in UTF-8 or UTF-16."""
_EPOCH = 0x21
"""1 January 1980, the first day that a zip entry can bear: no clock enters a file."""
_LIMIT = 30_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """The compressed bytes of a part, so that a part that never changes is compressed once."""

    data: bytes
    crc: int
    size: int


@dataclass(frozen=True, slots=True)
class Relation:
    """An arrow from one part to another; `target` is the name of the part in the package."""

    id: str
    kind: str
    target: str


def q(tag: str) -> str:
    """The full name of a prefixed tag, `w:p` giving `{http://…/main}p`."""
    prefix, local = tag.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def value(element: Element | None, attribute: str = "w:val") -> str | None:
    """An attribute of an element that may be absent."""
    return None if element is None else element.get(q(attribute))


def whole(element: Element | None, attribute: str = "w:val", default: int = 0) -> int:
    """A whole number that an attribute gives, rounded down where a program wrote decimals.

    The default where there is none, or none that can be read.
    """
    try:
        return int(float(value(element, attribute) or default))
    except (ValueError, OverflowError):
        return default


def is_on(switch: Element | None) -> bool:
    """Whether a switch such as `<w:b/>` is there and on (ISO 29500-1, 17.17.4)."""
    return switch is not None and value(switch) not in ("0", "false", "none", "off")


def parse(data: bytes, where: str) -> Element:
    """The tree of a part; no entity, no network, no repair, no comment: Word reads over one.

    Raises LibraryError for a part that is not well-formed XML, or that declares a type: neither
    Word nor a spreadsheet does, and its entities could grow without end.
    """
    if DECLARED.search(data):
        raise LibraryError(f"{where} : le fichier déclare des entités XML, il n’est pas lu.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        told = f"{where} : XML mal formé, ou trop imbriqué, ligne {line}, colonne {column}."
        raise LibraryError(told) from error


def serialize(root: Element) -> bytes:
    """The bytes of a tree, with its declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def read_parts(data: bytes, where: str) -> dict[str, bytes]:
    """The parts of a Word file by name, `[Content_Types].xml` first.

    Raises LibraryError for what is not a Word file or unfolds beyond 30 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > _LIMIT:
                raise LibraryError(f"{where} : le fichier Word dépasse 30 Mo une fois déplié.")
            parts = {entry.filename: unfolded(archive, entry) for entry in entries}
    except DAMAGED as error:
        raise LibraryError(f"{where} : ce n’est pas un fichier Word (.docx) lisible.") from error
    if WORD_TEXT not in parts or "[Content_Types].xml" not in parts:
        raise LibraryError(f"{where} : ce n’est pas un fichier Word (.docx).")
    order = sorted(parts, key=lambda part: (part != "[Content_Types].xml", part))
    return {part: parts[part] for part in order}


def relations(parts: Mapping[str, bytes], source: str) -> tuple[Relation, ...]:
    """The relations of a part, such as `word/document.xml`; links to the outside are left out."""
    path = _relations_path(source)
    if path not in parts:
        return ()
    folder = posixpath.dirname(source)
    return tuple(
        Relation(
            arrow.get("Id", ""),
            arrow.get("Type", "").rsplit("/", 1)[-1],
            posixpath.normpath(posixpath.join("/", folder, arrow.get("Target", ""))).lstrip("/"),
        )
        for arrow in parse(parts[path], path)
        if arrow.get("TargetMode") != "External"
    )


def targets(parts: Mapping[str, bytes], source: str) -> dict[str, str]:
    """The names of the parts that a part points to, by the identifiers that it uses."""
    return {relation.id: relation.target for relation in relations(parts, source)}


def with_relations(
    parts: Mapping[str, bytes], source: str, added: Iterable[Relation]
) -> dict[str, bytes]:
    """The parts with more relations from `source`; targets are written from the package's root."""
    path = _relations_path(source)
    empty = f'<Relationships xmlns="{PACKAGE}"/>'.encode()
    root = parse(parts.get(path, empty), path)
    for relation in added:
        arrow = etree.SubElement(root, f"{{{PACKAGE}}}Relationship")
        arrow.set("Id", relation.id)
        arrow.set("Type", relation.kind if "/" in relation.kind else f"{OFFICE}/{relation.kind}")
        arrow.set("Target", f"/{relation.target}")
    return {**parts, path: serialize(root)}


def without_relations_to_absent(parts: Mapping[str, bytes], source: str) -> dict[str, bytes]:
    """The parts, `source` pointing only to parts that are among them: to nothing outside."""
    path = _relations_path(source)
    if path not in parts:
        return dict(parts)
    root = parse(parts[path], path)
    kept = {arrow.id for arrow in relations(parts, source) if arrow.target in parts}
    for arrow in list(root):
        if arrow.get("Id", "") not in kept:
            root.remove(arrow)
    return {**parts, path: serialize(root)}


def without_relations(parts: Mapping[str, bytes], source: str, kind: str) -> dict[str, bytes]:
    """The parts, `source` pointing to none of a kind such as `customXml`."""
    path = _relations_path(source)
    if path not in parts:
        return dict(parts)
    root = parse(parts[path], path)
    for arrow in list(root):
        if arrow.get("Type", "").rsplit("/", 1)[-1] == kind:
            root.remove(arrow)
    return {**parts, path: serialize(root)}


def with_types(
    parts: Mapping[str, bytes],
    overrides: Mapping[str, str],
    defaults: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """The parts with more content types: `overrides` by part name, `defaults` by extension."""
    root = parse(parts["[Content_Types].xml"], "[Content_Types].xml")
    known = {entry.get("PartName") or entry.get("Extension") for entry in root}
    for extension, media_type in (defaults or {}).items():
        if extension not in known:
            entry = etree.Element(f"{{{TYPES}}}Default")
            entry.set("Extension", extension)
            entry.set("ContentType", media_type)
            root.insert(0, entry)
    for part, media_type in overrides.items():
        if f"/{part}" not in known:
            entry = etree.SubElement(root, f"{{{TYPES}}}Override")
            entry.set("PartName", f"/{part}")
            entry.set("ContentType", media_type)
    return {**parts, "[Content_Types].xml": serialize(root)}


def without_types_of_absent(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with no content type for a part that is not among them."""
    root = parse(parts["[Content_Types].xml"], "[Content_Types].xml")
    for entry in list(root):
        name = entry.get("PartName")
        if name and name.removeprefix("/") not in parts:
            root.remove(entry)
    return {**parts, "[Content_Types].xml": serialize(root)}


def pack(data: bytes) -> Packed:
    """A part, compressed."""
    press = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Packed(press.compress(data) + press.flush(), zlib.crc32(data), len(data))


def write_package(parts: Mapping[str, bytes | Packed]) -> bytes:
    """The Word file of these parts, in their order and without a date.

    `zipfile` cannot take bytes that are compressed already, and the fonts of each document are
    the same: hence these few lines (APPNOTE.TXT of PKWARE, §4.3.7, §4.3.12 and §4.3.16).
    """
    body, directory = bytearray(), bytearray()
    for part, content in parts.items():
        packed = content if isinstance(content, Packed) else pack(content)
        path = part.encode()
        common = struct.pack(
            "<HHHHIIIHH",
            *(0x800, 8, 0, _EPOCH, packed.crc, len(packed.data), packed.size, len(path), 0),
        )
        directory += struct.pack("<IHH", 0x02014B50, 20, 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + path
        body += struct.pack("<IH", 0x04034B50, 20) + common + path + packed.data
    count = len(parts)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)


def _relations_path(source: str) -> str:
    folder, leaf = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{leaf}.rels")
