"""Assessment → the bundle: every document in Word and PDF, the liasse, the grid, the manifest.

Pure: a bundle is a tuple of files in memory. `store` puts it on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from dossiers.blocks import Attachment, Document
from dossiers.bundling.assembly import Part, assemble
from dossiers.bundling.files import Bundle, BundleFile
from dossiers.bundling.grid import grid, slip
from dossiers.bundling.manifest import manifest
from dossiers.bundling.readiness import refuse_unready
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose, compose_report
from dossiers.composing.receipt import attach
from dossiers.formats.pdf import page_count
from dossiers.judging.assessment import Assessment
from dossiers.opening.dossier import Dossier
from dossiers.opening.pieces import Piece, PieceStatus
from dossiers.reading.source import Tree
from dossiers.reading.yaml_writer import as_yaml, dump

GRID = "grille"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a bundle is to be made: a draft, with the dossier inside each document, at a date."""

    draft: bool = False
    with_source: bool = False
    given: date | None = None


def make(
    assessment: Assessment, wanted: Wanted, step: Callable[[str], None] = lambda _: None
) -> Bundle:
    """The bundle of a dossier. `step` is told each file about to be made.

    Raises Refused when the dossier has a blocking finding and no draft is asked for, LibraryError
    when the procedure is wrong, MachineError when a system library is absent.
    """
    dossier = assessment.dossier
    refuse_unready(assessment, draft=wanted.draft)
    writer = Writer(dossier)
    documents: dict[str, BundleFile] = {}
    titles: dict[str, str] = {}
    files: list[BundleFile] = []
    for spec in dossier.procedure.documents:
        document = compose(dossier, spec, draft=wanted.draft)
        titles[spec.id] = document.title
        for form in ("docx", "pdf"):
            step(f"{spec.id}.{form}")
            files.append(written(writer, dossier, document, form, wanted))
        documents[spec.id] = files[-1]
    step("grille.pdf")
    files.append(grid_file(writer, assessment, "pdf", wanted))
    step("liasse.pdf")
    files.append(_liasse(writer, assessment, documents, titles, wanted))
    copies = {piece.spec.id: tuple(_copies(piece)) for piece in assessment.pieces}
    files += _sources(dossier, copies)
    files += [file for copied in copies.values() for file in copied]
    files.append(manifest(assessment, files, draft=wanted.draft, given=wanted.given))
    name = dossier.reference + ("-projet" if wanted.draft else "")
    return Bundle(name, tuple(sorted(files, key=lambda file: file.name)))


def written(
    writer: Writer, dossier: Dossier, document: Document, form: str, wanted: Wanted
) -> BundleFile:
    """A document of the dossier in one format, with its receipt inside."""
    attachments = [attach(dossier, document, wanted.given)]
    if wanted.with_source:
        attachments.append(source_attachment(dossier))
    data = writer.write(document, form, tuple(attachments))
    return BundleFile(f"{document.id}.{form}", data, page_count(data) if form == "pdf" else None)


def source_attachment(dossier: Dossier) -> Attachment:
    """The dossier itself as a file to embed: byte for byte, or its values as one text."""
    return Attachment(
        name="dossier.yaml",
        data=as_yaml(dossier.source),
        media_type="application/yaml",
        description="Dossier source",
        relationship="Source",
    )


def grid_file(writer: Writer, assessment: Assessment, form: str, wanted: Wanted) -> BundleFile:
    """The grid of criteria, pièces and findings, in one format."""
    title = f"Grille d’examen du dossier {assessment.dossier.reference}".rstrip()
    document = compose_report(assessment.dossier, GRID, title, grid(assessment), draft=wanted.draft)
    data = writer.write(document, form, ())
    return BundleFile(f"{GRID}.{form}", data, page_count(data) if form == "pdf" else None)


