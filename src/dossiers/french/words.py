"""French words around values: numbers in letters, agreement, ordinals, enumerations.

Sole importer of `num2words`. Spelling is the traditional one (« vingt et un », hyphens below a
hundred only), which acts and conventions use.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from dossiers.values import Amount, Duration, TimeUnit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_VOWELS = frozenset("aeiouœæ")


def in_letters(value: int | Amount | Duration, *, feminine: bool = False) -> str:
    """A whole number, an amount or a duration in French words.

    `feminine` is for a count of feminine things (« vingt et une séances »); euros are masculine.

    >>> in_letters(80), in_letters(21, feminine=True)
    ('quatre-vingts', 'vingt et une')
    >>> in_letters(Amount("201")), in_letters(Amount("12.50"))
    ('deux cent un euros', 'douze euros et cinquante centimes')
    >>> in_letters(Amount(1_000_000))
    'un million d’euros'
    >>> in_letters(Duration(1, TimeUnit.WEEK)), in_letters(Duration(18, TimeUnit.MONTH))
    ('une semaine', 'dix-huit mois')
    """
    if isinstance(value, Amount):
        return _amount_in_letters(value)
    if isinstance(value, Duration):
        count = in_letters(value.count, feminine=value.unit is TimeUnit.WEEK)
        plural = value.unit if value.unit is TimeUnit.MONTH else f"{value.unit}s"
        return f"{count} {agree(value.count, value.unit, plural)}"
    words = _cardinal(value)
    return re.sub(r"\bun$", "une", words) if feminine else words


def _amount_in_letters(amount: Amount) -> str:
    sign = "moins " if amount < 0 else ""
    euros, cents = divmod(abs(int(f"{amount:f}".replace(".", ""))), 100)
    parts = []
    if euros or not cents:
        parts.append(_counted(euros, "euro"))
    if cents:
        parts.append(_counted(cents, "centime"))
    return sign + enumerate_words(parts)


def _counted(number: int, noun: str) -> str:
    words = _cardinal(number)
    # Million and milliard are nouns: what they count follows « de ».
    link = " d’" if re.search(r"illi(on|ard)s?$", words) else " "
    return f"{words}{link}{agree(number, noun, f'{noun}s')}"


def _cardinal(number: int) -> str:
    from num2words import num2words  # noqa: PLC0415 - cold start

    return str(num2words(number, lang="fr"))


def enumerate_words(items: Sequence[str]) -> str:
    """The items as a phrase, « et » before the last.

    >>> enumerate_words(["une infirmière", "un médecin", "une diététicienne"])
    'une infirmière, un médecin et une diététicienne'
    >>> enumerate_words(["un médecin"]), enumerate_words([])
    ('un médecin', '')
    """
    *first, last = items or ("",)
    return f"{', '.join(first)} et {last}" if first else last


def after_de(name: str) -> str:
    """« de » and a name, elided before a vowel only: whether an h is aspirated is not known.

    « Onze » begins with a vowel and is not elided before.

    >>> after_de("Nolwenn Brinzec"), after_de("Éloi Kerbrasiou"), after_de("Hervé Talarmeur")
    ('de Nolwenn Brinzec', 'd’Éloi Kerbrasiou', 'de Hervé Talarmeur')
    >>> after_de("un mois"), after_de("onze mois")
    ('d’un mois', 'de onze mois')
    """
    bare = unicodedata.normalize("NFKD", name).casefold()
    return f"d’{name}" if bare[:1] in _VOWELS and not bare.startswith("onz") else f"de {name}"


def agree(count: int | Decimal, singular: str, plural: str) -> str:
    """The noun that agrees with a count: in French, below two is singular.

    >>> agree(0, "séance", "séances"), agree(1, "séance", "séances"), agree(2, "séance", "séances")
    ('séance', 'séance', 'séances')
    >>> agree(Amount("1.50"), "euro", "euros")
    'euro'
    """
    return plural if not -2 < count < 2 else singular  # noqa: PLR2004 - the rule itself


def ordinal(number: int, *, feminine: bool = False) -> str:
    """The short ordinal, as the Imprimerie nationale writes it: 1er, 1re, 2e.

    >>> ordinal(1), ordinal(1, feminine=True), ordinal(2), ordinal(21, feminine=True)
    ('1er', '1re', '2e', '21e')
    """
    if number == 1:
        return "1re" if feminine else "1er"
    return f"{number}e"
