"""From a dossier to its bundle, to signatures, to the bundle to file, to its verification."""

from __future__ import annotations

import hashlib
import json
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pypdf
import pytest

import tampering as done
from conftest import Bundles, Once, Ran, Run
from dossiers.formats.pdf import signature_fields
from hostile_files import image
from signing import signed

SIGNED = ("convention", "charte")
NAME = "ET3P-2026-014"


@pytest.fixture(scope="session")
def desk(once: Once, examples: Path, signed_files: Path, run: Run) -> Path:
    """The dossier with the signed files among its pièces, and the bundle to file."""

    def make(folder: Path) -> None:
        _lay_out(folder, examples, {n: (signed_files / f"{n}.pdf").read_bytes() for n in SIGNED})
        found = run("bundle", folder / "signe.yaml", "--depot", "-o", folder / "out")
        assert (found.code, found.err) == (0, "")

    return once("depot", make)


def _lay_out(folder: Path, examples: Path, files: dict[str, bytes], scan: str = "") -> None:
    shutil.copytree(examples / "pieces", folder / "pieces")
    lines = []
    for name, data in files.items():
        (folder / "pieces" / f"{name}-signee.pdf").write_bytes(data)
        path = f"pieces/{name}-signee.pdf"
        entry = f"{{fichier: {path}, scan: oui}}" if name == scan else path
        lines.append(f"  {name}-signee: {entry}\n")
    text = (examples / "complet.yaml").read_text(encoding="utf-8").rstrip("\n")
    (folder / "signe.yaml").write_text(f"{text}\n{''.join(lines)}", encoding="utf-8")


def _filed(tmp_path: Path, examples: Path, run: Run, files: dict[str, bytes], **more: str) -> Ran:
    _lay_out(tmp_path, examples, files, **more)
    found = run("bundle", tmp_path / "signe.yaml", "--depot", "-o", tmp_path / "out")
    if found.code:
        assert not (tmp_path / "out").exists()
    return found


def test_the_signed_files_stand_byte_for_byte_in_the_bundle_to_file(
    desk: Path, signed_files: Path
) -> None:
    folder = desk / "out" / f"{NAME}-depot"
    for name in SIGNED:
        data = (signed_files / f"{name}.pdf").read_bytes()
        assert (folder / f"{name}.pdf").read_bytes() == data
        assert _embedded(folder / "liasse.pdf")[f"{name}.pdf"] == data
    assert not list(folder.rglob("*.docx"))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["etape"], manifest["verdict"]) == ("depot", "complet")


def _embedded(path: Path) -> dict[str, bytes]:
    return {item.name: item.content for item in pypdf.PdfReader(path).attachment_list}


@pytest.mark.parametrize("form", ["", ".zip"])
def test_what_was_filed_is_verified_intact_and_signed_by_all(
    desk: Path, run: Run, form: str
) -> None:
    found = run("verify", desk / "out" / f"{NAME}-depot{form}")
    assert (found.code, found.err) == (0, "")
    assert found.out.count("    signé ") == 7
    assert "non signé" not in found.out
    assert "tous intacts" in found.out


def test_a_bundle_to_sign_is_verified_with_its_empty_fields(bundles: Bundles, run: Run) -> None:
    found = run("verify", bundles.final, "--format", "json")
    assert (found.code, found.err) == (0, "")
    (told,) = json.loads(found.out)["recus"]
    empty = [field["champ"] for file in told["documents"] for field in file["champs_vides"]]
    assert len(empty) == 7
    assert told["conclusion"] == "conforme"


def test_the_same_files_are_filed_with_the_same_bytes(desk: Path, tmp_path: Path, run: Run) -> None:
    found = run("bundle", desk / "signe.yaml", "--depot", "-o", tmp_path)
    assert found.code == 0
    name = f"{NAME}-depot.zip"
    assert (tmp_path / name).read_bytes() == (desk / "out" / name).read_bytes()


