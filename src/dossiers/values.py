"""The typed values of fields that are more than str, int, bool and date."""

from __future__ import annotations

from decimal import Context, Decimal
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
