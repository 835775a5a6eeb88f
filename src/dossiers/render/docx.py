"""The Word file of a document: its skin, filled, or its own Word model, with its fonts inside."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from dossiers.errors import LibraryError
from dossiers.formats.docx_attachments import with_attachments
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import (
    PACKAGE,
    Element,
    Packed,
    Relation,
    pack,
    parse,
    q,
    read_parts,
    relations,
    serialize,
    with_relations,
    with_types,
    without_relations,
    without_types_of_absent,
    write_package,
)
from dossiers.formats.word_tags import mended
from dossiers.language.sandbox import Language
from dossiers.render.word.body import body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dossiers.blocks import Attachment, Document
    from dossiers.formats.fonts import Font
    from dossiers.skins.skin import Skin

_FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_CORE = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_KIND = f"{PACKAGE}/metadata/core-properties"
_SETTINGS = "word/settings.xml"
_LEFT_OUT = (
    *("docProps/app.xml", "docProps/custom.xml", "docProps/thumbnail", "word/fonts/"),
    *("word/_rels/settings.xml.rels", "customXml/"),
)
"""What a word processor adds to a skin: its author, his machine, and the fonts once more; and what
travelled in a document that a model was made from, were it the dossier of somebody else."""
_BEFORE_EMBEDDING = (
    *("w:writeProtection", "w:view", "w:zoom", "w:removePersonalInformation"),
    *("w:removeDateAndTime", "w:doNotDisplayPageBoundaries", "w:displayBackgroundShape"),
    *("w:printPostScriptOverText", "w:printFractionalCharacterWidth", "w:printFormsData"),
)
"""The settings that the schema puts before the one on fonts (ISO 29500-1, 17.15.1.78)."""
_FORGOTTEN = (
    *("w:attachedTemplate", "w:updateFields", "w:embedTrueTypeFonts", "w:attachedSchema"),
    *("w:mailMerge", "w:saveThroughXslt", "w:hyphenationZone"),
)
"""The settings that name a file, or a query, of the machine that the skin was made on; the last is
one that LibreOffice writes out of the order of the schema."""
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A skin made ready once: its parts, of which `templates` are filled for each document.

    A template is None where a document that is its own skin has filled the part already.
    """

    parts: Mapping[str, bytes]
    packed: Mapping[str, Packed]
    templates: Mapping[str, Any]


class _Body(str):
    """WordprocessingML that stands as it is in a `{{p … }}` tag."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def render(document: Document, skin: Skin, attachments: tuple[Attachment, ...] = ()) -> bytes:
    """The Word file, its attachments as custom XML parts; the same bytes twice.

    An attachment `recu.json` stands in the one element of a part of namespace
    `urn:dossiers:recu:1`. Raises LibraryError where the skin cannot be filled.
    """
    if document.draft and not (skin.first.header and skin.running.header):
        raise LibraryError(
            f"{skin.name} : sans en-tête à chaque page, le filigrane d’un projet n’a pas de place."
        )
    prepared = _prepared(skin)
    values = {
        "titre": document.title,
        "reference": document.reference,
        "modele": document.model,
        "corps": _Body("" if skin.whole else body(document, skin)),
    }
    parts = dict(prepared.parts)
    for part, template in prepared.templates.items():
        text = template.render(values).encode() if template else parts[part]
        root = parse(text, f"{skin.name}, {part}")
        if document.draft and root.tag == q("w:hdr"):
            _mark_draft(root)
        parts[part] = serialize(root)
    parts[_CORE] = _core(document)
    parts = with_attachments(with_types(parts, {_CORE: _CORE_TYPE}), attachments)
    return write_package({**parts, **prepared.packed})


@lru_cache(maxsize=8)
def _prepared(skin: Skin) -> _Prepared:
    parts = read_parts(skin.data, skin.name)
    templates = {
        part: None if skin.whole else _template(skin, data)
        for part, data in parts.items()
        if _FILLED.fullmatch(part)
    }
    fixed = _with_fonts(_neutral(parts), skin.fonts)
    kept = {part: data for part, data in fixed.items() if not part.startswith("word/fonts/")}
    packed = {part: pack(data) for part, data in fixed.items() if part not in kept}
    return _Prepared(kept, packed, templates)


def _template(skin: Skin, data: bytes) -> Any:
    """A part as a template of the one language, its values escaped."""
    return Language(autoescape=True).from_string(mended(parse(data, skin.name)))


def _neutral(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The skin's parts without what Word tells of its author's machine."""
    neutral = {part: data for part, data in parts.items() if not part.startswith(_LEFT_OUT)}
    neutral = without_types_of_absent(without_relations(neutral, WORD_TEXT, "customXml"))
    if _SETTINGS in neutral:
        neutral[_SETTINGS] = _settings(neutral[_SETTINGS])
    arrows = relations(neutral, "")
    kept = [arrow for arrow in arrows if arrow.target in neutral and arrow.target != _CORE]
    del neutral["_rels/.rels"]
    full = [Relation(a.id, _full_kind(parts, a.id), a.target) for a in kept]
    core = Relation("rIdProprietes", _CORE_KIND, _CORE)
    return with_relations(neutral, "", [*full, core])


