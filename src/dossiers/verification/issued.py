"""Where the issued text is found: a bundle that was kept, or a new writing by the same versions.

A library or a program of another version could write the same dossier otherwise: its changes are
never told as changes of whoever sent the file back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.files import files_in
from dossiers.bundling.rendering import render_documents
from dossiers.errors import Refused, UsageProblem, unreadable
from dossiers.findings import Stage
from dossiers.formats.archive import MAX_BYTES, ArchiveProblem, unpacked
from dossiers.formats.carried import receipt
from dossiers.formats.names import ARCHIVE
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.delivery import delivered
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.reading.received import received
from dossiers.verification.marks import Marks

FORMS = ("pdf", "docx")
_KEPT = (ARCHIVE, ".pdf", ".docx")
_ANEW = "à une nouvelle écriture du dossier"


@dataclass(frozen=True, slots=True)
class Issued:
    """The files that were issued, by name; `origin` is what they are, « à la liasse émise »."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    origin: str = ""

    @property
    def anew(self) -> bool:
        """Whether they were not kept, but written anew."""
        return self.origin == _ANEW

    def twin(self, name: str, data: bytes) -> bytes | None:
        """The issued file of which another is the return: by its receipt, else by its name.

        A file issued alone is that of any file of its kind which does not say otherwise.
        """
        path = PurePosixPath(name)
        said, kind = receipt(data).get("document", ""), path.suffix.lower()
        found = self.files.get(f"{said or path.stem}{kind}")
        if found is not None or len(self.files) != 1:
            return found
        ((other, alone),) = self.files.items()
        same = not said or receipt(alone).get("document", said) == said
        return alone if same and PurePosixPath(other).suffix.lower() == kind else None


def issued_for(
    opener: Opener,
    emitted: Path | None,
    dossier: Dossier | None,
    marks: Marks,
    *,
    with_source: bool,
) -> Issued:
    """What to compare documents with: what was `emitted`, else the dossier carried, written anew.

    Raises UsageProblem, MachineError, LibraryError.
    """
    if emitted is not None and (emitted.is_dir() or emitted.suffix.lower() in _KEPT):
        return kept(emitted)
    if emitted is not None:
        with delivered(marks.dated(opener), emitted) as given:
            dossier = given.opened if isinstance(given.opened, Dossier) else None
    return rewritten(dossier, marks, with_source=with_source) if dossier else Issued()


def kept(path: Path) -> Issued:
    """The files of a bundle that was kept, in a folder or a zip, or one file of it.

    Raises UsageProblem for an archive that cannot be read, Refused for a file beyond the bound,
    MachineError.
    """
    try:
        if path.is_dir():
            _refuse_large(path)
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


def _refuse_large(folder: Path) -> None:
    """Raise Refused for a folder that holds more than an archive may."""
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if sum(sizes) > MAX_BYTES:
        raise Refused(f"« {folder} » dépasse {MAX_BYTES // 1_000_000} Mo.")


def rewritten(dossier: Dossier, marks: Marks, *, with_source: bool) -> Issued:
    """The documents of a dossier written anew, where `marks` are of these very versions.

    Nothing, of other versions or of a dossier that would give no final document.
    """
    if not marks.are_of(dossier.procedure):
        return Issued()
    wanted = Wanted(draft=marks.draft, with_source=with_source, given=marks.day)
    try:
        made = render_documents(without_pieces(dossier), (), FORMS, wanted)
        return Issued({file.name: file.data for file in made}, _ANEW)
    except Refused:
        return Issued()


def remade(
    assessment: Assessment, marks: Marks, issued: Mapping[str, bytes], *, with_source: bool
) -> Issued:
    """The bundle of a dossier made anew, of its own pièces, where `marks` are of these versions.

    `issued` are the files of the bundle that was to sign, where it was kept. Nothing, of other
    versions or of a dossier that would give no such bundle.
    """
    if not marks.are_of(assessment.dossier.procedure):
        return Issued()
    filing = marks.stage is Stage.FILING
    wanted = Wanted(marks.draft, with_source, marks.day, filing, issued)
    try:
        return Issued({f.name: f.data for f in make(assessment, wanted).files}, _ANEW)
    except Refused:
        return Issued()


def without_pieces(dossier: Dossier) -> Assessment:
    """The assessment of a dossier whose pièces did not travel with it."""
    judged = assess(dossier)
    left = tuple(found for found in judged.findings if not found.rule.startswith("piece/"))
    return replace(judged, findings=left)
