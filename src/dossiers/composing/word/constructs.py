"""What a Word model may hold: what the PDF can show. Anything else is its author's mistake.

A construct that no line here knows is refused like the others: nothing is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dossiers.composing.word.places import PARAGRAPH, ROW, RUN, TABLE, words_of
from dossiers.formats.ooxml import Element, is_on, q, value, whole

if TYPE_CHECKING:
    from dossiers.composing.word.places import Places
    from dossiers.composing.word.tags import Mistake
    from dossiers.formats.word_styles import Styles

FRAMES = "cadre de signature"
"""The table style, in small letters, of the frames in which the signatories sign."""

_KNOWN = frozenset(
    q(f"w:{name}")
    for name in (
        *("document", "body", "hdr", "ftr", "p", "r", "t", "tab", "br", "cr", "noBreakHyphen"),
        *("softHyphen", "lastRenderedPageBreak", "tbl", "tr", "tc", "sdt", "sdtContent"),
        *("smartTag", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd"),
    )
)
_PROPERTIES = frozenset(
    q(f"w:{name}")
    for name in (
        *("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "tblGrid"),
        *("tblPrEx", "smartTagPr", "background"),
    )
)
_REVISION = "une modification suivie : l’accepter ou la refuser"
_COMMENT = "un commentaire : le supprimer"
_NOTE = "un appel de note : mettre la note dans le texte"
_FIELD = "un champ de Word : écrire son texte"
_REFUSED = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo", "delText"), _REVISION),
    **dict.fromkeys(("moveFromRangeStart", "moveToRangeStart"), _REVISION),
    **dict.fromkeys(("rPrChange", "pPrChange", "tblPrChange", "trPrChange"), _REVISION),
    **dict.fromkeys(("tcPrChange", "sectPrChange", "tblGridChange"), _REVISION),
    **dict.fromkeys(("commentReference", "commentRangeStart", "commentRangeEnd"), _COMMENT),
    **dict.fromkeys(("footnoteReference", "endnoteReference"), _NOTE),
    **dict.fromkeys(("fldSimple", "fldChar", "instrText"), _FIELD),
    "pict": "un dessin d’un ancien format (VML)",
    "object": "un objet incorporé (OLE)",
    "control": "un contrôle ActiveX",
    "sym": "un signe d’une police de symboles : le taper au clavier",
    "ptab": "une tabulation d’alignement : la remplacer par une tabulation",
    "hyperlink": "un lien hypertexte : le supprimer et garder l’adresse en toutes lettres",
    "altChunk": "un fichier inséré",
    "subDoc": "un document lié",
    "ruby": "un guide phonétique",
    "framePr": "un cadre de texte",
    "tblpPr": "un tableau flottant : choisir l’habillage « Aucun »",
    "vanish": "du texte masqué : l’afficher ou le supprimer",
    "strike": "du texte barré : le supprimer",
    "dstrike": "du texte barré : le supprimer",
    "gridSpan": "des cellules fusionnées : les fractionner",
    "hMerge": "des cellules fusionnées : les fractionner",
    "vMerge": "des cellules fusionnées : les fractionner",
    "dataBinding": "un contrôle de contenu lié à des données : ne garder que son texte",
    "docPartObj": "un sommaire ou un autre élément automatique de Word : le supprimer",
}
_HEAD = (
    "La première ligne d’un tableau, et elle seule, est sa ligne d’en-tête : dans Word, « Répéter "
    "les lignes d’en-tête »."
)
_SWITCHES = ("vanish", "strike", "dstrike")
_IN_BANDS = ("fldSimple", "fldChar", "instrText", "drawing", "gridSpan", "ptab")
"""What a header or a footer may have, which its own reader judges."""


def refused(root: Element, places: Places) -> Iterator[Mistake]:
    """What a part holds that the PDF could not show, where it stands."""
    band = root.tag in (q("w:hdr"), q("w:ftr"))
    for element in _own(root):
        name = str(element.tag).rpartition("}")[2]
        if band and name in _IN_BANDS:
            continue
        if told := _told(element, name):
            yield f"Un modèle Word ne contient pas {told}.", places.of(element)


def _own(root: Element) -> Iterator[Element]:
    """The elements of a part; of a construct that is refused, nothing inside is looked at."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue  # an XML comment
        yield element
        if element.tag in _KNOWN or element.tag in _PROPERTIES or _inside(element):
            waiting += reversed(element)


def _inside(element: Element) -> bool:
    """Whether an element is a detail of properties."""
    return any(above.tag in _PROPERTIES for above in element.iterancestors())


