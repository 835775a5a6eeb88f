"""Every file of `kinds/` has one shape, and what it shows it reads back."""

from __future__ import annotations

import importlib
import inspect
import random
import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

from dossiers import kinds
from dossiers.kinds import KINDS, Amount, Code, Kind, LongText, show
from dossiers.values import Duration, Ratio, TimeUnit

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = 30_000
NAMES = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")} - {"__init__"}


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def with_key(number: str) -> str:
    """The number and its Luhn key."""
    odd = sum(map(int, number[-2::-2]))
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in number[::-2])
    return f"{number}{-(odd + even) % 10}"


def words(rng: random.Random) -> str:
    return "".join(rng.choice("aéÉ œ'-*|{}[]#<>1;: 字\u00a0") for _ in range(12)) + "x"


def one_date(rng: random.Random) -> str:
    day = date(1, 1, 1) + timedelta(days=rng.randrange(3_650_000))
    return rng.choice([day.isoformat(), f"{day.day}/{day.month}/{day.year:04d}"])


def one_siret(rng: random.Random) -> str:
    return with_key(with_key(digits(rng, 8)) + digits(rng, 4))


def one_amount(rng: random.Random) -> str:
    return f"{rng.randrange(10**9)}{rng.choice(['', ',5', '.05', ',00', ' €'])}"


def one_telephone(rng: random.Random) -> str:
    return rng.choice(["02", "06", "08", "+33 2", "+32 2 2", "0262", "+596 596"]) + digits(rng, 8)


def one_duration(rng: random.Random) -> str:
    unit = rng.choice(["jour", "jours", "semaines", "mois", "an", "années"])
    return f"{rng.randrange(10 ** rng.randrange(1, 5))} {unit}"


def one_iban(rng: random.Random) -> str:
    return iban(f"{digits(rng, 10)}{digits(rng, 10)}{rng.choice('0AZ')}{digits(rng, 2)}")


def iban(account: str) -> str:
    """A French account number behind the key that ISO 13616 gives it."""
    figures = "".join(str(int(char, 36)) for char in f"{account}FR00")
    return f"FR{98 - int(figures) % 97:02d}{account}"


TEXTS: dict[str, Callable[[random.Random], str]] = {
    "texte": words,
    "texte_long": lambda rng: f"{words(rng)}\n\n- {words(rng)}\n",
    "choix": lambda rng: rng.choice(["msp", "cds"]),
    "oui_non": lambda rng: rng.choice(["oui", "Oui", "NON"]),
    "entier": lambda rng: str(rng.randrange(10 ** rng.randrange(1, 15))),
    "montant": one_amount,
    "date": one_date,
    "courriel": lambda rng: f"contact{digits(rng, 3)}@MSP{digits(rng, 2)}.example",
    "telephone": one_telephone,
    "code_postal": lambda rng: digits(rng, 5),
    "siren": lambda rng: with_key(digits(rng, 8)),
    "siret": one_siret,
    "finess": lambda rng: f"2{rng.choice('0AB')}{digits(rng, 7)}",
    "rpps": lambda rng: digits(rng, 11),
    "decimal": lambda rng: f"{rng.randrange(10**6)}{rng.choice(['', ',5', '.25', ',125'])}",
    "pourcent": lambda rng: f"{rng.randrange(150)}{rng.choice(['', ' %', ',5 %', ',25%'])}",
    "duree": one_duration,
    "url": lambda rng: f"https://msp{digits(rng, 2)}.example/{rng.choice(['', 'é/a', '?a=1'])}",
    "region": lambda rng: rng.choice(["Bretagne", "11", "la reunion", "94", "Grand-Est", "X"]),
    "rna": lambda rng: f"W{digits(rng, 1)}{rng.choice('012AB')}{digits(rng, 7)}",
    "iban": one_iban,
    "dossier": lambda rng: (
        rng.choice(["recus/", ""])
        + f"d{digits(rng, 3)}.yaml"
        + rng.choice(["", f" sha256:{digits(rng, 64)}"])
    ),
    "reference": lambda rng: (
        f"ET3P-{digits(rng, 4)}{rng.choice(['-', '.', '_', ' '])}{digits(rng, 3)}"
    ),
}


