"""The avenant to the cahier des charges of an experiment: time, money and sections, both ways."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from composed import assert_consolidates, blocks, opened, words
from dossiers.blocks import Heading, Table, plain
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier

ID = "avenant-article-51"


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library.path(f"examples/{ID}"), tmp_path / "avenant"))


def avenant(library: Library, folder: Path, *changes: tuple[str, str]) -> Dossier:
    """The example, the modified cahier des charges being given as the initial one with changes.

    Without any, the modified one stays that of the example.
    """
    if changes:
        text = (folder / "cahier/initial.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / "cahier/modifie.yaml").write_text(text, encoding="utf-8")
    return opened(library, folder / "complet.yaml")


def titles(dossier: Dossier) -> list[str]:
    """The titles of the articles of the avenant, without their numbers."""
    found = (plain(b.content) for b in blocks(dossier, "avenant") if isinstance(b, Heading))
    return [t.replace("\u00a0", " ").split(" – ", 1)[-1] for t in found if t.startswith("Article")]


def message(dossier: Dossier, criterion: str) -> str:
    rule = f"critere/{ID}/{criterion}"
    (found,) = (f.message for f in assess(dossier).findings if f.rule == rule)
    return found


def test_the_cahier_in_force_is_the_example_of_a_cahier(library: Library) -> None:
    published = library.read(f"examples/{ID}/cahier/initial.yaml")
    assert published == library.read("examples/article-51/complet.yaml")


def test_the_consolidated_cahier_is_the_modified_one_word_for_word(
    library: Library, folder: Path
) -> None:
    assert_consolidates(avenant(library, folder), "consolide", of="cahier")


def test_each_section_that_changes_is_replaced_in_its_order(library: Library, folder: Path) -> None:
    assert titles(avenant(library, folder)) == [
        "Objet",
        "Durée",
        "Financement",
        "Remplacement de la section « 5. Population ciblée par le projet d’expérimentation »",
        "Remplacement de la section « 6. Parcours et organisation »",
        "Remplacement de la section « 7. Terrain d’expérimentation »",
        "Remplacement de la section « 8. Durée et calendrier »",
        "Remplacement de la section « 9. Modèle financier »",
        "Remplacement de la section « 11. Faisabilité, innovation, efficience »",
        "Prise d’effet",
        "Dispositions maintenues",
    ]


def test_the_funds_stand_side_by_side_and_their_lines_make_their_totals(
    library: Library, folder: Path
) -> None:
    tables = (b for b in blocks(avenant(library, folder), "avenant") if isinstance(b, Table))
    (years,) = (t for t in tables if "par année" in plain(t.caption))
    rows = [[plain(cell).replace("\u202f", "") for cell in row] for row in years.rows]
    sums = [sum(amount(row[column]) for row in rows[:-1]) for column in range(1, 7)]
    assert sums == [amount(cell) for cell in rows[-1][1:]]
    assert sums == [180, 240, 88_663, 117_531, 37_337, 44_337]
    assert [row[0] for row in rows] == ["2027", "2028", "2029", "2030", "2031", "Total"]


def amount(cell: str) -> int:
    return int(cell.strip("€\u00a0 ").replace("–", "0"))


def test_words_that_change_alone_change_neither_time_nor_money(
    library: Library, folder: Path
) -> None:
    found = avenant(library, folder, ("retarder l’aggravation", "freiner l’aggravation"))
    assert titles(found) == [
        "Objet",
        "Remplacement de la section « 4. Objectifs du projet d’expérimentation »",
        "Prise d’effet",
        "Dispositions maintenues",
    ]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("siret: 004 567 806 00015", "siret: 732 829 320 00074", "SIRET de l’organisme"),
        ("A51-2026-BRE-003", "A51-2026-BRE-004", "Référence du dossier"),
        ("date: 2026-11-20", "date: 2026-11-21", "Date de dépôt ou de signature"),
        ("nom: Maïwenn Kervadenn", "nom: Malo Kerguistin", "Prénom et nom du signataire"),
        ("debut: 2027-09-01", "debut: 2028-09-01", "Début prévu de l’expérimentation"),
        ("perimetre: regional", "perimetre: infraregional", "Périmètre de l’expérimentation"),
        ("lieu: Melgven", "lieu: Quimper", "Lieu de signature"),
    ],
)
def test_what_makes_the_experiment_what_it_is_cannot_change(
    library: Library, folder: Path, old: str, new: str, label: str
) -> None:
    found = avenant(library, folder, (old, new))
    assert assess(found).verdict is Verdict.INADMISSIBLE
    told = message(found, "immuables")
    assert f"{label} (avant\u00a0: " in told
    assert told.endswith("Un nouveau projet est nécessaire.")


@pytest.mark.parametrize(("months", "status"), [(60, "satisfait"), (61, "non_satisfait")])
def test_five_years_are_counted_from_the_start_and_stop_nobody_until_they_are_read(
    library: Library, folder: Path, months: int, status: str
) -> None:
    longer = (("duree_mois: 36", f"duree_mois: {months}"), ("mois: 18", f"mois: {months - 18}"))
    found = avenant(library, folder, *longer)
    judged = assess(found)
    (outcome,) = (o for o in judged.outcomes if o.criterion.id == "duree-totale")
    assert outcome.status.value == status
    assert judged.verdict is Verdict.COMPLETE
    if status == "non_satisfait":
        assert "s’achève avant le 1er\u00a0septembre\u00a02032" in message(found, "duree-totale")


def test_a_cahier_whose_sums_are_wrong_makes_no_avenant(library: Library, folder: Path) -> None:
    found = avenant(library, folder, ("fiss: 24628", "fiss: 24629"))
    assert assess(found).verdict is Verdict.INADMISSIBLE
    assert "est non conforme" in message(found, "modifie-complet")


def test_a_smaller_envelope_is_told_with_its_sign(library: Library, folder: Path) -> None:
    less = (
        ("{objet: formation des équipes, montant: 6737}", "{objet: formation, montant: 5737}"),
        (
            "annee: 2030, patients: 0, fiss: 0, fir: 5000",
            "annee: 2030, patients: 0, fiss: 0, fir: 4000",
        ),
        ("total: 126 000,00", "total: 125 000,00"),
        ("fir: 37 337,00", "fir: 36 337,00"),
    )
    told = words(avenant(library, folder, *less), "avenant")
    assert "FIR 37 337 € 36 337 € −1 000 €" in told
