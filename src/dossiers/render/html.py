"""The HTML page of a document, which is also what the PDF is made from."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from dossiers.blocks import (
    BAR_STEPS,
    Bars,
    Block,
    Contents,
    Cover,
    Document,
    Heading,
    Inline,
    Inlines,
    Item,
    LineBreak,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Row,
    SignatureBox,
    Signatures,
    Table,
    plain,
    ranks,
)
from dossiers.french.words import after_de
from dossiers.render.page.stylesheet import declarations, draft_stylesheet, line_heights, stylesheet
from dossiers.skins.letterhead import Band, LineEnd, PageField, Piece, Words, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dossiers.blocks import Attachment
    from dossiers.skins.skin import Skin

_ADDRESS = re.compile(
    r"((?:https?://|www\.)[^\s<>«»]+|(?<![^\s<>«»@;,])[^\s<>«»@;,]+@[^\s<>«»@;,]+)"
)
"""An address, looked for where words begin; a hyphen put in it would be read as a part of it."""


def render(document: Document, skin: Skin, attachments: tuple[Attachment, ...] = ()) -> bytes:
    """A page that stands alone, its style sheet included; `attachments` have no place in it."""
    del attachments
    css = stylesheet(skin) + (draft_stylesheet(skin) if document.draft else "")
    return page(document, skin, style=f"<style>\n{css}\n</style>").encode()


def page(document: Document, skin: Skin, style: str = "", *, fields: bool = False) -> str:
    """The page as text; without `style` it waits for `stylesheet(skin)`.

    With `fields`, each signature frame holds a box to tick, which `conformity` makes into a
    signature field of the PDF.
    """
    day = document.date.isoformat()
    head = (
        f'<meta charset="utf-8"><title>{escape(document.title)}</title>'
        f'<meta name="viewport" content="width=device-width">'
        f'<meta name="description" content="{escape(document.reference)}">'
        f'<meta name="dcterms.created" content="{day}">'
        f'<meta name="dcterms.modified" content="{day}">{style}'
    )
    mention = f'<p class="mention">{escape(document.mention)}</p>' if document.mention else ""
    body = "".join(
        (*_letterheads(document, skin), mention, *_top_level(document.blocks, fields=fields))
    )
    return f'<!DOCTYPE html>\n<html lang="fr-FR"><head>{head}</head>\n<body>{body}</body></html>\n'


def _top_level(blocks: tuple[Block, ...], *, fields: bool) -> Iterator[str]:
    # PDF/UA forbids to skip a rank (ISO 14289-1, 7.4.2); the cover's title has the first.
    cover = [0] if any(isinstance(block, Cover) for block in blocks) else []
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    tags = iter(list(ranks([*cover, *levels]))[len(cover) :])
    for block, following in pairwise((*blocks, None)):
        match block:
            case Heading():
                tag = f"h{next(tags)}"
                look = f'class="heading-{block.level}" id="{escape(block.anchor)}"'
                yield f"<{tag} {look}>{_inlines(block.content)}</{tag}>"
            case Paragraph():
                keep = " keep" if block.keep or isinstance(following, Signatures) else ""
                yield f'<p class="text{keep}">{_inlines(block.content)}</p>'
            case Signatures():
                yield _signatures(block, fields=fields)
            case None:
                pass
            case _:
                yield _block(block)


def _block(block: Block) -> str:  # noqa: C901, PLR0911 - one arm a block
    """A block that holds others or stands in another; its paragraphs take the holder's look."""
    match block:
        case Paragraph():
            return f"<p>{_inlines(block.content)}</p>"
        case Heading():
            return f'<p id="{escape(block.anchor)}">{_inlines(block.content)}</p>'
        case Cover():
            above = f'<p class="overline">{_inlines(block.above)}</p>' if block.above else ""
            title = f'<h1 class="title">{_inlines(block.title)}</h1>'
            below = "".join(f'<p class="below">{_inlines(line)}</p>' for line in block.below)
            return f'<div class="cover">{above}{title}{below}</div>'
        case Listing():
            return _listing(block)
        case Table():
            return _table(block)
        case Bars():
            return _bars(block)
        case Note():
            return f'<div class="note">{"".join(_block(inner) for inner in block.blocks)}</div>'
        case Contents():
            return _contents(block)
        case Signatures():
            return _signatures(block, fields=False)
        case PageBreak():
            return '<div class="page-break"></div>'
        case _:
            assert_never(block)


