"""What a file says of how it was written: the receipt of a document, the manifest of a bundle.

It comes from outside: of whatever shape, it is only ever data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dossiers import __version__
from dossiers.findings import Stage
from dossiers.formats.carried import stated
from dossiers.formats.names import MANIFEST
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Marks:
    """The versions that wrote a file, and how; `day` is the date that the command was given."""

    library: object = None
    program: object = None
    values: object = None
    draft: bool = False
    stage: Stage = Stage.SIGNATURE
    day: date | None = None

    def are_of(self, procedure: Procedure) -> bool:
        """Whether this very program, with a procedure as it is, would write the same."""
        return (self.library, self.program) == (procedure.fingerprint, __version__)

    def dated(self, opener: Opener) -> Opener:
        """What opens a dossier as the command did: at the date that it was given, if any."""
        if self.day is None or opener.day is not None:
            return opener
        return replace(opener, day=self.day)

    def like(self, other: Marks) -> bool:
        """Whether both are of a bundle to sign, of one to file, or of a draft."""
        return (self.draft, self.stage) == (other.draft, other.stage)


def of_receipt(told: Mapping[str, Any]) -> Marks:
    """The marks of a document."""
    return _marks(told, told.get("bibliotheque_sha256"), told.get("valeurs_sha256"))


def of_manifest(told: Mapping[str, Any]) -> Marks:
    """The marks of a bundle."""
    return _marks(told, _within(told, "procedure", "empreinte"), None)


def manifest_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest among the files of a bundle; empty where none can be read."""
    return stated(files.get(MANIFEST, b""))


def _marks(told: Mapping[str, Any], library: object, values: object) -> Marks:
    return Marks(
        library=library,
        program=_within(told, "programme", "version"),
        values=values,
        draft=bool(told.get("projet")),
        stage=Stage.FILING if told.get("etape") == Stage.FILING.value else Stage.SIGNATURE,
        day=date.fromisoformat(told["date"]) if "date" in told else None,
    )


def _within(told: Mapping[str, Any], group: str, name: str) -> object:
    held = told.get(group)
    return held.get(name) if isinstance(held, dict) else None
