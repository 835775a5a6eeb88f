"""Typed values: codes compare as text, amounts are exact."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.values import Amount, Code, LongText

CENTS = st.integers(min_value=-(10**16), max_value=10**16)
AMOUNTS = CENTS.map(lambda cents: Amount(Decimal(cents).scaleb(-2)))


def test_a_code_equals_its_compact_text_and_keeps_what_it_shows() -> None:
    code = Code("123456782", "123 456 782")
    assert code == "123456782"
    assert hash(code) == hash("123456782")
    assert code.shown == "123 456 782"
    assert Code("msp").shown == "msp"


@pytest.mark.parametrize("value", [Code("msp", "maison"), Amount("12.50"), LongText("a\n\nb")])
def test_a_value_survives_a_copy_and_another_process(value: Code | Amount | LongText) -> None:
    for twin in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - our own
        assert twin == value
        assert type(twin) is type(value)
        assert getattr(twin, "shown", None) == getattr(value, "shown", None)


@given(AMOUNTS, AMOUNTS, st.integers(min_value=-(10**15), max_value=10**15))
def test_sums_and_multiples_of_amounts_are_exact_amounts(
    one: Amount, other: Amount, count: int
) -> None:
    def cents(amount: Decimal) -> int:
        return int(f"{amount:.2f}".replace(".", ""))

    results = [one + other, one - other, one * count, count * one, -one, abs(one), 3 - one, one + 1]
    assert {type(result) for result in results} == {Amount}
    assert cents(one + other) == cents(one) + cents(other)
    assert cents(one - other) == cents(one) - cents(other)
    assert cents(one * count) == cents(one) * count
    assert cents(3 - one) == 300 - cents(one)
    assert sum([one, other]) == one + other


def test_a_sum_of_nothing_and_zero_have_no_sign() -> None:
    assert str(Amount("-0.00")) == "0.00"
    assert str(-Amount(0)) == "0.00"
    assert repr(Amount(480)) == "Amount('480.00')"


def test_a_share_of_an_amount_is_a_plain_decimal_that_nobody_rounded() -> None:
    share = Amount(100) * Decimal("0.333")
    assert type(share) is Decimal
    assert share == Decimal("33.3")
    assert type(Amount(100) / 3) is Decimal
    assert type(Amount(100) + Decimal("0.001")) is Decimal
    assert type(Amount(100) - Decimal("0.001")) is Decimal
    assert type(Decimal("0.001") - Amount(100)) is Decimal


def test_euros_are_not_multiplied_by_euros() -> None:
    with pytest.raises(TypeError):
        _ = Amount(2) * Amount(3)


@pytest.mark.parametrize("value", [0.1, "0.001", "NaN", "Infinity"])
def test_an_amount_is_refused_when_it_is_not_whole_cents(value: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        Amount(value)


def test_an_amount_beyond_any_dossier_stays_exact() -> None:
    huge: Decimal = Amount("999999999999.99")
    for _ in range(5):
        huge = huge * 999_999_999_999_999
    assert str(huge).endswith(".01")
