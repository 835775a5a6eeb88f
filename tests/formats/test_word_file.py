"""What a Word file says and holds is read from its bytes."""

from __future__ import annotations

import hashlib
import io
import json

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from conftest import Bundles
from dossiers.composing.receipt import normal_words
from dossiers.errors import LibraryError
from dossiers.formats.names import RECEIPT
from dossiers.formats.ooxml import read_parts, write_package
from dossiers.formats.word_file import WordFile, read
from readers import word
from readers.words import same_words


def _read(*paragraphs: str) -> WordFile:
    """A Word file with these paragraphs, written in WordprocessingML."""
    made = docx.Document()
    for xml in paragraphs:
        made.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    file = io.BytesIO()
    made.save(file)
    return read(file.getvalue(), "essai.docx")


def test_deleted_text_and_tab_stops_are_no_words() -> None:
    read = _read(
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr>'
        '<w:r><w:t>1°</w:t><w:tab/><w:t>premier</w:t></w:r><w:del w:id="1" w:author="x"><w:r>'
        "<w:delText>ôté</w:delText></w:r></w:del><w:ins w:id='2' w:author='x'><w:r>"
        "<w:t> ajouté</w:t></w:r></w:ins>"
    )
    assert read.texts == ("1° premier ajouté",)


@pytest.mark.parametrize("aside", ["<!-- aside -->", "<?aside?>"])
def test_words_go_on_behind_what_word_reads_over(aside: str) -> None:
    assert _read(f"<w:r><w:t>trois{aside} mille</w:t></w:r>").texts == ("trois mille",)


def test_a_comment_among_the_relations_is_none() -> None:
    made = io.BytesIO()
    docx.Document().save(made)
    parts = read_parts(made.getvalue(), "essai.docx")
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"<Relationship ", b"<!-- aside --><Relationship ", 1)
    assert read(write_package(parts), "essai.docx").texts == ()


def test_a_link_and_its_bookmark_are_named() -> None:
    read = _read('<w:hyperlink w:anchor="objet"/><w:bookmarkStart w:id="1" w:name="duree"/>')
    assert (set(read.links), set(read.bookmarks)) == ({"objet"}, {"duree"})


@pytest.mark.parametrize("which", ["final", "draft"])
@pytest.mark.parametrize("name", ["convention", "charte", "notice"])
def test_the_words_have_the_hash_that_the_receipt_inside_tells(
    bundles: Bundles, name: str, which: str
) -> None:
    data = (getattr(bundles, which) / f"{name}.docx").read_bytes()
    read_back = read(data, name)
    told = json.loads(read_back.inside[RECEIPT])["mots_sha256"]
    assert hashlib.sha256(normal_words(read_back.texts).encode()).hexdigest() == told
    assert same_words(read_back.texts, word.texts(data)) == ""
    assert read_back.links <= read_back.bookmarks


def test_each_kind_of_page_prints_its_folio(bundles: Bundles) -> None:
    read_back = read((bundles.final / "charte.docx").read_bytes(), "charte")
    assert read_back.fields == {kind: {"PAGE", "NUMPAGES"} for kind in ("default", "first")}


def test_what_is_not_a_word_file_is_named() -> None:
    with pytest.raises(LibraryError, match=r"essai\.docx : ce n’est pas un fichier Word"):
        read(b"PK", "essai.docx")
