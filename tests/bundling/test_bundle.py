"""The bundles of both examples, as they stand on disk."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conftest import Bundles, Run
from dossiers.bundling.bundle import Wanted, make
from dossiers.composing.receipt import values_sha256
from dossiers.errors import Refused
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from small import DOSSIER, Small

DOCUMENTS = ("convention", "charte", "notice")


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def pages(path: Path) -> list[str]:
    """The text of each page as poppler reads it, spaces and hyphens made plain."""
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [plain(page) for page in done.stdout.decode().split("\f")[:-1]]


def plain(text: str) -> str:
    return " ".join(text.replace("\u2011", "-").split())


def test_a_final_bundle_holds_the_files_of_its_contract(bundles: Bundles) -> None:
    assert files(bundles.final) == {
        *(f"{name}.{form}" for name in DOCUMENTS for form in ("docx", "pdf")),
        "liasse.pdf", "grille.pdf", "dossier.yaml", "manifest.json",
        "pieces/statuts.pdf", "pieces/pouvoir.pdf", "pieces/declaration-ars.pdf",
        "pieces/certificats.pdf", "pieces/assurance.pdf", "sources/complet.yaml",
    }  # fmt: skip


def test_a_draft_stands_beside_under_its_own_name(bundles: Bundles) -> None:
    assert files(bundles.draft) >= {"convention.pdf", "convention.docx", "liasse.pdf", "grille.pdf"}
    assert sorted(path.name for path in bundles.root.iterdir()) == [
        "ET3P-2026-014", "ET3P-2026-014.zip", "ET3P-2026-021-projet", "ET3P-2026-021-projet.zip",
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["final", "draft"])
def test_the_manifest_is_true(bundles: Bundles, which: str) -> None:
    folder: Path = getattr(bundles, which)
    told = manifest(folder)
    listed = {entry["chemin"]: entry for entry in told["fichiers"]}
    assert set(listed) == files(folder) - {"manifest.json"}
    for name, entry in listed.items():
        data = (folder / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert (entry["pages"] is not None) == name.endswith(".pdf")
        if name.endswith(".pdf"):
            assert entry["pages"] == len(pages(folder / name))
    assert told["projet"] is (which == "draft")
    assert told["verdict"] == ("complet" if which == "final" else "invalide")


def test_the_archive_holds_the_same_bytes(bundles: Bundles) -> None:
    with zipfile.ZipFile(bundles.final.with_suffix(".zip")) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        f"ET3P-2026-014/{name}": (bundles.final / name).read_bytes()
        for name in files(bundles.final)
    }


def test_the_dossier_and_the_pieces_are_there_byte_for_byte(
    bundles: Bundles, examples: Path, complete: Dossier
) -> None:
    source = (examples / "complet.yaml").read_bytes()
    assert (bundles.final / "sources" / "complet.yaml").read_bytes() == source
    for name, (path,) in complete.pieces.items():
        assert (bundles.final / "pieces" / f"{name}.pdf").read_bytes() == (
            examples / path
        ).read_bytes()


def test_the_dossier_of_a_bundle_is_complete_where_it_lies(
    bundles: Bundles, complete: Dossier
) -> None:
    opened = Opener(default()).open(bundles.final / "dossier.yaml")
    assert isinstance(opened, Dossier)
    assert assess(opened).verdict is Verdict.COMPLETE
    assert values_sha256(opened) == values_sha256(complete)


ROW = re.compile(r"(?<!\S)(\d+) (\D.*?) (\d+) (\d+)(?= \d+ \D|$)")


@pytest.mark.parametrize("which", ["final", "draft"])
def test_the_folios_of_the_bordereau_are_true(bundles: Bundles, which: str) -> None:
    folder: Path = getattr(bundles, which)
    bound = pages(folder / "liasse.pdf")
    total = len(bound)
    assert [f"Folio {n} / {total}" in page for n, page in enumerate(bound, 1)] == [True] * total
    told = manifest(folder)
    counts = {entry["chemin"]: entry["pages"] for entry in told["fichiers"]}
    folio = 1 + total - sum(counts[name] for name in listed_in(folder))
    for rank, name in enumerate(listed_in(folder), 1):
        alone = pages(folder / name)
        assert len(alone) == counts[name]
        # Each page is found where the bordereau says, by its own text.
        for offset, page in enumerate(alone):
            words = re.findall(r"\w{4,}", page)
            assert words
            missing = set(words) - set(re.findall(r"\w{4,}", bound[folio - 1 + offset]))
            assert not missing, (name, offset, missing)
        assert re.search(rf"(?<!\S){rank} .*?(?<!\S){counts[name]} {folio}(?!\S)", bound[0]), name
        folio += counts[name]
    assert folio == total + 1


def listed_in(folder: Path) -> list[str]:
    """The files of the liasse in its order, the bordereau left out."""
    pieces = ["statuts", "pouvoir", "declaration-ars", "certificats", "assurance"]
    listed = [f"{name}.pdf" for name in DOCUMENTS] + [f"pieces/{name}.pdf" for name in pieces]
    return [name for name in listed if (folder / name).exists()]


def test_a_draft_says_so_on_each_page_and_marks_its_blanks(bundles: Bundles) -> None:
    found = pages(bundles.draft / "convention.pdf")
    assert "[à compléter : Forfait par cycle complet]" in " ".join(found)
    assert "[à compléter" not in " ".join(pages(bundles.final / "convention.pdf"))


@pytest.mark.parametrize(
    ("name", "surroundings"),
    [
        ("complet", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "fr_FR.UTF-8"}),
        ("complet", {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C", "USER": "autre"}),
        ("incomplet", {"PYTHONHASHSEED": "3", "TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8"}),
    ],
)
def test_the_same_input_gives_the_same_bytes_anywhere(
    bundles: Bundles,
    examples: Path,
    tmp_path: Path,
    run: Run,
    name: str,
    surroundings: dict[str, str],
) -> None:
    elsewhere, home = tmp_path / "ailleurs", tmp_path / "chez-soi"
    shutil.copytree(examples, elsewhere)
    os.utime(elsewhere / f"{name}.yaml", (0, 0))
    home.mkdir()
    options = ("--projet",) if name == "incomplet" else ()
    places = {"HOME": str(home), "TMPDIR": str(home)}
    done = run(
        "bundle", f"{name}.yaml", "-o", tmp_path, *options, cwd=elsewhere, **surroundings, **places
    )
    assert (done.code, done.err) == (0, "")
    before = bundles.draft if options else bundles.final
    made = tmp_path / before.name
    assert files(made) == files(before)
    differing = [n for n in files(made) if (made / n).read_bytes() != (before / n).read_bytes()]
    assert differing == []
    assert made.with_suffix(".zip").read_bytes() == before.with_suffix(".zip").read_bytes()
    assert not list(home.rglob("*"))


def test_no_clock_host_path_or_user_enters_a_file(bundles: Bundles, examples: Path) -> None:
    for name in files(bundles.final):
        data = (bundles.final / name).read_bytes()
        host = os.uname().nodename
        for secret in (str(examples), str(bundles.root), host if len(host) > 5 else "/tmp/"):  # noqa: S108
            assert secret.encode() not in data, (name, secret)


def test_a_dossier_with_a_blocking_finding_gives_no_final(small: Small) -> None:
    judged = small.judge(DOSSIER.replace("nom: Maison Exemple", "nom:"))
    with pytest.raises(Refused, match="incomplet"):
        make(judged, Wanted())


@pytest.mark.parametrize("reference", ["", "à compléter", "../dehors", "a/b", "CON"])
def test_a_dossier_without_a_name_gives_no_bundle(small: Small, reference: str) -> None:
    judged = small.judge(DOSSIER.replace("P-1", f'"{reference}"'))
    for draft in (False, True):
        with pytest.raises(Refused, match="référence"):
            make(judged, Wanted(draft=draft))


def test_judging_again_gives_the_verdict_of_the_manifest(
    bundles: Bundles, complete: Dossier
) -> None:
    told = manifest(bundles.final)
    assert told["verdict"] == assess(complete).verdict.value
    assert told["procedure"]["empreinte"] == complete.procedure.fingerprint
