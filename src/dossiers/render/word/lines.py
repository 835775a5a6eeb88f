"""Paragraphs and runs of WordprocessingML, in the styles of a skin."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from dossiers.blocks import Heading, Inline, Inlines, LineBreak
from dossiers.errors import LibraryError

if TYPE_CHECKING:
    from dossiers.blocks import Document
    from dossiers.skins.skin import Skin

KEEP = "<w:keepNext/>"
NOT_KEPT = '<w:keepNext w:val="0"/>'
_EARLY = (KEEP, NOT_KEPT)


class Lines:
    """Writes the lines of one document, and knows the bookmarks of its headings.

    `new_page` makes the next paragraph begin a page, which is how a page break is written: a
    break in a paragraph of its own leaves an empty line above. `closing` says that the block being
    written is the last one: Word asks for a paragraph after a table, and a tall one could begin
    an empty page.
    """

    def __init__(self, document: Document, skin: Skin) -> None:
        self.skin = skin
        self.new_page = False
        self.closing = False
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        self._ranks = {block.anchor: rank for rank, block in enumerate(headings, 1)}

    def paragraph(self, style: str, runs: str, *properties: str) -> str:
        """A paragraph; `properties` follow the order of the schema (ISO 29500-1, 17.3.1.26)."""
        look = f'<w:pStyle w:val="{self.skin.styles[style].id}"/>'
        kept = "".join(item for item in properties if item in _EARLY)
        begins = "<w:pageBreakBefore/>" if self.new_page else ""
        rest = "".join(item for item in properties if item not in _EARLY)
        self.new_page = False
        return f"<w:p><w:pPr>{look}{kept}{begins}{rest}</w:pPr>{runs}</w:p>"

    def spacer(self, height: int, kept: str = "") -> str:
        """An empty line of this height, in twips."""
        spacing = f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>'
        return self.paragraph("Normal", "", kept, spacing)

    def below(self, height: int) -> int:
        """The height of the empty line below a table, in twips: next to none at the very end."""
        return 20 if self.closing else height

    def inlines(self, content: Inlines) -> str:
        """The runs of a text."""
        return "".join(self._inline(piece) for piece in content)

    def _inline(self, piece: Inline) -> str:
        if isinstance(piece, LineBreak):
            return "<w:r><w:br/></w:r>"
        style = ""
        if piece.blank:
            style = self._character("À compléter")
        elif piece.target:
            style = self._character("Hyperlink")
        bold = "<w:b/><w:bCs/>" if piece.bold else ""
        italic = "<w:i/><w:iCs/>" if piece.italic else ""
        written = run(piece.text, f"{style}{bold}{italic}")
        return self.link(piece.target, written) if piece.target else written

    def _character(self, style: str) -> str:
        return f'<w:rStyle w:val="{self.skin.styles[style].id}"/>'

    def link(self, anchor: str, runs: str) -> str:
        """Runs that lead to a heading; LibraryError when there is no such heading."""
        name = f"titre_{self._rank(anchor)}"
        return f'<w:hyperlink w:anchor="{name}" w:history="1">{runs}</w:hyperlink>'

    def bookmarked(self, anchor: str, runs: str) -> str:
        """Runs to which links may lead. A bookmark's name has at most forty letters in Word."""
        rank = self._rank(anchor)
        start = f'<w:bookmarkStart w:id="{rank}" w:name="titre_{rank}"/>'
        return f'{start}{runs}<w:bookmarkEnd w:id="{rank}"/>'

    def _rank(self, anchor: str) -> int:
        if anchor not in self._ranks:
            raise LibraryError(f"Le renvoi vers « {anchor} » ne mène à aucun titre du document.")
        return self._ranks[anchor]


def run(text: str, properties: str = "") -> str:
    """Characters of one look."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def field(kind: str) -> str:
    """A mark of a field: `begin`, `separate` or `end`."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
