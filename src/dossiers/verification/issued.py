"""Where the issued text is found: a bundle that was kept, or a new writing by the same versions.

A library or a program of another version could write the same dossier otherwise: its changes are
never told as changes of whoever sent the file back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from dossiers import __version__
from dossiers.bundling.bundle import Wanted
from dossiers.bundling.rendering import render_documents
from dossiers.composing.receipt import NAME as RECEIPT
from dossiers.errors import DossiersError, UsageProblem, unreadable
from dossiers.formats import docx_words
from dossiers.formats.archive import ArchiveProblem, unpacked
from dossiers.formats.pdf import PdfProblem
from dossiers.formats.pdf_parts import attachments
from dossiers.judging.assessment import Assessment, assess
from dossiers.opening.dossier import Dossier

MANIFEST = "manifest.json"
FORMS = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Issued:
    """The files that were issued, by name; `origin` is what they are, « à la liasse émise »."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    origin: str = ""

    def twin(self, name: str, data: bytes) -> bytes | None:
        """The issued file of which another is the return: by its receipt, else by its name."""
        path = PurePosixPath(name)
        known = receipt(data).get("document", path.stem)
        alone = next(iter(self.files.values())) if len(self.files) == 1 else None
        return self.files.get(f"{known}{path.suffix.lower()}", alone)


def receipt(data: bytes) -> dict[str, Any]:
    """What a document says of itself; empty where it says nothing that can be read."""
    with suppress(ValueError):
        found = json.loads(carried(data).get(RECEIPT, b"{}"))
        return found if isinstance(found, dict) else {}
    return {}


def kept(path: Path) -> Issued:
    """The files of a bundle that was kept, in a folder or a zip, or one file of it.

    Raises UsageProblem for an archive that cannot be read, MachineError.
    """
    try:
        if path.is_dir():
            files = {
                file.relative_to(path).as_posix(): file.read_bytes()
                for file in sorted(path.rglob("*"))
                if file.is_file()
            }
        elif path.suffix.lower() == ".zip":
            files = unpacked(path.read_bytes())
        else:
            return Issued({path.name: path.read_bytes()}, "au fichier émis")
    except ArchiveProblem as problem:
        raise UsageProblem(f"« {path} » : {problem}") from problem
    except OSError as error:
        raise unreadable(path, error) from error
    return Issued(files, "à la liasse émise")


def rewritten(dossier: Dossier, marks: Mapping[str, Any], *, with_source: bool) -> Issued:
    """The documents of a dossier written anew, where `marks` are of these very versions.

    `marks` is a receipt, or a manifest told like one. Nothing, of other versions or of a dossier
    that would give no final document.
    """
    same = (
        marks.get("bibliotheque_sha256") == dossier.procedure.fingerprint
        and marks.get("programme", {}).get("version") == __version__
    )
    if not same:
        return Issued()
    given = date.fromisoformat(marks["date"]) if marks.get("date") else None
    wanted = Wanted(draft=bool(marks.get("projet")), with_source=with_source, given=given)
    try:
        made = render_documents(without_pieces(dossier), (), FORMS, wanted)
        return Issued({file.name: file.data for file in made}, "à une nouvelle écriture du dossier")
    except DossiersError:
        return Issued()


def without_pieces(dossier: Dossier) -> Assessment:
    """The assessment of a dossier whose pièces did not travel with it."""
    judged = assess(dossier)
    left = tuple(found for found in judged.findings if not found.rule.startswith("piece/"))
    return replace(judged, findings=left)


def carried(data: bytes) -> dict[str, bytes]:
    """The files that travel inside a document, PDF or Word; none where it cannot be read."""
    with suppress(PdfProblem, DossiersError):
        return attachments(data) if data.startswith(b"%PDF-") else docx_words.attachments(data)
    return {}