def _inlines(content: Inlines) -> str:
    return "".join(_inline(piece) for piece in content)


def _inline(piece: Inline) -> str:
    if isinstance(piece, LineBreak):
        return "<br>"
    parts = [escape(part, quote=False) for part in _ADDRESS.split(piece.text)]
    parts[1::2] = [f'<span class="address">{address}</span>' for address in parts[1::2]]
    text = "".join(parts)
    if piece.blank:
        text = f'<span class="blank">{text}</span>'
    if piece.italic:
        text = f"<em>{text}</em>"
    if piece.bold:
        text = f"<strong>{text}</strong>"
    return f'<a href="#{escape(piece.target)}">{text}</a>' if piece.target else text


def _listing(listing: Listing) -> str:
    marked = any(item.marker is not None for item in listing.items)
    items = "".join(_item(item) for item in listing.items)
    return f'<ol class="marked">{items}</ol>' if marked else f'<ul class="bullets">{items}</ul>'


def _item(item: Item) -> str:
    """An entry; its marker is text, so that it can be read, searched and copied."""
    blocks = item.blocks
    lead = ""
    if blocks and isinstance(blocks[0], Paragraph):
        lead, blocks = _inlines(blocks[0].content), blocks[1:]
    if item.marker is None:
        first = f"<p>{lead}</p>"
    else:
        marker = f'<span class="marker">{escape(item.marker, quote=False)} </span>'
        first = f'<p class="lead">{marker}{lead}</p>'
    rest = "".join(_continued(block) for block in blocks)
    return f"<li>{first}{rest}</li>"


