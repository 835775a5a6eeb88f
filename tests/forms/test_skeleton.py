"""A blank dossier says of each thing whether it is due, and when."""

from __future__ import annotations

import pytest

from dossiers.forms.skeleton import skeleton
from small import PROCEDURE, Small

PIECE = "libelle: Statuts signés, requis: oui"


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("requis: oui", "(obligatoire, étape : signature)"),
        ("requis: non", "(facultatif, étape : signature)"),
        ("requis_si: accord", "(obligatoire selon les autres réponses, étape : signature)"),
        ("requis: oui, etape: depot", "(obligatoire, étape : dépôt)"),
    ],
)
def test_a_piece_is_asked_for_as_it_is_required(small: Small, declared: str, told: str) -> None:
    assert PIECE in PROCEDURE
    text = skeleton(small.procedure(PROCEDURE.replace(PIECE, f"libelle: Statuts, {declared}")))
    assert f"  # Statuts {told}\n  statuts:\n" in text
