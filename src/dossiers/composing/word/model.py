"""A Word model of the library: checked whole, each of its parts made the text of a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dossiers.composing.word.constructs import misused, refused
from dossiers.composing.word.places import TEXT, Places
from dossiers.composing.word.tags import TAG, Mistake, mistakes, tags_of
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.formats import word_file
from dossiers.formats.names import WORD_TEXT
from dossiers.formats.ooxml import Element, parse, q, read_parts
from dossiers.formats.word_styles import Styles
from dossiers.formats.word_tags import mended
from dossiers.library import Library

_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_BEGUN = re.compile(r"\{[{%]")
_FOLIO = {"PAGE", "NUMPAGES"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part as a template, in which each tag begins a line; `places` are those of the tags."""

    text: str
    places: tuple[Mark, ...]

    def mark(self, line: int) -> Mark:
        """The place of the tag at a line of the text."""
        return self.places[min(max(line - 2, 0), len(self.places) - 1)]


@dataclass(frozen=True, slots=True)
class Model:
    """A Word model: its file, all that it holds, and the parts that are templates by name."""

    name: str
    package: Mapping[str, bytes]
    templates: Mapping[str, Part]


@cache
def read_model(library: Library, name: str) -> Model:
    """The Word model of this name, such as `templates/conventions/x/annexe.docx`.

    Raises LibraryError at the paragraph of the first mistake of its author.
    """
    for told, mark in found(library, name):
        raise LibraryError(told, mark)
    package = read_parts(library.read(name), name)
    templates = {part: _template(root, places) for part, root, places in _parts(package, name)}
    return Model(name, package, templates)


def part_of(library: Library, path: str) -> Part:
    """A part by its path, such as `templates/…/annexe.docx/word/document.xml`."""
    name, part = split(path)
    return read_model(library, name).templates[part]


def split(path: str) -> tuple[str, str]:
    """The file and the part of a path; the part is empty for a file that is none of Word's."""
    name, sign, part = path.partition(".docx/")
    return (f"{name}.docx", part) if sign else (path, "")


def found(library: Library, name: str) -> Iterator[Mistake]:
    """Every mistake of an author that shows before any value is in, with its place."""
    data = library.read(name)
    package = read_parts(data, name)
    if parse(package[WORD_TEXT], name).tag != q("w:document"):
        told = "Ce fichier est au format « Strict » : l’enregistrer en « Document Word (.docx) »."
        yield told, Mark(name, where="format")
        return
    styles = Styles(package, name)
    for part, root, places in _parts(package, name):
        yield from refused(root, places)
        yield from mistakes(root, places)
        if part == WORD_TEXT:
            yield from misused(root, places, styles)
    for part, content in package.items():
        if part.startswith("docProps/") and _BEGUN.search(content.decode("utf-8", "replace")):
            told = "Une balise est dans les propriétés du fichier, que le programme écrit lui-même."
            yield told, Mark(name, where="propriétés du fichier")
    if not any(re.fullmatch(r"word/header\d*\.xml", part) for part in package):
        told = "Un modèle Word a un en-tête, même vide : il porte le filigrane des projets."
        yield told, Mark(name, where="en-tête")
    for kind, fields in word_file.read(data, name).fields.items():
        if not fields >= _FOLIO:
            pages = "de la première page" if kind == "first" else "des pages"
            told = (
                f"Ni l’en-tête ni le pied {pages} n’ont le folio : les champs Page et "
                "NombreDePages, séparés par un signe ou un mot."
            )
            yield told, Mark(name, where="en-têtes et pieds de page")


def _parts(package: Mapping[str, bytes], name: str) -> Iterator[tuple[str, Element, Places]]:
    for part, content in package.items():
        if _PART.fullmatch(part):
            root = parse(content, f"{name}, {part}")
            yield part, root, Places(root, name, part)


def _template(root: Element, places: Places) -> Part:
    """A part as text: no line ends but those before its tags, so that a line tells its tag."""
    tags = tags_of(root, places)
    for text in root.iter(TEXT):
        text.text = " ".join((text.text or "").split("\n"))
    written = _BEGUN.sub(r"\n\g<0>", mended(root).replace("\n", ""))
    if len(TAG.findall(written)) != len(tags):
        told = "Ces balises ne se lisent pas : en reprendre une à une la frappe dans Word."
        raise LibraryError(told, tags[0].mark if tags else None)
    return Part(written, tuple(tag.mark for tag in tags) or (places.of(root),))
