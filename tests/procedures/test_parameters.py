"""Legal values have a date, a unit and a source; sources have a confidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dossiers.errors import LibraryError
from dossiers.findings import Confidence
from dossiers.procedures.parameters import Parameter, read_parameters, read_references
from dossiers.reading.source import read

REFERENCES = read_references(read(b"loi: {titre: Loi, confiance: verifie}", "sources.yaml"))


def parameter(values: str) -> Parameter:
    source = read(f"p: {{valeurs: {values}, source: loi, unite: mois}}".encode(), "p.yaml")
    return read_parameters(source, (), source.data, REFERENCES)["p"]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 2),
        (date(2024, 12, 31), 2),
        (date(2025, 1, 1), 3),
        (date(2050, 1, 1), 3),
    ],
)
def test_a_parameter_has_the_value_in_force_on_the_day(day: date, value: int | None) -> None:
    assert parameter("{2025-01-01: 3, 2020-01-01: 2}").at(day) == value


def test_an_undated_value_holds_at_any_date_that_no_dated_one_covers() -> None:
    undated = parameter("{a_confirmer: 1, 2025-01-01: 3}")
    assert (undated.at(date(1990, 1, 1)), undated.at(date(2026, 1, 1))) == (1, 3)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("-3", -3),
        ("0", 0),
        ("0.80", Decimal("0.80")),
        ("2.0", Decimal("2.0")),
        ("01000", "01000"),
        ("1e3", "1e3"),
        ("inf", "inf"),
        ("nan", "nan"),
        ("1_000", "1_000"),
        ("medecin", "medecin"),
        ("[a, 2]", ("a", 2)),
        ("2013-12-31", date(2013, 12, 31)),
        ("31 juillet 2018", "31 juillet 2018"),
    ],
)
def test_a_value_is_a_number_or_a_day_only_where_it_is_written_as_one(
    written: str, value: object
) -> None:
    found = parameter(f"{{a_confirmer: {written}}}").at(date(2026, 1, 1))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "entry",
    [
        "p: 5",
        "p: {source: loi}",
        "p: {valeurs: {}, source: loi}",
        "p: {valeurs: 5, source: loi}",
        "p: {valeurs: {hier: 5}, source: loi}",
        "p: {valeurs: {2025-02-30: 5}, source: loi}",
        "p: {valeurs: {a_confirmer: 2025-02-30}, source: loi}",
        "p: {valeurs: {a_confirmer: {b: 1}}, source: loi}",
        "p: {valeurs: {a_confirmer: }, source: loi}",
        "p: {valeurs: {a_confirmer: 5}}",
        "p: {valeurs: {a_confirmer: 5}, source: inconnue}",
    ],
)
def test_a_wrong_parameter_is_told_at_its_line(entry: str) -> None:
    source = read(f"# un\n{entry}\n".encode(), "p.yaml")
    with pytest.raises(LibraryError) as caught:
        read_parameters(source, (), source.data, REFERENCES)
    assert caught.value.mark is not None
    assert (caught.value.mark.file, caught.value.mark.line) == ("p.yaml", 2)


def test_parameters_that_are_no_group_are_refused() -> None:
    with pytest.raises(LibraryError, match="groupe"):
        read_parameters(read(b"a: 1", "p.yaml"), (), "texte", REFERENCES)


def test_only_a_verified_source_or_the_model_itself_blocks() -> None:
    entries = "\n".join(f"s{n}: {{titre: T, confiance: {c}}}" for n, c in enumerate(Confidence))
    register = read_references(read(entries.encode(), "sources.yaml"))
    blocking = {r.confidence for r in register.values() if r.blocks}
    assert blocking == {Confidence.VERIFIED, Confidence.MODEL}
    assert "modele" in register


@pytest.mark.parametrize(
    "entry",
    [
        "s: texte",
        "s: {confiance: verifie}",
        "s: {titre: T}",
        "s: {titre: T, confiance: certaine}",
        "s: {titre: T, confiance: verifie, verifie_le: hier}",
    ],
)
def test_a_wrong_source_is_told_at_its_line_in_french(entry: str) -> None:
    with pytest.raises(LibraryError) as caught:
        read_references(read(entry.encode(), "sources.yaml"))
    assert caught.value.mark is not None
    assert caught.value.mark.file == "sources.yaml"
    assert "valid" not in caught.value.message
    assert caught.value.message[0].isupper() or caught.value.message.startswith("«")
