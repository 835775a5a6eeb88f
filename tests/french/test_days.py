"""Months date to date, working days, and the public holidays of each part of the country."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.errors import Refused
from dossiers.french.days import (
    days_later,
    holiday,
    is_working,
    months_later,
    next_working_day,
)

days = st.dates(date(1900, 1, 1), date(2099, 12, 1))
departments = st.sampled_from(["", "29", "57", "67", "2A", "971", "974", "977", "988", "hors"])
# Code du travail, article L. 3133-1: eleven holidays in the whole country.
OF_2027 = {
    "01/01": "Jour de l’an",
    "29/03": "Lundi de Pâques",
    "01/05": "Fête du Travail",
    "06/05": "Ascension",
    "08/05": "Fête de la Victoire",
    "17/05": "Lundi de Pentecôte",
    "14/07": "Fête nationale",
    "15/08": "Assomption",
    "01/11": "Toussaint",
    "11/11": "Armistice",
    "25/12": "Noël",
}


def test_the_holidays_of_the_whole_country_are_eleven() -> None:
    year = [days_later(date(2027, 1, 1), count) for count in range(365)]
    assert {f"{day:%d/%m}": holiday(day) for day in year if holiday(day)} == OF_2027


@pytest.mark.parametrize(
    ("day", "departments"),
    [
        (date(2026, 12, 26), {"57", "67", "68"}),
        (date(2026, 4, 3), {"57", "67", "68", "971", "987"}),
        (date(2027, 5, 22), {"972"}),
        (date(2027, 12, 20), {"974"}),
        (date(2027, 5, 28), {"978"}),
        (date(2027, 9, 24), {"988"}),
    ],
)
def test_a_holiday_of_one_territory_is_a_working_day_elsewhere(
    day: date, departments: set[str]
) -> None:
    asked = ["", "29", "54", "57", "67", "68", "971", "972", "974", "978", "987", "988"]
    assert {code for code in asked if holiday(day, code)} == departments


@given(days, departments)
def test_the_next_working_day_is_the_first_that_is_open(day: date, department: str) -> None:
    found = next_working_day(day, department)
    passed = [days_later(day, count) for count in range((found - day).days)]
    assert is_working(found, department)
    assert not any(is_working(closed, department) for closed in passed)
    assert len(passed) <= 5


@given(days, st.integers(-600, 600))
def test_months_go_date_to_date_or_to_the_last_day_of_the_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and days_later(later, 1).day == 1)


@pytest.mark.parametrize("year", [1802, 2101, 9998])
def test_holidays_that_nobody_knows_are_not_guessed(year: int) -> None:
    with pytest.raises(Refused, match=rf"jours fériés de {year} ne sont pas connus"):
        holiday(date(year, 5, 4))


def test_a_day_out_of_the_calendar_is_refused_on_both_sides() -> None:
    for count in (days_later, months_later):
        with pytest.raises(Refused, match="dépasse l’an 9999"):
            count(date(9999, 12, 1), 31)
        with pytest.raises(Refused, match="remonte avant l’an 1"):
            count(date(1, 1, 1), -1)
