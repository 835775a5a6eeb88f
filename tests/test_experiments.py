"""Two closed experiments: exact sums, no amount of our own, nine sites marked fictitious."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composed import example, words
from conftest import Bundles
from dossiers.batching.batch import Asked, read_batch
from dossiers.batching.rows import Pattern
from dossiers.findings import Verdict
from dossiers.formats.pdf import signature_fields
from dossiers.judging.assessment import assess
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.variants import varied
from dossiers.reading.source import Tree
from readers.texts import page_texts

MICRO, ENMR = "convention-microstructure", "convention-enmr"
SITES = {
    ("Pôle de santé de Bréhan", "Bréhan", 8),
    ("MSP de Melgven", "Melgven", 2),
    ("MSP de La Guerche de Bretagne", "La Guerche-de-Bretagne", 5),
    ("MSP de Val d’Izé", "Val-d’Izé", 5),
    ("Pôle de santé de Mauron", "Mauron", 4),
    ("Pôle de santé de l’Aulne Maritime Le Faou", "Le Faou", 1),
    ("Pôle de santé de St Méen le Grand", "Saint-Méen-le-Grand", 5),
    ("Pôle de santé de Rennes Le Gast", "Rennes", 5),
    ("Pôle de santé de La Roche Bernard", "La Roche-Bernard", 4),
}
"""Name, commune and health territory, as a page of the agency of Brittany gives them."""


def status(dossier: Dossier, criterion: str) -> str:
    (found,) = (o for o in assess(dossier).outcomes if o.criterion.id == criterion)
    return found.status.value


def euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


CENTS = st.integers(1, 9_999_999)


@settings(max_examples=25)
@given(
    forfait=CENTS,
    patients=st.lists(st.integers(6, 9_999), min_size=1, max_size=4),
    gap=st.integers(-1, 1),
)
def test_the_forfait_of_a_year_is_multiplied_by_its_patients_to_the_cent(
    forfait: int, patients: list[int], gap: int
) -> None:
    years: list[Tree] = [
        {"annee": str(2020 + i), "patients": str(number)} for i, number in enumerate(patients)
    ]
    share: Tree = {"beneficiaire": "le cabinet", "objet": "soins", "montant": euros(forfait)}
    changes: dict[str, Tree | None] = {
        "previsions": years,
        "forfait_patient": euros(forfait),
        "repartition": [share],
        "total": euros(forfait * sum(patients) + gap),
    }
    dossier = varied(example(default(), MICRO), changes)
    assert status(dossier, "total") == ("non_satisfait" if gap else "satisfait")
    assert status(dossier, "repartition") == "satisfait"


@settings(max_examples=25)
@given(amounts=st.tuples(CENTS, CENTS, CENTS), gap=st.integers(-1, 1))
def test_the_forfaits_of_the_modules_add_up_to_the_cent(
    amounts: tuple[int, int, int], gap: int
) -> None:
    changes: dict[str, Tree | None] = {
        f"forfaits[{place}].montant": euros(cents) for place, cents in enumerate(amounts, 1)
    }
    dossier = varied(example(default(), ENMR), {**changes, "total": euros(sum(amounts) + gap)})
    assert status(dossier, "total") == ("non_satisfait" if gap else "satisfait")


@pytest.mark.parametrize("procedure", [MICRO, ENMR])
def test_no_amount_comes_from_the_procedure(library: Library, procedure: str) -> None:
    dossier = example(library, procedure)
    own = (p for p in dossier.procedure.parameters.values() if p.unit in {"euros", "€"})
    assert not list(own)
    for name in library.names(f"templates/conventions/{procedure}/*.md"):
        assert "€" not in library.read(name).decode(), name


def test_the_four_of_a_microstructure_sign_and_its_sheet_says_no_name_of_a_patient(
    bundles_of: Callable[[str], Bundles], library: Library
) -> None:
    convention = (bundles_of(MICRO).final / "convention.pdf").read_bytes()
    parties = ("coordination", "cabinet", "psychologue", "travailleur_social")
    assert signature_fields(convention) == tuple(f"{party}-signature" for party in parties)
    assert "Aucune rubrique ne demande le nom" in words(example(library, MICRO), "recueil")


def test_every_page_says_that_the_regime_is_past_and_the_example_fictitious(
    bundles_of: Callable[[str], Bundles],
) -> None:
    for name in ("convention.pdf", "objectifs.pdf"):
        for number, text in enumerate(page_texts((bundles_of(ENMR).final / name).read_bytes()), 1):
            plain = " ".join(text.split())
            assert "régime historique" in plain, f"{name}, page {number}"
            assert "Exemple fictif" in plain, f"{name}, page {number}"


@pytest.mark.parametrize("day", ["2009-12-31", "2014-01-01"])
def test_out_of_its_period_the_experiment_is_told_not_to_apply(library: Library, day: str) -> None:
    assessment = assess(varied(example(library, ENMR), {"date": day}))
    assert "procedure/periode" in {found.rule for found in assessment.findings}
    assert assessment.verdict is Verdict.INADMISSIBLE


def test_a_module_that_is_not_chosen_leaves_no_word(library: Library) -> None:
    dossier = varied(example(library, ENMR), {"modules": ["education"]})
    said = words(dossier, "convention")
    assert "Article 2 – Module 2, éducation thérapeutique" in said.replace("\u00a0", " ")
    assert "missions coordonnées" not in said
    assert "module 3" not in said
    assert "Objectifs du module 1" not in said


def nine(library: Library) -> Iterator[Dossier]:
    """The rows of the table of the nine sites, opened without writing anything."""
    folder = library.path(f"examples/{ENMR}")
    batch = read_batch(Asked(library, folder / "lot.yaml", folder / "lot.csv", folder / "sortie"))
    assert batch.problems == ()
    pattern = Pattern.of(batch.model, batch.table)
    for row in batch.table.rows:
        dossier = batch.opener.opened(pattern.source(row), folder)
        assert isinstance(dossier, Dossier)
        yield dossier


def test_the_nine_sites_of_brittany_are_complete_named_and_marked_fictitious(
    library: Library,
) -> None:
    sites, modules = set(), set()
    for dossier in nine(library):
        assert assess(dossier).verdict is Verdict.COMPLETE
        values = dossier.context()
        structure = values["structure"].fields
        commune = structure["adresse"].fields["commune"]
        sites.add((structure["nom"], commune, structure["territoire"]))
        modules.add(values["modules"])
        assert values["mention"] == "Exemple fictif"
        assert "Exemple fictif : seuls le nom" in words(dossier, "convention").replace(
            "\u00a0", " "
        )
        assert str(structure["nom"]) in words(dossier, "convention")
    assert sites == SITES
    assert len(modules) == 4