def test_every_kind_is_in_the_table_and_in_this_test() -> None:
    assert set(KINDS) == NAMES == set(TEXTS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_has_the_shape_of_the_others(kind: Kind) -> None:
    module = importlib.import_module(f"dossiers.kinds.{kind.name}")
    public = {name for name, _ in inspect.getmembers(module, inspect.isfunction)}
    assert {"parse", "show"} <= public
    assert module.__doc__
    assert ">>> parse(" in module.__doc__
    assert kind.expected.startswith(("un ", "une ", "l’une ", "oui "))
    assert "'" not in kind.expected


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_kind_shows_it_reads_back(kind: Kind) -> None:
    rng = random.Random(kind.name)  # noqa: S311 - reproducible, no secret
    read = 0
    for _ in range(200):
        try:
            value = kind.parse(TEXTS[kind.name](rng))
        except kinds.ParseError:
            continue
        read += 1
        assert kind.parse(kind.show(value)) == value
        assert kind.show(kind.parse(kind.show(value))) == kind.show(value) == show(value)
        assert (kind.doubt(value) or ".").endswith(".")
    assert read > 50


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_unreadable_text_gives_a_french_sentence_and_nothing_else(kind: Kind) -> None:
    rng = random.Random(7)  # noqa: S311 - reproducible, no secret
    alphabet = "0123456789 .,-+/()@aé€'\"\n\t\u00a0\u0660²½Ⅳ\ue000\x00\u202eeE_{}"
    for length in range(60):
        text = "".join(rng.choice(alphabet) for _ in range(length))
        try:
            kind.parse(text)
        except kinds.ParseError as error:
            sentence = str(error)
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "'" not in sentence
            assert "«" not in sentence


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "oui"),
        (False, "non"),
        (5, "5"),
        (2026, "2026"),
        (10_000, "10\u202f000"),
        (-12_000, "−12\u202f000"),
        (Amount(480), "480\u00a0€"),
        (Amount("1234.5"), "1\u202f234,50\u00a0€"),
        (Amount(-20), "−20\u00a0€"),
        (date(2026, 11, 21), "21\u00a0novembre\u00a02026"),
        (date(2027, 1, 1), "1er\u00a0janvier\u00a02027"),
        (Code("msp", "maison de santé"), "maison de santé"),
        (LongText("un\n\ndeux"), "un\n\ndeux"),
        ("N'Guyen", "N'Guyen"),
        (Decimal("0.80"), "0,80"),
        (Decimal("-12345.6"), "−12\u202f345,6"),
        (Decimal("1E+4"), "10\u202f000"),
        (Ratio("0.80"), "80\u00a0%"),
        (Duration(18, TimeUnit.MONTH), "18\u00a0mois"),
    ],
)
def test_a_value_is_shown_by_its_type(value: object, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize("value", [None, 1.5, ["a"], {"a": 1}])
def test_what_is_no_value_of_a_field_is_not_shown(value: Any) -> None:
    with pytest.raises(TypeError):
        show(value)


def test_importing_the_kinds_loads_no_heavy_library() -> None:
    script = (
        "import sys, dossiers.kinds; "
        "print(*{'babel', 'phonenumbers', 'email_validator', 'validators', 'stdnum', 'num2words'} "
        "& set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b""


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_text_takes_long_to_read(kind: Kind) -> None:
    for start in ("1", "1 an", "a", "a@a", "http://a", "+33", "W1", ""):
        for middle in (" ", "1", "a", "a.", "-", "%", ".1", " 1"):
            begun = process_time()
            with suppress(kinds.ParseError):
                kind.parse(f"{start}{middle * MANY}x")
            assert process_time() - begun < 1, (start, middle)
