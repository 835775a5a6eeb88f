"""A folder laid in front of the library: what it replaces and adds; nothing else is read."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from conftest import ID, Ran, Run
from dossiers.errors import LibraryError
from dossiers.library import Library, default
from dossiers.lint import report
from dossiers.lint.overlay import overlaid
from dossiers.procedures.procedure import catalogue, load
from dossiers.skins.skin import read_skin
from readers.pages import blocks, page, section
from readers.texts import page_texts
from readers.word import texts

PASSAGE = "templates/communs/modele-a-valider.md"
SKIN = "templates/conventions/habillage.docx"
OURS = "Note de la caisse d’Armorique."


class Front:
    """A folder of a caisse, empty at first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()

    @property
    def library(self) -> Library:
        return default(self.root)

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def linted(self) -> dict[str, list[str]]:
        """What lint says of the folder itself, by rule."""
        found: dict[str, list[str]] = {}
        for one in overlaid(self.library):
            found.setdefault(one.rule, []).append(f"{one.mark.file} {one.message}")
        return found


@pytest.fixture
def front(tmp_path: Path) -> Front:
    return Front(tmp_path / "caisse")


def passage() -> str:
    return default().read(PASSAGE).decode().replace("Note aux services juridiques.", OURS)


# What is read


def test_a_file_in_front_takes_the_place_of_the_one_of_its_name(front: Front) -> None:
    front.put(PASSAGE, passage())
    assert OURS in front.library.read(PASSAGE).decode()
    assert front.library.names("templates/communs/*.md") == default().names(
        "templates/communs/*.md"
    )


def test_the_fingerprint_is_that_of_the_files_really_read(front: Front) -> None:
    before = load(default(), ID).fingerprint
    assert load(front.library, ID).fingerprint == before
    front.put(PASSAGE, default().read(PASSAGE))
    assert load(front.library, ID).fingerprint == before
    seen = {before}
    for name, content in (
        (PASSAGE, passage()),
        ("polices/Corps.otf", b"x"),
        ("polices/Corps.TTF", b"x"),
        ("schemas/sources.yaml", "decision: {titre: Décision, confiance: secondaire}\n"),
        ("schemas/parametres/a.yaml", "p: {valeurs: {a_confirmer: 1}, source: decision}\n"),
        ("templates/reports/grille.md", "Autre"),
    ):
        front.put(name, content)
        seen.add(load(front.library, ID).fingerprint)
    assert len(seen) == 7


def test_a_parameter_replaces_one_and_leaves_the_others(front: Front) -> None:
    front.put("schemas/sources.yaml", "decision: {titre: Décision, confiance: secondaire}\n")
    entry = "heures_formation_etp: {valeurs: {a_confirmer: 60}, unite: heures, source: decision}\n"
    front.put("schemas/parametres/a.yaml", entry)
    ours, theirs = (load(each, ID).parameters for each in (front.library, default()))
    assert ours["heures_formation_etp"].values == ((None, 60),)
    assert ours["heures_formation_etp"].reference.title == "Décision"
    assert {**ours, "heures_formation_etp": 0} == {**theirs, "heures_formation_etp": 0}


def test_a_file_of_the_program_itself_is_not_replaced(front: Front) -> None:
    front.put("schemas/procedure.yaml", "rien: {}\n")
    assert load(front.library, ID)
    assert "appartient au programme" in front.linted()["lint/bibliotheque"][0]


# Nothing else is read


@pytest.mark.parametrize("target", ["/etc/hostname", "../dehors.md", "absent", "autre.md"])
def test_a_link_that_leads_out_is_refused(front: Front, tmp_path: Path, target: str) -> None:
    (tmp_path / "dehors.md").write_text("Secret", encoding="utf-8")
    path = front.put("templates/communs/autre.md", "")
    path.unlink()
    path.symlink_to(target if target.startswith(("/", "a")) else tmp_path / "dehors.md")
    if target == "absent":  # leads nowhere, but inside
        assert "templates/communs/autre.md" not in front.library.names("templates/communs/*.md")
        return
    with pytest.raises(LibraryError, match="mène hors") as caught:
        front.library.names("templates/communs/*.md")
    assert caught.value.exit_code == 3


def test_a_link_to_a_folder_outside_is_refused(front: Front, tmp_path: Path) -> None:
    (tmp_path / "polices").mkdir()
    shutil.copy(default().path("polices/SourceSans3-Regular.ttf"), tmp_path / "polices/a.ttf")
    (front.root / "polices").symlink_to(tmp_path / "polices")
    with pytest.raises(LibraryError, match="mène hors"):
        front.library.folders("polices")


@pytest.mark.parametrize("name", ["../dehors", "**x", "[a", "/etc/passwd", "a" * 300])
def test_a_shared_group_is_looked_for_in_its_folder_only(front: Front, name: str) -> None:
    text = default().read("schemas/conventions/convention-et3p.yaml").decode()
    front.put(
        "schemas/conventions/convention-et3p.yaml",
        text.replace("{comme: organisme,", f"{{comme: '{name}',", 1),
    )
    with pytest.raises(LibraryError) as caught:
        load(front.library, ID)
    assert caught.value.exit_code == 3


