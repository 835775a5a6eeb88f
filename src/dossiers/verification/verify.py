"""A path that came back → what is found of it. The disk is read, nothing is written."""

from __future__ import annotations

from pathlib import Path

from dossiers.composing.receipt import values_sha256
from dossiers.errors import Refused, UsageProblem
from dossiers.findings import continued
from dossiers.formats.carried import carried, receipt
from dossiers.formats.names import ARCHIVE, DOSSIER
from dossiers.judging.delivery import delivered
from dossiers.judging.referral import open_whole
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.reading.received import received
from dossiers.verification.bundle import verify_bundle
from dossiers.verification.document import compared
from dossiers.verification.issued import issued_for, without_pieces
from dossiers.verification.marks import of_receipt
from dossiers.verification.report import Verification


def verify(opener: Opener, path: Path, emitted: Path | None = None) -> Verification:
    """What came back, against what was issued: a bundle, or one document.

    `emitted` is the bundle, the file or the dossier that was issued. Raises UsageProblem,
    MachineError, LibraryError.
    """
    with delivered(opener, path) as delivery:
        opened = delivery.opened
        if delivery.bundle is not None:
            return verify_bundle(opener, opened, delivery.bundle, str(path), emitted)
        if isinstance(opened, Unreadable) and (path.is_dir() or path.suffix.lower() == ARCHIVE):
            told_of = " ".join(found.message for found in opened.findings)
            raise Refused(f"« {path} » : {continued(told_of)}")
        if path.suffix.lower() not in (".pdf", ".docx"):
            raise UsageProblem(
                f"« {path} » n’est ni une liasse (dossier ou .zip) ni un document PDF ou Word."
            )
        return _document(opener, opened, path, emitted)


def _document(
    opener: Opener, opened: Dossier | Reception | Unreadable, path: Path, emitted: Path | None
) -> Verification:
    """One document, and the dossier that it may carry."""
    data = received(path)
    marks = of_receipt(receipt(data))
    if isinstance(opened, Dossier) and (dated := marks.dated(opener)) is not opener:
        opened = open_whole(dated, path)
    faults, verdict, dossier = [], None, opened if isinstance(opened, Dossier) else None
    if dossier is not None:
        verdict = None if marks.draft else without_pieces(dossier).verdict
        if marks.values not in (None, values_sha256(dossier)):
            faults.append("le dossier joint au document n’est pas celui dont il a été écrit")
    with_source = DOSSIER in carried(data)
    issued = issued_for(opener, emitted, dossier, marks, with_source=with_source)
    found = (compared(path.name, data, issued.twin(path.name, data), issued),)
    return Verification(str(path), found, tuple(faults), verdict=verdict)
