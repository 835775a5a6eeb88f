"""What stands around the words of an exported text: headers, lists, styles, and the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape

from dossiers.blocks import Attachment
from dossiers.formats.docx_attachments import with_attachments
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import (
    NAMESPACES,
    TYPES,
    Relation,
    with_relations,
    with_types,
    write_package,
)
from dossiers.french.typography import typeset
from dossiers.manuscripts.spans import Span

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "fontTable": "fontTable",
    "header1": "header",
    "header2": "header",
    "footer1": "footer",
}
_ROOTS = {"header1": "hdr", "header2": "hdr", "footer1": "ftr", "fontTable": "fonts"}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACES = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("w", "r"))
_SETTINGS = '<w:defaultTabStop w:val="709"/><w:characterSpacingControl w:val="doNotCompress"/>'
_FONTS = "".join(f'<w:font w:name="{name}"/>' for name in ("Calibri", "Consolas"))
LEVELS = 9
"""How deep a list of Word may be (ISO 29500-1, 17.9.6)."""
_BULLETS = ("•", "–", "▪")
_NUMBERS = (("decimal", "."), ("lowerLetter", ")"), ("lowerRoman", "."))
_USAGE = (
    """Ces mots sont ceux du modèle, sans aucun dossier. Corrigez-les comme un texte ordinaire, avec
    ou sans suivi des modifications : paragraphes, titres, listes et tableaux reviendront dans le
    modèle ; les commentaires seront cités, la mise en forme laissée de côté.""",
    """Ce qui est sur fond bleu est une balise : {{ … }} imprime une valeur du dossier, {% if … %}
    choisit un passage et {% for … %} le répète, jusqu’à {% endif %} ou {% endfor %} ; [](#objet)
    renvoie au titre qui porte {#objet}. Une balise se déplace ou se supprime entière.""",
    """Les numéros d’articles, les espaces insécables et les guillemets sont mis par le
    programme.""",
)


@dataclass(frozen=True, slots=True)
class Label:
    """What the pages say of themselves: the document's title, its name, its version, its hash."""

    title: str
    name: str
    version: str
    print: str


def package(body: str, lists: Sequence[int], label: Label, attachment: Attachment) -> bytes:
    """The Word file of a body; `lists` are the numbers at which its numbered lists begin."""
    contents = {
        "document": f"<w:body>{body}{_section()}</w:body>",
        "numbering": _numbering(lists),
        "settings": _SETTINGS,
        "fontTable": _FONTS,
        "header1": _header(label, usage=True),
        "header2": _header(label, usage=False),
        "footer1": _footer(),
    }
    parts = {"word/styles.xml": _styles()}
    for name, inner in contents.items():
        root = f"w:{_ROOTS.get(name, name)}"
        parts[f"word/{name}.xml"] = f"{_XML}<{root} {_SPACES}>{inner}</{root}>".encode()
    return write_package(with_attachments(_packaged(parts), [attachment]))


def paragraph(style: str, properties: str, inner: str) -> str:
    """A paragraph; its properties are in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def runs(found: Sequence[Span]) -> str:
    """The runs of some spans."""
    return "".join(map(_run, found))


def _run(span: Span) -> str:
    look = '<w:rStyle w:val="Balise"/>' if span.literal else ""
    look += "<w:b/><w:bCs/>" if span.bold else ""
    look += "<w:i/><w:iCs/>" if span.italic else ""
    inner = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else ""
        for line in span.text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


@cache
def _styles() -> bytes:
    return files("dossiers.manuscripts").joinpath("styles.xml").read_bytes()


def _numbering(starts: Sequence[int]) -> str:
    """One bullet list; one numbered list for all, begun again where one begins."""
    bullets = "".join(_level(rank, "bullet", _BULLETS[rank % 3]) for rank in range(LEVELS))
    forms = (_NUMBERS[rank % 3] for rank in range(LEVELS))
    numbers = "".join(
        _level(rank, form, f"%{rank + 1}{end}") for rank, (form, end) in enumerate(forms)
    )
    multi = '<w:multiLevelType w:val="hybridMultilevel"/>'
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{rank}">{multi}{levels}</w:abstractNum>'
        for rank, levels in enumerate((bullets, numbers))
    )
    lists = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    for rank, start in enumerate(starts or (1,), 2):
        again = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(LEVELS)
        )
        lists += f'<w:num w:numId="{rank}"><w:abstractNumId w:val="1"/>{again}</w:num>'
    return kinds + lists


def _level(rank: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{rank}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{425 * (rank + 1)}" w:hanging="425"/></w:pPr></w:lvl>'
    )


def _section() -> str:
    return (
        '<w:sectPr><w:headerReference w:type="first" r:id="rIdheader1"/>'
        '<w:headerReference w:type="default" r:id="rIdheader2"/>'
        '<w:footerReference w:type="first" r:id="rIdfooter1"/>'
        '<w:footerReference w:type="default" r:id="rIdfooter1"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1247" '
        'w:left="1418" w:header="680" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )


def _header(label: Label, *, usage: bool) -> str:
    line = paragraph(
        "Header", "", runs([Span(f"{label.title} – texte du modèle")])
        + f"<w:r><w:tab/></w:r>{runs([Span(label.name)])}",
    )  # fmt: skip
    if not usage:
        return line
    version = " · ".join(filter(None, (label.version, f"empreinte {label.print[:12]}")))
    told = (typeset(" ".join(text.split())) for text in _USAGE)
    lines = [paragraph("Modedemploi", "", runs([Span(text)])) for text in (*told, version)]
    space = '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p>'
    return f"{line}{space}{''.join(lines)}{space}"


def _footer() -> str:
    def field(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    page, slash = f"<w:r><w:tab/></w:r>{field('PAGE')}", runs([Span(" / ")])
    return paragraph("Footer", "", f"{page}{slash}{field('NUMPAGES')}")


def _packaged(parts: dict[str, bytes]) -> dict[str, bytes]:
    main = f'<Override PartName="/{WORD_TEXT}" ContentType="{_TYPE}.document.main+xml"/>'
    types = (
        f'{_XML}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{main}</Types>'
    )
    whole = {"[Content_Types].xml": types.encode(), **parts}
    whole = with_types(
        whole, {f"word/{name}.xml": f"{_TYPE}.{kind}+xml" for name, kind in _PARTS.items()}
    )
    own = [Relation(f"rId{name}", kind, f"word/{name}.xml") for name, kind in _PARTS.items()]
    whole = with_relations(whole, WORD_TEXT, own)
    return with_relations(whole, "", [Relation("rId1", "officeDocument", WORD_TEXT)])
