"""Departments and regions, and what the language draws from a postal code."""

from __future__ import annotations

import pytest

from dossiers.findings import Mark
from dossiers.french.territories import department_of, region_of, regions
from dossiers.kinds import KINDS, show
from dossiers.language.expressions import Expression
from dossiers.library import default
from dossiers.reading.source import read


@pytest.mark.parametrize(
    ("postal_code", "department", "region"),
    [
        ("01000", "01", "84"),
        ("29140", "29", "53"),
        ("75001", "75", "11"),
        ("20000", "2A", "94"),
        ("20190", "2A", "94"),
        ("20200", "2B", "94"),
        ("20600", "2B", "94"),
        ("20303", "20", "94"),
        ("97100", "971", "01"),
        ("97410", "974", "04"),
        ("97600", "976", "06"),
        ("97133", "971", "01"),
        ("97500", "975", "hors_region"),
        ("98800", "988", "hors_region"),
        ("99123", "99", "hors_region"),
    ],
)
def test_a_postal_code_tells_its_department_and_region(
    postal_code: str, department: str, region: str
) -> None:
    assert department_of(postal_code) == department
    assert region_of(postal_code) == region
    if department != "20":
        assert region_of(department) == region


def test_there_are_eighteen_regions_and_each_department_is_in_one() -> None:
    source = read(default().read("schemas/territoires.yaml"), "territoires.yaml")
    assert not source.problems
    entries = source.data["regions"]
    assert isinstance(entries, dict)
    listed = [d for entry in entries.values() for d in entry["departements"]]  # type: ignore[call-overload,index]
    assert len(regions()) == len(set(regions())) == 18
    assert len(listed) == len(set(listed)) == 103  # 101 departments and two collectivities
    assert all(KINDS["region"].parse(region.shown) == region for region in regions())


def test_the_language_compares_and_prints_departments_and_regions() -> None:
    values = {"code": KINDS["code_postal"].parse("20200"), "ars": KINDS["region"].parse("Corse")}
    condition = "code | departement == '2B' and code | region == ars"
    assert Expression.compile(condition, Mark("essai")).holds(values)
    assert show(department_of("20200")) == "Haute-Corse"
    assert show(region_of("20200")) == "Corse"