def _continued(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f'<p class="continued">{_inlines(block.content)}</p>'
    return _block(block)


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{width / 10:g}%">' for width in table.widths)
    caption = f"<caption>{_inlines(table.caption)}</caption>" if table.caption else ""
    aligns = tuple(align.value for align in table.aligns)

    def row(cells: Row, tag: str, scope: str = "") -> str:
        written = (
            f'<{tag} class="{align}"{scope}>{_inlines(cell)}</{tag}>'
            for cell, align in zip(cells, aligns, strict=True)
        )
        return f"<tr>{''.join(written)}</tr>"

    head = row(table.header, "th", ' scope="col"')
    body = "".join(row(cells, "td") for cells in table.rows)
    return (
        f"<table>{caption}<colgroup>{columns}</colgroup>"
        f"<thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _bars(bars: Bars) -> str:
    """A chart: a bar is a cell as many columns wide as it has steps, and one for those left."""
    label, figure, bar = (width / 10 for width in bars.widths)
    steps = f'<col style="width:{bar / BAR_STEPS:g}%">' * BAR_STEPS
    columns = f'<col style="width:{label:g}%"><col style="width:{figure:g}%">{steps}'
    caption = f"<caption>{_inlines(bars.caption)}</caption>" if bars.caption else ""
    what, number, shown = map(_inlines, bars.header)
    head = (
        f'<tr><th class="left" scope="col">{what}</th><th class="right" scope="col">{number}</th>'
        f'<th class="bar" scope="col" colspan="{BAR_STEPS}">{shown}</th></tr>'
    )
    body = "".join(
        f'<tr><td class="left">{_inlines(row.label)}</td>'
        f'<td class="right">{_inlines(row.figure)}</td>{_bar(row.length)}</tr>'
        for row in bars.rows
    )
    return (
        f'<table class="bars">{caption}<colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _bar(length: int) -> str:
    cells = (("bar", length), ("bar left-over", BAR_STEPS - length))
    return "".join(
        f'<td class="{look}" colspan="{steps}"><div></div></td>' for look, steps in cells if steps
    )


def _contents(contents: Contents) -> str:
    entries = "".join(
        f'<li class="entry-{min(rank, 2)}">'
        f'<a href="#{escape(entry.anchor)}">{escape(entry.text, quote=False)}</a>'
        f'<span class="page-of" data-target="#{escape(entry.anchor)}"></span></li>'
        for rank, entry in contents.ranked()
    )
    title = f'<p class="contents-title">{_inlines(contents.title)}</p>'
    return f'<nav class="contents">{title}<ul>{entries}</ul></nav>' if entries else ""


def _signatures(signatures: Signatures, *, fields: bool) -> str:
    columns = signatures.columns
    width = (100 - 4 * (columns - 1)) / columns
    rows = []
    for row in signatures.in_rows():
        boxes = "".join(
            f'<div class="signatory" style="width:{width:.2f}%"><div class="signatory-lines">'
            f"{''.join(f'<p>{_inlines(line)}</p>' for line in box.lines)}</div>"
            f'<div class="signature-frame" id="signature-{escape(box.id)}">'
            f"{_field(box) if fields else ''}</div></div>"
            for box in row
        )
        rows.append(f'<div class="signature-row">{boxes}</div>')
    together = " together" if signatures.together else ""
    return f'<div class="signatures{together}">{"".join(rows)}</div>'


def _field(box: SignatureBox) -> str:
    """A box to tick, its title being what a reader says of it.

    No name begins another, as software that signs may look names up by their beginning: in an id
    a hyphen stands before a digit. A dot would part a field from its parent.
    """
    name = f"{box.id.replace('.', '--')}-signature"
    who = ", ".join(plain(line) for line in box.lines)
    title = f"Signature {after_de(who)}"
    return f'<input type="checkbox" name="{escape(name)}" title="{escape(title)}">'


def _letterheads(document: Document, skin: Skin) -> Iterator[str]:
    named = (("titre", document.title), ("reference", document.reference))
    values = {} if skin.whole else {**dict(named), "modele": document.model}
    for kind, letterhead in (("first", skin.first), ("running", skin.running)):
        for place, bands in (("header", letterhead.header), ("footer", letterhead.footer)):
            written = "".join(_band(band, skin, values) for band in bands)
            yield f'<div class="{kind}-{place}">{written}</div>'


def _band(band: Band, skin: Skin, values: dict[str, str]) -> str:
    lines = line_heights(skin)
    family = skin.defaults.get("font-family", "")
    cells = "".join(
        f'<div class="{cell.align}"'
        + (f' style="width:{cell.width / 10:g}%"' if cell.width else "")
        + f">{''.join(_piece(piece, values) for piece in cell.pieces)}</div>"
        for cell in band.cells
    )
    return (
        f'<div class="band" style="{escape(declarations(band.css, lines, family))}">{cells}</div>'
    )


def _piece(piece: Piece, values: dict[str, str]) -> str:
    if isinstance(piece, LineEnd):
        return "<br>"
    if isinstance(piece, Words | PageField):
        look = escape(declarations(piece.css, {}))
        style = f' style="{look}"' if look else ""
        if isinstance(piece, Words):
            text = escape(filled(piece.text, values) if values else piece.text, quote=False)
            return f"<span{style}>{text}</span>"
        return f'<span class="{"page-count" if piece.total else "page-number"}"{style}></span>'
    source = f"data:{piece.media_type};base64,{b64encode(piece.data).decode()}"
    size = f"width:{piece.width:g}pt;height:{piece.height:g}pt"
    return f'<img src="{source}" alt="{escape(piece.alt)}" style="{size}">'
