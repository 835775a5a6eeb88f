"""The avenant to a convention ET3P: what it consolidates, refuses, and says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from composed import assert_consolidates, blocks, opened, words
from dossiers.blocks import Heading, plain
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library.path("examples/avenant-et3p"), tmp_path / "avenant"))


def avenant(library: Library, folder: Path, old: str = "", new: str = "") -> Dossier:
    """The example, `old` being replaced by `new` in the modified convention."""
    modified = folder / "convention/modifiee.yaml"
    text = modified.read_text(encoding="utf-8")
    assert old in text
    modified.write_text(text.replace(old, new, 1), encoding="utf-8")
    return opened(library, folder / "complet.yaml")


def test_the_consolidated_text_is_the_modified_convention_word_for_word(
    library: Library, folder: Path
) -> None:
    assert_consolidates(avenant(library, folder), "consolidee", of="convention")


def test_the_convention_in_force_is_the_example_of_a_convention(library: Library) -> None:
    signed = library.read("examples/avenant-et3p/convention/initiale.yaml")
    assert signed == library.read("examples/convention-et3p/complet.yaml")


def test_each_article_and_annexe_that_changes_has_its_article(
    library: Library, folder: Path
) -> None:
    titles = [plain(b.content) for b in blocks(avenant(library, folder), "avenant")
              if isinstance(b, Heading)]  # fmt: skip
    written = [title.replace("\u00a0", " ") for title in titles]
    assert [title.split(" – ")[1] for title in written if "Modification" in title] == [
        "Modification de l’article 7 de la Convention",
        "Modification de l’article 14 de la Convention",
        "Modification de l’annexe 1 de la Convention",
        "Modification de l’annexe 2 de la Convention",
        "Modification de l’annexe 3 de la Convention",
    ]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("siret: 009 876 509 00010", "siret: 732 829 320 00074", "SIRET de la structure"),
        ("siret: 001 234 509 00014", "siret: 732 829 320 00074", "SIRET de l’organisme"),
        ("ET3P-2026-014", "ET3P-2026-015", "Référence du dossier"),
        ("date: 2026-11-21", "date: 2026-11-22", "Date de dépôt ou de signature"),
        ("nom: Gwenaël Talarmeur", "nom: Enora Quillivic", "Prénom et nom du signataire"),
        ("lieu: Melgven", "lieu: Quimper", "Lieu de signature"),
    ],
)
def test_what_makes_the_convention_what_it_is_cannot_change(
    library: Library, folder: Path, old: str, new: str, label: str
) -> None:
    judged = assess(avenant(library, folder, old, new))
    (finding,) = (f for f in judged.findings if f.rule == "critere/avenant-et3p/immuables")
    assert judged.verdict is Verdict.INADMISSIBLE
    assert f"{label} (avant\u00a0: " in finding.message
    assert finding.message.endswith("Une nouvelle convention est nécessaire.")
    assert finding.path == "convention_modifiee"


def test_a_modified_convention_that_could_not_be_signed_is_refused(
    library: Library, folder: Path
) -> None:
    judged = assess(avenant(library, folder, "seances: 5", "seances: 4"))
    assert judged.verdict is Verdict.INADMISSIBLE
    (finding,) = (f for f in judged.findings if f.rule.endswith("modifiee-complete"))
    assert finding.message.startswith("Le dossier de la convention modifiée est non conforme")


def test_a_new_name_is_no_new_party(library: Library, folder: Path) -> None:
    old = "nom: Maison de santé des Trois Ruisseaux"
    found = avenant(library, folder, old, "nom: Maison de santé de Kerlaz")
    assert assess(found).verdict is Verdict.COMPLETE
    titles = [plain(b.content) for b in blocks(found, "avenant") if isinstance(b, Heading)]
    assert any("Modification de la partie «" in title.replace("\u00a0", " ") for title in titles)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("ouverts", "aux Cycles dont la première séance est tenue à compter de cette date. Les"),
        ("acheves", "aux Cycles dont la dernière séance est tenue à compter de cette date. Les"),
        ("tous", "à tous les Cycles de la Convention, y compris ceux qui ont déjà été payés."),
    ],
)
def test_an_avenant_that_changes_the_fee_says_which_cycles_it_pays(
    library: Library, folder: Path, choice: str, said: str
) -> None:
    path = folder / "complet.yaml"
    text = path.read_text(encoding="utf-8")
    field = "cycles_au_nouveau_forfait: "
    path.write_text(text.replace(f"{field}ouverts", field + choice), encoding="utf-8")
    written = words(avenant(library, folder), "avenant")
    assert f"Le forfait de 1 560 € s’applique {said}" in written
    assert ("restent payés au forfait de 1 480 €" in written) is (choice != "tous")


def test_an_avenant_that_changes_the_fee_has_to_say_which_cycles_it_pays(
    library: Library, folder: Path
) -> None:
    path = folder / "complet.yaml"
    text = path.read_text(encoding="utf-8").replace("cycles_au_nouveau_forfait: ouverts\n", "")
    path.write_text(text, encoding="utf-8")
    judged = assess(avenant(library, folder))
    assert judged.verdict is Verdict.INCOMPLETE
    assert [f.path for f in judged.findings if f.rule == "champ/requis"] == [
        "cycles_au_nouveau_forfait"
    ]
    assert assess(avenant(library, folder, "1 560,00 €", "1 480,00 €")).verdict is Verdict.COMPLETE
