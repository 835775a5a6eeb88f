"""A bundle that would be written anew as it stands costs neither a page nor a Word file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lot import WHOLE, Lot, bytes_of

DRAWING = ("weasyprint", "docxtpl")


@dataclass(frozen=True, slots=True)
class Told:
    """How `bundle` ended, what it printed, and which engines it loaded."""

    code: int
    out: str
    drawn: bool


@pytest.fixture
def lot(tmp_path: Path) -> Lot:
    made = Lot.make(tmp_path)
    made.small.put("dossier.yaml", WHOLE)
    return made


@pytest.fixture
def bundle(lot: Lot) -> Callable[..., Told]:
    """`dossiers bundle`, watched for the modules that it loads."""

    def run(*options: str) -> Told:
        root = lot.small.root
        told = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "dossiers", "bundle", root / "dossier.yaml",
             "-o", lot.output, "--bibliotheque", root, *options],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
        drawn = {name in loaded for name in DRAWING}
        assert len(drawn) == 1
        return Told(told.returncode, told.stdout, drawn.pop())

    return run


@pytest.mark.parametrize("options", [(), ("--projet",), ("--date", "2026-03-04")])
def test_an_unchanged_dossier_is_told_alike_and_nothing_is_drawn(
    bundle: Callable[..., Told], lot: Lot, options: tuple[str, ...]
) -> None:
    first = bundle(*options)
    written = bytes_of(lot.output)
    again = bundle(*options)
    assert (first.drawn, again.drawn) == (True, False)
    assert (again.code, again.out) == (first.code, first.out) == (0, first.out)
    assert bytes_of(lot.output) == written


def test_only_the_archive_is_made_again_where_it_is_missing(
    bundle: Callable[..., Told], lot: Lot
) -> None:
    bundle()
    written = bytes_of(lot.output)
    (lot.output / "P-1.zip").unlink()
    assert not bundle().drawn
    assert bytes_of(lot.output) == written


def test_whatever_decides_the_bytes_is_looked_at(bundle: Callable[..., Told], lot: Lot) -> None:
    bundle()
    written = bytes_of(lot.output)
    for name, change in (
        ("dossier.yaml", b"# une remarque\n"),
        ("statuts.pdf", b"\n"),
        ("templates/essai/petite/lettre.md", b"\nAu revoir.\n"),
    ):
        path = lot.small.root / name
        kept = path.read_bytes()
        path.write_bytes(kept + change)
        assert bundle().code == 2, name
        path.write_bytes(kept)
    assert bundle("--avec-source").code == 2
    assert bytes_of(lot.output) == written
    assert bundle().code == 0


@pytest.mark.parametrize("name", ["lettre.pdf", "manifest.json", "de-trop.txt"])
def test_a_bundle_that_was_touched_is_not_the_same(
    bundle: Callable[..., Told], lot: Lot, name: str
) -> None:
    bundle()
    written = bytes_of(lot.output)
    path = lot.output / "P-1" / name
    if name.endswith(".json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        told["verdict"] = "invalide"
        path.write_text(json.dumps(told), encoding="utf-8")
    else:
        path.write_bytes(b"autre")
    assert bundle().code == 2
    assert bundle("--remplacer").code == 0
    assert bytes_of(lot.output) == written


def test_a_dossier_that_is_no_longer_complete_is_refused(
    bundle: Callable[..., Told], lot: Lot
) -> None:
    bundle()
    lot.small.put("dossier.yaml", WHOLE.replace("nom: Maison Exemple\n", ""))
    assert bundle() == Told(1, "", drawn=False)