def test_a_template_includes_nothing_from_outside(front: Front, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Secret", encoding="utf-8")
    front.put(PASSAGE, '{% include "communs/../../../secret.md" %}\n')
    done = report(front.library, ())
    assert any("mène hors" in found.message for found in done.findings)
    assert done.exit_code == 3


# What lint says of it


def test_lint_says_what_is_replaced_added_useless_or_never_read(front: Front) -> None:
    front.put(PASSAGE, passage())
    front.put(SKIN, default().read(SKIN))
    front.put("templates/communs/delais.md", "Les délais sont francs.\n")
    front.put("templates/comuns/delais.md", "Les délais sont francs.\n")
    front.put("README.md", "Les fichiers de la caisse.\n")
    front.put(".git/HEAD", "ref\n")
    front.put("schemas/conventions/convention.yml", "id: x\n")
    unread = "Le programme ne cherche aucun fichier de ce nom. (à corriger par l’auteur"
    assert front.linted() == {
        "lint/remplace": [
            f"{PASSAGE} Ce fichier remplace celui du programme.",
            f"{SKIN} Ce fichier est celui du programme : il est inutile.",
        ],
        "lint/ajout": ["templates/communs/delais.md Ce fichier s’ajoute à ceux du programme."],
        "lint/bibliotheque": [
            f"schemas/conventions/convention.yml {unread} : procédure)",
            f"templates/comuns/delais.md {unread} : modèle)",
        ],
    }


def test_lint_without_a_mistake_ends_well(front: Front, run: Run) -> None:
    front.put(PASSAGE, passage())
    done = run("lint", "--bibliotheque", front.root)
    assert (done.code, done.err) == (0, "")
    assert "remplace celui du programme" in done.out


def test_lint_finds_an_undeclared_name_in_a_passage(front: Front) -> None:
    front.put(PASSAGE, "Une note.\n\nLe tarif est de {{ tarif_local }}.\n")
    found = report(front.library, ()).findings
    assert any(f.mark.file == f"{front.root}/{PASSAGE}" and f.mark.line == 3 for f in found)
    assert any("tarif_local" in f.message for f in found)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{valeurs: {a_confirmer: soixante}, unite: heures, source: modele}", "est un mot ; celui"),
        ("{valeurs: {a_confirmer: [60]}, unite: heures, source: modele}", "est une liste ; celui"),
        ("{valeurs: {a_confirmer: 3}, unite: jours, source: modele}", "est en « jours » ; celui"),
        ("{valeurs: {a_confirmer: 3}, unite: heures, source: inconnue}", "source du registre"),
    ],
)
def test_lint_finds_a_parameter_that_does_not_fit(front: Front, entry: str, said: str) -> None:
    front.put("schemas/parametres/a.yaml", f"heures_formation_etp: {entry}\n")
    told = front.linted()
    assert any(said in one for one in told["lint/bibliotheque"])


def test_lint_says_the_value_that_a_parameter_replaces(front: Front) -> None:
    entry = "{valeurs: {a_confirmer: 4}, unite: séances, source: msa-et3p-plaquette}"
    front.put("schemas/parametres/a.yaml", f"seances_par_cycle: {entry}\n")
    (told,) = front.linted()["lint/remplace"]
    assert "« seances_par_cycle » (4) remplace l’entrée du programme (5)." in told


