"""What a partner added to a Word file is told, wherever in it a reader would see it."""

from __future__ import annotations

import io

import docx

from dossiers.comparing.docx_comparison import docx_changes
from dossiers.formats.ooxml import NAMESPACES, Relation, read_parts, with_relations, write_package


def _issued() -> bytes:
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("La Caisse verse cent euros.")
    document.save(made)
    return made.getvalue()


def test_a_note_put_at_the_foot_is_a_change() -> None:
    parts = read_parts(_issued(), "émis")
    note = "<w:p><w:r><w:t>sauf la première année</w:t></w:r></w:p>"
    parts["word/footnotes.xml"] = (
        f'<w:footnotes xmlns:w="{NAMESPACES["w"]}"><w:footnote w:id="1">{note}</w:footnote>'
        "</w:footnotes>"
    ).encode()
    arrow = Relation("rIdNotes", "footnotes", "word/footnotes.xml")
    noted = write_package(with_relations(parts, "word/document.xml", [arrow]))
    (change,) = docx_changes(_issued(), noted, None)
    assert change.after == "sauf la première année"


def test_words_behind_a_comment_of_the_file_are_a_change() -> None:
    parts = read_parts(_issued(), "émis")
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(b"cent euros", b"cent<!-- --> mille euros")
    (change,) = docx_changes(_issued(), write_package(parts), None)
    assert "mille" in change.after
