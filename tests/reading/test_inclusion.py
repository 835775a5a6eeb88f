"""`inclut:` – several files make one dossier, each value keeping its place in its own file."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from dossiers.composing.receipt import values_sha256
from dossiers.findings import Mark
from dossiers.judging.assessment import assess
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.reading.decoding import MAX_BYTES
from dossiers.reading.inclusion import expand
from dossiers.reading.source import read
from dossiers.reading.yaml_writer import as_yaml
from small import DOSSIER, PROCEDURE, Small

TEAM = "equipe:\n  - {nom: Ada Exemple, heures: 40}\n  - {nom: Bob Exemple}\n"
REST = DOSSIER.replace(TEAM, "")


@pytest.fixture
def folder(small: Small) -> Path:
    small.procedure()
    path = small.root / "dossiers"
    path.mkdir()
    (path / "equipe.yaml").write_text(TEAM, encoding="utf-8")
    return path


def opened(small: Small, text: str, name: str = "dossier.yaml") -> Dossier:
    path = small.root / "dossiers" / name
    path.write_text(text, encoding="utf-8")
    found = Opener(small.library).open(path)
    assert isinstance(found, Dossier)
    return found


def problems(dossier: Dossier) -> list[str]:
    return [f.message for f in dossier.findings if f.rule == "lecture/inclut"]


def test_the_whole_says_what_one_file_would(small: Small, folder: Path) -> None:
    whole = opened(small, DOSSIER, "seul.yaml")
    joined = opened(small, f"{REST}inclut: [equipe.yaml]\n")
    assert problems(joined) == []
    assert values_sha256(joined) == values_sha256(whole)
    assert joined.source.included == (("equipe.yaml", (folder / "equipe.yaml").read_bytes()),)
    (folder / "relu.yaml").write_bytes(as_yaml(joined.source))
    assert values_sha256(opened(small, as_yaml(joined.source).decode())) == values_sha256(whole)


def test_a_value_keeps_its_place_in_its_own_file(small: Small, folder: Path) -> None:
    (folder / "equipe.yaml").write_text(TEAM.replace("40", "quarante"), encoding="utf-8")
    (wrong,) = (
        f
        for f in assess(opened(small, f"{REST}inclut: equipe.yaml\n")).findings
        if f.rule == "champ/entier"
    )
    assert wrong.mark == Mark(str(folder / "equipe.yaml"), 2, 32)
    assert wrong.path == "equipe[1].heures"


@pytest.mark.usefixtures("folder")
def test_one_team_feeds_two_procedures(small: Small) -> None:
    other = PROCEDURE.replace("id: petite", "id: autre").replace("seances: {", "visites: {")
    other = other.replace("seances >=", "visites >=").replace("{{ seances }}", "{{ visites }}")
    small.put("schemas/essai/autre.yaml", other)
    small.put("templates/essai/autre/lettre.md", "Bonjour {{ nom }}.\n")
    second = REST.replace("procedure: petite", "procedure: autre").replace("seances:", "visites:")
    for text in (REST, second):
        dossier = opened(small, f"{text}inclut: [equipe.yaml]\n")
        assert [f.message for f in dossier.findings] == []
        assert len(dossier.values.fields["equipe"]) == 2


def test_groups_are_joined_and_a_value_given_twice_names_both_places(
    small: Small, folder: Path
) -> None:
    (folder / "chef.yaml").write_text("chef: {nom: Cy Exemple}\nnom: Autre\n", encoding="utf-8")
    dossier = opened(small, f"{DOSSIER}chef: {{heures: 12}}\ninclut: [chef.yaml]\n")
    chef = dossier.values.fields["chef"].fields
    assert (chef["nom"], chef["heures"]) == ("Cy Exemple", 12)
    (message,) = problems(dossier)
    assert "« nom » est donné deux fois" in message
    assert "dossier.yaml, ligne 4" in message


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("absent.yaml", "n’existe pas"),
        ("../dehors.yaml", "doit être dans le dossier"),
        ("/etc/hostname", "doit être dans le dossier"),
        ("lien.yaml", "doit être dans le dossier"),
        ("dossier.yaml", "s’incluent l’un l’autre"),
        ("boucle.yaml", "s’incluent l’un l’autre"),
        ("[{a: b}]", "Un nom de fichier est attendu"),
        ("{a: b}", "Une liste de fichiers est attendue"),
    ],
)
def test_what_cannot_be_included_is_one_finding_at_its_place(
    small: Small, folder: Path, name: str, told: str
) -> None:
    (small.root / "dehors.yaml").write_text("nom: Dehors\n", encoding="utf-8")
    (folder / "lien.yaml").symlink_to(small.root / "dehors.yaml")
    (folder / "boucle.yaml").write_text("inclut: boucle.yaml\n", encoding="utf-8")
    (message,) = problems(opened(small, f"{DOSSIER}inclut: {name}\n"))
    assert told in message


def test_files_may_include_others_up_to_a_bound(small: Small, folder: Path) -> None:
    for number in range(60):
        text = f"inclut: f{number + 1}.yaml\n"
        (folder / f"f{number}.yaml").write_text(text, encoding="utf-8")
    (message,) = problems(opened(small, f"{DOSSIER}inclut: f0.yaml\n"))
    assert "Plus de 50 fichiers" in message


def test_files_that_are_too_large_together_are_not_all_read(small: Small, folder: Path) -> None:
    for number in range(3):
        (folder / f"f{number}.yaml").write_bytes(b"# " + b"x" * (MAX_BYTES // 2 - 100) + b"\na: 1")
    dossier = opened(small, f"{DOSSIER}inclut: [f0.yaml, f1.yaml, f2.yaml]\n")
    assert problems(dossier)[-1] == "« f2.yaml » : les fichiers inclus dépassent ensemble 5 Mo."


def test_ten_times_as_many_fields_are_joined_in_some_ten_times_as_long(folder: Path) -> None:
    def cost(count: int) -> float:
        text = "inclut: equipe.yaml\n" + "".join(f"k{number}: 1\n" for number in range(count))
        source = read(text.encode(), str(folder / "dossier.yaml"))
        start = process_time()
        assert len(expand(source, folder).data) == count + 1
        return process_time() - start

    assert cost(15_000) < 30 * cost(1_500)
