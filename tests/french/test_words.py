"""French words around values."""

from __future__ import annotations

import pytest

from dossiers.french.words import agree, enumerate_words, in_letters, ordinal
from dossiers.values import Amount

NUMBERS = {
    0: "zéro",
    1: "un",
    5: "cinq",
    16: "seize",
    17: "dix-sept",
    21: "vingt et un",
    22: "vingt-deux",
    31: "trente et un",
    60: "soixante",
    61: "soixante et un",
    70: "soixante-dix",
    71: "soixante et onze",
    72: "soixante-douze",
    79: "soixante-dix-neuf",
    80: "quatre-vingts",
    81: "quatre-vingt-un",
    90: "quatre-vingt-dix",
    91: "quatre-vingt-onze",
    99: "quatre-vingt-dix-neuf",
    100: "cent",
    101: "cent un",
    180: "cent quatre-vingts",
    200: "deux cents",
    201: "deux cent un",
    280: "deux cent quatre-vingts",
    999: "neuf cent quatre-vingt-dix-neuf",
    1000: "mille",
    1001: "mille un",
    1100: "mille cent",
    1980: "mille neuf cent quatre-vingts",
    2000: "deux mille",
    2026: "deux mille vingt-six",
    10_000: "dix mille",
    21_000: "vingt et un mille",
    80_000: "quatre-vingt mille",
    80_080: "quatre-vingt mille quatre-vingts",
    200_000: "deux cent mille",
    200_200: "deux cent mille deux cents",
    380_000: "trois cent quatre-vingt mille",
    1_000_000: "un million",
    1_200_300: "un million deux cent mille trois cents",
    80_000_000: "quatre-vingts millions",
    200_000_000: "deux cents millions",
    1_000_000_000: "un milliard",
    -3: "moins trois",
}

AMOUNTS = {
    "0": "zéro euro",
    "1": "un euro",
    "2": "deux euros",
    "12.50": "douze euros et cinquante centimes",
    "0.01": "un centime",
    "0.80": "quatre-vingts centimes",
    "1.01": "un euro et un centime",
    "21": "vingt et un euros",
    "80": "quatre-vingts euros",
    "201": "deux cent un euros",
    "480": "quatre cent quatre-vingts euros",
    "500": "cinq cents euros",
    "1000": "mille euros",
    "1234.56": "mille deux cent trente-quatre euros et cinquante-six centimes",
    "9600": "neuf mille six cents euros",
    "80000": "quatre-vingt mille euros",
    "200000": "deux cent mille euros",
    "1000000": "un million d’euros",
    "2000000": "deux millions d’euros",
    "2000001": "deux millions un euros",
    "1000000.50": "un million d’euros et cinquante centimes",
    "3000000000": "trois milliards d’euros",
    "1500000": "un million cinq cent mille euros",
    "999999999999.99": "neuf cent quatre-vingt-dix-neuf milliards neuf cent quatre-vingt-dix-neuf "
    "millions neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf euros et "
    "quatre-vingt-dix-neuf centimes",
    "-20": "moins vingt euros",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number_is_written_in_letters(number: int, words: str) -> None:
    assert in_letters(number) == words


@pytest.mark.parametrize(("figures", "words"), AMOUNTS.items())
def test_an_amount_is_written_in_letters(figures: str, words: str) -> None:
    assert in_letters(Amount(figures)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "une"), (21, "vingt et une"), (81, "quatre-vingt-une"), (11, "onze"), (101, "cent une")],
)
def test_a_count_of_feminine_things_ends_in_une(number: int, words: str) -> None:
    assert in_letters(number, feminine=True) == words


def test_an_enumeration_has_one_et() -> None:
    assert enumerate_words([]) == ""
    assert enumerate_words(["a"]) == "a"
    assert enumerate_words(["a", "b"]) == "a et b"
    assert enumerate_words(("a", "b", "c")) == "a, b et c"


@pytest.mark.parametrize(
    ("count", "word"), [(0, "mois"), (1, "an"), (2, "ans"), (Amount("1.99"), "an"), (-2, "ans")]
)
def test_a_noun_agrees_from_two_up(count: int, word: str) -> None:
    assert agree(count, "an" if count else "mois", "ans") == word


def test_ordinals_are_short() -> None:
    assert [ordinal(1), ordinal(1, feminine=True), ordinal(2), ordinal(3)] == [
        "1er",
        "1re",
        "2e",
        "3e",
    ]
