"""A skin: the look of a family of documents, kept in one Word file that an agent can edit."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.formats.fonts import Font
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, parse, q, read_parts, relations, targets, value
from dossiers.formats.word_styles import part_of
from dossiers.skins.letterhead import Band, Reader, bare, content, refuse_floating, texts
from dossiers.skins.reach import refuse_arrows, refuse_fields
from dossiers.skins.typefaces import families, used_fonts
from dossiers.skins.wordstyles import Css, Style, StyleSheet, TableStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

PARAGRAPHS = (
    *("Normal", "Body Text", "Mention", "Surtitre", "Title", "Subtitle"),
    *("heading 1", "heading 2", "heading 3", "List Bullet", "Liste à repères", "List Continue"),
    *("Texte de tableau", "En-tête de tableau", "caption", "Note"),
    *("TOC Heading", "toc 1", "toc 2", "Signature", "header", "footer"),
)
"""The paragraph styles that a skin defines, by the name that Word gives them."""
CHARACTERS = ("Hyperlink", "À compléter")
TABLE, FRAME = "Tableau de dossier", "Cadre de signature"
_OWN_WORDS = 200
"""A skin carries no law: beyond its tags, it may say a name and an address, no more."""


@dataclass(frozen=True, slots=True)
class Page:
    """Sizes of the page and of its margins, in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int

    @property
    def text_width(self) -> int:
        """The width between the margins."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True)
class Bullet:
    """A level of the bulleted list: its sign, and its indents in twips."""

    sign: str
    left: int
    hanging: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The bands above and below a page."""

    header: tuple[Band, ...]
    footer: tuple[Band, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """The look of a family of documents.

    `styles` are found by Word's names (PARAGRAPHS and CHARACTERS), `defaults` holds for them all.
    `fonts` are those that the styles use; `folders` is where any font may be found, and nothing
    else is searched. A skin is `whole` when it is the Word file of one document, whose words are
    in it already: no tag is left to fill. Two skins are equal only if they are the same object,
    so that what is derived from one can be kept.
    """

    name: str
    data: bytes
    page: Page
    defaults: Css
    styles: Mapping[str, Style]
    table: TableStyle
    frame: TableStyle
    bullets: tuple[Bullet, ...]
    first: Letterhead
    running: Letterhead
    fonts: tuple[Font, ...]
    folders: tuple[Path, ...]
    whole: bool = False

    @property
    def bar(self) -> tuple[str, str]:
        """The colours, as `#17506B`, of a bar and of what is left of it: those of table headers."""
        ink = self.styles["En-tête de tableau"].css.get("color", "#000000")
        return ink, self.table.header.get("background-color", "#FFFFFF")


def read_skin(data: bytes, name: str, fonts: tuple[Path, ...]) -> Skin:
    """The skin in the bytes of a Word file; `fonts` are the folders of the allowed fonts.

    Raises LibraryError, naming the thing, for a missing style, an unknown font, a numbered
    paragraph, a shape, words of law, or a body that is not the one tag `{{p corps }}`.
    """
    with placing(name):
        return _read(data, name, fonts)


@contextmanager
def placing(name: str) -> Iterator[None]:
    """Give a mistake in the look of a Word file its place, the file, as its author can find it."""
    place = Mark(name, where="fichier entier")
    try:
        yield
    except LibraryError as error:
        if error.mark is not None:
            raise
        said = error.message.removeprefix(f"{name} : ").removeprefix(f"{name}, ")
        raise LibraryError(said, place) from error
    except (KeyError, ValueError) as error:  # a part that is not there, a length that is none
        raise LibraryError("la structure du fichier Word est endommagée.", place) from error


@dataclass(frozen=True, slots=True)
class Opened:
    """A Word file whose look is to be read: its parts, its body, its styles."""

    parts: Mapping[str, bytes]
    body: Element
    sheet: StyleSheet


def opened(data: bytes, name: str) -> Opened:
    """A Word file that reaches for nothing outside itself. Raises LibraryError."""
    parts = read_parts(data, name)
    refuse_arrows(parts, name)
    styles = part_of(parts, "styles", name)
    if styles is None or all(arrow.target != WORD_TEXT for arrow in relations(parts, "")):
        raise LibraryError(f"{name} : il manque au fichier Word ses styles ou ses relations.")
    sheet = StyleSheet(styles, part_of(parts, "theme", name))
    return Opened(parts, parse(parts[WORD_TEXT], name), sheet)


def _read(data: bytes, name: str, fonts: tuple[Path, ...]) -> Skin:
    word = opened(data, name)
    parts, body, sheet = word.parts, word.body, word.sheet
    refuse_fields(body, name)
    _check_styles(sheet, name)
    _check_body(body, name)
    section = section_of(body, name)
    first, running = letterheads(parts, section, Reader(parts, sheet, name))
    bands = (*first.header, *first.footer, *running.header, *running.footer)
    _check_words(bands, name)
    styles = {style: sheet.style(style) for style in (*PARAGRAPHS, *CHARACTERS)}
    levels = _levels(parts, styles["List Bullet"], name)
    used = families(sheet, styles.values(), bands, levels)
    _check_numbers(parts, styles.values(), name)
    return Skin(
        name=name,
        data=data,
        page=page_of(section),
        defaults=sheet.defaults,
        styles=styles,
        table=sheet.table_style(TABLE),
        frame=sheet.table_style(FRAME),
        bullets=tuple(_bullet(level) for level in levels),
        first=first,
        running=running,
        fonts=used_fonts(used, fonts, name),
        folders=fonts,
    )


def _check_styles(sheet: StyleSheet, name: str) -> None:
    missing = [style for style in (*PARAGRAPHS, *CHARACTERS, TABLE, FRAME) if style not in sheet]
    if missing:
        listed = ", ".join(f"« {style} »" for style in missing)
        raise LibraryError(f"{name} : styles absents de l’habillage : {listed}.")


def _check_body(body: Element, name: str) -> None:
    refuse_floating(body, name)
    root = body.find(q("w:body"))
    said = [
        "".join(text.text or "" for text in block.iter(q("w:t"))).strip()
        for block in (content(root) if root is not None else ())
    ]
    if sum(len(text) for text in said) > _OWN_WORDS:
        raise LibraryError(
            f"{name} : l’habillage ne porte pas le texte du document, qui vient du modèle."
        )
    if [re.sub(r"\s+", " ", text) for text in said if text] != ["{{p corps }}"]:
        raise LibraryError(
            f"{name} : le corps de l’habillage contient la seule ligne « {{{{p corps }}}} »."
        )


def _check_words(bands: Iterable[Band], name: str) -> None:
    words = "".join(bare(text) for text in texts(tuple(bands)))
    if len(words) > _OWN_WORDS:
        raise LibraryError(
            f"{name} : l’en-tête et le pied de page comptent {len(words)} caractères ; au-delà de "
            f"{_OWN_WORDS}, le texte appartient au modèle du document."
        )


def _check_numbers(parts: Mapping[str, bytes], styles: Iterable[Style], name: str) -> None:
    """Numbers are words of the document, so that Word and PDF say the same."""
    numbered = [
        s.name for s in styles if s.numbering not in (None, "0") and s.name != "List Bullet"
    ]
    if numbered:
        listed = ", ".join(f"« {style} »" for style in numbered)
        raise LibraryError(f"{name} : la numérotation automatique est à retirer de {listed}.")
    for part, data in parts.items():
        shown = re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", part)
        if shown and parse(data, part).find(f".//{q('w:numPr')}") is not None:
            raise LibraryError(f"{name}, {part} contient un paragraphe numéroté.")


def section_of(body: Element, name: str) -> Element:
    """The one section of a body. Raises LibraryError when there are several."""
    sections = list(body.iter(q("w:sectPr")))
    if len(sections) != 1:
        raise LibraryError(f"{name} : l’habillage a une section et une seule.")
    return sections[0]


def page_of(section: Element) -> Page:
    """The sizes of a section's page."""
    size, margins = section.find(q("w:pgSz")), section.find(q("w:pgMar"))
    measures = [
        *(value(size, f"w:{side}") or default for side, default in (("w", 11906), ("h", 16838))),
        *(value(margins, f"w:{side}") or 1417 for side in ("top", "right", "bottom", "left")),
        *(value(margins, f"w:{side}") or 708 for side in ("header", "footer")),
    ]
    return Page(*(abs(int(measure)) for measure in measures))


def letterheads(
    parts: Mapping[str, bytes], section: Element, reader: Reader
) -> tuple[Letterhead, Letterhead]:
    """The bands of the first page and of the others. Raises LibraryError."""
    named = targets(parts, WORD_TEXT)

    def bands(tag: str, kind: str) -> tuple[Band, ...]:
        for reference in section.iter(q(tag)):
            if value(reference, "w:type") == kind:
                return reader.bands(named[value(reference, "r:id") or ""])
        return ()

    running = Letterhead(
        bands("w:headerReference", "default"), bands("w:footerReference", "default")
    )
    if bands("w:headerReference", "even") or bands("w:footerReference", "even"):
        raise LibraryError(
            f"{reader.name} : les en-têtes propres aux pages paires ne sont pas pris en charge."
        )
    if section.find(q("w:titlePg")) is None:
        return running, running
    return Letterhead(
        bands("w:headerReference", "first"), bands("w:footerReference", "first")
    ), running


def _levels(parts: Mapping[str, bytes], style: Style, name: str) -> list[Element]:
    """The levels of the list that the style `List Bullet` is bound to."""
    numbering = part_of(parts, "numbering", name)
    if numbering is not None:
        for number in numbering.iterfind(q("w:num")):
            if value(number, "w:numId") == style.numbering:
                wanted = value(number.find(q("w:abstractNumId")))
                for abstract in numbering.iterfind(q("w:abstractNum")):
                    if value(abstract, "w:abstractNumId") == wanted:
                        return abstract.findall(q("w:lvl"))
    raise LibraryError(f"{name} : le style « List Bullet » n’est lié à aucune liste à puces.")


def _bullet(level: Element) -> Bullet:
    indent = level.find(f"{q('w:pPr')}/{q('w:ind')}")
    left = value(indent, "w:left") or value(indent, "w:start") or 510
    return Bullet(
        sign=value(level.find(q("w:lvlText"))) or "–",
        left=int(left),
        hanging=int(value(indent, "w:hanging") or 340),
    )
