"""When two dossiers that travelled say the same."""

from __future__ import annotations

import pytest

from dossiers.comparing.carried_dossiers import same_dossier

HASH = "sha256:" + "0a" * 32
ONE = f"""procedure: instruction
recu: recus/candidature.yaml {HASH}
motifs:
  - {{texte: Oui.}}
pieces: {{statuts: statuts.pdf}}
"""


@pytest.mark.parametrize(
    "other",
    [
        ONE,
        ONE.replace("recus/", "dossiers/1/"),
        ONE.replace("statuts.pdf", "pieces/statuts.pdf"),
        ONE.replace("pieces: {statuts: statuts.pdf}\n", ""),
        f"# une remarque\n{ONE}",
    ],
)
def test_where_files_lie_and_remarks_change_nothing(other: str) -> None:
    assert same_dossier(ONE.encode(), other.encode())


@pytest.mark.parametrize(
    "other",
    [
        "",
        ONE.replace("Oui", "Non"),
        ONE.replace("0a", "0b"),
        ONE.replace("candidature.yaml", "autre.yaml"),
        ONE.replace("  - {texte: Oui.}\n", "  - {texte: Oui.}\n  - {texte: Oui.}\n"),
        "\x00",
    ],
)
def test_another_value_is_another_dossier(other: str) -> None:
    assert not same_dossier(ONE.encode(), other.encode())


def test_two_texts_that_cannot_be_read_are_not_the_same() -> None:
    assert not same_dossier(b"{", b"[")
