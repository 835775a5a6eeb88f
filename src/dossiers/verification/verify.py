"""A path that came back → what is found of it. The disk is read, nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dossiers.comparing.docx_comparison import docx_changes
from dossiers.comparing.examination import Examination, examined
from dossiers.comparing.pdf_comparison import NotComparableError
from dossiers.composing.receipt import values_sha256
from dossiers.errors import Refused, UsageProblem
from dossiers.findings import Stage, Verdict, continued
from dossiers.formats.carried import carried, receipt, stated
from dossiers.formats.names import ARCHIVE, DOSSIER, MANIFEST
from dossiers.judging.assessment import assess
from dossiers.judging.delivery import delivered
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.papers import documents_of
from dossiers.opening.reception import Reception
from dossiers.reading.received import received
from dossiers.verification.issued import (
    FORMS,
    Issued,
    kept,
    rewritten,
    without_pieces,
)
from dossiers.verification.report import Examined, Verification

_NO_TEXT = (
    "le texte émis n’est pas là : ni liasse ni dossier émis (--emis), ni dossier joint qui soit "
    "des mêmes versions du programme et de la bibliothèque"
)


def verify(opener: Opener, path: Path, emitted: Path | None = None) -> Verification:
    """What came back, against what was issued: a bundle, or one document.

    `emitted` is the bundle, the file or the dossier that was issued. Raises UsageProblem,
    MachineError, LibraryError.
    """
    asked = _Asked(path, emitted)
    with delivered(opener, path) as delivery:
        if delivery.bundle is not None:
            return _bundle(opener, delivery.opened, delivery.bundle, asked)
        if isinstance(delivery.opened, Unreadable) and (
            path.is_dir() or path.suffix.lower() == ARCHIVE
        ):
            told_of = " ".join(found.message for found in delivery.opened.findings)
            raise Refused(f"« {path} » : {continued(told_of)}")
        if path.suffix.lower() not in (".pdf", ".docx"):
            raise UsageProblem(
                f"« {path} » n’est ni une liasse (dossier ou .zip) ni un document PDF ou Word."
            )
        return _document(opener, delivery.opened, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came back, and what was issued."""

    path: Path
    emitted: Path | None


def _bundle(
    opener: Opener, opened: Dossier | Reception | Unreadable, folder: Path, asked: _Asked
) -> Verification:
    """A whole bundle: its manifest, its dossier, each document."""
    files = kept(folder).files
    manifest = _manifest(files)
    faults = list(_faults(files, manifest))
    if not isinstance(opened, Dossier):
        return Verification(str(asked.path), (), tuple(faults), len(files) - 1, Verdict.INVALID)
    stage = Stage.FILING if manifest.get("etape") == Stage.FILING.value else Stage.SIGNATURE
    verdict = None if manifest.get("projet") else assess(opened, stage).verdict
    issued = _issued(opener, asked.emitted, opened, manifest, files)
    faults += _other_pieces(files, issued)
    found = [_examined(name, files[name], issued) for name in _documents(opened, files)]
    return Verification(str(asked.path), tuple(found), tuple(faults), len(files) - 1, verdict)


def _document(
    opener: Opener, opened: Dossier | Reception | Unreadable, asked: _Asked
) -> Verification:
    """One document, and the dossier that it may carry."""
    path = asked.path
    data = received(path)
    marks = receipt(data)
    faults, verdict, dossier = [], None, opened if isinstance(opened, Dossier) else None
    if dossier is not None:
        verdict = None if marks.get("projet") else without_pieces(dossier).verdict
        if marks.get("valeurs_sha256", values_sha256(dossier)) != values_sha256(dossier):
            faults.append("le dossier joint au document n’est pas celui dont il a été écrit")
    issued = _issued(opener, asked.emitted, dossier, marks, {path.name: data})
    found = (_examined(path.name, data, issued),)
    return Verification(str(path), found, tuple(faults), verdict=verdict)


def _issued(
    opener: Opener,
    emitted: Path | None,
    dossier: Dossier | None,
    marks: Mapping[str, Any],
    files: Mapping[str, bytes],
) -> Issued:
    """What to compare with: what is given, else the dossier carried, written anew."""
    if emitted is not None and (emitted.is_dir() or emitted.suffix.lower() in _KEPT):
        return kept(emitted)
    if emitted is not None:
        with delivered(opener, emitted) as given:
            dossier = given.opened if isinstance(given.opened, Dossier) else None
    if dossier is None:
        return Issued()
    source = any(DOSSIER in carried(data) for data in files.values() if data[:4] in _PACKED)
    return rewritten(dossier, marks, with_source=source)


_KEPT = (ARCHIVE, ".pdf", ".docx")
_PACKED = (b"%PDF", b"PK\x03\x04")


def _examined(name: str, data: bytes, issued: Issued) -> Examined:
    """One document against its issued twin."""
    twin = issued.twin(name, data)
    if name.lower().endswith(".docx"):
        return Examined(name, issued.origin, _word(name, data, twin, issued))
    found = examined(twin, data)
    if twin is None:
        found = replace(found, problem=_NO_TEXT)
    return Examined(name, issued.origin, found)


def _word(name: str, data: bytes, twin: bytes | None, issued: Issued) -> Examination:
    if twin is None:
        return Examination(problem=_NO_TEXT)
    stem = receipt(data).get("document", Path(name).stem)
    try:
        return Examination(changes=docx_changes(twin, data, issued.files.get(f"{stem}.pdf")))
    except NotComparableError as problem:
        return Examination(problem=str(problem))


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest, with the versions under the names that a receipt gives them."""
    found = stated(files.get(MANIFEST, b""))
    procedure = found.get("procedure")
    print_ = procedure.get("empreinte") if isinstance(procedure, dict) else None
    return {**found, "bibliotheque_sha256": print_}


def _faults(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    """What differs between a manifest and the files that it tells of."""
    entries = manifest.get("fichiers")
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        yield f"« {MANIFEST} » manque ou ne peut pas être lu"
        return
    hashes = {str(e.get("chemin")): str(e.get("sha256")) for e in entries}
    for name, known in hashes.items():
        if name not in files:
            yield f"« {name} » manque"
        elif hashlib.sha256(files[name]).hexdigest() != known:
            yield f"« {name} » n’est plus le fichier du manifeste"
    for name in sorted(files.keys() - hashes.keys() - {MANIFEST}):
        yield f"« {name} » n’est pas au manifeste"


def _other_pieces(files: Mapping[str, bytes], issued: Issued) -> Iterator[str]:
    """The pièces of a bundle that are not those of the bundle that was issued."""
    for name, data in files.items():
        if name.startswith("pieces/") and issued.files.get(name, data) != data:
            yield f"« {name} » n’est pas la pièce de la liasse émise"


def _documents(dossier: Dossier, files: Mapping[str, bytes]) -> list[str]:
    """The names of the documents of the procedure that are there."""
    names = [f"{s.name}.{form}" for s in documents_of(dossier, draft=True) for form in FORMS]
    return [name for name in names if name in files]
