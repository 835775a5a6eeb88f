"""A bundle that came back: its manifest, its dossier, each document, and what binds them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dossiers.bundling.binding import NAME as LIASSE
from dossiers.bundling.bundle import GRID
from dossiers.comparing.changes import Change, Kind
from dossiers.findings import Stage, Verdict
from dossiers.formats.carried import carried
from dossiers.formats.names import DOSSIER, MANIFEST
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.referral import open_whole
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.papers import documents_of
from dossiers.opening.reception import Reception
from dossiers.verification.document import compared
from dossiers.verification.issued import FORMS, Issued, issued_for, kept, remade
from dossiers.verification.marks import Marks, manifest_of, of_manifest
from dossiers.verification.report import Examined, State, Verification

_GRID = f"{GRID}.pdf"
_WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class _Held:
    """What a bundle holds: its files, the names of its documents, its dossier judged, its marks."""

    files: Mapping[str, bytes]
    documents: Sequence[str]
    assessment: Assessment
    marks: Marks

    @property
    def with_source(self) -> bool:
        """Whether its documents carry the dossier."""
        return any(DOSSIER in carried(self.files[name]) for name in self.documents)


def verify_bundle(
    opener: Opener,
    opened: Dossier | Reception | Unreadable,
    folder: Path,
    name: str,
    emitted: Path | None,
) -> Verification:
    """A whole bundle against what was issued: its files, its dossier, what is printed of it.

    `opened` is its dossier, `folder` where its files lie, `name` what it is called. Raises
    UsageProblem, MachineError, LibraryError.
    """
    files = kept(folder).files
    manifest = manifest_of(files)
    marks = of_manifest(manifest)
    if isinstance(opened, Dossier) and (dated := marks.dated(opener)) is not opener:
        opened = open_whole(dated, folder / DOSSIER, name=opened.source.file)
    faults, listed = list(_faults(files, manifest)), len(files) - 1
    if not isinstance(opened, Dossier):
        return Verification(name, (), tuple(faults), listed, Verdict.INVALID)
    held = _Held(files, _documents(opened, files), assess(opened, marks.stage), marks)
    issued, whole = _both(opener, held, emitted)
    if whole.anew:
        printed = (one for one in whole.files if "/" not in one)
        faults += [_missing(one) for one in printed if one not in files]
    if emitted is not None:
        faults += _others(held, issued)
    signed = marks.stage is Stage.FILING  # on paper too, and then scanned
    found = [_printed(one, files[one], issued, scan=signed) for one in held.documents]
    bound, unproved = _bound(held, whole)
    verdict = None if marks.draft else held.assessment.verdict
    told = tuple(dict.fromkeys(faults))
    return Verification(name, (*found, *bound), told, listed, verdict, tuple(unproved))


def _both(opener: Opener, held: _Held, emitted: Path | None) -> tuple[Issued, Issued]:
    """What the documents of a bundle are compared with, then what binds them.

    A bundle to sign is made anew once for both; one to file binds the files that were signed.
    """

    def made(issued: Mapping[str, bytes]) -> Issued:
        return remade(held.assessment, held.marks, issued, with_source=held.with_source)

    if emitted is None and held.marks.stage is Stage.SIGNATURE and (whole := made({})).files:
        return whole, whole
    dossier = held.assessment.dossier
    issued = issued_for(opener, emitted, dossier, held.marks, with_source=held.with_source)
    return (issued, issued) if _is_like(held, issued) else (issued, made(issued.files))


def _is_like(held: _Held, issued: Issued) -> bool:
    """Whether what was issued is a bundle of the same kind, and so of the same files."""
    marks = of_manifest(manifest_of(issued.files))
    return MANIFEST in issued.files and held.marks.like(marks)


def _bound(held: _Held, whole: Issued) -> tuple[list[Examined], list[str]]:
    """What is found of `liasse.pdf` and of the grid, then those of which nothing can be told.

    A draft has pages for the pièces that cannot be read, and the grid tells of what is odd in the
    workbook that was filled in: its dossier does not give them again.
    """
    filled = any(name.startswith("sources/") and name.endswith(_WORKBOOKS) for name in held.files)
    found, unproved = [], []
    for name in (name for name in (LIASSE, _GRID) if name in held.files):
        one = _printed(name, held.files[name], whole, scan=False)
        free = held.marks.draft or (filled and name == _GRID)
        if whole.anew and free and one.state is not State.EQUAL:
            unproved.append(name)
        else:
            found.append(one)
    return found, unproved


def _printed(name: str, data: bytes, issued: Issued, *, scan: bool) -> Examined:
    """A file of a bundle against the one of its name; where it is no `scan`, it can be read."""
    found = compared(name, data, issued.files.get(name), issued)
    told = found.examination.problem
    if not told or scan or name not in issued.files:
        return found
    unread = Change(Kind.UNREADABLE, after=told)
    return replace(found, examination=replace(found.examination, problem="", changes=(unread,)))


def _faults(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    """What differs between a manifest and the files that it tells of."""
    entries = manifest.get("fichiers")
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        yield f"« {MANIFEST} » manque ou ne peut pas être lu"
        return
    hashes = {str(e.get("chemin")): str(e.get("sha256")) for e in entries}
    for name, known in hashes.items():
        if name not in files:
            yield _missing(name)
        elif hashlib.sha256(files[name]).hexdigest() != known:
            yield f"« {name} » n’est plus le fichier du manifeste"
    for name in sorted(files.keys() - hashes.keys() - {MANIFEST}):
        yield f"« {name} » n’est pas au manifeste"


def _missing(name: str) -> str:
    return f"« {name} » manque"


def _others(held: _Held, issued: Issued) -> Iterator[str]:
    """The files that are not those of the bundle that was issued, those that are printed apart.

    A bundle to file has the pièces of the one that was signed, and files of its own.
    """
    printed = {*held.documents, LIASSE, _GRID, MANIFEST}
    for name, data in held.files.items():
        if name.startswith("pieces/") and issued.files.get(name, data) != data:
            yield f"« {name} » n’est pas la pièce de la liasse émise"
    if not _is_like(held, issued):
        return
    for name in sorted((held.files.keys() | issued.files.keys()) - printed):
        if name not in held.files:
            yield f"« {name} » de la liasse émise manque"
        elif name not in issued.files:
            yield f"« {name} » n’est pas de la liasse émise"
        elif not name.startswith("pieces/") and held.files[name] != issued.files[name]:
            yield f"« {name} » n’est pas le fichier de la liasse émise"


def _documents(dossier: Dossier, files: Mapping[str, bytes]) -> list[str]:
    """The names of the documents of the procedure that are there."""
    names = [f"{s.name}.{form}" for s in documents_of(dossier, draft=True) for form in FORMS]
    return [name for name in names if name in files]
