"""Dossiers opened as a user gives them, and what the documents made of them say."""

from __future__ import annotations

from pathlib import Path

from dossiers.blocks import Block, Cover, Document, Signatures, paragraphs, texts
from dossiers.composing.compose import compose
from dossiers.judging.referral import open_whole
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener


def opened(library: Library, path: Path) -> Dossier:
    """The dossier of a file, with those that it names."""
    found = open_whole(Opener(library), path)
    assert isinstance(found, Dossier)
    return found


def example(library: Library, procedure: str, name: str = "complet") -> Dossier:
    return opened(library, library.path(f"examples/{procedure}/{name}.yaml"))


def document(dossier: Dossier, name: str, *, draft: bool = False) -> Document:
    (spec,) = (spec for spec in dossier.procedure.documents if spec.id == name)
    return compose(dossier, spec, draft=draft)


def blocks(dossier: Dossier, name: str) -> tuple[Block, ...]:
    return document(dossier, name).blocks


def words(dossier: Dossier, name: str, *, draft: bool = False) -> str:
    """All that a document says, every space being an ordinary one."""
    return " ".join(" ".join(paragraphs(document(dossier, name, draft=draft))).split())


def own_words(dossier: Dossier, name: str) -> list[str]:
    """The words of a document without its cover and its frames."""
    kept = (b for b in blocks(dossier, name) if not isinstance(b, Cover | Signatures))
    return list(texts(kept))


def assert_consolidates(dossier: Dossier, name: str, of: str) -> None:
    """A document of a dossier that compares two ends with the words of that of the later one."""
    assert dossier.compared is not None
    whole = list(texts(blocks(dossier, name)))
    expected = own_words(dossier.compared.after, of)
    assert whole[-len(expected) :] == expected