def _liasse(
    writer: Writer,
    assessment: Assessment,
    documents: dict[str, BundleFile],
    titles: dict[str, str],
    wanted: Wanted,
) -> BundleFile:
    """The whole bundle in one file, its bordereau giving the true folio of each part."""
    dossier = assessment.dossier
    parts = tuple(_parts(assessment, documents, titles))
    counts = [page_count(part.data) for part in parts if part.data]
    place = next((n for n, part in enumerate(parts) if not part.data), None)
    title = f"Liasse du dossier {dossier.reference}"
    if place is not None:
        rows = [part for part in parts if part.data]
        bordereau = _bordereau(writer, dossier, [p.title for p in rows], counts, place, wanted)
        parts = tuple(Part(part.title, part.data or bordereau, part.group) for part in parts)
    data = assemble(
        parts,
        title=title,
        reference=dossier.reference,
        font=dossier.procedure.library.path("polices/SourceSans3-Regular.ttf"),
        attachments=(source_attachment(dossier),),
    )
    return BundleFile("liasse.pdf", data, page_count(data))


def _parts(
    assessment: Assessment, documents: dict[str, BundleFile], titles: dict[str, str]
) -> Iterator[Part]:
    """The parts in the order of the procedure; the bordereau is still without its pages."""
    for name in assessment.dossier.procedure.bundle:
        if name == "bordereau":
            yield Part("Bordereau de la liasse", b"")
        elif name == "pieces":
            for piece in assessment.pieces:
                if piece.status is PieceStatus.PRESENT:
                    for file, title in zip(piece.files, _file_titles(piece), strict=True):
                        yield Part(title, file.content, "Pièces")
        else:
            yield Part(titles[name], documents[name].data)


def _file_titles(piece: Piece) -> list[str]:
    if len(piece.files) == 1:
        return [piece.spec.label]
    total = len(piece.files)
    return [f"{piece.spec.label} ({n}/{total})" for n in range(1, total + 1)]


def _bordereau(
    writer: Writer,
    dossier: Dossier,
    titles: list[str],
    counts: list[int],
    place: int,
    wanted: Wanted,
) -> bytes:
    """The bordereau, laid out again until its own pages are counted in the folios it gives."""
    own = 1
    while True:
        folio, rows = 1, []
        for index, (title, pages) in enumerate(zip(titles, counts, strict=True)):
            folio += own if index == place else 0
            rows.append((title, pages, folio))
            folio += pages
        document = compose_report(
            dossier,
            "bordereau",
            f"Bordereau de la liasse {dossier.reference}",
            slip(rows, sum(counts) + own),
            draft=wanted.draft,
        )
        data = writer.write(document, "pdf", ())
        counted = page_count(data)
        if counted == own:
            return data
        own = counted


def _sources(
    dossier: Dossier, copies: Mapping[str, tuple[BundleFile, ...]]
) -> Iterator[BundleFile]:
    """The dossier as one YAML text that can be checked in the bundle, its paths being those there.

    Where that changes it, each file that it is made of also stands byte for byte.
    """
    source = dossier.source
    moved = {
        name: node
        for name, files in copies.items()
        if (node := [file.name for file in files]) and node != list(dossier.pieces.get(name, ()))
    }
    if not (source.sheets or source.included or moved):
        yield BundleFile("dossier.yaml", source.content)
        return
    given = source.data.get("pieces")
    pieces: dict[str, Tree] = {**given} if isinstance(given, dict) else {}
    for name, node in moved.items():
        pieces[name] = node[0] if len(node) == 1 else [*node]
    tree = {**source.data, **({"pieces": pieces} if pieces else {})}
    yield BundleFile("dossier.yaml", dump(tree).encode())
    yield BundleFile(f"sources/{Path(source.file).name}", source.content)
    for name, content in dict(source.included).items():
        yield BundleFile(f"sources/{name}", content)


def _copies(piece: Piece) -> Iterator[BundleFile]:
    """The files of a pièce as they were given, under the pièce's own name."""
    for number, file in enumerate(piece.files, 1):
        if file.problem:
            continue
        rank = f"-{number}" if len(piece.files) > 1 else ""
        suffix = PurePosixPath(file.path).suffix.lower()
        yield BundleFile(f"pieces/{piece.spec.id}{rank}{suffix}", file.content, file.pages)