def _told(element: Element, name: str) -> str:
    if name in ("drawing", "AlternateContent"):
        return _drawn(element)
    if name in ("oMath", "oMathPara"):
        return "une équation : l’écrire en texte"
    if name in _REFUSED and (name not in _SWITCHES or is_on(element)):
        return _REFUSED[name]
    if element.tag in _KNOWN or element.tag in _PROPERTIES or _inside(element):
        return ""
    return f"cet élément, que le programme ne connaît pas ({name})"


def _drawn(element: Element) -> str:
    kinds = [
        each.get("uri", "") for each in element.iter() if str(each.tag).endswith("}graphicData")
    ]
    if element.find(f".//{q('w:txbxContent')}") is not None:
        return "une zone de texte : mettre son texte dans un paragraphe"
    if any("diagram" in kind for kind in kinds):
        return "un graphique SmartArt"
    if any("chart" in kind for kind in kinds):
        return "un graphique"
    if element.find(f".//{q('wp:anchor')}") is not None:
        return "une image ou une forme flottante"
    return "une image dans le texte : la mettre dans l’en-tête, alignée sur le texte"


def misused(root: Element, places: Places, styles: Styles) -> Iterator[Mistake]:
    """What a body holds that is admitted, but not there or not so."""
    titles = 0
    for paragraph in root.iter(PARAGRAPH):
        style = styles.name(styles.of(paragraph))
        titles += style == "title" and bool(words_of(paragraph).strip())
        yield from ((told, places.of(paragraph)) for told in _paragraph(paragraph, style))
    if titles > 1:
        yield "Un document a un seul paragraphe de style « Title » (Titre).", places.of(root)
    for run in root.iter(RUN):
        yield from ((told, places.of(run)) for told in _run(run))
    for table in root.iter(TABLE):
        yield from ((told, places.of(found)) for told, found in _table(table, styles))
    sections = list(root.iter(q("w:sectPr")))
    if len(sections) != 1:
        yield (
            "Un modèle Word a une section et une seule.",
            places.of(sections[0] if sections else root),
        )
    elif whole(sections[0].find(q("w:cols")), "w:num") > 1:
        yield "Le texte d’un modèle Word est sur une seule colonne.", places.of(root)


def _paragraph(paragraph: Element, style: str) -> Iterator[str]:
    if re.fullmatch(r"heading [4-9]", style):
        yield "Un document a trois niveaux de titre ; celui-ci est du quatrième ou au-delà."
    if re.search("[\ue000-\uf8ff]", words_of(paragraph)):
        yield "Un signe d’une police de symboles est dans ce texte : le taper au clavier."
    if list(_page_breaks(paragraph)) and words_of(paragraph).strip():
        yield "Un saut de page est seul dans son paragraphe."


def _page_breaks(paragraph: Element) -> Iterator[Element]:
    yield from (each for each in paragraph.iter(q("w:br")) if value(each, "w:type") == "page")


def _run(run: Element) -> Iterator[str]:
    properties, words = run.find(q("w:rPr")), words_of(run)
    if properties is None or not words.strip():
        return
    if (value(properties.find(q("w:color"))) or "").upper() == "FFFFFF":
        yield "Un texte blanc se lit mal : donner sa couleur au style, non au texte."
    raised = value(properties.find(q("w:vertAlign"))) in ("superscript", "subscript")
    if raised and re.search(r"\d", words):
        yield "Un chiffre en exposant ou en indice se tape au clavier : ², ₂."


def _table(table: Element, styles: Styles) -> Iterator[tuple[str, Element]]:
    rows = list(table.iter(ROW))
    if next(table.iterancestors(TABLE), None) is not None:
        yield "Un tableau ne contient pas d’autre tableau.", table
        return
    if table_style(table, styles) == FRAMES:
        if len(rows) != 2:  # noqa: PLR2004 - the words, the frames
            yield "Un tableau « Cadre de signature » a deux lignes : les mots, les cadres.", table
        return
    heads = [row for row in rows if is_on(row.find(f"{q('w:trPr')}/{q('w:tblHeader')}"))]
    if heads != rows[:1]:
        yield _HEAD, table
    for paragraph in table.iter(PARAGRAPH):
        number = paragraph.find(f"{q('w:pPr')}/{q('w:numPr')}/{q('w:numId')}")
        inherited = styles.property(styles.of(paragraph), "w:pPr/w:numPr/w:numId")
        if value(number if number is not None else inherited) not in (None, "0"):
            yield "Une case de tableau ne contient ni puce ni numéro automatique.", paragraph


def table_style(table: Element, styles: Styles) -> str:
    """The name of a table's style, in small letters."""
    return styles.name(value(table.find(f"{q('w:tblPr')}/{q('w:tblStyle')}")))
