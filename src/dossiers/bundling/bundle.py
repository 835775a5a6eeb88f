"""Assessment → the bundle: every document in Word and PDF, the liasse, the grid, the manifest.

Pure: a bundle is a tuple of files in memory. `store` puts it on disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import dossiers
from dossiers import __version__
from dossiers.blocks import Attachment, Document
from dossiers.bundling.assembly import Part
from dossiers.bundling.binding import liasse
from dossiers.bundling.files import Bundle, BundleFile, suffix
from dossiers.bundling.filing import Filed, filed, issued_by
from dossiers.bundling.grid import grid
from dossiers.bundling.manifest import manifest
from dossiers.bundling.readiness import refuse_unready
from dossiers.bundling.sources import attachment, copies, placed, sources, whole
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose, compose_report
from dossiers.composing.receipt import attach, values_sha256
from dossiers.formats.carried import carried
from dossiers.formats.names import DOSSIER
from dossiers.formats.pdf import kept_open, page_count, signature_fields
from dossiers.judging.assessment import Assessment
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import documents_of
from dossiers.skins.skin import Skin

GRID = "grille"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a bundle is to be made: a draft, with the dossier inside each document, at a date.

    `filing` makes the bundle to file. `issued` are then the files of the bundle that was to sign,
    by name, for what a program or a library of now would not write alike.
    """

    draft: bool = False
    with_source: bool = False
    given: date | None = None
    filing: bool = False
    issued: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """What follows the reference in the name of the bundle."""
        return suffix(draft=self.draft, filing=self.filing)


@kept_open()
def make(
    assessment: Assessment,
    wanted: Wanted,
    step: Callable[[str], None] = lambda _: None,
    skins: dict[str, Skin] | None = None,
    made_from: str = "",
) -> Bundle:
    """The bundle of a dossier. `step` is told each file about to be made.

    `skins` keeps those that are read, for other dossiers of the same procedure; `made_from` is the
    hash of its `inputs`, where it is known already.

    Raises Refused when the dossier has a blocking finding and no draft is asked for, or a signed
    file is not what was issued; LibraryError when the procedure is wrong, MachineError when
    a system library is absent.
    """
    refuse_unready(assessment, draft=wanted.draft)
    writer = Writer(assessment.dossier, {} if skins is None else skins)
    making = _Making(writer, wanted, step, _composed(assessment, wanted))
    signed: tuple[Filed, ...] = ()
    if wanted.filing:
        assessment, signed = filed(assessment, making.issued)
        refuse_unready(assessment, draft=False)
    files = making.files(assessment, signed)
    known = made_from or inputs(assessment, wanted)
    files.append(manifest(assessment, files, known, draft=wanted.draft, given=wanted.given))
    name = named(assessment, wanted)
    return Bundle(name, tuple(sorted(files, key=lambda file: file.name)))


def named(assessment: Assessment, wanted: Wanted) -> str:
    """The name of the folder of a bundle."""
    return assessment.dossier.reference + wanted.suffix


