"""A long text of the dossier, alone in its paragraph of a Word model: the paragraphs it makes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from dossiers.blocks import Inline, Inlines, LineBreak, Listing, Paragraph, Text
from dossiers.composing.markup import build_long_text
from dossiers.composing.word.places import RUN
from dossiers.composing.word.shape import made, remove, set_property
from dossiers.errors import Refused
from dossiers.formats.ooxml import Element, q
from dossiers.formats.word_styles import Styles

_BULLETS = "list bullet"


def expand(paragraph: Element, text: str, styles: Styles) -> None:
    """Put the paragraphs of a long text in the place of the one that prints it.

    An entry of a list has the style of bullets, where the model has it, or a literal marker.
    Raises Refused for a table, which only a Markdown template can print.
    """
    for marker, content in _lines(build_long_text(text), text):
        paragraph.addprevious(_paragraph(paragraph, marker, content, styles.named(_BULLETS)))
    remove(paragraph)


def _lines(blocks: object, text: str) -> Iterator[tuple[str | None, Inlines]]:
    """Each line with its marker: None for a paragraph, empty for a bullet."""
    assert isinstance(blocks, tuple)  # noqa: S101 - what a long text is built into
    for block in blocks:
        match block:
            case Paragraph():
                yield None, block.content
            case Listing():
                for item in block.items:
                    (_, content), *rest = _lines(item.blocks, text)
                    yield item.marker or "", content
                    yield from rest
            case _:
                excerpt = " ".join(text.split())[:60]
                told = f"Le texte « {excerpt}… » a un tableau, que ce document ne peut imprimer."
                raise Refused(told)


def _paragraph(
    model: Element, marker: str | None, content: Inlines, bullets: str | None
) -> Element:
    """A paragraph that looks as the one of the model does."""
    own = made(model, "w:p")
    properties, run = model.find(q("w:pPr")), model.find(f".//{RUN}")
    look = None if run is None else run.find(q("w:rPr"))
    if properties is not None:
        own.append(deepcopy(properties))
    if marker == "" and bullets is not None:
        set_property(own, made(model, "w:pStyle", val=bullets))
    elif marker is not None:
        own.append(_run(model, Text(f"{marker or '–'}\u00a0"), look))
    for piece in content:
        own.append(_run(model, piece, look))
    return own


def _run(model: Element, piece: Inline, look: Element | None) -> Element:
    run = made(model, "w:r")
    if isinstance(piece, LineBreak):
        run.append(made(model, "w:br"))
        return run
    properties = made(model, "w:rPr") if look is None else deepcopy(look)
    for tag, on in (("w:i", piece.italic), ("w:b", piece.bold)):
        if on:
            for own in properties.findall(q(tag)):
                properties.remove(own)
            properties.insert(_rank(properties), made(model, tag))
    run.append(properties)
    run.append(made(model, "w:t", piece.text))
    return run


def _rank(properties: Element) -> int:
    """After the style and the font of a run, before all else."""
    return sum(each.tag in (q("w:rStyle"), q("w:rFonts")) for each in properties)