def test_a_missing_signature_refuses_the_filing_and_names_who(
    bundles: Bundles, signed_files: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    half = signed((bundles.final / "convention.pdf").read_bytes(), ["caisse-signature"])
    charter = (signed_files / "charte.pdf").read_bytes()
    found = _filed(tmp_path, examples, run, {"convention": half, "charte": charter})
    assert found.code == 1
    assert "il manque la signature de Maison de santé des Trois Ruisseaux" in found.err
    assert "MSA d’Armorique" not in found.err


def test_a_file_that_was_changed_before_it_was_signed_is_not_filed(
    bundles: Bundles, signed_files: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    changed = done.retyped((bundles.final / "convention.pdf").read_bytes(), "480", "440")
    files = {
        "convention": signed(changed, ["caisse-signature", "structure-signature"]),
        "charte": (signed_files / "charte.pdf").read_bytes(),
    }
    found = _filed(tmp_path, examples, run, files)
    assert found.code == 1
    assert "page 5 : « 1\u202f480 » est devenu « 1\u202f440 »" in found.err


def test_a_scan_is_filed_once_it_is_declared_and_left_to_a_person(
    bundles: Bundles, signed_files: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    scan = done.rescanned((bundles.final / "charte.pdf").read_bytes(), tmp_path)
    files = {"convention": (signed_files / "convention.pdf").read_bytes(), "charte": scan}
    (tmp_path / "un").mkdir()
    (tmp_path / "deux").mkdir()
    refused = _filed(tmp_path / "un", examples, run, files)
    assert refused.code == 1
    assert "un scan se déclare par « scan: oui »" in refused.err
    assert _filed(tmp_path / "deux", examples, run, files, scan="charte").code == 0
    grid = run("render", tmp_path / "deux" / "signe.yaml", "grille", "-o", tmp_path)
    assert grid.code == 0


def test_a_photograph_of_a_signed_document_is_filed_as_one(
    signed_files: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    """Its name among the pièces ends as a PDF's; what it is decides of its name in the bundle."""
    files = {
        "convention": (signed_files / "convention.pdf").read_bytes(),
        "charte": image("JPEG", size=(900, 600)),
    }
    (tmp_path / "un").mkdir()
    (tmp_path / "deux").mkdir()
    refused = _filed(tmp_path / "un", examples, run, files)
    assert refused.code == 1
    assert "est une image ; un scan se déclare par « scan: oui »" in refused.err
    assert _filed(tmp_path / "deux", examples, run, files, scan="charte").code == 0
    made = tmp_path / "deux" / "out" / f"{NAME}-depot"
    assert (made / "charte.jpg").read_bytes() == files["charte"]
    assert not (made / "charte.pdf").exists()


def test_a_file_of_another_document_or_twice_the_same_is_not_filed(
    signed_files: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    charter = (signed_files / "charte.pdf").read_bytes()
    found = _filed(tmp_path, examples, run, {"convention": charter, "charte": charter})
    assert found.code == 1
    assert "n’est pas le document attendu" in found.err


@pytest.mark.parametrize("named", ["charte-/../../../intrus", "notice"])
def test_what_a_receipt_names_is_no_file_to_write(
    signed_files: Path, examples: Path, tmp_path: Path, run: Run, named: str
) -> None:
    """A scan is not compared: its receipt alone would say in whose place it stands."""
    files = {name: (signed_files / f"{name}.pdf").read_bytes() for name in SIGNED}
    lying = json.dumps({"document": named}).encode()
    files["charte"] = done.with_attachment(files["charte"], "recu.json", lying)
    found = _filed(tmp_path, examples, run, files, scan="charte")
    assert found.code == 1
    assert f"n’est pas le document attendu : c’est « {named} »" in found.err
    assert not list(tmp_path.rglob("intrus*"))


@pytest.mark.parametrize("harm", ["altered", "missing", "added", "no manifest"])
def test_a_file_that_is_not_what_the_manifest_tells_is_named(
    bundles: Bundles, tmp_path: Path, run: Run, harm: str
) -> None:
    folder = tmp_path / NAME
    shutil.copytree(bundles.final, folder)
    piece = folder / "pieces" / "statuts.pdf"
    match harm:
        case "altered":
            piece.write_bytes(piece.read_bytes() + b"\n")
        case "missing":
            (folder / "grille.pdf").unlink()
        case "added":
            (folder / "pieces" / "autre.pdf").write_bytes(piece.read_bytes())
        case _:
            (folder / "manifest.json").unlink()
    found = run("verify", folder)
    assert found.code == 1
    told = {
        "altered": "« pieces/statuts.pdf » n’est plus le fichier du manifeste",
        "missing": "« grille.pdf » manque",
        "added": "« pieces/autre.pdf » n’est pas au manifeste",
        "no manifest": "« manifest.json » manque ou ne peut pas être lu",
    }
    assert told[harm] in found.out


def test_a_replaced_piece_is_named_even_when_the_manifest_was_made_again(
    bundles: Bundles, tmp_path: Path, run: Run
) -> None:
    folder = tmp_path / NAME
    shutil.copytree(bundles.final, folder)
    other = (folder / "pieces" / "pouvoir.pdf").read_bytes()
    (folder / "pieces" / "statuts.pdf").write_bytes(other)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for entry in manifest["fichiers"]:
        if entry["chemin"] == "pieces/statuts.pdf":
            entry["sha256"] = hashlib.sha256(other).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = run("verify", folder, "--emis", bundles.final)
    assert found.code == 1
    assert "« pieces/statuts.pdf » n’est pas la pièce de la liasse émise" in found.out


def test_another_version_is_never_told_as_a_change_of_the_partner(
    bundles: Bundles, tmp_path: Path, run: Run
) -> None:
    folder = tmp_path / NAME
    shutil.copytree(bundles.final, folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["programme"]["version"] = "0.0.1"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    alone = run("verify", folder)
    assert alone.code == 4
    assert "modifié" not in alone.out
    assert run("verify", folder, "--emis", bundles.final).code == 0


def test_a_dossier_carried_by_a_document_is_judged_and_compared(
    examples: Path, tmp_path: Path, run: Run
) -> None:
    made = run("bundle", examples / "complet.yaml", "--avec-source", "-o", tmp_path)
    assert made.code == 0
    carried = tmp_path / NAME / "notice.pdf"
    found = run("verify", carried)
    assert (found.code, found.err) == (0, "")
    assert "jugé de nouveau : complet" in found.out
    other = pypdf.PdfReader(carried).attachments["dossier.yaml"][0].replace(b"1 480", b"1 840")
    carried.write_bytes(done.with_attachment(carried.read_bytes(), "dossier.yaml", other))
    found = run("verify", carried)
    assert found.code == 1
    assert "le dossier joint au document n’est pas celui dont il a été écrit" in found.out


@pytest.mark.parametrize("form", ["", ".zip", "/liasse.pdf"])
def test_a_bundle_is_checked_as_a_dossier_at_both_stages(desk: Path, run: Run, form: str) -> None:
    found = run("check", desk / "out" / f"{NAME}-depot{form}", "--format", "json")
    assert found.code == 0, found.out
    (told,) = json.loads(found.out)["dossiers"]
    assert told["verdict"] == "complet"


def test_a_bundle_that_is_not_signed_lacks_its_signed_files(bundles: Bundles, run: Run) -> None:
    found = run("check", f"{bundles.final}.zip")
    assert found.code == 1
    assert "Pièce absente : Convention signée" in found.out


@pytest.mark.parametrize("name", ["../evade", "/evade", "a/../../evade", "..\\evade"])
def test_no_name_of_an_archive_leaves_its_folder(tmp_path: Path, run: Run, name: str) -> None:
    with ZipFile(tmp_path / "recu.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, "procedure: convention-et3p")
    for command in ("check", "verify"):
        found = run(command, tmp_path / "recu.zip")
        assert found.code == 1
        assert "qui sort de son dossier" in found.out + found.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["recu.zip"]


def test_a_file_that_answers_to_no_issued_document_says_so(
    bundles: Bundles, tmp_path: Path, run: Run
) -> None:
    """It was printed anew under another name; or it is no PDF, whatever its name."""
    pieces = bundles.final / "pieces"
    shutil.copy(pieces / "statuts.pdf", tmp_path / "retour.pdf")
    shutil.copy(bundles.final / "manifest.json", tmp_path / "faux.pdf")
    found = run("verify", tmp_path / "retour.pdf", "--emis", bundles.final)
    assert found.code == 4
    assert "rien ne dit de quel document émis celui-ci est le retour" in found.out
    found = run("verify", tmp_path / "faux.pdf", "--emis", bundles.final)
    assert found.code == 4
    assert "n’est pas un PDF" in found.out


def test_what_is_no_bundle_is_told_in_a_sentence(tmp_path: Path, run: Run) -> None:
    (tmp_path / "recu.zip").write_bytes(b"PK\x03\x04 rien")
    (tmp_path / "vide").mkdir()
    (tmp_path / "texte.txt").write_text("bonjour", encoding="utf-8")
    for name in ("recu.zip", "vide"):
        found = run("check", tmp_path / name)
        assert found.code == 1, found.err
        assert "Traceback" not in found.err
    assert run("verify", tmp_path / "texte.txt").code == 2


def test_pages_of_a_file_to_file_are_those_that_were_signed(desk: Path) -> None:
    reader = pypdf.PdfReader(BytesIO((desk / "out" / f"{NAME}-depot/liasse.pdf").read_bytes()))
    names = {field["/T"] for page in reader.pages for note in page.get("/Annots", ())
             if (field := note.get_object()).get("/FT") == "/Sig"}  # fmt: skip
    assert names == set()
    shown = "".join(page.extract_text() for page in reader.pages)
    assert "Signataire caisse-signature" in shown


@pytest.mark.parametrize("name", ["", "convention.pdf"])
def test_a_draft_that_comes_back_is_compared_and_not_judged(
    bundles: Bundles, run: Run, name: str
) -> None:
    found = run("verify", bundles.draft / name, "--emis", bundles.draft / name)
    assert "conforme" in found.out
    assert "jugé de nouveau" not in found.out
    assert found.code == 0


@pytest.fixture(scope="session")
def carrying(once: Once, examples: Path, run: Run) -> Path:
    """Bundles whose documents carry their dossier: the complete one, and the other as a draft."""

    def make(folder: Path) -> None:
        for name, options in (("complet", ()), ("incomplet", ("--projet",))):
            example = examples / f"{name}.yaml"
            assert run("bundle", example, "--avec-source", "-o", folder, *options).code == 0

    return once("porteurs", make)


@pytest.mark.parametrize("name", [NAME, "ET3P-2026-021-projet"])
@pytest.mark.parametrize("file", ["", "notice.pdf", "notice.docx"])
def test_documents_that_carry_their_dossier_need_no_other_to_be_compared(
    carrying: Path, run: Run, name: str, file: str
) -> None:
    found = run("verify", carrying / name / file)
    assert (found.code, found.err) == (0, ""), found.out
    assert "une nouvelle écriture du dossier" in found.out


def test_a_signed_file_that_carries_its_dossier_is_filed(
    carrying: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    files = {name: (carrying / NAME / f"{name}.pdf").read_bytes() for name in SIGNED}
    files = {name: signed(data, signature_fields(data)) for name, data in files.items()}
    found = _filed(tmp_path, examples, run, files)
    assert (found.code, found.err) == (0, "")


def test_another_dossier_in_a_signed_file_is_told(
    carrying: Path, examples: Path, tmp_path: Path, run: Run
) -> None:
    files = {name: (carrying / NAME / f"{name}.pdf").read_bytes() for name in SIGNED}
    other = pypdf.PdfReader(carrying / NAME / "charte.pdf").attachments["dossier.yaml"][0]
    files["charte"] = done.with_attachment(
        files["charte"], "dossier.yaml", other.replace(b"1 480", b"1 840")
    )
    found = _filed(tmp_path, examples, run, files)
    assert found.code == 1
    assert (
        "le fichier joint « dossier.yaml » n’est plus celui du texte émis" in found.out + found.err
    )
