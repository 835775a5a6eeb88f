"""A bundle that came back: what is proved of each of its files, and what its manifest alone tells.

Whoever changes a file may write its hash anew: the manifest proves nothing by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import tampering as done
from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.readiness import assessed
from dossiers.bundling.store import store
from dossiers.opening.opener import Opener
from dossiers.verification.report import State, Verification, as_json, text
from dossiers.verification.verify import verify
from lot import MODEL, Lot
from samples import sheets
from small import PROCEDURE

DOSSIER = MODEL.replace("date:", "reference: P-1\ndate:", 1)
DAY = date(2026, 5, 6)


@pytest.fixture
def lot(tmp_path: Path) -> Lot:
    return Lot.make(tmp_path)


def written(lot: Lot, words: str = DOSSIER, **wanted: object) -> Path:
    """The folder of the bundle of a dossier."""
    asked = Wanted(**wanted)  # type: ignore[arg-type]
    lot.small.put("dossier.yaml", words)
    path = lot.small.root / "dossier.yaml"
    assessment = assessed(lot.small.library, path, asked.given)
    return store(make(assessment, asked), lot.output, replace=True)[0]


def found(lot: Lot, folder: Path, emitted: Path | None = None) -> Verification:
    return verify(Opener(lot.small.library), folder, emitted)


def changed(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """A file is changed, and the manifest tells its new hash."""
    path, manifest = folder / name, folder / "manifest.json"
    path.write_bytes(change(path.read_bytes()))
    told = json.loads(manifest.read_bytes())
    for entry in told["fichiers"]:
        if entry["chemin"] == name:
            entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(told), encoding="utf-8")


def states(told: Verification) -> dict[str, str]:
    return {file.name: file.state.value for file in told.files}


def test_each_printed_file_of_a_bundle_is_compared(lot: Lot) -> None:
    told = found(lot, written(lot))
    names = ("lettre.pdf", "lettre.docx", "liasse.pdf", "grille.pdf")
    assert states(told) == dict.fromkeys(names, "conforme")
    assert (told.faults, told.unproved, told.exit_code) == ((), (), 0)


def one_more_page(data: bytes) -> bytes:
    return done.reordered(data, lambda pages: [*pages, done.another_page("Clause nouvelle")])


def without_last_page(data: bytes) -> bytes:
    return done.reordered(data, lambda pages: pages[:-1])


@pytest.mark.parametrize("name", ["liasse.pdf", "grille.pdf"])
@pytest.mark.parametrize("change", [one_more_page, lambda _: sheets("Tout autre chose")])
def test_a_liasse_or_a_grid_that_was_changed_is_named_whatever_the_manifest_tells(
    lot: Lot, name: str, change: Callable[[bytes], bytes]
) -> None:
    folder = written(lot)
    changed(folder, name, change)
    told = found(lot, folder)
    assert told.faults == ()
    assert states(told)[name] == "modifie"
    assert [state for other, state in states(told).items() if other != name] == ["conforme"] * 3
    assert told.exit_code == 1


def test_a_piece_that_is_gone_from_the_liasse_is_named(lot: Lot) -> None:
    folder = written(lot)
    changed(folder, "liasse.pdf", without_last_page)
    assert states(found(lot, folder))["liasse.pdf"] == "modifie"


@pytest.mark.parametrize("name", ["lettre.pdf", "lettre.docx", "liasse.pdf", "grille.pdf"])
def test_a_file_of_ours_that_can_no_longer_be_read_was_changed(lot: Lot, name: str) -> None:
    folder = written(lot)
    changed(folder, name, lambda _: b"illisible")
    told = found(lot, folder)
    assert states(told)[name] == "modifie"
    assert told.exit_code == 1


@pytest.mark.parametrize("name", ["lettre.pdf", "liasse.pdf"])
def test_a_file_that_its_manifest_no_longer_tells_of_is_missed(lot: Lot, name: str) -> None:
    folder = written(lot)
    (folder / name).unlink()
    told = json.loads((folder / "manifest.json").read_bytes())
    told["fichiers"] = [entry for entry in told["fichiers"] if entry["chemin"] != name]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    assert found(lot, folder).faults == (f"« {name} » manque",)


def test_a_bundle_is_judged_and_written_at_the_date_that_it_was_given(lot: Lot) -> None:
    folder = written(lot, given=DAY)
    told = found(lot, folder)
    assert set(states(told).values()) == {"conforme"}
    assert told.exit_code == 0


def test_a_document_that_carries_its_dossier_is_written_at_the_date_that_it_was_given(
    lot: Lot,
) -> None:
    folder = written(lot, given=DAY, with_source=True)
    assert found(lot, folder / "lettre.pdf").exit_code == 0
    assert found(lot, folder).exit_code == 0
    emitted = lot.small.root / "dossier.yaml"
    assert found(lot, folder / "lettre.pdf", emitted).exit_code == 0


def test_beside_the_bundle_that_was_issued_every_file_is_compared(lot: Lot) -> None:
    folder = written(lot)
    issued = lot.small.root / "emise.zip"
    issued.write_bytes((lot.output / "P-1.zip").read_bytes())
    assert found(lot, folder, issued).exit_code == 0
    (source,) = (path.relative_to(folder).as_posix() for path in folder.glob("sources/*"))
    for name in (source, "pieces/statuts.pdf", "liasse.pdf"):
        changed(folder, name, lambda data: data + b"\n% autre\n")
    told = found(lot, folder, issued)
    assert told.faults == (
        "« pieces/statuts.pdf » n’est pas la pièce de la liasse émise",
        f"« {source} » n’est pas le fichier de la liasse émise",
    )
    assert told.exit_code == 1


def test_of_a_draft_the_manifest_alone_vouches_for_what_cannot_be_made_anew(lot: Lot) -> None:
    lot.small.put("illisible.pdf", "%PDF-1.7 rien")
    words = DOSSIER.replace("statuts.pdf", "[statuts.pdf, illisible.pdf]")
    folder = written(lot, words, draft=True)
    told = found(lot, folder)
    assert told.unproved == ("liasse.pdf", "grille.pdf")
    assert "non prouvé    liasse.pdf : le manifeste seul en répond" in text(told)
    assert json.loads(as_json([told]))["recus"][0]["non_prouves"] == list(told.unproved)
    assert told.exit_code == 0


def test_another_version_leaves_what_binds_a_bundle_uncompared(lot: Lot) -> None:
    folder = written(lot)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["programme"]["version"] = "0.0.1"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    told = found(lot, folder)
    assert set(states(told).values()) == {State.UNCOMPARED.value}
    assert told.exit_code == 4


def two_letters(lot: Lot) -> Path:
    """The bundle of a procedure with two documents."""
    second = PROCEDURE.replace(
        "liasse: [", '  avis: {titre: "Avis {{ reference }}"}\nliasse: [avis, '
    )
    lot.small.put("schemas/essai/petite.yaml", second)
    lot.small.put("templates/essai/petite/avis.md", "Au revoir {{ nom }}.\n")
    return written(lot)


def test_a_document_in_the_place_of_another_is_named(lot: Lot) -> None:
    folder = two_letters(lot)
    for form in ("pdf", "docx"):
        other = (folder / f"avis.{form}").read_bytes()
        changed(folder, f"lettre.{form}", lambda _, other=other: other)  # type: ignore[misc]
    told = states(found(lot, folder))
    assert (told["lettre.pdf"], told["lettre.docx"], told["avis.pdf"]) == (
        "modifie", "modifie", "conforme",
    )  # fmt: skip


def test_a_file_issued_alone_is_not_what_the_others_are_compared_with(lot: Lot) -> None:
    folder = two_letters(lot)
    alone = lot.small.root / "envoyee.pdf"
    alone.write_bytes((folder / "lettre.pdf").read_bytes())
    assert states(found(lot, folder / "lettre.pdf", alone)) == {"lettre.pdf": "conforme"}
    for name in ("avis.pdf", "lettre.docx"):
        assert states(found(lot, folder / name, alone)) == {name: "non_comparable"}
    printed = lot.small.root / "imprimee.pdf"
    printed.write_bytes(sheets("Bonjour Maison Exemple."))
    assert states(found(lot, printed, alone)) == {"imprimee.pdf": "modifie"}


HOSTILE = {
    "sans fin": "[" * 200_000,
    "pas un objet": "[]",
    "programme": '{"programme": "dossiers", "procedure": 3, "fichiers": 4, "date": []}',
    "date": '{"date": "2026-99-99", "fichiers": [{"chemin": {}, "sha256": []}]}',
    "rien": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_manifest_of_any_shape_is_only_data(lot: Lot, name: str) -> None:
    folder = written(lot)
    (folder / "manifest.json").write_text(HOSTILE[name], encoding="utf-8")
    told = found(lot, folder)
    assert told.faults
    assert told.exit_code == 1


@pytest.mark.parametrize("receipt", ['{"document": []}', "[" * 200_000, '{"document": {}}', "3"])
def test_a_receipt_of_any_shape_is_only_data(lot: Lot, receipt: str) -> None:
    folder = written(lot, with_source=True)
    changed(
        folder, "lettre.pdf", lambda data: done.with_attachment(data, "recu.json", receipt.encode())
    )
    assert found(lot, folder / "lettre.pdf").exit_code == 4
    assert states(found(lot, folder))["lettre.pdf"] == "modifie"
