"""Another dossier: its path inside the folder of the one that names it, and the hash it must have.

The kind only reads the reference; `referral` opens and judges the file. The hash (SHA-256, FIPS
180-4) is optional: with it, a file changed since is no longer the one that was meant.

>>> parse("recus/candidature.yaml")
'recus/candidature.yaml'
>>> parse("recus/a.yaml sha256:" + "0" * 64).sha256[:6]
'000000'
>>> parse("../ailleurs.yaml")
Traceback (most recent call last):
dossiers.values.ParseError: Le chemin sort du dossier du fichier.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from dossiers.values import FilePath, ParseError

EXPECTED = (
    "un chemin de dossier, par exemple recus/candidature.yaml, suivi au besoin de son empreinte "
    "« sha256:… »"
)
JSON = {"type": "string"}

_FORM = re.compile(r"(?P<path>\S(?:.*?\S)?)(?:\s+sha256:(?P<hash>[0-9a-f]{64}))?")
_SUFFIXES = (".yaml", ".yml", ".xlsx")


def parse(text: str) -> FilePath:
    """The path and its hash. Raises ParseError for a path that leads outside the folder."""
    found = _FORM.fullmatch(text.strip())
    path = PurePosixPath(found["path"]) if found else PurePosixPath()
    if not found or path.suffix.lower() not in _SUFFIXES:
        raise ParseError("Le chemin ne mène pas à un dossier YAML ou à un classeur.")
    if path.is_absolute() or ".." in path.parts or "\\" in found["path"]:
        raise ParseError("Le chemin sort du dossier du fichier.")
    return FilePath(str(path), found["hash"] or "")


def show(value: FilePath) -> str:
    """The path, and its hash where there is one."""
    return f"{value} sha256:{value.sha256}" if value.sha256 else str(value)
