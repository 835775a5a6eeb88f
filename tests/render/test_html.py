"""The HTML page says the words of the document, in order, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from dossiers.blocks import Attachment, Block, Cover, Document, Heading, Paragraph, Text, paragraphs
from dossiers.render import renderer
from dossiers.render.html import page, render

if TYPE_CHECKING:
    from dossiers.skins.skin import Skin

LINES = {"p", "h1", "h2", "h3", "h4", "th", "td", "caption", "li"}


class Reader(HTMLParser):
    """Reads the lines of a page, its running headers left out."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.skipped = 0
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        running = dict(attrs).get("class") or ""
        if self.skipped or running.startswith(("first-", "running-")):
            self.skipped += tag == "div"
        elif tag in LINES:
            self.lines.append("")
        elif tag == "br":
            self.lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and tag == "div":
            self.skipped -= 1

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.lines[-1] += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text.split("<body>", 1)[1])
    return reader


def test_the_lines_of_the_page_are_those_of_the_document(document: Document, skin: Skin) -> None:
    lines = [line.strip() for line in read(page(document, skin)).lines if line.strip()]
    assert lines == [line for line in paragraphs(document) if line.strip()]


def test_the_page_stands_alone(document: Document, skin: Skin) -> None:
    text = render(document, skin).decode()
    assert "<style>" in text
    assert 'lang="fr-FR"' in text
    assert "http" not in text
    assert "url(" not in text


def test_an_address_is_kept_whole_and_a_word_without_end_costs_nothing(
    document: Document, skin: Skin
) -> None:
    text = "écrire à <a.b@exemple.example.org>, x;c@d.example ou www.exemple.example/@moi"
    blocks = (Paragraph((Text(f"{text} {'a' * 200_000}"),)),)
    written = render(replace(document, blocks=blocks), skin).decode()
    assert text in "".join(read(written).lines)
    assert re.findall(r'<span class="address">(.*?)</span>', written) == [
        *("a.b@exemple.example.org", "c@d.example", "www.exemple.example/@moi"),
    ]


def test_a_draft_says_so_behind_its_words(draft: Document, skin: Skin) -> None:
    text = render(draft, skin).decode()
    assert "@page { background-image:" in text
    assert "PROJET" not in "".join(read(text).lines)


def test_a_value_is_never_markup(skin: Skin, short: Document) -> None:
    nasty = '<script>alert("&amp;")</script>'
    document = Document(
        id="x",
        title=nasty,
        reference=nasty,
        model=nasty,
        date=short.date,
        blocks=(Paragraph((Text(nasty, bold=True, target='"><b>'),)),),
        mention=nasty,
    )
    reader = read(render(document, skin).decode())
    assert "script" not in reader.tags
    assert "b" not in reader.tags
    assert [line.strip() for line in reader.lines if line.strip()] == [nasty, nasty]


def test_no_rank_of_heading_is_skipped(skin: Skin, short: Document) -> None:
    title = (Text("Titre"),)
    blocks: tuple[Block, ...] = (
        Cover((), title, ()),
        *(Heading(level, title, f"a{level}") for level in (2, 3, 1, 2)),
    )
    document = Document("x", "T", "R", "M", short.date, blocks)
    headings = [tag for tag in read(page(document, skin)).tags if tag[0] == "h"]
    assert headings == ["h1", "h2", "h3", "h2", "h3"]


def test_an_attachment_has_no_place_in_a_page(document: Document, skin: Skin) -> None:
    receipt = Attachment("recu.json", b"{}", "application/json", "Reçu")
    assert renderer("html").render(document, skin, (receipt,)) == render(document, skin)