def changed(skin: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    """A skin with one of its parts rewritten."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(skin)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, edit(text.decode()) if name == part else text)
    return out.getvalue()


def in_header(content: str) -> tuple[str, str, str]:
    return "word/header1.xml", "</w:hdr>", f"{content}</w:hdr>"


NUMBERED = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
BULLETED = '<w:p><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr></w:p>'
INSERTED = "<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>"
LAW = f"<w:p><w:r><w:t>{'Article premier. Les Parties conviennent. ' * 8}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("word/styles.xml", 'w:val="Mention"', 'w:val="Autre"'), "styles absents"),
        (in_header(NUMBERED), "paragraphe numéroté"),
        (in_header(BULLETED), "paragraphe numéroté"),
        (in_header(LAW), "appartient au modèle du document"),
        (in_header(INSERTED), "modification suivie"),
        (("word/document.xml", "<w:sectPr", f"{LAW}<w:sectPr"), "ne porte pas le texte"),
        (("word/_rels/document.xml.rels", "header1.xml", "perdu.xml"), "endommagée"),
    ],
)
def test_a_skin_that_does_not_fit_is_refused_with_a_sentence(
    front: Front, edit: tuple[str, str, str], said: str
) -> None:
    part, old, new = edit
    front.put(SKIN, changed(default().read(SKIN), part, lambda text: text.replace(old, new, 1)))
    with pytest.raises(LibraryError, match=said) as caught:
        read_skin(front.library.read(SKIN), SKIN, front.library.folders("polices"))
    assert caught.value.exit_code == 3


def test_a_command_refuses_a_skin_that_does_not_fit_and_lint_names_it(
    front: Front, examples: Path, run: Run, tmp_path: Path
) -> None:
    front.put(SKIN, b"rien")
    done = run(
        *("render", examples / "complet.yaml", "charte", "-t", "html"),
        *("-o", tmp_path / "sortie", "--bibliotheque", front.root),
    )
    assert (done.code, done.out) == (3, "")
    assert f"{front.root}/{SKIN}, fichier entier : " in done.err
    assert "n’est pas un fichier Word" in done.err
    assert not (tmp_path / "sortie").exists()
    done = run("lint", "--bibliotheque", front.root)
    assert done.code == 3
    assert f"{front.root}/{SKIN}" in done.out
    assert "[lint/habillage]" in done.out


# What comes of it


def rendered(run: Run, front: Front, examples: Path, output: Path, *options: str) -> Ran:
    return run(
        *("render", examples / "complet.yaml", "convention", "-o", output),
        *("--bibliotheque", front.root, *options),
    )


def test_a_passage_is_printed_in_both_formats_and_the_receipt_says_so(
    front: Front, examples: Path, run: Run, tmp_path: Path
) -> None:
    front.put(PASSAGE, passage())
    done = rendered(run, front, examples, tmp_path / "sortie")
    assert (done.code, done.err) == (0, "")
    pdf = (tmp_path / "sortie/convention.pdf").read_bytes()
    word = (tmp_path / "sortie/convention.docx").read_bytes()
    assert OURS in "".join(page_texts(pdf)).replace("\n", " ")
    assert any(OURS in text for text in texts(word))
    fingerprint = load(front.library, ID).fingerprint
    assert fingerprint != load(default(), ID).fingerprint
    with zipfile.ZipFile(BytesIO(word)) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    assert fingerprint.encode() in parts
    assert str(front.root).encode() not in parts + pdf


def test_a_dossier_is_judged_by_the_parameter_in_front(
    front: Front, examples: Path, run: Run
) -> None:
    front.put(
        "schemas/parametres/a.yaml",
        "heures_formation_etp: {valeurs: {a_confirmer: 43}, unite: heures, source: modele}\n",
    )
    asked = ("check", "--format", "json", examples / "complet.yaml")
    both = [run(*asked), run(*asked, "--bibliotheque", front.root)]
    found = [
        {one["regle"] for one in json.loads(done.out)["dossiers"][0]["constats"]} for done in both
    ]
    assert any("heures" in rule or "formation" in rule for rule in found[1] - found[0])


def test_a_procedure_of_the_folder_is_a_procedure_like_any_other(front: Front, run: Run) -> None:
    told = section(page("docs/procedure.md"), "1. Un exemple entier")
    procedure, dossier = blocks(told, "yaml")
    (words,) = blocks(told, "markdown")
    name = "attestation-participation"
    front.put(f"schemas/conventions/{name}.yaml", procedure)
    front.put(f"templates/conventions/{name}/attestation.md", words)
    example = front.put(f"examples/{name}/complet.yaml", dossier)
    piece = default().path(f"examples/{ID}/pieces/statuts.pdf")
    front.put(f"examples/{name}/pieces/emargement.pdf", piece.read_bytes())
    assert set(catalogue(front.library)) == {name, *catalogue(default())}
    assert name in run("list", "--bibliotheque", front.root).out
    assert run("new", name, "--bibliotheque", front.root).code == 0
    assert run("check", example).code == 1
    done = run("check", example, "--bibliotheque", front.root)
    assert (done.code, done.err) == (0, "")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_a_skin_saved_again_by_libreoffice_writes_the_same_words(
    front: Front, examples: Path, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "word").mkdir()
    source = tmp_path / "word/habillage.docx"
    letterhead = "<w:p><w:r><w:t>Caisse fictive de Kerlaz</w:t></w:r></w:p></w:hdr>"
    edited = changed(
        default().read(SKIN), "word/header1.xml", lambda t: t.replace("</w:hdr>", letterhead)
    )
    source.write_bytes(edited)
    subprocess.run(
        (
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "repris", source),
        ),
        check=True,
        capture_output=True,
        timeout=120,
    )
    front.put(SKIN, (tmp_path / "repris/habillage.docx").read_bytes())
    done = rendered(run, front, examples, tmp_path / "sortie")
    assert (done.code, done.err) == (0, "")
    plain = run("render", examples / "complet.yaml", "convention", "-o", tmp_path / "simple")
    assert plain.code == 0
    ours, theirs = (
        texts((tmp_path / name / "convention.docx").read_bytes()) for name in ("sortie", "simple")
    )
    assert ours == theirs
    pages = page_texts((tmp_path / "sortie/convention.pdf").read_bytes())
    assert sum("Caisse fictive de Kerlaz" in text for text in pages) >= len(pages) - 1
