"""`liasse.pdf` made of real files: every number true, what is bad in its place, nothing active."""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from conftest import Run
from dossiers.bundling.bundle import Wanted, make
from dossiers.errors import LibraryError, Refused
from hostile_files import BAD, GOOD, image
from readers.texts import page_texts
from samples import sheets
from small import DOSSIER, PROCEDURE, ROOT, Small

RECTO = PROCEDURE + "recto_verso: oui\n"


@pytest.fixture
def bindable(small: Small) -> Small:
    """The small library with what a bundle is drawn with."""
    for name in ("polices", "templates/reports"):
        shutil.copytree(ROOT / name, small.root / name)
    skin = "habillage.docx"
    shutil.copy(ROOT / "templates/conventions" / skin, small.root / "templates/essai" / skin)
    return small


def dossier(small: Small, files: dict[str, bytes]) -> str:
    """The text of a dossier whose one pièce is all of these files."""
    folder = small.root / "dossiers"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return f"{DOSSIER}pieces:\n  statuts: {json.dumps(list(files), ensure_ascii=False)}\n"


def bundle(
    small: Small, files: dict[str, bytes], procedure: str = PROCEDURE, *, draft: bool = False
) -> dict[str, bytes]:
    made = make(small.judge(dossier(small, files), procedure), Wanted(draft=draft))
    return {file.name: file.data for file in made.files}


def plain(data: bytes) -> list[str]:
    return [" ".join(text.replace("\u2011", "-").split()) for text in page_texts(data)]


def rows(pages: list[str]) -> dict[str, tuple[int, int]]:
    """What the bordereau says, read back: title → pages, first folio."""
    row = re.compile(r"(?<!\S)\d+ ((?:Lettre|Statuts)\D.*?) (\d+) (\d+)(?!\S)")
    told = [found for text in pages for found in row.findall(text)]
    return {title: (int(count), int(first)) for title, count, first in told}


def named(total: int) -> list[str]:
    return [f"Statuts signés ({n}/{total})" for n in range(1, total + 1)]


@pytest.mark.parametrize("recto", [False, True])
@pytest.mark.parametrize("count", [3, 45])
def test_every_number_of_the_bordereau_is_where_its_page_is(
    bindable: Small, count: int, *, recto: bool
) -> None:
    files = {f"{n}.pdf": sheets(*[f"mot{n}x"] * (1 + n % 3)) for n in range(1, count + 1)}
    pages = plain(bundle(bindable, files, RECTO if recto else PROCEDURE)["liasse.pdf"])
    assert all(text.endswith(f"Folio {n} / {len(pages)}") for n, text in enumerate(pages, 1))
    own = next(n for n, text in enumerate(pages) if "Bonjour" in text)
    assert (own >= 2) == (count == 45 or recto)
    told = rows(pages[:own])
    for n, title in enumerate(named(count), 1):
        length, first = told[title]
        assert length == 1 + n % 3
        assert all(f"mot{n}x" in text for text in pages[first - 1 : first - 1 + length])
        assert f"mot{n}x" not in pages[first - 2]
        assert first % 2 or not recto
    blanks = sum(re.fullmatch(r"Folio \d+ / \d+", text) is not None for text in pages)
    assert bool(blanks) == recto
    assert f"{len(pages)} pages" in pages[0]
    assert (f"dont {blanks} page" in pages[0]) == recto


def test_a_bad_file_has_its_page_in_a_draft_and_keeps_no_other_out(bindable: Small) -> None:
    files = {"a.pdf": sheets("avant"), "b.pdf": BAD["tronquée"][0], "c.pdf": sheets("après")}
    made = bundle(bindable, files, draft=True)
    pages = plain(made["liasse.pdf"])
    assert [n for n, text in enumerate(pages) if "Pièce illisible" in text] == [3]
    assert "avant" in pages[2]
    assert "après" in pages[4]
    assert "Statuts signés (2/3)" in pages[3]
    assert "b.pdf" in pages[3]
    assert "tronqué" in pages[3]
    assert "Statuts signés (2/3) – illisible" in rows(pages[:1])
    assert sorted(name for name in made if name.startswith("pieces/")) == [
        "pieces/statuts-1.pdf", "pieces/statuts-3.pdf",
    ]  # fmt: skip