def inputs(assessment: Assessment, wanted: Wanted) -> str:
    """The sha256 of all that decides the bytes of a bundle, told without writing a document.

    The dossier as typed and as it stands in the bundle, the values of those that it names, the
    bytes of its pièces, the library, the program, how the bundle is wanted, and for one to file
    what was issued.
    """
    dossier = assessment.dossier
    copied = {piece.spec.id: list(copies(piece)) for piece in assessment.pieces}
    places = {name: [file.name for file in files] for name, files in copied.items()}
    own, given = sources(dossier, places)
    held = [own, *given, *(file for files in copied.values() for file in files)]
    told = {
        "programme": [__version__, _code()],
        "bibliotheque": dossier.procedure.fingerprint,
        "suffixe": wanted.suffix,
        "avec_source": wanted.with_source,
        "date": wanted.given.isoformat() if wanted.given else None,
        "dossier": sha256(whole(dossier).data).hexdigest(),
        "valeurs": values_sha256(dossier),
        "fichiers": {file.name: sha256(file.data).hexdigest() for file in held},
        "emis": {name: sha256(data).hexdigest() for name, data in wanted.issued.items()},
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> str:
    """The sha256 of the program itself, which changes more often than its version."""
    total = sha256()
    for path in sorted(Path(dossiers.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".css", ".xml"):
            total.update(path.read_bytes())
    return total.hexdigest()


def _composed(assessment: Assessment, wanted: Wanted) -> dict[str, Document]:
    """Each document of the dossier by its name."""
    dossier = assessment.dossier
    specs = documents_of(dossier, draft=wanted.draft)
    return {spec.name: compose(dossier, spec, draft=wanted.draft) for spec in specs}


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes the files of one bundle."""

    writer: Writer
    wanted: Wanted
    step: Callable[[str], None]
    composed: Mapping[str, Document]

    def files(self, assessment: Assessment, signed: tuple[Filed, ...]) -> list[BundleFile]:
        """Documents, or the signed files in their place, grid, liasse, sources and pièces."""
        dossier = assessment.dossier
        documents = {one.document: _signed(one) for one in signed}
        files = list(documents.values())
        for name in self.composed:
            if name not in documents:
                forms = ("pdf",) if self.wanted.filing else ("docx", "pdf")
                files += [self.document(name, form) for form in forms]
                documents[name] = files[-1]
        taken = {one.piece for one in signed}
        joined = [piece for piece in assessment.pieces if piece.spec.id not in taken]
        copied = {piece.spec.id: list(copies(piece)) for piece in joined}
        places = {name: [file.name for file in made] for name, made in copied.items()}
        for one in signed:
            places.setdefault(one.piece, []).append(documents[one.document].name)
        self.step("grille.pdf")
        files.append(grid_file(self.writer, placed(assessment, places), "pdf", self.wanted))
        own, given = sources(dossier, places)
        self.step("liasse.pdf")
        shown = {one.document: one.file.found.drawn for one in signed}
        parts = {
            name: Part(self.composed[name].title, shown.get(name, file.data))
            for name, file in documents.items()
        }
        embedded = (attachment(own.data), *(_embedded(documents[one.document]) for one in signed))
        report = partial(self.writer.write, form="pdf", attachments=())
        bound = liasse(dossier, parts, joined, embedded, report, draft=self.wanted.draft)
        return [*files, bound, own, *given, *(file for made in copied.values() for file in made)]

    def document(self, name: str, form: str) -> BundleFile:
        """A document in one format."""
        self.step(f"{name}.{form}")
        return written(self.writer, self.writer.dossier, self.composed[name], form, self.wanted)

    def issued(self, name: str, received: bytes) -> bytes | None:
        """The PDF issued of a document: written anew where it bears the same receipt."""
        if name not in self.composed:
            return None
        wanted = Wanted(with_source=DOSSIER in carried(received), given=self.wanted.given)
        dossier = self.writer.dossier
        fresh = written(self.writer, dossier, self.composed[name], "pdf", wanted).data
        kept = self.wanted.issued.get(f"{name}.pdf")
        return next((f for f in (fresh, kept) if f and issued_by(received, f)), None)


def _signed(one: Filed) -> BundleFile:
    file = one.file
    name = f"{one.document}.{file.found.ending}"
    return BundleFile(name, file.content, file.pages, file.found.signatures)


def _embedded(file: BundleFile) -> Attachment:
    """A signed file as it travels in the liasse, whose pages only show it."""
    return Attachment(file.name, file.data, file.media_type, "Document signé", "Supplement")


def written(
    writer: Writer, dossier: Dossier, document: Document, form: str, wanted: Wanted
) -> BundleFile:
    """A document of the dossier in one format, with its receipt inside."""
    inside = [attach(dossier, document, wanted.given, draft=wanted.draft)]
    if wanted.with_source:
        inside.append(whole(dossier))
    data = writer.write(document, form, tuple(inside))
    if form != "pdf":
        return BundleFile(f"{document.id}.{form}", data)
    return BundleFile(f"{document.id}.pdf", data, page_count(data), signature_fields(data))


def grid_file(writer: Writer, assessment: Assessment, form: str, wanted: Wanted) -> BundleFile:
    """The grid of criteria, pièces and findings, in one format."""
    title = f"Grille d’examen du dossier {assessment.dossier.reference}".rstrip()
    document = compose_report(assessment.dossier, GRID, title, grid(assessment), draft=wanted.draft)
    data = writer.write(document, form, ())
    return BundleFile(f"{GRID}.{form}", data, page_count(data) if form == "pdf" else None)
