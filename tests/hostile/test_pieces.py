"""A pièce from anyone: refused in a sentence, or shown by a file that can do nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import hostile_files as made
from dossiers.opening.inspection import inspected

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "PDF qui se mord la queue": (made.biting_its_tail, "tronqué ou endommagé"),
    "PDF à objets imbriqués sans fin": (
        lambda: made.paged(b"/X" + b"[" * 50_000 + b"]" * 50_000),
        "tronqué ou endommagé",
    ),
    "PDF à page sans mesure": (
        lambda: made.paged().replace(b"[0 0 9 9]", b"[0 0 nan inf]"),
        "tronqué ou endommagé",
    ),
    "PDF à formulaire XFA": (lambda: made.paged(b"/NeedsRendering true"), "formulaire dynamique"),
    "PDF à mot de passe": (lambda: made.locked("u", "AES-256"), "mot de passe"),
    "PDF porte-documents": (lambda: made.paged(b"/Collection<<>>"), "porte-documents"),
    "PDF de 5 001 pages": (lambda: made.of_pages(5_001), "plus de 5 000 pages"),
    "image de 60 000 points de côté": (lambda: made.vast(60_000), "millions de points"),
    "image dont un texte se déplie sans fin": (made.wordy, "tronquée ou endommagée"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_piece_is_one_sentence(name: str) -> None:
    make, sentence = REFUSED[name]
    found = inspected(make())
    assert sentence in found.problem
    assert (found.pages, found.drawn) == (0, b"")


SHOWN: dict[str, tuple[Callable[[], bytes], tuple[bytes, ...]]] = {
    "PDF à programme": (
        lambda: made.paged(b"/OpenAction<</S/JavaScript/JS(alerte)>>"),
        (b"JavaScript", b"alerte"),
    ),
    "PDF à lancement et fichier joint": (
        lambda: made.GOOD["active"],
        (b"/Launch", b"cmd.exe", b"MZ-charge", b"javascript"),
    ),
    "PDF aux noms qui sortent": (lambda: made.GOOD["aux noms trompeurs"], (b"intrus", b"passwd")),
    "PDF qui se dessine lui-même": (lambda: made.GOOD["qui se dessine elle-même"], ()),
    "PDF dont une page se déplie sans fin": (made.bursting, ()),
    "photographie à position": (made.noted, (b"2026:11:22", b"Fabricant", b"Remarque")),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_hostile_piece_is_shown_and_does_nothing(name: str) -> None:
    make, banned = SHOWN[name]
    found = inspected(make())
    assert (found.problem, found.pages) == ("", 1)
    assert all(word not in found.drawn for word in banned)
