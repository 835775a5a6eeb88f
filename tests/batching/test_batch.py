"""A table becomes a bundle a row: what is written, what is left, what is told, what is resumed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from conftest import Run
from dossiers import __version__
from dossiers.batching.batch import Asked, read_batch, write_all
from dossiers.batching.outcome import as_json, text
from dossiers.batching.rows import Pattern
from dossiers.errors import UsageProblem
from dossiers.findings import Severity, Verdict
from dossiers.judging.assessment import assess
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from lot import Lot, bytes_of
from permissions import unprivileged
from small import PROCEDURE, ROOT

TABLE = "reference;nom\nA;Un\nB;Deux\nC;Trois\n"


@pytest.fixture
def lot(tmp_path: Path) -> Lot:
    return Lot.make(tmp_path)


def told(lot: Lot, table: str) -> str:
    batch = read_batch(lot.asked(table))
    return "".join(text(batch, write_all(batch)))


# What is written


def test_each_row_has_its_bundle_and_its_archive(lot: Lot) -> None:
    assert lot.states(TABLE) == ["ecrite"] * 3
    assert sorted(path.name for path in lot.output.iterdir()) == [
        "A", "A.zip", "B", "B.zip", "C", "C.zip",
    ]  # fmt: skip
    dossier = (lot.output / "B/dossier.yaml").read_text(encoding="utf-8")
    assert "nom: Deux\n" in dossier
    assert "statuts: pieces/statuts.pdf" in dossier


def test_a_bundle_holds_nothing_of_the_other_rows_nor_of_the_model(lot: Lot) -> None:
    lot.run("reference;nom\nA;Un\nB;Introuvable\n")
    for data in bytes_of(lot.output / "A").values():
        assert b"Introuvable" not in data
    assert not (lot.output / "A/sources").exists()


def test_the_bytes_depend_neither_on_the_other_rows_nor_on_the_processes(lot: Lot) -> None:
    lot.run(TABLE)
    whole = bytes_of(lot.output)
    shutil.rmtree(lot.output)
    for row in (
        "# note,nom,reference\nx,Trois,C\n",
        "reference;nom\n\nA;Un\n",
        "nom;reference\nDeux;B",
    ):
        lot.run(row)
    assert bytes_of(lot.output) == whole


def test_a_bundle_of_a_batch_is_that_of_its_dossier(lot: Lot, run: Run, tmp_path: Path) -> None:
    """`bundle` writes the same files from the dossier that the batch left."""
    lot.run("reference;nom\nA;Un\n")
    (tmp_path / "src").symlink_to(ROOT / "src")
    done = run(
        "bundle", lot.output / "A/dossier.yaml", "-o", tmp_path / "seule",
        PYTHONPATH=str(tmp_path / "src"),
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    batch, alone = bytes_of(lot.output / "A"), bytes_of(tmp_path / "seule/A")
    # The manifest also tells apart the paths as they were typed.
    assert json.loads(batch.pop("manifest.json")) != json.loads(alone.pop("manifest.json"))
    assert alone == batch


# What is left alone


def test_a_second_run_renders_nothing_and_touches_nothing(
    lot: Lot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot.run(TABLE)
    before = {path: path.stat().st_mtime_ns for path in lot.output.rglob("*")}
    monkeypatch.setattr("dossiers.batching.batch.make", lambda *_, **__: pytest.fail("rendered"))
    assert lot.states(TABLE) == ["inchangee"] * 3
    assert {path: path.stat().st_mtime_ns for path in lot.output.rglob("*")} == before


def change_model(lot: Lot) -> None:
    lot.small.put("modele.yaml", lot.model.read_text(encoding="utf-8").replace("6", "7"))


def change_piece(lot: Lot) -> None:
    other = ROOT / "examples/convention-et3p/pieces/statuts.pdf"
    shutil.copy(other, lot.small.root / "statuts.pdf")


def change_path_of_piece(lot: Lot) -> None:
    (lot.small.root / "statuts.pdf").rename(lot.small.root / "autre.pdf")
    model = lot.model.read_text(encoding="utf-8")
    lot.small.put("modele.yaml", model.replace("statuts.pdf", "autre.pdf"))


def change_template(lot: Lot) -> None:
    lot.small.put("templates/essai/petite/lettre.md", "Bonsoir {{ nom }}.\n")


def change_procedure(lot: Lot) -> None:
    lot.small.put("schemas/essai/petite.yaml", PROCEDURE.replace("Assez de", "Beaucoup de"))


def change_document(lot: Lot) -> None:
    (lot.output / "B/lettre.docx").write_bytes(b"retouche")


def add_file(lot: Lot) -> None:
    (lot.output / "B/notes.txt").write_text("à moi")


def lose_file(lot: Lot) -> None:
    (lot.output / "B/grille.pdf").unlink()


def touch_manifest(lot: Lot) -> None:
    path = lot.output / "B/manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"complet"', '"incomplet"'))


@pytest.mark.parametrize(
    "change",
    [
        change_model, change_piece, change_path_of_piece, change_template, change_procedure,
        change_document, add_file, lose_file, touch_manifest,
    ],
)  # fmt: skip
def test_what_decides_the_bytes_makes_a_bundle_different(lot: Lot, change: object) -> None:
    """The bundle is kept, then replaced on demand by that of an undisturbed run."""
    table = "reference;nom\nB;Deux\n"
    lot.run(table)
    assert callable(change)
    change(lot)
    before = bytes_of(lot.output)
    (kept,) = lot.run(table)
    assert (kept.state.value, kept.exit_code) == ("differente", 2)
    assert "--remplacer" in kept.reason
    assert bytes_of(lot.output) == before
    assert lot.states(table, replace=True) == ["remplacee"]
    replaced = bytes_of(lot.output)
    shutil.rmtree(lot.output)
    lot.run(table)
    assert bytes_of(lot.output) == replaced
    assert lot.states(table, replace=True) == ["inchangee"]


def test_a_date_of_the_command_and_another_program_make_a_bundle_different(
    lot: Lot, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, day = "reference;nom\nB;Deux\n", date(2026, 5, 6)
    lot.run(table, day)
    assert lot.states(table, day) == ["inchangee"]
    assert lot.states(table) == ["differente"]
    monkeypatch.setattr("dossiers.bundling.bundle.__version__", f"{__version__}.1")
    assert lot.states(table, day) == ["differente"]


def test_only_the_changed_row_is_replaced(lot: Lot) -> None:
    lot.run(TABLE)
    changed = TABLE.replace("Deux", "Double")
    assert lot.states(changed) == ["inchangee", "differente", "inchangee"]
    assert lot.states(changed, replace=True) == ["inchangee", "remplacee", "inchangee"]


def test_what_is_no_bundle_of_ours_is_kept_and_the_other_rows_are_written(lot: Lot) -> None:
    (lot.output / "A").mkdir(parents=True)
    (lot.output / "A/notes.txt").write_text("à moi")
    (lot.output / "B.zip").write_text("à moi")
    before = bytes_of(lot.output)
    done = lot.run(TABLE, replace=True)
    assert [(one.state.value, one.exit_code) for one in done] == [
        ("differente", 2), ("differente", 2), ("ecrite", 0),
    ]  # fmt: skip
    assert all("rien n’y est touché" in one.reason for one in done[:2])
    after = bytes_of(lot.output)
    assert {name: after[name] for name in before} == before
    assert sorted(path.name for path in lot.output.iterdir()) == ["A", "B.zip", "C", "C.zip"]


def test_an_archive_that_is_lost_or_old_is_written_again(lot: Lot) -> None:
    lot.run("reference;nom\nB;Autre\n")
    old = (lot.output / "B.zip").read_bytes()
    shutil.rmtree(lot.output)
    assert [(done.state.value, done.reason) for done in lot.run(TABLE)] == [("ecrite", "")] * 3
    before = bytes_of(lot.output)
    (lot.output / "A.zip").unlink()
    (lot.output / "B.zip").write_bytes(old)
    assert lot.states(TABLE) == ["ecrite", "ecrite", "inchangee"]
    assert bytes_of(lot.output) == before


# What is told


def test_a_wrong_row_is_a_line_and_the_others_are_written(lot: Lot) -> None:
    report = told(lot, "reference;nom;seances\nA;Un;6\nB;;2\nC;Trois;six\n;Quatre;6\nE;Cinq;6\n")
    lines = report.split("\n")
    path = lot.table
    assert lines[0].split() == ["ligne", "2", "A", "écrite"]
    assert "B  refusée : le dossier est non conforme" in lines[1]
    assert lines[2].startswith(f"    {path}, ligne 3, colonne nom : à compléter. Nom de la")
    assert lines[3].startswith(
        f"    {path}, ligne 3, colonne seances : non conforme. 2\u00a0séances"
    )
    assert "C  refusée : le dossier est invalide" in lines[4]
    assert lines[5].startswith(f"    {path}, ligne 4, colonne seances : invalide. Séances « six »")
    assert lines[6].startswith("ligne 5    (sans référence)  refusée")
    assert lines[7].startswith(f"    {path}, ligne 5, colonne reference : à compléter.")
    assert lines[-2] == "5 lignes : 2 écrites, 3 refusées."
    assert sorted(path.name for path in lot.output.glob("?")) == ["A", "E"]


def test_rows_of_one_reference_are_refused_before_anything_is_written(lot: Lot) -> None:
    report = told(lot, "reference;nom\nA;Un\nB;Deux\na;Trois\n")
    assert f"{lot.table}, ligne 2, colonne reference : invalide. La référence « A »" in report
    assert "3 lignes : 1 écrite, 2 refusées." in report
    assert [path.name for path in lot.output.iterdir()] == ["B", "B.zip"]


def test_a_wrong_title_stops_everything(lot: Lot) -> None:
    report = told(lot, "reference;nm\nA;Un\n")
    assert f"{lot.table}, ligne 1 : invalide. Colonne « nm »" in report
    assert report.endswith("\nAucune liasse n’est écrite.\n")
    assert not lot.output.exists()


def test_a_model_that_cannot_be_read_is_told_where_it_is_wrong(lot: Lot) -> None:
    for model, words in (
        ("procedure: petite\nnom: a\nnom: b\n", "ligne 3, colonne 1"),
        ("procedure: inconnue\n", "Procédure inconnue"),
        ("[", "invalide"),
    ):
        lot.small.put("modele.yaml", model)
        assert words in told(lot, TABLE)
        assert not lot.output.exists()
    lot.small.put("modele.yaml", "fiche: reception\nprocedure: petite\n")
    with pytest.raises(UsageProblem, match="fiche de réception"):
        read_batch(lot.asked(TABLE))


def test_a_wrong_library_is_a_line_of_each_row(lot: Lot) -> None:
    lot.small.put("templates/essai/petite/lettre.md", "{{ inconnu }}\n")
    failed = lot.run(TABLE)
    assert [(done.state.value, done.exit_code) for done in failed] == [("echouee", 3)] * 3
    assert "lettre.md, ligne 1" in failed[0].reason


def test_a_folder_that_takes_no_file_is_4(lot: Lot) -> None:
    lot.output.mkdir(mode=0o555)
    with unprivileged():
        assert {done.exit_code for done in lot.run(TABLE)} == {4}


def test_the_json_has_an_entry_a_row_of_the_same_form_as_check(lot: Lot) -> None:
    batch = read_batch(lot.asked("reference;nom\nA;Un\nB;\n"))
    found = json.loads("".join(as_json(batch, write_all(batch), date(2026, 11, 22))))
    assert found["table"] == str(lot.table)
    assert found["constats"] == []
    assert [(e["ligne"], e["reference"], e["etat"]) for e in found["dossiers"]] == [
        (2, "A", "ecrite"), (3, "B", "refusee"),
    ]  # fmt: skip
    (constat,) = [c for c in found["dossiers"][1]["constats"] if c["gravite"] == "erreur"]
    assert constat["fichier"] == str(lot.table)
    assert (constat["ligne"], constat["colonne"], constat["chemin"]) == (3, 2, "nom")


# The example


def test_the_example_is_nine_complete_structures_of_nine_communes(examples: Path) -> None:
    asked = Asked(default(), examples / "lot.yaml", examples / "lot.csv", examples / "sortie")
    batch = read_batch(asked)
    assert batch.problems == ()
    pattern, judged = Pattern.of(batch.model, batch.table), []
    for row in batch.table.rows:
        dossier = batch.opener.opened(pattern.source(row), examples)
        assert isinstance(dossier, Dossier)
        judged.append(assess(dossier))
    assert [assessment.verdict for assessment in judged] == [Verdict.COMPLETE] * 9
    assert not [f for a in judged for f in a.findings if f.severity is Severity.ERROR]
    said = [assessment.dossier.context() for assessment in judged]
    communes = {values["structure"].fields["adresse"].fields["commune"] for values in said}
    assert len(communes) == 9
    assert {len(values["equipe"]) for values in said} == {3, 4}
    sirets = {values["structure"].fields["siret"] for values in said}
    assert len(sirets) == 9
    assert all(siret.startswith("00") for siret in sirets)


# The command


@pytest.fixture
def checkout(lot: Lot) -> dict[str, str]:
    """The program run by `python -m` on the small library."""
    (lot.small.root / "src").symlink_to(ROOT / "src")
    return os.environ | {"PYTHONPATH": str(lot.small.root / "src")}


def arguments(lot: Lot, output: Path, *more: str) -> list[str]:
    command = [sys.executable, "-m", "dossiers", "batch", lot.model, lot.table, "-o", output, *more]
    return [str(argument) for argument in command]


def test_the_highest_code_of_the_rows_is_that_of_the_command(
    lot: Lot, checkout: dict[str, str], run: Run
) -> None:
    def batch(table: str, *more: str) -> tuple[int, str]:
        lot.table.write_text(table, encoding="utf-8")
        done = run(*arguments(lot, lot.output, *more)[3:], **checkout)
        assert done.err == ""
        return done.code, done.out

    assert batch("reference;nom\nA;Un\n")[0] == 0
    assert batch("reference;nom\nA;Un\nB;\n")[0] == 1
    code, said = batch("reference;nom\nA;Autre\nB;\n")
    assert code == 2
    assert "1 différente, 1 refusée." in said
    assert batch("reference;nom\nA;Autre\n", "--remplacer")[0] == 0
    assert batch("reference;nom\nA;Autre\n", "--date", "2026-03-04")[0] == 2
    code, said = batch("reference;nm\nA;Autre\n", "--format", "json")
    assert code == 1
    assert json.loads(said)["constats"][0]["regle"] == "lecture/colonne"
    lot.small.put("templates/essai/petite/lettre.md", "{{ inconnu }}\n")
    assert batch("reference;nom\nA;Autre\n", "--remplacer")[0] == 3


# Killed, then run again


ROWS = 4


def test_a_batch_killed_at_any_moment_is_resumed_with_the_same_bytes(
    lot: Lot, checkout: dict[str, str], tmp_path: Path
) -> None:
    """Killed a moment after none, one, then two of its bundles are there."""
    rows = "".join(f"K-{n};Maison {n}\n" for n in range(ROWS))
    lot.table.write_text(f"reference;nom\n{rows}", encoding="utf-8")
    calm = tmp_path / "calme"
    subprocess.run(arguments(lot, calm), env=checkout, check=True, capture_output=True)
    moments = random.Random(20261122)  # noqa: S311 - the same at each run
    reached = set()
    for awaited in range(3):
        output = tmp_path / f"tuee-{awaited}"
        with subprocess.Popen(
            arguments(lot, output), env=checkout, stdout=subprocess.PIPE, start_new_session=True
        ) as running:
            while len(list(output.glob("K-*.zip"))) < awaited:
                assert running.poll() is None
                time.sleep(0.01)
            time.sleep(moments.uniform(0, 0.3))
            running.send_signal(signal.SIGKILL)
        reached.add(len(list(output.glob("K-*.zip"))))
        again = subprocess.run(
            arguments(lot, output), env=checkout, check=True, capture_output=True, text=True
        )
        assert again.stderr == ""
        assert bytes_of(output) == bytes_of(calm)
    assert reached & set(range(1, ROWS)), "no batch was killed in the middle"


def test_no_process_outlives_a_killed_batch(
    lot: Lot, checkout: dict[str, str], tmp_path: Path
) -> None:
    rows = "".join(f"K-{n};Maison {n}\n" for n in range(40))
    lot.table.write_text(f"reference;nom\n{rows}", encoding="utf-8")
    with subprocess.Popen(
        arguments(lot, tmp_path / "x"), env=checkout, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    ) as running:  # fmt: skip
        while not list(tmp_path.glob("x/*.zip")):
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        # Every process that holds the other end has ended when the end of the file is read.
        assert running.stderr is not None
        assert running.stderr.read() == b""
