"""The files of a bundle, and the manifest that tells of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from dossiers import __version__
from dossiers.assessment import Assessment
from dossiers.pdf import PdfProblem, signature_fields
from dossiers.render import MEDIA_TYPES

_MEDIA_TYPES = {
    **MEDIA_TYPES,
    "yaml": "application/yaml",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of a bundle; `pages` is None where pages have no meaning."""

    name: str
    data: bytes
    pages: int | None = None

    @property
    def media_type(self) -> str:
        """The media type that its name tells."""
        extension = PurePosixPath(self.name).suffix.lower().removeprefix(".")
        return _MEDIA_TYPES.get(extension, "application/octet-stream")


def manifest(
    assessment: Assessment, files: Sequence[BundleFile], *, draft: bool, given: date | None
) -> BundleFile:
    """`manifest.json`: what the bundle is made from, and the hash of each of its files."""
    procedure = assessment.dossier.procedure
    told: dict[str, Any] = {
        "version": 1,
        "reference": assessment.dossier.reference,
        "projet": draft,
        "etape": assessment.stage.value,
        "verdict": assessment.verdict.value,
        "procedure": {
            "id": procedure.id,
            "version": procedure.version,
            "empreinte": procedure.fingerprint,
        },
        "programme": {"nom": "dossiers", "version": __version__},
        "fichiers": [
            {
                "chemin": file.name,
                "type": file.media_type,
                "sha256": hashlib.sha256(file.data).hexdigest(),
                "pages": file.pages,
                "signatures": list(_fields(file)),
            }
            for file in sorted(files, key=lambda file: file.name)
        ],
    }
    if given is not None:
        told["date"] = given.isoformat()
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return BundleFile("manifest.json", text.encode())


def _fields(file: BundleFile) -> tuple[str, ...]:
    """The signature fields of a file; the form of a pièce may be beyond reading."""
    if file.media_type == MEDIA_TYPES["pdf"]:
        with suppress(PdfProblem):
            return signature_fields(file.data)
    return ()
