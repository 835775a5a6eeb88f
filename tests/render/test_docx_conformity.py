"""A Word file is what Word expects, as independent validators judge it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import whole
from dossiers.formats.ooxml import parse, q, read_parts, serialize, write_package
from dossiers.render.docx import render
from readers.validators import integrity, openxml


@pytest.fixture(scope="module")
def sound() -> bytes:
    """A Word file that holds every block, with what may travel inside."""
    return render(whole.whole(), whole.skin(), whole.ATTACHMENTS)


def test_a_file_with_every_block_breaks_no_rule(sound: bytes, tmp_path: Path) -> None:
    final, draft = tmp_path / "essai.docx", tmp_path / "projet.docx"
    final.write_bytes(sound)
    draft.write_bytes(render(whole.whole(draft=True), whole.skin(), whole.ATTACHMENTS))
    assert openxml((final, draft)) == {"essai.docx": (), "projet.docx": ()}
    assert integrity((final, draft)) == ""


def test_every_part_that_has_a_type_is_there(sound: bytes) -> None:
    parts = read_parts(sound, "essai.docx")
    types = parse(parts["[Content_Types].xml"], "types")
    named = {name.removeprefix("/") for entry in types if (name := entry.get("PartName"))}
    assert named <= parts.keys()


def _properties_last(data: bytes) -> bytes:
    root = parse(data, "corps")
    paragraph = next(p for p in root.iter(q("w:p")) if p.find(q("w:pPr")) is not None)
    properties = paragraph.find(q("w:pPr"))
    assert properties is not None
    paragraph.append(properties)
    return serialize(root)


def _without_columns(data: bytes) -> bytes:
    root = parse(data, "corps")
    for table in root.iter(q("w:tbl")):
        grid = table.find(q("w:tblGrid"))
        assert grid is not None
        table.remove(grid)
    return serialize(root)


def _lost_header(data: bytes) -> bytes:
    return data.replace(b'w:type="first" r:id="rId', b'w:type="first" r:id="rIdPerdu')


@pytest.mark.parametrize("fault", [_properties_last, _without_columns, _lost_header])
def test_the_validators_see_what_word_would_repair(
    sound: bytes, fault: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    parts = read_parts(sound, "essai.docx")
    broken = fault(parts["word/document.xml"])
    assert broken != parts["word/document.xml"]
    path = tmp_path / "essai.docx"
    path.write_bytes(write_package({**parts, "word/document.xml": broken}))
    assert openxml((path,))["essai.docx"]
