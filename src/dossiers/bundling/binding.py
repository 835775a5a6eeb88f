"""The whole bundle in one file: its parts in order, and the bordereau that gives their folios."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from dossiers.blocks import Attachment, Document
from dossiers.bundling.assembly import Part, assemble, first_folios
from dossiers.bundling.files import BundleFile
from dossiers.bundling.grid import slip
from dossiers.composing.compose import compose_report
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.formats.pdf import page_count
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import documents_of
from dossiers.opening.pieces import Piece, PieceFile
from dossiers.procedures.documents import LETTERS

NAME = "liasse.pdf"
_MOST_TIMES = 10
"""How often a bordereau may be laid out; two or three times give it its own pages."""

Write = Callable[[Document], bytes]
"""What lays a report out as a PDF."""


def liasse(
    dossier: Dossier,
    documents: Mapping[str, Part],
    pieces: Sequence[Piece],
    attachments: Sequence[Attachment],
    write: Write,
    *,
    draft: bool,
) -> BundleFile:
    """`liasse.pdf`: bordereau, documents and pièces in the order of the procedure, files embedded.

    The bordereau is laid out by `write`, as often as it takes to give the true folio of each part.
    """
    parts = list(_parts(dossier, documents, pieces, write, draft=draft))
    for place, part in enumerate(parts):
        if not part.data:
            data = _bordereau(dossier, parts, place, write, draft=draft)
            parts[place] = replace(part, data=data)
    data = assemble(
        parts,
        title=f"Liasse du dossier {dossier.reference}",
        reference=dossier.reference,
        font=dossier.procedure.library.path("polices/SourceSans3-Regular.ttf"),
        attachments=attachments,
        recto=dossier.procedure.recto_verso,
    )
    return BundleFile(NAME, data, page_count(data))


def _parts(
    dossier: Dossier,
    documents: Mapping[str, Part],
    pieces: Sequence[Piece],
    write: Write,
    *,
    draft: bool,
) -> Iterator[Part]:
    """The parts in the order of the procedure; the bordereau is still without its pages."""
    for name in dossier.procedure.bundle:
        if name == "bordereau":
            yield Part("Bordereau de la liasse", b"")
        elif name == "pieces":
            for piece in pieces:
                for file, title in zip(piece.files, _file_titles(piece), strict=True):
                    if not file.problem:
                        yield Part(title, file.found.drawn, "Pièces")
                    elif not file.absent:  # in a draft only: it blocks a final
                        page = write(_stand_in(dossier, title, file))
                        yield Part(f"{title} – illisible", page, "Pièces")
        else:
            for spec in documents_of(dossier, draft=draft):
                if name == (LETTERS if spec.letter else spec.id):
                    yield documents[spec.name]


def _stand_in(dossier: Dossier, title: str, file: PieceFile) -> Document:
    """The page « Pièce illisible » that takes the place of a file in a draft."""
    told = {"piece": title, "fichier": file.path, "motif": file.problem.rstrip(".")}
    name = f"Pièce illisible du dossier {dossier.reference}"
    return compose_report(dossier, "illisible", name, told, draft=True)


def _file_titles(piece: Piece) -> list[str]:
    if len(piece.files) == 1:
        return [piece.spec.label]
    total = len(piece.files)
    return [f"{piece.spec.label} ({n}/{total})" for n in range(1, total + 1)]


def _bordereau(
    dossier: Dossier, parts: Sequence[Part], place: int, write: Write, *, draft: bool
) -> bytes:
    """The bordereau, laid out again until its own pages are counted in the folios it gives.

    Raises LibraryError for a template whose pages change with the folios, without end.
    """
    counts = [page_count(part.data) if part.data else 0 for part in parts]
    own = 1
    for _ in range(_MOST_TIMES):
        counts[place] = own
        firsts, total = first_folios(counts, recto=dossier.procedure.recto_verso)
        rows = [
            (part.title, pages, first)
            for index, (part, pages, first) in enumerate(zip(parts, counts, firsts, strict=True))
            if index != place
        ]
        document = compose_report(
            dossier,
            "bordereau",
            f"Bordereau de la liasse {dossier.reference}",
            slip(rows, total, blank=total - sum(counts)),
            draft=draft,
        )
        data = write(document)
        counted = page_count(data)
        if counted == own:
            return data
        own = counted
    raise LibraryError(
        "Le bordereau n’a jamais le nombre de pages qu’il annonce : son modèle en change selon ce "
        "nombre.",
        Mark("templates/reports/bordereau.md"),
    )
