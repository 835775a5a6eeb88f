"""Accepting a redline gives the second text, rejecting it gives the first."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Bundles, Run
from dossiers.formats.ooxml import write_package
from dossiers.formats.redline import Edit, redline
from dossiers.formats.word_text import read_word
from revising import ACCEPT, REJECT, revised, with_libreoffice

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Block: TypeAlias = "str | list[list[str]]"
"""A paragraph, or the rows of a table."""

WORDS = st.sampled_from(
    ["le", "préavis", "1\u202f480", "mois", "\t", "article", "€", "<", "l’", "."]
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
TABLES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(TEXTS, min_size=n, max_size=n), min_size=1, max_size=4)
)
BODIES = st.lists(st.one_of(TEXTS, TEXTS, TABLES), max_size=6)


def _run(text: str) -> str:
    parts = escape(text).split("\t")
    inner = "<w:tab/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)
    return f"<w:r><w:rPr><w:b/></w:rPr>{inner}</w:r>"


def _paragraph(text: str) -> str:
    """A paragraph in several runs, one of them in a link, cut where no word ends."""
    cuts = (text[:2], text[2:5], text[5:])
    first, second, third = (_run(part) if part else "" for part in cuts)
    return f'<w:p>{first}<w:hyperlink w:anchor="a">{second}</w:hyperlink>{third}</w:p>'


def _table(rows: list[list[str]]) -> str:
    cells = ("".join(f"<w:tc>{_paragraph(text)}</w:tc>" for text in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def word(content: str) -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body>{content}<w:sectPr/></w:body></w:document>'
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return write_package(
        {"[Content_Types].xml": types.encode(), "word/document.xml": body.encode()}
    )


def made(blocks: list[Block]) -> bytes:
    written = (_paragraph(b) if isinstance(b, str) else _table(b) for b in blocks)
    return word("".join(written))


def marked(before: bytes, after: bytes) -> tuple[bytes, tuple[Edit, ...]]:
    return redline(read_word(before, "avant.docx"), read_word(after, "apres.docx"))


def read(data: bytes, gone: str = "w:none", part: str = "word/document.xml") -> list[str]:
    """The paragraphs that say something, without the revisions of one sort."""
    tag = f"{{{W}}}{gone.removeprefix('w:')}"
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = ET.fromstring(package.read(part))  # noqa: S314 - made by the test
    found = [""]

    def visit(node: ET.Element) -> None:
        if node.tag == tag or (
            node.tag == f"{{{W}}}tr" and node.find(f"{{{W}}}trPr/{tag}") is not None
        ):
            return
        if node.tag in (f"{{{W}}}t", f"{{{W}}}delText"):
            found[-1] += node.text or ""
        elif node.tag in (f"{{{W}}}tab", f"{{{W}}}br"):
            found[-1] += "\t"
        for child in node:
            visit(child)
        if node.tag == f"{{{W}}}p" and node.find(f"{{{W}}}pPr/{{{W}}}rPr/{tag}") is None:
            found.append("")

    visit(root)
    return [text for text in found if text.strip()]


@given(BODIES, BODIES)
def test_accepting_gives_the_second_text_and_rejecting_the_first(
    before: list[Block], after: list[Block]
) -> None:
    one, other = made(before), made(after)
    data, _ = marked(one, other)
    assert read(data, "w:del") == read(other)
    assert read(data, "w:ins") == read(one)


@given(BODIES)
def test_a_text_has_not_changed_from_itself(blocks: list[Block]) -> None:
    data, edits = marked(made(blocks), made(blocks))
    assert edits == ()
    assert b"w:ins" not in data
    assert read(data) == read(made(blocks))


@given(BODIES, BODIES)
def test_the_edits_tell_all_that_is_marked(before: list[Block], after: list[Block]) -> None:
    _, edits = marked(made(before), made(after))
    for edit in edits:
        assert edit.before != edit.after
    told = "".join(old for e in edits for old, new in e.parts if old != new)
    assert set(told) <= set("".join(read(made(before)))) | {" ", "\t"}


def test_only_the_words_that_changed_are_marked() -> None:
    _, (edit,) = marked(
        made(["Le préavis est de trois mois."]), made(["Le préavis est de six mois."])
    )
    assert [part for part in edit.parts if part[0] != part[1]] == [("trois", "six")]
    assert (edit.before, edit.after) == (
        "Le préavis est de trois mois.",
        "Le préavis est de six mois.",
    )


def test_an_amount_changes_whole() -> None:
    _, (edit,) = marked(made(["soit 1\u202f480,00 €"]), made(["soit 1\u202f520,00 €"]))
    assert ("1\u202f480,00", "1\u202f520,00") in edit.parts


def test_a_row_put_in_a_table_leaves_the_others() -> None:
    rows = [["2027", "2"], ["2028", "4"]]
    data, edits = marked(made([rows]), made([[rows[0], ["2027", "9"], rows[1]]]))
    assert {edit.before for edit in edits} == {""}
    assert data.count(b"<w:trPr>") == 0  # packed
    assert read(data, "w:ins") == read(made([rows]))


X, MOT = "<w:r><w:t>x</w:t></w:r>", "<w:r><w:t>mot</w:t></w:r>"
ENDED = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>mo</w:t></w:r></w:p>"
ROW = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{X}</w:p></w:tc></w:tr>"


@pytest.mark.parametrize(
    ("pending", "accepted"),
    [
        (f"<w:p><w:ins>{MOT}</w:ins></w:p>", "mot"),
        (f"<w:p>{MOT}<w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>", "mot"),
        (f"{ENDED}<w:p><w:r><w:t>t</w:t></w:r></w:p>", "mot"),
        (f"<w:p><w:moveFrom>{X}</w:moveFrom><w:moveTo>{MOT}</w:moveTo></w:p>", "mot"),
        (f"<w:tbl>{ROW}</w:tbl><w:p>{MOT}</w:p>", "mot"),
    ],
)
def test_a_pending_revision_is_compared_as_accepted(pending: str, accepted: str) -> None:
    file = read_word(word(pending), "a.docx")
    assert file.pending
    data, edits = marked(word(pending), made([accepted]))
    assert edits == ()
    assert read(data, "w:ins") == read(data, "w:del") == [accepted]
    data, edits = marked(made([accepted]), word(pending))
    assert edits == ()
    assert read(data, "w:ins") == read(data, "w:del") == [accepted]


def test_a_cell_in_a_content_control_is_compared() -> None:
    def row(text: str) -> str:
        cell = f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        held = f"<w:sdt><w:sdtContent>{cell}</w:sdtContent></w:sdt>"
        return f"<w:tbl><w:tr><w:tc><w:p>{MOT}</w:p></w:tc>{held}</w:tr></w:tbl>"

    before, after = word(row("cent euros")), word(row("mille euros"))
    data, (edit,) = marked(before, after)
    assert (edit.before, edit.after) == ("cent euros", "mille euros")
    assert (read(data, "w:del"), read(data, "w:ins")) == (read(after), read(before))


DRAWING = (
    f"<w:p>{MOT}<w:r><w:pict><w:txbxContent><w:p>{X}</w:p></w:txbxContent></w:pict></w:r></w:p>"
)


def test_a_drawing_and_its_words_are_told() -> None:
    _, (edit,) = marked(made(["mot"]), word(DRAWING))
    assert (edit.before, edit.after) == ("mot", "mot[dessin : x]")
    _, (edit,) = marked(word(DRAWING), made(["mot"]))
    assert edit.after == "mot"
    assert marked(word(DRAWING), word(DRAWING))[1] == ()


def test_a_note_put_at_the_foot_is_told() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    arrows = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    )
    note = f'<w:footnote w:id="1"><w:p>{MOT}</w:p></w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'
    with zipfile.ZipFile(BytesIO(made(["texte"]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts |= {"word/_rels/document.xml.rels": arrows.encode(), "word/footnotes.xml": notes.encode()}
    noted = write_package(parts)
    _, (edit,) = marked(made(["texte"]), noted)
    assert (edit.before, edit.after) == ("", "mot")
    _, (edit,) = marked(noted, made(["texte"]))
    assert (edit.before, edit.after) == ("mot", "")


def test_what_was_the_whole_text_is_struck_inside_the_body() -> None:
    data, _ = marked(made(["un", "deux"]), made([]))
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = ET.fromstring(package.read("word/document.xml"))  # noqa: S314 - made by the test
    assert [child.tag.split("}")[1] for child in root[0]] == ["p", "p", "sectPr"]
    assert read(data, "w:ins") == ["un", "deux"]


def test_the_order_in_which_a_section_names_its_headers_is_no_change(bundles: Bundles) -> None:
    one = (bundles.final / "convention.docx").read_bytes()
    with zipfile.ZipFile(BytesIO(one)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"]
    named = re.findall(rb"<w:headerReference[^>]*/>", body)
    assert len(named) == 2
    for reference, other in zip(named, reversed(named), strict=True):
        body = body.replace(reference, other.replace(b"<w:", b"<W:"))
    parts["word/document.xml"] = body.replace(b"<W:", b"<w:")
    assert marked(one, write_package(parts))[1] == ()


def test_the_same_files_give_the_same_bytes(bundles: Bundles) -> None:
    one, other = (
        (bundles.final / name).read_bytes() for name in ("convention.docx", "notice.docx")
    )
    assert marked(one, other)[0] == marked(one, other)[0]


@with_libreoffice
def test_libreoffice_accepts_the_one_text_and_rejects_to_the_other(
    run: Run, bundles: Bundles, examples: Path, tmp_path: Path
) -> None:
    text = (examples / "complet.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - nom: Tanguy"), text.index("  - nom: Soizic")
    text = text[:start] + text[end:].replace("forfait_cycle: 1 480,00 €", "forfait_cycle: 1520")
    (tmp_path / "apres.yaml").write_text(text.replace("mode: tacite", "mode: aucun"), "utf-8")
    done = run(
        *("render", tmp_path / "apres.yaml", "convention", "-t", "docx"),
        *("--projet", "-o", tmp_path),
    )
    assert (done.code, done.err) == (0, "")
    one = (bundles.final / "convention.docx").read_bytes()
    other = (tmp_path / "convention.docx").read_bytes()
    data, edits = marked(one, other)
    assert len(edits) > 10
    for order, wanted in ((ACCEPT, other), (REJECT, one)):
        kept = read(revised(data, order, tmp_path))
        assert [line.strip() for line in kept] == [line.strip() for line in read(wanted)]