def test_a_bad_file_blocks_a_final(bindable: Small) -> None:
    judged = bindable.judge(dossier(bindable, {"a.pdf": BAD["Word"][0]}))
    with pytest.raises(Refused, match="invalide"):
        make(judged, Wanted())


def test_all_that_can_be_shown_is_bound_and_can_do_nothing(bindable: Small) -> None:
    files = {f"{n}.bin": data for n, data in enumerate(GOOD.values())}
    made = bundle(bindable, files)
    liasse = made["liasse.pdf"]
    reader = pypdf.PdfReader(BytesIO(liasse))
    assert len(reader.pages) == 2 + len(GOOD)
    for text in plain(liasse):
        assert re.search(r"Folio \d+ / \d+$", text)
    root: Any = reader.root_object
    assert not {"/AcroForm", "/OpenAction", "/AA", "/OutputIntents"} & set(root)
    assert list(root["/Names"]) == ["/EmbeddedFiles"]
    assert list(reader.attachments) == ["dossier.yaml"]
    for word in (b"JavaScript", b"/Launch", b"intrus", b"pdfaid", b"pdfuaid", b"/Widget"):
        assert word not in liasse


def test_a_bordereau_that_never_has_the_pages_that_it_tells_is_its_authors_turn(
    bindable: Small,
) -> None:
    more = "Suite.\n\n---\n\nSuite.\n"
    template = (ROOT / "templates/reports/bordereau.md").read_text(encoding="utf-8")
    odd = f"{template}\n{{% if total_pages == 3 %}}\n\n{more}\n{{% endif %}}\n"
    bindable.put("templates/reports/bordereau.md", odd)
    with pytest.raises(LibraryError, match="n’a jamais le nombre de pages") as caught:
        bundle(bindable, {"a.pdf": sheets("un")})
    assert caught.value.mark
    assert caught.value.mark.file == "templates/reports/bordereau.md"


def test_names_come_from_the_procedure_and_endings_from_what_a_file_is(bindable: Small) -> None:
    files = {
        "photo.PDF": image("JPEG"),
        "un.pdf.exe": sheets("un"),
        "capture": image("PNG"),
        "noms.pdf": GOOD["aux noms trompeurs"],
    }
    made = make(bindable.judge(dossier(bindable, files)), Wanted())
    kept = {file.name: file for file in made.files if file.name.startswith("pieces/")}
    assert {name: file.media_type for name, file in kept.items()} == {
        "pieces/statuts-1.jpg": "image/jpeg",
        "pieces/statuts-2.pdf": "application/pdf",
        "pieces/statuts-3.png": "image/png",
        "pieces/statuts-4.pdf": "application/pdf",
    }
    assert [file.data for file in kept.values()] == list(files.values())
    assert kept["pieces/statuts-4.pdf"].signatures == ("../../intrus",)


def test_each_bad_file_is_a_finding_of_its_own_and_the_run_goes_on(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    shutil.copytree(examples, tmp_path, dirs_exist_ok=True)
    names = []
    for n, (data, _) in enumerate(BAD.values()):
        names.append(f"pieces/{n}.pdf")
        (tmp_path / names[-1]).write_bytes(data)
    text = (tmp_path / "complet.yaml").read_text(encoding="utf-8")
    whole = re.sub(r"(?m)^(\s+certificats:).*$", rf"\1 {json.dumps(names)}", text)
    (tmp_path / "complet.yaml").write_text(whole, encoding="utf-8")
    done = run("check", tmp_path / "complet.yaml", "--format", "json")
    assert (done.code, done.err) == (1, "")
    (told,) = json.loads(done.out)["dossiers"]
    assert told["verdict"] == "invalide"
    found = [f["message"] for f in told["constats"] if "pieces/" in f["message"]]
    assert len(found) == len(BAD)
    for (_, words), message in zip(BAD.values(), sorted(found, key=_rank), strict=True):
        assert words in message
    (piece,) = (p for p in told["pieces"] if p["id"] == "certificats")
    assert piece["statut"] == "illisible"


def _rank(message: str) -> int:
    found = re.search(r"pieces/(\d+)\.pdf", message)
    assert found
    return int(found[1])
