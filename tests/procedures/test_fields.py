"""Field declarations: shared groups, lists, bounds, choices."""

from __future__ import annotations

from datetime import date

from dossiers.kinds import Amount
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import Field
from small import PROCEDURE, Small


def declared(small: Small, text: str) -> Field:
    """The field `x` of the small procedure."""
    found: Procedure = small.procedure(PROCEDURE.replace("criteres:", f"  x: {text}\ncriteres:", 1))
    field = found.form.field(("x",))
    assert field is not None
    return field


def test_a_shared_group_may_be_labelled_again(small: Small) -> None:
    assert declared(small, "{comme: personne}").label == "Personne"
    assert declared(small, "{comme: personne, libelle: Présidente}").label == "Présidente"


def test_a_field_without_a_label_is_named_by_its_key(small: Small) -> None:
    assert declared(small, "{type: texte}").label == "x"


def test_bounds_have_the_type_of_the_field(small: Small) -> None:
    amount = declared(small, "{type: montant, min: 10, max: 20.50}")
    assert (amount.min, amount.max) == (Amount(10), Amount("20.50"))
    assert declared(small, "{type: date, min: 2026-01-01}").min == date(2026, 1, 1)
    assert declared(small, "{type: entier, min: 0}").min == 0


def test_a_list_is_made_of_a_shared_group_a_kind_or_fields(small: Small) -> None:
    shapes = ["{comme: personne}", "{type: texte}", "{a: {type: texte}, b: {type: entier}}"]
    items = [declared(small, f"{{type: liste, de: {shape}}}").item for shape in shapes]
    assert [item.kind if item else None for item in items] == ["groupe", "texte", "groupe"]
    assert [len(item.fields) if item else None for item in items] == [2, 0, 2]


def test_a_list_of_entries_may_have_a_field_named_type(small: Small) -> None:
    item = declared(small, "{type: liste, de: {type: {type: texte}, comme: {type: entier}}}").item
    assert item is not None
    assert [(field.name, field.kind) for field in item.fields] == [
        ("type", "texte"),
        ("comme", "entier"),
    ]


def test_what_is_expected_is_told_for_each_shape(small: Small) -> None:
    choice = declared(small, "{type: choix, valeurs: {a: Un, b: Deux}}")
    assert choice.expected == "l’un de ces mots : a, b"
    assert declared(small, "{type: liste, de: {type: texte}}").expected.startswith("une liste")
    assert declared(small, "{comme: personne}").expected.startswith("un groupe")
    assert declared(small, "{type: entier}").expected.startswith("un nombre entier")
