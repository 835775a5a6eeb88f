"""A region of France, as the regional health agencies (ARS) share the country: 18 of them.

Chosen by its name, without regard to accents, case and hyphens, or by its INSEE code. Both are in
`schemas/territoires.yaml`. Many INSEE codes are also those of a department elsewhere (53 is
Bretagne and Mayenne): what a document prints is the name.

>>> parse("bretagne") == parse("53") == "53", show(parse("ile de france"))
(True, 'Île-de-France')
>>> parse("Armorique")
Traceback (most recent call last):
dossiers.values.ParseError: Ce nom n’est celui d’aucune des 18 régions.
"""

from __future__ import annotations

from dossiers.french.territories import region_named, regions
from dossiers.values import Code, ParseError

EXPECTED = "une région, par exemple Bretagne, ou son code INSEE"


def parse(text: str) -> Code:
    """The INSEE code, printed as the region's name."""
    found = region_named(text)
    if found is None:
        raise ParseError(f"Ce nom n’est celui d’aucune des {len(regions())} régions.")
    return found


def show(value: Code) -> str:
    """The name of the region."""
    return value.shown
