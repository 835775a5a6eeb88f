"""A percentage, kept as the share that it is: « 80 % » is 0.80.

The sign may be left out, but not of a number below 1: `0,8` may be 80 % as well as 0,8 %.

>>> parse("80 %"), parse("12,5")
(Ratio('0.80'), Ratio('0.125'))
>>> show(parse("80")).split(), show(parse("0,8 %")).split()
(['80', '%'], ['0,8', '%'])
>>> parse("0,8")
Traceback (most recent call last):
dossiers.values.ParseError: Le nombre est inférieur à 1 et n’a pas de signe %, qui dirait s’il s’agit d’une part.
"""  # noqa: E501 - the sentence is one line

from __future__ import annotations

from decimal import Decimal

from dossiers.kinds import decimal
from dossiers.values import NO_BREAK, ParseError, Ratio

EXPECTED = "un pourcentage, par exemple 80 % ou 12,5 %"


def parse(text: str) -> Ratio:
    """The share: 0.80 for « 80 % »."""
    written = text.strip()
    number = decimal.parse(written.removesuffix("%"))
    if 0 < number < 1 and not written.endswith("%"):
        raise ParseError(
            "Le nombre est inférieur à 1 et n’a pas de signe %, qui dirait s’il s’agit d’une part."
        )
    return Ratio(number.scaleb(-2))


def show(value: Decimal) -> str:
    """« 80 % », « 12,5 % », with a no-break space; for any share, such as a parameter's."""
    number = value.scaleb(2)
    whole = number.to_integral_value()
    return f"{decimal.show(whole if whole == number else number.normalize())}{NO_BREAK}%"


def doubt(value: Decimal) -> str | None:
    """A remark on more than the whole."""
    return "Le pourcentage dépasse 100." if value > 1 else None
