"""The closed list of filters, on values and on blanks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dossiers.errors import Refused
from dossiers.kinds import Amount
from dossiers.language.vocabulary import FILTERS, Group, Missing, MissingValue, is_filled
from dossiers.values import Duration, TimeUnit, Undecidable

BLANK = Missing("champ", "Champ")
PEOPLE = (
    Group("p[1]", {"metier": "medecin", "heures": 40}),
    Group("p[2]", {"metier": "infirmier", "heures": 42}),
    Group("p[3]", {"metier": "infirmier", "heures": 12}),
)


def apply(name: str, *args: Any) -> Any:
    return FILTERS[name](*args)


def test_filters_on_values() -> None:
    assert apply("champ", PEOPLE, "heures") == (40, 42, 12)
    assert apply("filtre", PEOPLE, "metier", "infirmier") == PEOPLE[1:]
    assert apply("compte", PEOPLE) == 3
    assert apply("distincts", ("a", "b", "a")) == ("a", "b")
    assert apply("parmi", ("a", "b", "c"), ("c", "a")) == ("a", "c")
    assert apply("somme", (Amount(1), Amount("0.50"))) == Amount("1.50")
    assert apply("enumere", ("a", 2, "c")) == "a, 2 et c"
    blank = Missing("noms[2]", "Nom")
    assert apply("enumere", ("a", blank)) is blank
    assert apply("lettres", 21) == "vingt et un"
    assert apply("lettres", Duration(2, TimeUnit.YEAR)) == "deux ans"
    assert [apply("de", told) for told in ("un", "onze")] == ["d’un", "de onze"]
    assert apply("accorde", 2, "cheval", "chevaux") == "chevaux"
    assert apply("rang", 1) == "1er"
    assert apply("court", date(2026, 2, 3)) == "03/02/2026"
    assert (apply("majuscule", "éA"), apply("minuscule", "Éa")) == ("ÉA", "éa")
    assert (apply("minimum", (3, 1)), apply("maximum", (3, 1))) == (1, 3)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 9, 14), 2, date(2026, 11, 14)),
    ],
)
def test_months_go_from_date_to_date(day: date, months: int, later: date) -> None:
    assert apply("plus_mois", day, months) == later


def test_days_are_counted_across_the_year() -> None:
    assert apply("plus_jours", date(2026, 12, 31), 1) == date(2027, 1, 1)


@pytest.mark.parametrize("name", ["plus_mois", "plus_jours"])
@pytest.mark.parametrize("delay", [40_000_000, 10**15])
def test_a_delay_beyond_the_calendar_is_the_applicants_matter(name: str, delay: int) -> None:
    with pytest.raises(Refused, match="dépasse l’an 9999"):
        apply(name, date(9999, 12, 1), delay)


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_blank_goes_through_every_filter(name: str) -> None:
    arguments = {"filtre": ("n", 1), "champ": ("n",), "accorde": ("a", "b"), "parmi": (("a",),),
                 "plus_jours": (1,), "plus_mois": (1,)}  # fmt: skip
    found = apply(name, BLANK, *arguments.get(name, ()))
    assert isinstance(found, Missing)
    assert (found.path, found.label) == ("champ", "Champ")


def test_one_blank_entry_makes_the_whole_blank() -> None:
    people = (*PEOPLE, Group("p[4]", {"metier": BLANK, "heures": 1}))
    assert isinstance(apply("champ", people, "metier"), Missing)
    assert isinstance(apply("filtre", people, "metier", "x"), Missing)
    assert apply("champ", people, "heures") == (40, 42, 12, 1)


def test_a_blank_list_shows_one_blank_entry_and_a_blank_value_itself() -> None:
    item = Group("l[1]", {"n": BLANK})
    assert next(iter(Missing("l", "Liste", item))) is item
    assert [entry.path for entry in BLANK] == ["champ"]


@pytest.mark.parametrize("name", ["minimum", "maximum"])
def test_of_no_values_none_is_the_least_nor_the_greatest(name: str) -> None:
    with pytest.raises(Undecidable, match="Une liste vide"):
        apply(name, ())


def test_a_blank_cannot_be_turned_into_text_by_accident() -> None:
    with pytest.raises(MissingValue):
        str(BLANK)
    with pytest.raises(MissingValue):
        _ = f"{BLANK}"
    with pytest.raises(MissingValue):
        _ = "%s" % (BLANK,)  # noqa: UP031 - the operator is reachable from an expression


def test_a_group_is_filled_as_soon_as_one_field_is() -> None:
    empty = Group("g", {"a": BLANK, "b": Group("g.b", {"c": BLANK})})
    assert not is_filled(empty)
    assert is_filled(Group("g", {"a": BLANK, "b": Group("g.b", {"c": False})}))
    assert is_filled(0)
