"""Two dossiers compared → the articles whose words change, and the text as it is to be.

What a document of theirs says is composed of each, then compared title by title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from dossiers.blocks import (
    Block,
    Contents,
    Cover,
    Heading,
    Note,
    PageBreak,
    Signatures,
    plain,
    texts,
)
from dossiers.composing.drafting import context_of, drafted
from dossiers.composing.numbering import LISTED_LEVEL, numbered
from dossiers.composing.quoting import quoted
from dossiers.composing.wording import Passage
from dossiers.errors import LibraryError
from dossiers.language.vocabulary import Group
from dossiers.opening.compared import ARTICLE, TEXT
from dossiers.opening.dossier import Compared, Dossier
from dossiers.opening.variants import varied
from dossiers.procedures.documents import ComparedSpec, DocumentSpec
from dossiers.reading.source import Keys, Tree, dotted, keys_of
from dossiers.values import NO_BREAK, Code

# What is about the text, and is not of it.
_AROUND = Cover | Contents | Note | Signatures | PageBreak
_ADDED, _REMOVED = Code("ajoute", "ajouté"), Code("retire", "retiré")
_CHANGED = Code("modifie", "modifié")
_BEGINNING = f"«{NO_BREAK}Début{NO_BREAK}»"


@dataclass(frozen=True, slots=True)
class Section:
    """An article, an annexe, or a part without a number: its title and what stands under it.

    What stands before the first title is a section too, without a title.
    """

    label: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> Heading:
        """The title that it begins with, an empty one where there is none."""
        first = self.blocks[0]
        return first if isinstance(first, Heading) else Heading(LISTED_LEVEL, (), "")

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the whole section."""
        return tuple(texts(self.blocks))


Sections = Mapping[str, Section]
"""The sections of a document, in its order, by what names each from one dossier to another."""


@lru_cache(maxsize=4)
def rewritten(compared: Compared, spec: ComparedSpec, *, draft: bool) -> Group:
    """What documents know of two dossiers compared, beside what criteria do.

    Raises LibraryError where their document cannot be composed.
    """
    document = _document(compared.after, spec)
    whole = _drafted(compared.after, document, draft=draft)
    before = _sections(_drafted(compared.before, document, draft=draft), document)
    after = _sections(whole, document)
    where = _Places(compared, document, after)
    changes = tuple(
        Group("", {**change.fields, "articles": where.of(keys_of(change.fields["chemin"]))})
        for change in compared.told.fields["changements"]
    )
    known = {
        **compared.told.fields,
        "changements": changes,
        "articles": tuple(_articles(before, after)),
        TEXT: Passage(tuple(_consolidated(whole))),
    }
    return Group(compared.told.path, known)


def _document(dossier: Dossier, spec: ComparedSpec) -> DocumentSpec:
    for document in dossier.procedure.documents:
        if document.id == spec.document and not document.each:
            return document
    raise LibraryError(f"« document: {spec.document} » n’est pas un document unique.", spec.mark)


def _drafted(dossier: Dossier, document: DocumentSpec, *, draft: bool) -> tuple[Block, ...]:
    return drafted(dossier, document, context_of(dossier, document), draft=draft).blocks


def _consolidated(raw: Sequence[Block]) -> Iterator[Block]:
    """The whole text, not numbered yet, without its cover and the frames that were signed."""
    for block in raw:
        if not isinstance(block, Cover | Signatures):
            yield block


def _sections(raw: Sequence[Block], document: DocumentSpec) -> Sections:
    whole = numbered(raw, document.template)
    labels, under, name = {"": _BEGINNING}, defaultdict[str, list[Block]](list), ""
    for block, made in zip(raw, whole.blocks, strict=True):
        if isinstance(block, Heading) and isinstance(made, Heading) and made.level <= LISTED_LEVEL:
            # An author's anchor, else the words of the title: its number may change.
            name = block.anchor or plain(block.content)
            labels.setdefault(name, whole.labels[made.anchor])
        if not isinstance(made, _AROUND):
            under[name].append(made)
    return {name: Section(labels[name], tuple(blocks)) for name, blocks in under.items()}


def _articles(before: Sections, after: Sections) -> Iterator[Group]:
    """The articles removed, then those that change or are new, in the order they have now."""
    for name, section in before.items():
        if name not in after:
            yield _article(section, _REMOVED)
    for name, section in after.items():
        if name not in before:
            yield _article(section, _ADDED)
        elif before[name].words != section.words:
            yield _article(section, _CHANGED)


def _article(section: Section, nature: Code) -> Group:
    known = {
        "libelle": section.label,
        "titre": plain(section.title.content),
        "genre": section.label.split(NO_BREAK)[0] if section.title.numbered else "partie",
        "nature": nature,
        "texte": Passage(quoted(section.blocks)),
    }
    return Group("", {name: known[name] for name in ARTICLE})


class _Places:
    """Where each field is: the articles that change when it alone does."""

    def __init__(self, compared: Compared, document: DocumentSpec, after: Sections) -> None:
        self.compared, self.document, self.after = compared, document, after
        self.plain = self.with_changes({})
        self.known: dict[Keys, tuple[str, ...]] = {}

    def with_changes(self, changes: Mapping[str, Tree | None]) -> Sections:
        dossier = varied(self.compared.before, changes)
        return _sections(_drafted(dossier, self.document, draft=True), self.document)

    def of(self, keys: Keys) -> tuple[str, ...]:
        """The labels of the articles. The entries of a list are told of the list as a whole."""
        path = tuple(takewhile(lambda key: isinstance(key, str), keys))
        if path not in self.known:
            alone = self.with_changes({dotted(path): _at(self.compared.after, path)})
            self.known[path] = tuple(self.differing(alone))
        return self.known[path]

    def differing(self, alone: Sections) -> Iterator[str]:
        for name in dict.fromkeys((*self.plain, *alone)):
            one, other = self.plain.get(name), alone.get(name)
            if one is None or other is None or one.words != other.words:
                section = self.after.get(name) or other or one
                assert section is not None  # noqa: S101 - it is in one of them
                yield section.label


def _at(dossier: Dossier, keys: Sequence[str | int]) -> Any:
    """The text typed at a path of groups; None where there is none."""
    node: Any = dossier.source.data
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node
