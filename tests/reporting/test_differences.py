"""What `dossiers compare` prints of two dossiers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ID, Ran, Run
from dossiers.errors import UsageProblem
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure
from dossiers.reporting.differences import compare_files
from readers.pages import page, section
from small import DOSSIER, PROCEDURE, Small

Edit = Callable[[str], str]


@pytest.fixture
def compared(run: Run, examples: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Compares the complete example with itself once edited."""

    def compare(edit: Edit, *options: str) -> Ran:
        folder = tmp_path / "dossiers"
        shutil.copytree(examples, folder)
        text = (folder / "complet.yaml").read_text(encoding="utf-8")
        (folder / "apres.yaml").write_text(edit(text), encoding="utf-8")
        return run("compare", "complet.yaml", "apres.yaml", *options, cwd=folder)

    return compare


def flat(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def edited(text: str) -> str:
    text = text.replace("forfait_cycle: 1 480,00 €", "forfait_cycle: 1520")
    text = text.replace("accuse: 28/09/2026", "accuse:")
    start, end = text.index("  - nom: Tanguy"), text.index("  - nom: Soizic")
    return text[:start] + text[end:]


def test_a_dossier_written_otherwise_has_not_changed(compared: Callable[..., Ran]) -> None:
    done = compared(
        lambda text: text.replace("1 480,00 €", "1480").replace("14/09/2026", "2026-09-14")
    )
    assert (done.code, done.err) == (0, "")
    assert "Aucun changement : les deux dossiers disent la même chose." in flat(done.out)


def test_each_change_is_told_with_its_label_its_path_and_both_values(
    compared: Callable[..., Ran],
) -> None:
    done = compared(edited)
    assert (done.code, done.err) == (0, "")
    told = flat(done.out)
    assert "  modifié  Forfait par cycle complet  [forfait_cycle]\n" in told
    assert "avant : 1 480 €\n           après : 1 520 €\n" in told
    assert "  retiré   Équipe éducative › entrée 3 (Tanguy Pennarvel)  [equipe[3]]\n" in told
    assert "           Heures de formation suivies : 40\n" in told
    assert told.endswith("3 changements : 2 retirés, 1 modifié.\n")


def test_changes_come_in_the_order_of_the_procedure(
    compared: Callable[..., Ran], procedure: Procedure
) -> None:
    told = json.loads(compared(edited, "--format", "json").out)["changements"]
    order = [*(field.name for field in procedure.fields), "pieces"]
    places = [order.index(re.split(r"[.\[]", change["chemin"])[0]) for change in told]
    assert places == sorted(places)
    assert [change["nature"] for change in told] == ["retire", "retire", "modifie"]


def _keys(node: Any) -> set[str]:
    match node:
        case dict():
            return set(node).union(*map(_keys, node.values()))
        case list():
            return set().union(*map(_keys, node))
        case _:
            return set()


def test_each_key_of_the_json_is_described(compared: Callable[..., Ran]) -> None:
    def wrong(text: str) -> str:
        return edited(text).replace("forme: agregees", "forme: agrege")

    told = json.loads(compared(wrong, "--format", "json").out)
    described = set(re.findall(r"`([a-z_0-9]+)`", section(page("docs/guide.md"), "en JSON")))
    assert _keys(told) <= described
    assert {found["chemin"] for found in told["constats"]} == {"evaluation.forme"}


def test_a_value_that_cannot_be_read_is_said_to_be_compared_as_typed(
    compared: Callable[..., Ran],
) -> None:
    told = flat(compared(lambda text: text.replace("forme: agregees", "forme: agrege")).out)
    assert "avant : agrégées\n           après : agrege\n" in told
    assert "Valeurs qui ne peuvent pas être lues" in told


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("procedure: autre\n", 1, "Procédure inconnue"),
        ("- a\n", 1, "ne peut pas être lu"),
        (f"procedure: {ID}\nfiche: reception\n", 2, "est une fiche de réception"),
    ],
)
def test_what_is_no_dossier_is_refused(
    compared: Callable[..., Ran], text: str, code: int, said: str
) -> None:
    done = compared(lambda _: text)
    assert done.code == code
    assert said in done.err
    assert done.out == ""


def test_two_procedures_are_not_compared(small: Small) -> None:
    small.procedure()
    small.put("schemas/essai/autre.yaml", PROCEDURE.replace("id: petite", "id: autre"))
    small.put("un.yaml", DOSSIER)
    small.put("deux.yaml", DOSSIER.replace("petite", "autre"))
    with pytest.raises(UsageProblem, match=r"la procédure « petite », .* la procédure « autre »"):
        compare_files(Opener(small.library), small.root / "un.yaml", small.root / "deux.yaml")
