"""Departments, regions and postal codes, from `schemas/territoires.yaml`.

A postal code is that of the post office which serves a commune: some twenty communes have one that
starts like the neighbouring department's, so that what is drawn from it is a presumption.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from dossiers.library import default
from dossiers.reading.source import read
from dossiers.values import Code

NO_REGION = Code("hors_region", "hors région")

_FILE = "schemas/territoires.yaml"
_UNKNOWN = "département inconnu"
_POSTAL_LENGTH = 5
# La Poste gives 200 and 201 to Corse-du-Sud, 202 and 206 to Haute-Corse.
_CORSICA = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}


def department_of(postal_code: str) -> Code:
    """The department of a postal code, as its code (`29`, `2A`, `974`), printed as its name.

    A Corsican code that tells neither side of the island gives `20`, « Corse ».

    >>> department_of("29140").shown, department_of("20200"), department_of("97410")
    ('Finistère', '2B', '974')
    """
    three, two = postal_code[:3], postal_code[:2]
    overseas = two in ("97", "98")
    code = three if overseas else _CORSICA.get(three, two)
    return Code(code, _departments().get(code, _UNKNOWN))


def region_of(code: str) -> Code:
    """The region of a postal code or of a department, as its INSEE code, printed as its name.

    `hors_region` where there is none, as in New Caledonia.

    >>> region_of("20303").shown, region_of("2A").shown, region_of("98800").shown
    ('Corse', 'Corse', 'hors région')
    """
    department = department_of(code) if len(code) == _POSTAL_LENGTH else code
    return _by_department().get(department, NO_REGION)


def region_named(text: str) -> Code | None:
    """The region of that name or INSEE code; accents, case, hyphens and spaces do not count."""
    return _by_name().get(_folded(text))


@cache
def regions() -> tuple[Code, ...]:
    """The regions, in the order of the file."""
    return tuple(Code(code, entry["nom"]) for code, entry in _data()["regions"].items())


@cache
def _data() -> Mapping[str, Any]:
    return read(default().read(_FILE), _FILE).data


@cache
def _departments() -> Mapping[str, str]:
    found = {**_data()["collectivites"], "20": "Corse"}
    for entry in _data()["regions"].values():
        found |= entry["departements"]
    return found


@cache
def _by_department() -> Mapping[str, Code]:
    entries = _data()["regions"].values()
    pairs = zip(regions(), entries, strict=True)
    return {code: region for region, entry in pairs for code in entry["departements"]} | {
        "20": _by_name()["corse"]
    }


@cache
def _by_name() -> Mapping[str, Code]:
    return {_folded(name): region for region in regions() for name in (region, region.shown)}


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[\W_]", "", "".join(c for c in letters if not unicodedata.combining(c)))
