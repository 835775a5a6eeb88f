"""Files that travel inside a Word file, each the text of one custom XML part.

`docx_words.attachments` reads them again.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from xml.sax.saxutils import escape

from dossiers.blocks import Attachment
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Relation, with_relations, with_types

_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def with_attachments(
    parts: dict[str, bytes], attachments: Iterable[Attachment]
) -> dict[str, bytes]:
    """The parts with each attachment as the text of one element, which Word keeps as it is."""
    types = {}
    taken = sum(part.startswith("customXml/item") for part in parts)
    for rank, item in enumerate(attachments, taken + 1):
        stem = re.sub(r"[^\w-]", "-", item.name.rsplit(".", 1)[0])
        space, key = f"urn:dossiers:{stem}:1", uuid.uuid5(uuid.NAMESPACE_URL, item.name)
        text = escape(item.data.decode(), {"\r": "&#13;"})
        part, properties = f"customXml/item{rank}.xml", f"customXml/itemProps{rank}.xml"
        parts[part] = f'{_XML}<{stem} xmlns="{space}">{text}</{stem}>'.encode()
        parts[properties] = (
            f'{_XML}<ds:datastoreItem xmlns:ds="{_SCHEMA}" ds:itemID="{{{str(key).upper()}}}">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{space}"/></ds:schemaRefs></ds:datastoreItem>'
        ).encode()
        parts = with_relations(parts, part, [Relation("rId1", "customXmlProps", properties)])
        parts = with_relations(parts, WORD_TEXT, [Relation(f"rIdDonnees{rank}", "customXml", part)])
        types[properties] = _TYPE
    return with_types(parts, types)
