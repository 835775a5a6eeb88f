"""A Word model + values → the blocks of a document, and its Word file, which say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.blocks import Block, texts
from dossiers.composing.receipt import normal_words
from dossiers.composing.word.fill import filled
from dossiers.composing.word.model import read_model
from dossiers.composing.word.numbers import Numbers
from dossiers.composing.word.places import Places
from dossiers.composing.word.read import BodyReader
from dossiers.composing.word.shape import made
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.formats.docx_words import paragraphs_of
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import (
    Element,
    q,
    serialize,
    without_relations_to_absent,
    without_types_of_absent,
    write_package,
)
from dossiers.formats.word_styles import Styles
from dossiers.library import Library

_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[^/]+\.rels|word/(?:theme|media)/.+|"
    r"word/(?:document|styles|numbering|settings|fontTable|footnotes|endnotes|header\d*|footer\d*)"
    r"\.xml"
)
"""The parts of a model that travel: not its comments, its people, nor the data of its author."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document as its Word model gives it: blocks, and the Word file."""

    blocks: tuple[Block, ...]
    word: bytes


def write_whole(
    library: Library,
    name: str,
    values: Mapping[str, Any],
    bands: Mapping[str, str],
    *,
    draft: bool,
    mention: str = "",
    forced: Mapping[str, bool] | None = None,
) -> Written:
    """The document of a Word model, filled with values; `forced` is for a lint.

    `bands` are what headers and footers see besides. The `mention` of a dossier, such as « Exemple
    fictif », stands above the text. Raises LibraryError at the paragraph of the model.
    """
    model = read_model(library, name)
    trees = filled(library, model, values, bands, draft=draft, forced=forced)
    body = trees[WORD_TEXT]
    styles, places = Styles(model.package, name), Places(body, name, WORD_TEXT)
    entries = Numbers(model.package, styles, name).settle(body, places)
    blocks = BodyReader(styles, entries, places).blocks(body)
    if normal_words(texts(blocks)) != normal_words(paragraphs_of(body)):
        told = "Des mots du modèle ne se retrouvent pas dans le document : le simplifier."
        raise LibraryError(told, Mark(name, where="texte"))
    if mention:
        _mention(body, mention, styles)
    parts = {
        part: serialize(trees[part]) if part in trees else data
        for part, data in model.package.items()
        if _KEPT.fullmatch(part)
    }
    for source in ("", WORD_TEXT):
        parts = without_relations_to_absent(parts, source)
    parts = without_types_of_absent(parts)
    return Written(blocks, write_package(parts))


def _mention(root: Element, words: str, styles: Styles) -> None:
    """Print a mention above the text, in its style where the model has it."""
    body = root.find(q("w:body"))
    if body is None:
        return
    paragraph, run = made(body, "w:p"), made(body, "w:r")
    if identifier := styles.named("mention"):
        properties = made(body, "w:pPr")
        properties.append(made(body, "w:pStyle", val=identifier))
        paragraph.append(properties)
    run.append(made(body, "w:t", words))
    paragraph.append(run)
    body.insert(0, paragraph)
