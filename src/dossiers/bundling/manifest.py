"""The manifest, which tells of each file of a bundle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from dossiers.bundling.files import BundleFile, suffix
from dossiers.composing.receipt import PROGRAM
from dossiers.findings import Stage
from dossiers.formats.carried import stated
from dossiers.formats.names import MANIFEST
from dossiers.judging.assessment import Assessment


def manifest(
    assessment: Assessment,
    files: Sequence[BundleFile],
    inputs: str,
    *,
    draft: bool,
    given: date | None,
) -> BundleFile:
    """`manifest.json`: what the bundle is made from, and the hash of each of its files.

    `inputs` is the sha256 of all that decides the bytes of the bundle.
    """
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
        "programme": PROGRAM,
        "entrees_sha256": inputs,
        "fichiers": [_entry(file) for file in sorted(files, key=lambda file: file.name)],
    }
    if given is not None:
        told["date"] = given.isoformat()
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return BundleFile(MANIFEST, text.encode())


def tells_of(data: bytes, name: str) -> bool:
    """Whether these bytes are the manifest of a bundle of that name, whatever else it tells."""
    try:
        told = stated(data)
        known = suffix(draft=told["projet"], filing=told["etape"] == Stage.FILING.value)
        return bool(
            told["programme"]["nom"] == PROGRAM["nom"] and told["reference"] + known == name
        )
    except (TypeError, KeyError):
        return False


def _entry(file: BundleFile) -> dict[str, Any]:
    return {
        "chemin": file.name,
        "type": file.media_type,
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "pages": file.pages,
        "signatures": list(file.signatures),
    }
