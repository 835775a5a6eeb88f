"""The files of a document whose Word model is its author's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Pt, RGBColor

from conftest import Run
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose
from dossiers.composing.receipt import attach
from dossiers.errors import LibraryError
from dossiers.formats.ooxml import Relation, read_parts, with_relations, write_package
from dossiers.library import Library, default
from dossiers.lint import lint
from dossiers.opening.papers import documents_of
from readers import word
from readers.validators import openxml, require_java, verapdf
from small import Small
from word_models import DOSSIER, NAME, WORDED, element, library, model, table

NASTY = "<b> & {{ 7*7 }} « P’tits Épis »"


def draw(made: Any) -> None:
    made.add_paragraph("Objet", style="Heading 1")
    made.add_paragraph("{{ nom }} prévoit {{ seances }} séances.")
    made.add_paragraph("{%p for p in equipe %}")
    made.add_paragraph("{{ p.nom }}", style="List Bullet")
    made.add_paragraph("{%p endfor %}")
    rows = (("{%tr for p in equipe %}", ""), ("{{ p.nom }}", "oui"), ("{%tr endfor %}", ""))
    table(made, ("Nom", "Présent"), *rows)
    made.sections[0].header.add_paragraph("Pour {{ nom }}")


def files(
    small: Small, data: bytes, dossier: str = DOSSIER, *, draft: bool = False
) -> dict[str, bytes]:
    """The files of the letter by their form, each read back as it is written."""
    small.furnish()
    library(small, data)
    return written(small, dossier, draft=draft)


def written(small: Small, dossier: str = DOSSIER, *, draft: bool = False) -> dict[str, bytes]:
    opened = small.dossier(dossier, WORDED)
    (spec,) = documents_of(opened, draft=draft)
    document = compose(opened, spec, draft=draft)
    writer, carried = Writer(opened), (attach(opened, document),)
    return {form: writer.write(document, form, carried) for form in ("docx", "pdf", "html")}


def test_hostile_values_are_written_alike_in_word_and_in_pdf(small: Small) -> None:
    dossier = DOSSIER.replace("Maison Exemple", f"'{NASTY}'")
    made = files(small, model(draw=draw), dossier)
    assert f"{NASTY} prévoit 6\u00a0séances." in word.texts(made["docx"])
    bands = [text for texts in word.running(made["docx"]).values() for text in texts]
    assert f"Pour {NASTY}" in bands
    assert "Pour &lt;b&gt; &amp; {{ 7*7 }} « P’tits Épis »" in made["html"].decode()


def test_the_files_are_valid_and_the_same_twice(small: Small, tmp_path: Path) -> None:
    require_java()
    made = files(small, model(draw=draw))
    assert written(small) == made
    for form in ("docx", "pdf"):
        (tmp_path / f"lettre.{form}").write_bytes(made[form])
    assert openxml([tmp_path / "lettre.docx"]) == {"lettre.docx": ()}
    told = verapdf([tmp_path / "lettre.pdf"])
    assert told == {"lettre.pdf 3a": (), "lettre.pdf ua1": ()}


def test_the_properties_of_its_author_do_not_travel(small: Small) -> None:
    def signed(made: Any) -> None:
        draw(made)
        made.core_properties.author = "Camille Auteur"
        made.core_properties.last_modified_by = "PC-CAMILLE"

    parts = read_parts(model(draw=signed), "")
    parts["word/people.xml"] = b"<people>Camille Auteur</people>"
    parts["customXml/item9.xml"] = b"<data>Camille Auteur</data>"
    people = Relation("rIdP", "people", "word/people.xml")
    made = files(small, write_package(with_relations(parts, "word/document.xml", [people])))
    parts = read_parts(made["docx"], "lettre.docx")
    assert not [name for name, data in parts.items() if b"amille" in data or b"CAMILLE" in data]
    properties = Document(BytesIO(made["docx"])).core_properties
    assert (properties.title, properties.language) == ("Lettre P-1", "fr-FR")
    receipt = next(data for name, data in parts.items() if b"urn:dossiers:recu:1" in data)
    assert json.dumps("lettre")[1:-1].encode() in receipt


@pytest.mark.parametrize(
    ("kind", "target", "told"),
    [
        ("image", "http://ailleurs.example/logo.png", "va chercher « http://ailleurs.example"),
        ("attachedTemplate", "file:///tmp/modele.dotm", "va chercher « file:///tmp/modele.dotm"),
        ("oleObject", "embeddings/objet.bin", "un objet incorporé"),
    ],
)
def test_a_model_that_reaches_outside_itself_is_refused(
    small: Small, kind: str, target: str, told: str
) -> None:
    parts = read_parts(model(draw=draw), "")
    arrow = Relation("rIdX", kind, target)
    reaching = with_relations(parts, "word/header1.xml", [arrow])
    name = "word/_rels/header1.xml.rels"
    data = reaching[name]
    if "://" in target:
        written = f'Target="/{target}"'.encode()
        data = data.replace(written, f'Target="{target}" TargetMode="External"'.encode())
    with pytest.raises(LibraryError, match=told):
        files(small, write_package({**reaching, name: data}))


def test_a_draft_has_its_watermark_and_its_blanks(small: Small) -> None:
    made = files(small, model(draw=draw), DOSSIER.replace("seances: 6\n", ""), draft=True)
    assert "Maison Exemple prévoit [à compléter : Séances] séances." in " ".join(
        text.replace("\u00a0", " ") for text in word.texts(made["docx"])
    )
    parts = read_parts(made["docx"], "lettre.docx")
    headers = [data for name, data in parts.items() if name.startswith("word/header")]
    assert all(b"PROJET" in data for data in headers)
    assert '<span class="blank">[à compléter : Séances]</span>' in made["html"].decode()


def test_the_pdf_takes_its_look_from_the_styles_of_the_model(small: Small) -> None:
    def coloured(made: Any) -> None:
        draw(made)
        made.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
        made.styles["Normal"].font.size = Pt(13)

    page = files(small, model(draw=coloured))["html"].decode()
    rule = next(line for line in page.split("\n") if line.startswith(".heading-1 {"))
    assert "color: #123456" in rule
    assert "font-size: 13pt" in next(line for line in page.split("\n") if line.startswith(".text"))


def test_a_model_without_our_styles_is_written(small: Small) -> None:
    def bare(made: Any) -> None:
        for name in ("Body Text", "Mention", "Note", "Texte de tableau", "toc 1", "Signature"):
            made.styles[name].delete()
        made.add_paragraph("{{ nom }}")

    made = files(small, model(draw=bare), f"{DOSSIER}mention: Exemple fictif\n")
    assert word.texts(made["docx"]) == ("Exemple fictif", "Maison Exemple")


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(LibraryError) as caught:
        yield
    assert words in caught.value.message


def test_a_font_that_the_library_has_not_is_told(small: Small) -> None:
    def lettered(made: Any) -> None:
        made.add_paragraph().add_run("Texte").font.name = "Comic Sans MS"

    with refused("un mot du texte emploie la police « Comic Sans MS »"):
        files(small, model(draw=lettered))


def test_a_floating_shape_in_a_header_is_told(small: Small) -> None:
    def floating(made: Any) -> None:
        draw(made)
        space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
        anchor = f"<wp:anchor xmlns:wp='{space}'/>"
        run = made.sections[0].header.paragraphs[0].add_run()._r  # noqa: SLF001
        run.append(element(f"<w:drawing {{}}>{anchor}</w:drawing>"))

    with refused("une image ou une forme flottante"):
        files(small, model(draw=floating))


def test_a_lint_reads_the_tags_of_a_model(small: Small) -> None:
    lines = ("Texte : {{ texte }}", "{% if accord %}{{ motif }}{% endif %}", "{{ inconnu }}")
    library(small, model(*lines))
    found = {f.rule: f for f in lint(small.library, "petite")}
    assert found["lint/nom"].mark.where == "paragraphe 3 « {{ inconnu }} »"
    assert found["lint/texte-long"].mark.where == "paragraphe 1 « Texte : {{ texte }} »"
    assert {f.mark.file for f in found.values() if f.mark.where} == {NAME}


def test_a_lint_tells_a_model_that_no_document_names(small: Small) -> None:
    library(small, model("{{ nom }}"))
    (small.root / "templates/essai/petite/oubli.docx").write_bytes(model("{{ nom }}"))
    unused = [f.mark.file for f in lint(small.library, "petite") if f.rule == "lint/modele-inutile"]
    assert set(unused) == {"templates/essai/petite/oubli.docx"}


def test_a_lint_tells_a_model_that_is_not_there(small: Small) -> None:
    library(small, model("{{ nom }}"))
    (small.root / NAME).unlink()
    assert "lint/modele-absent" in {f.rule for f in lint(small.library, "petite")}


def test_a_model_of_a_folder_laid_in_front_takes_the_place_of_ours(
    run: Run, tmp_path: Path
) -> None:
    own = tmp_path / "caisse/templates/conventions/et3p-kit/restitution.docx"
    own.parent.mkdir(parents=True)
    shipped = Document(str(default().path("templates/conventions/et3p-kit/restitution.docx")))
    shipped.paragraphs[3].text = "La caisse reprend le kit {{ inconnu }}."
    shipped.save(str(own))
    example = default().path("examples/et3p-kit/complet.yaml")
    done = run(
        *("render", example, "restitution", "-t", "docx", "-o", tmp_path),
        *("--bibliotheque", tmp_path / "caisse"),
    )
    assert done.code == 3
    assert (
        f"Erreur : {own}, paragraphe 4 « La caisse reprend le kit {{{{ inconnu }}}}. »" in done.err
    )


def test_a_lint_proves_that_a_model_guards_what_may_be_blank(tmp_path: Path) -> None:
    for folder in ("schemas", "templates", "examples", "polices"):
        shutil.copytree(default().path(folder), tmp_path / folder)
    path = tmp_path / "templates/conventions/et3p-kit/restitution.docx"
    shipped = Document(str(path))
    shipped.paragraphs[3].text = "{% if total > 1 %}Dossier {{ mention }}{% endif %}"
    shipped.save(str(path))
    (found,) = lint(Library(tmp_path), "et3p-kit")
    assert found.rule == "lint/garde"
    assert found.mark.where == f"paragraphe 4 « {shipped.paragraphs[3].text} »"
    assert "(mention) est vide et le modèle l’emploie sans condition" in found.message
