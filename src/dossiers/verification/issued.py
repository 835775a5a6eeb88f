"""Where the issued text is found: a bundle that was kept, or a new writing by the same versions.

A library or a program of another version could write the same dossier otherwise: its changes are
never told as changes of whoever sent the file back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from dossiers import __version__
from dossiers.bundling.bundle import Wanted
from dossiers.bundling.files import files_in
from dossiers.bundling.rendering import render_documents
from dossiers.errors import DossiersError, UsageProblem, unreadable
from dossiers.formats.archive import ArchiveProblem, unpacked
from dossiers.formats.carried import receipt
from dossiers.formats.names import ARCHIVE
from dossiers.judging.assessment import Assessment, assess
from dossiers.opening.dossier import Dossier
from dossiers.reading.received import received

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


def kept(path: Path) -> Issued:
    """The files of a bundle that was kept, in a folder or a zip, or one file of it.

    Raises UsageProblem for an archive that cannot be read, Refused for a file beyond the bound,
    MachineError.
    """
    try:
        if path.is_dir():
            files = files_in(path)
        elif path.suffix.lower() == ARCHIVE:
            files = unpacked(received(path))
        else:
            return Issued({path.name: received(path)}, "au fichier émis")
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
