"""The pièces: inside the dossier's folder, readable, counted."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from dossiers.findings import Severity, Verdict
from dossiers.library import default
from dossiers.opening.pieces import Piece, PieceStatus, read_piece, read_pieces
from dossiers.reporting.checking import Asked, check_all
from dossiers.workers import LIGHT
from hostile_files import GOOD
from samples import sheets
from small import DOSSIER, PROCEDURE, Small


@pytest.fixture
def folder(small: Small) -> Path:
    """The dossier's folder, a PDF of two pages in it and another beside it."""
    folder = small.root / "dossiers"
    (folder / "pieces").mkdir(parents=True)
    data = sheets("un", "deux")
    (folder / "pieces" / "a.pdf").write_bytes(data)
    (small.root / "dehors.pdf").write_bytes(data)
    return folder


def piece(small: Small, given: str, procedure: str = PROCEDURE) -> Piece:
    (found,) = read_pieces(small.dossier(f"{DOSSIER}pieces:\n  statuts: {given}\n", procedure))
    return found


@pytest.mark.usefixtures("folder")
def test_a_piece_is_read_counted_and_hashed(small: Small) -> None:
    found = piece(small, "pieces/a.pdf")
    assert (found.status, found.pages, found.required) == (PieceStatus.PRESENT, 2, True)
    (file,) = found.files
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()
    assert small.judge(f"{DOSSIER}pieces:\n  statuts: pieces/a.pdf\n").verdict is Verdict.COMPLETE


def test_a_piece_may_be_several_files(small: Small, folder: Path) -> None:
    (folder / "b.pdf").write_bytes(sheets("trois"))
    found = piece(small, "[pieces/a.pdf, b.pdf]")
    assert (found.status, found.pages, len(found.files)) == (PieceStatus.PRESENT, 3, 2)


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_joined_a_thousand_times_is_read_once(small: Small) -> None:
    found = piece(small, f"[{', '.join(['pieces/a.pdf'] * 1000)}]")
    assert (found.status, found.pages) == (PieceStatus.PRESENT, 2000)
    assert len({id(file) for file in found.files}) == 1


def test_the_files_of_a_dossier_have_a_bound_together(small: Small, folder: Path) -> None:
    names = [f"{number}.pdf" for number in range(301)]
    for name in names:
        (folder / name).write_bytes(b"texte")
    *read, last = piece(small, f"[{', '.join(names)}]").files
    assert {file.problem for file in read} == {
        "Le fichier n’est ni un PDF, ni une image JPEG ou PNG."
    }
    assert last.problem == "les fichiers joints dépassent ensemble 300 fichiers ou 500 Mo"


def test_one_bad_file_among_several_makes_the_piece_unreadable(small: Small, folder: Path) -> None:
    (folder / "mal.pdf").write_bytes(b"texte")
    found = piece(small, "[pieces/a.pdf, mal.pdf]")
    assert found.status is PieceStatus.UNREADABLE


@pytest.mark.usefixtures("folder")
def test_one_file_that_is_not_there_makes_the_piece_absent(small: Small) -> None:
    found = piece(small, "[pieces/a.pdf, absent.pdf]")
    assert found.status is PieceStatus.ABSENT
    assert [file.problem for file in found.files] == ["", "ce fichier n’existe pas"]


