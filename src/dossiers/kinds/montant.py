"""An amount in euros, never a binary float.

French writing (`1 234,50 €`) and the writing of spreadsheets (`1234.50`) are read. A third decimal,
a sign or an exponent is refused, and so is `1.234,50`, where the dot may mean two things.

>>> parse("1 234,50 €")
Amount('1234.50')
>>> show(parse("480")).split(), show(parse("1234.5")).split()
(['480', '€'], ['1', '234,50', '€'])
>>> parse("480,005")
Traceback (most recent call last):
dossiers.values.ParseError: Le montant compte plus de deux décimales.
"""

from __future__ import annotations

import re

from dossiers.values import NO_BREAK, THIN, Amount, ParseError

EXPECTED = "un montant en euros, par exemple 480 ou 1 234,50"
JSON = {"pattern": r"^\s*[0-9][0-9\s]*([.,][0-9]{1,2})?\s*(€|[Ee]uros?|EUR)?\s*$"}

_LONGEST = 12


def parse(text: str) -> Amount:
    """The amount, in euros."""
    written = re.sub(r"(€|euros?|EUR)$", "", text.strip()).rstrip()
    if re.match(r"[+\-−]\s*[0-9]", written):
        raise ParseError("Le montant porte un signe.")
    if "." in written and "," in written:
        raise ParseError(
            "Le point et la virgule y sont tous deux : séparer les milliers d’espaces."
        )
    if re.fullmatch(r"[0-9\s]+[.,][0-9]{3,}", written):
        raise ParseError("Le montant compte plus de deux décimales.")
    found = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:\s[0-9]{3})+)(?:[.,]([0-9]{1,2}))?", written)
    if found is None:
        raise ParseError("Le montant ne s’écrit pas avec des chiffres et une virgule.")
    euros = re.sub(r"\s", "", found[1])
    if euros.startswith("0") and euros != "0":
        raise ParseError("Le montant commence par un zéro.")
    if len(euros) > _LONGEST:
        raise ParseError(f"Le montant compte plus de {_LONGEST} chiffres avant la virgule.")
    return Amount(f"{euros}.{found[2] or 0}")


def show(value: Amount) -> str:
    """« 1 234,50 € »; no decimals for a whole number of euros. All spaces are no-break."""
    figures = f"{value:,.2f}".removesuffix(".00")
    french = figures.replace(",", THIN).replace(".", ",").replace("-", "−")
    return f"{french}{NO_BREAK}€"
