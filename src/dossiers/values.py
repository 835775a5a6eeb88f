"""The typed values of fields that are more than str, int, bool and date."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import Final, Self

# The spaces that hold together what is printed: between words, and inside a number.
NO_BREAK: Final = "\u00a0"
THIN: Final = "\u202f"

# Amounts are exact: no sum or product of what a dossier can hold reaches this many digits.
_EXACT = Context(prec=400)


class ParseError(ValueError):
    """A French sentence on why a text is not a value of its kind.

    It names neither the field nor the value nor the expected form: the caller adds them.
    """


class Code(str):
    """A compact value that is printed otherwise: a SIRET, a telephone, the key of a choice.

    It is equal to the plain `str` of its characters; `shown` is what a document prints.

    >>> siren = Code("123456782", "123 456 782")
    >>> siren == "123456782", siren.shown
    (True, '123 456 782')
    """

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, value: str, shown: str | None = None) -> Self:
        """The code of a value, printed as it is when `shown` is None."""
        code = super().__new__(cls, value)
        code.shown = value if shown is None else shown
        return code

    def __reduce__(self) -> tuple[type[Code], tuple[str, str]]:
        return type(self), (str(self), self.shown)


class FilePath(str):
    """A file beside a dossier; `sha256` is the hash that it must have, empty when not stated."""

    __slots__ = ("sha256",)
    sha256: str

    def __new__(cls, value: str, sha256: str = "") -> Self:
        """The path of a file."""
        path = super().__new__(cls, value)
        path.sha256 = sha256
        return path

    def __reduce__(self) -> tuple[type[FilePath], tuple[str, str]]:
        return type(self), (str(self), self.sha256)


class LongText(str):
    """A text with a structure of its own (paragraphs, lists, tables), printed as a block."""

    __slots__ = ()


class Amount(Decimal):
    """Euros, with two decimals, exact; closed under +, - and the product by an int.

    The product or quotient by another number is a plain `Decimal`: rounding is a decision.
    Raises ValueError for a fraction of a cent, TypeError for a binary float.

    >>> sum([Amount(480), Amount("0.50")]) * 3
    Amount('1441.50')
    """

    __slots__ = ()

    def __new__(cls, value: int | str | Decimal = 0) -> Self:
        """The amount of so many euros."""
        if isinstance(value, float):
            raise TypeError("an amount is not made from a binary float")
        exact = Decimal(value)
        if not exact.is_finite():
            raise ValueError("an amount is finite")
        cents = exact.quantize(Decimal("0.01"), context=_EXACT)
        if cents != exact:
            raise ValueError("an amount has two decimals")
        return super().__new__(cls, cents or "0.00")

    def __repr__(self) -> str:
        return f"Amount('{self}')"

    def __add__(self, other: int | Decimal) -> Decimal:
        if isinstance(other, int | Amount):
            return Amount(_EXACT.add(self, other))
        return super().__add__(other)

    __radd__ = __add__

    def __sub__(self, other: int | Decimal) -> Decimal:
        if isinstance(other, int | Amount):
            return Amount(_EXACT.subtract(self, other))
        return super().__sub__(other)

    def __rsub__(self, other: int | Decimal) -> Decimal:
        if isinstance(other, int | Amount):
            return Amount(_EXACT.subtract(other, self))
        return super().__rsub__(other)

    def __mul__(self, other: int | Decimal) -> Decimal:
        if isinstance(other, int):
            return Amount(_EXACT.multiply(self, other))
        if isinstance(other, Amount):
            return NotImplemented
        return super().__mul__(other)

    __rmul__ = __mul__

    def __neg__(self) -> Amount:
        return Amount(_EXACT.minus(self))

    def __abs__(self) -> Amount:
        return Amount(_EXACT.abs(self))


class Ratio(Decimal):
    """A share, such as 0.80, which a document prints as « 80 % »; a Decimal in all else."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Ratio('{self}')"


class TimeUnit(StrEnum):
    """The units of a duration, by the name that a document prints."""

    DAY = "jour"
    WEEK = "semaine"
    MONTH = "mois"
    YEAR = "an"


_IN_DAYS: Final = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}
_IN_MONTHS: Final = {TimeUnit.MONTH: 1, TimeUnit.YEAR: 12}


class Undecidable(TypeError):  # noqa: N818 - what no machine can tell, not an error
    """A question to which a person alone has an answer; why, as a French sentence.

    Whether 90 days are longer than 3 months, and which is the least of no values, for two.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Duration:
    """So many days, weeks, months or years, as written.

    Weeks are days and years are months, but a month has no number of days: `<` between the two
    families raises Undecidable, and they are never equal.

    >>> Duration(1, TimeUnit.YEAR) == Duration(12, TimeUnit.MONTH)
    True
    >>> Duration(90, TimeUnit.DAY) < Duration(3, TimeUnit.MONTH)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    dossiers.values.Undecidable: Une durée en jours et une durée en mois ne se comparent pas...
    """

    count: int
    unit: TimeUnit

    @property
    def months(self) -> int:
        """The whole months of a duration in months or years; 0 for another."""
        return self.count * _IN_MONTHS.get(self.unit, 0)

    @property
    def days(self) -> int:
        """The days of a duration in days or weeks; 0 for another."""
        return self.count * _IN_DAYS.get(self.unit, 0)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Duration):
            return NotImplemented
        return (self.months, self.days) == (other.months, other.days)

    def __hash__(self) -> int:
        return hash((self.months, self.days))

    def __lt__(self, other: Duration) -> bool:
        # A blank answers for itself: Python asks it next.
        if not isinstance(other, Duration):
            return NotImplemented
        return self._length(other) < other._length(self)

    def __le__(self, other: Duration) -> bool:
        if not isinstance(other, Duration):
            return NotImplemented
        return self._length(other) <= other._length(self)

    def _length(self, other: Duration) -> int:
        """Its number of days or months, whichever both are counted in."""
        if (self.unit in _IN_DAYS) != (other.unit in _IN_DAYS):
            raise Undecidable(
                "Une durée en jours et une durée en mois ne se comparent pas d’elles-mêmes."
            )
        return self.days or self.months
