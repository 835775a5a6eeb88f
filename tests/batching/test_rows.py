"""A row takes the place of the model's values, and each finding knows where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dossiers.batching.rows import Pattern
from dossiers.batching.table import read_table
from dossiers.findings import Mark
from dossiers.judging.assessment import Assessment, assess
from dossiers.opening.dossier import open_dossier
from dossiers.reading.source import Source
from dossiers.reading.source import read as read_yaml
from dossiers.reading.yaml_writer import as_yaml
from small import DOSSIER, PROCEDURE, Small


def rows_of(small: Small, text: str, model: str = DOSSIER) -> list[Source]:
    path = small.root / "lot.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, small.procedure())
    assert table.problems == ()
    pattern = Pattern.of(read_yaml(model.encode(), "modele.yaml"), table)
    return [pattern.source(row) for row in table.rows]


def data_of(small: Small, text: str, model: str = DOSSIER) -> Any:
    (source,) = rows_of(small, text, model)
    return source.data


def judged(small: Small, text: str, model: str = DOSSIER) -> Assessment:
    (source,) = rows_of(small, text, model)
    return assess(open_dossier(source, small.procedure(), small.root))


def test_a_cell_takes_the_place_of_the_models_value_and_the_rest_stays(small: Small) -> None:
    data = data_of(small, "reference;nom;chef.nom;equipe.1.heures\nX-1;Autre;Cy Exemple;44\n")
    model: Any = read_yaml(DOSSIER.encode(), "modele.yaml").data
    assert data == {
        **model,
        "reference": "X-1",
        "nom": "Autre",
        "chef": {"nom": "Cy Exemple"},
        "equipe": [model["equipe"][0], {"nom": "Bob Exemple", "heures": "44"}],
    }


def test_a_blank_cell_never_borrows_the_models_value(small: Small) -> None:
    assessment = judged(small, "reference;nom\nX-1;\n")
    (found,) = [f for f in assessment.findings if f.path == "nom"]
    assert found.rule == "champ/requis"
    assert (Path(found.mark.file).name, found.mark.line, found.mark.column) == ("lot.csv", 2, 2)


def test_the_model_is_left_as_it_was(small: Small) -> None:
    first, second = rows_of(small, "reference;equipe.0.nom\nX-1;Un\nX-2;Deux\n")
    names = [source.data["equipe"][0]["nom"] for source in (first, second)]  # type: ignore[index,call-overload]
    assert names == ["Un", "Deux"]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ("Un;Deux;Trois", ["Un", "Deux", "Trois"]),
        ("Un;Deux;", ["Un", "Deux"]),
        ("Un;;", ["Un"]),
        (";;", []),
        ("Un;;Trois", ["Un", "", "Trois"]),
    ],
)
def test_the_last_entries_of_which_a_row_says_nothing_are_left_out(
    small: Small, cells: str, names: list[str]
) -> None:
    text = f"reference;equipe.0.nom;equipe.1.nom;equipe.2.nom\nX-1;{cells}\n"
    assert [entry["nom"] for entry in data_of(small, text)["equipe"]] == names


def test_an_entry_that_no_column_names_stays(small: Small) -> None:
    data = data_of(small, "reference;equipe.0.nom\nX-1;\n")
    assert [entry.get("nom") for entry in data["equipe"]] == ["", "Bob Exemple"]


def test_a_value_is_told_where_it_stands_and_an_absent_one_in_the_row(small: Small) -> None:
    model = DOSSIER.replace("seances: 6", "seances: zéro").replace("nom: Maison Exemple\n", "")
    text = "mention;reference;equipe.0.heures\nx;X-1;beaucoup\n"
    found = {f.path: f.mark for f in judged(small, text, model).findings}
    path = str(small.root / "lot.csv")
    assert found["seances"] == Mark("modele.yaml", 4, 10)
    assert found["equipe[1].heures"] == Mark(path, 2, 3)
    assert found["nom"] == Mark(path, 2, 1)
    assert found["pieces.statuts"] == Mark(path, 2, 1)


def test_the_pieces_of_a_cell_are_one_a_line(small: Small) -> None:
    assert data_of(small, 'reference;pieces.statuts\nX-1;"a.pdf\nb.pdf"\n')["pieces"] == {
        "statuts": ["a.pdf", "b.pdf"]
    }
    assert data_of(small, "reference;pieces.statuts\nX-1;a.pdf\n")["pieces"] == {"statuts": "a.pdf"}


def test_a_choice_may_be_given_by_its_label(small: Small) -> None:
    small.put(
        "schemas/essai/petite.yaml",
        choice := PROCEDURE.replace(
            "  accord:",
            "  forme: {type: choix, libelle: Forme, valeurs: {msp: maison de santé}}\n  accord:",
        ),
    )
    procedure = small.procedure(choice)
    path = small.root / "lot.csv"
    path.write_text("reference;forme\nX-1;Maison de santé\n", encoding="utf-8")
    table = read_table(path, procedure)
    pattern = Pattern.of(read_yaml(DOSSIER.encode(), "modele.yaml"), table)
    assert pattern.source(table.rows[0]).data["forme"] == "msp"


def test_the_text_of_a_row_gives_its_values_back(small: Small) -> None:
    (source,) = rows_of(small, 'reference;nom;texte\nX-1;01000;"un\ndeux # trois"\n')
    again = read_yaml(as_yaml(source), "dossier.yaml")
    assert (again.data, again.problems) == (source.data, ())