def _settings(data: bytes) -> bytes:
    """The settings, which say that fonts are embedded and name no file of another machine."""
    root = parse(data, _SETTINGS)
    for tag in _FORGOTTEN:
        for element in root.findall(q(tag)):
            root.remove(element)
    before = {q(tag) for tag in _BEFORE_EMBEDDING}
    place = sum(child.tag in before for child in root)
    root.insert(place, parse(f'<w:embedTrueTypeFonts xmlns:w="{q("w:x")[1:-2]}"/>'.encode(), ""))
    return serialize(root)


def _full_kind(parts: Mapping[str, bytes], identifier: str) -> str:
    root = parse(parts["_rels/.rels"], "_rels/.rels")
    return next(arrow.get("Type", "") for arrow in root if arrow.get("Id") == identifier)


def _with_fonts(parts: dict[str, bytes], fonts: tuple[Font, ...]) -> dict[str, bytes]:
    """The parts with the skin's fonts embedded, obfuscated as ISO 29500-1, 17.8.1 says."""
    table: list[str] = []
    arrows: list[Relation] = []
    content: dict[str, bytes] = {}
    for family in sorted({font.family for font in fonts}):
        faces = []
        for font in sorted((f for f in fonts if f.family == family), key=lambda f: f.path.name):
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:dossiers:police:{font.path.name}")
            name = f"fonts/{font.path.stem}.odttf"
            tag = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")[
                font.bold + 2 * font.italic
            ]
            identifier = f"rId{len(arrows) + 1}"
            faces.append(
                (tag, f'<w:{tag} r:id="{identifier}" w:fontKey="{{{str(key).upper()}}}"/>')
            )
            arrows.append(Relation(identifier, "font", f"word/{name}"))
            content[f"word/{name}"] = _obfuscated(font.path.read_bytes(), key)
        order = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")
        written = "".join(text for _, text in sorted(faces, key=lambda face: order.index(face[0])))
        table.append(
            f'<w:font w:name="{escape(family)}"><w:charset w:val="00"/><w:family w:val="auto"/>'
            f'<w:pitch w:val="variable"/>{written}</w:font>'
        )
    names = f'xmlns:w="{q("w:x")[1:-2]}" xmlns:r="{q("r:x")[1:-2]}"'
    part = "word/fontTable.xml"
    parts = {
        **parts,
        part: f"{_XML}<w:fonts {names}>{''.join(table)}</w:fonts>".encode(),
        **content,
    }
    parts.pop("word/_rels/fontTable.xml.rels", None)
    if not any(arrow.kind == "fontTable" for arrow in relations(parts, WORD_TEXT)):
        parts = with_relations(parts, WORD_TEXT, [Relation("rIdPolices", "fontTable", part)])
    parts = with_relations(parts, part, arrows)
    media = {part: f"{_OFFICE_TYPE}.wordprocessingml.fontTable+xml"}
    return with_types(parts, media, {"odttf": f"{_OFFICE_TYPE}.obfuscatedFont"})


def _obfuscated(font: bytes, key: uuid.UUID) -> bytes:
    mask = bytes(reversed(key.bytes))
    head = bytes(byte ^ mask[index % 16] for index, byte in enumerate(font[:32]))
    return head + font[32:]


def _mark_draft(header: Element) -> None:
    """Put Word's own watermark in a header, every one of which has a paragraph."""
    paragraph = header.find(f".//{q('w:p')}")
    if paragraph is not None:
        data = files("dossiers.render").joinpath("watermark.xml").read_bytes()
        paragraph.append(parse(data, "watermark.xml"))


def _core(document: Document) -> bytes:
    """The properties of the file. Their dates are the document's: no clock is read."""
    day = f"{document.date.isoformat()}T00:00:00Z"
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{PACKAGE.replace("/relationships", "")}'
        '/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title>"
        f"<dc:subject>{escape(document.reference)}</dc:subject>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified>'
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    ).encode()