OUTSIDE = "le fichier doit être dans le dossier de celui qui le nomme, ou au-dessous"
LIKE = "ce fichier n’existe pas ; un nom voisin existe : « pieces/a.pdf »"
SLASHES = "ce fichier n’existe pas ; un chemin s’écrit avec « / », à partir de ce dossier-ci"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("../dehors.pdf", OUTSIDE),
        ("pieces/../../dehors.pdf", OUTSIDE),
        ("/etc/passwd", OUTSIDE),
        ("lien.pdf", OUTSIDE),
        ("lien-dossier/dehors.pdf", OUTSIDE),
        ("boucle.pdf", "ce fichier ne peut pas être ouvert"),
        ("absent.pdf", "ce fichier n’existe pas"),
        ("absent/absent.pdf", "ce fichier n’existe pas"),
        ("pieces", "ce n’est pas un fichier, mais un dossier"),
        ("pieces/A.pdf", LIKE),
        ("pieces/a.PDF", LIKE),
        ("pieces/a .pdf", LIKE),
        ("pieces\\a.pdf", SLASHES),
        ("C:\\Users\\a.pdf", SLASHES),
        ("a" * 5000, "ce fichier ne peut pas être ouvert"),
        ("a\x00b.pdf", "ce fichier ne peut pas être ouvert"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(folder: Path, path: str, problem: str) -> None:
    (folder / "lien.pdf").symlink_to(folder.parent / "dehors.pdf")
    (folder / "lien-dossier").symlink_to(folder.parent)
    (folder / "boucle.pdf").symlink_to("boucle.pdf")
    found = read_piece(folder, path)
    assert (found.problem, found.content, found.pages) == (problem, b"", 0)


def test_a_link_that_stays_inside_is_followed(folder: Path) -> None:
    (folder / "lien.pdf").symlink_to(folder / "pieces" / "a.pdf")
    assert read_piece(folder, "lien.pdf").pages == 2


@pytest.mark.parametrize("content", [b"", b"texte", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 999])
def test_what_is_no_pdf_is_told_in_a_sentence(small: Small, folder: Path, content: bytes) -> None:
    (folder / "x.pdf").write_bytes(content)
    found = piece(small, "x.pdf")
    assert found.status is PieceStatus.UNREADABLE
    assert found.files[0].problem
    judged = small.judge(f"{DOSSIER}pieces:\n  statuts: x.pdf\n")
    (told,) = (f for f in judged.findings if f.rule.startswith("piece/"))
    assert told.effect is Verdict.INVALID
    assert told.message.startswith("Statuts signés : « x.pdf »")
    assert told.mark.line == 11
    assert "», l" in told.message
    assert told.message.endswith(".")
    assert not told.message.endswith("..")


@pytest.mark.parametrize(
    ("asked", "accord", "status", "required"),
    [
        ("requis: oui", "oui", PieceStatus.ABSENT, True),
        ("requis: non", "oui", PieceStatus.ABSENT, False),
        ("requis_si: accord", "oui", PieceStatus.ABSENT, True),
        ("requis_si: accord", "non", PieceStatus.NOT_APPLICABLE, False),
        ("requis_si: accord", "", PieceStatus.ABSENT, False),
    ],
)
def test_an_absent_piece_is_due_as_its_procedure_says(
    small: Small, asked: str, accord: str, status: PieceStatus, *, required: bool
) -> None:
    text = PROCEDURE.replace("requis: oui, source: loi}\ndoc", f"{asked}, source: loi}}\ndoc")
    dossier = small.dossier(DOSSIER.replace("accord: oui", f"accord: {accord}"), text)
    (found,) = read_pieces(dossier)
    assert (found.status, found.required) == (status, required)


def test_a_path_of_several_lines_is_told_on_one(small: Small) -> None:
    judged = small.judge(
        f'{DOSSIER}pieces:\n  statuts: "a\\nDossier P-1 : complet"\n  "b\\nc": d\n'
    )
    assert judged.verdict is Verdict.INVALID
    assert not any("\n" in finding.message for finding in judged.findings)


def test_the_restrictions_of_a_file_are_told_and_change_nothing(small: Small, folder: Path) -> None:
    (folder / "x.pdf").write_bytes(GOOD["verrouillée par son auteur"])
    judged = small.judge(f"{DOSSIER}pieces:\n  statuts: x.pdf\n")
    (told,) = (f for f in judged.findings if f.rule.startswith("piece/"))
    assert told.severity is Severity.NOTE
    assert "restrictions" in told.message
    assert judged.verdict is Verdict.COMPLETE


def test_many_dossiers_are_read_by_their_own_readers(tmp_path: Path, examples: Path) -> None:
    """More than a few, so that they are shared between processes, each with one apart."""
    shutil.copytree(examples / "pieces", tmp_path / "pieces")
    text = (examples / "complet.yaml").read_text(encoding="utf-8")
    for n in range(LIGHT.many):
        name = f"pieces/{n}.pdf" if n % 2 else "pieces/statuts.pdf"
        changed = text.replace("pieces/statuts.pdf", name)
        (tmp_path / f"{n}.yaml").write_text(changed, encoding="utf-8")
        (tmp_path / "pieces" / f"{n}.pdf").write_bytes(b"%PDF-1.7\n" + bytes([n]) * 99)
    paths = [tmp_path / f"{n}.yaml" for n in range(LIGHT.many)]
    verdicts = [checked.verdict for checked in check_all(paths, Asked(default()))]
    assert verdicts == [Verdict.COMPLETE, Verdict.INVALID] * (LIGHT.many // 2)
