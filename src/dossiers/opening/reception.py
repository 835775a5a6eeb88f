"""A reception sheet: what an officer notes of a dossier that came on paper, line by line.

Each line says whether an expected item came (`recu: oui|non|illisible`), on which page, with a
remark. What the item says is not typed: a criterion that reads it is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dossiers.findings import Mark
from dossiers.language.vocabulary import Group
from dossiers.opening.dossier import Dossier, open_dossier
from dossiers.procedures.fields import HEADER
from dossiers.procedures.procedure import Criterion, PieceSpec, Procedure
from dossiers.procedures.schema import CHOICE, GROUP, LIST, Field, Form
from dossiers.reading.source import Keys, Source, Tree

KEY, RECEPTION = "fiche", "reception"
"""The line that makes a file a reception sheet."""
PIECES = "pieces_recues"
ANSWERS = ("oui", "non", "illisible")


@dataclass(frozen=True, slots=True)
class Item:
    """An expected item: a field, or a pièce. `required` is false where it depends on the rest."""

    keys: Keys
    label: str
    required: bool
    help: str
    piece: PieceSpec | None = None

    @property
    def optional(self) -> bool:
        """Whether nothing ever asks for it."""
        return self.piece is not None and not self.required and self.piece.required_if is None


@dataclass(frozen=True, slots=True)
class Reception:
    """A reception sheet opened with its procedure; `dossier` holds its lines as values."""

    dossier: Dossier
    procedure: Procedure
    items: tuple[Item, ...]


def items(procedure: Procedure) -> tuple[Item, ...]:
    """What a procedure expects, in its order: required or conditional fields, then pièces."""
    listed = tuple(
        Item((PIECES, spec.id), spec.label, spec.required, spec.help, spec)
        for spec in procedure.pieces
    )
    return (*_items(_body(procedure), (), "", certain=True), *listed)


def is_reception(source: Source) -> bool:
    """Whether a file says that it is a reception sheet."""
    said = source.data.get(KEY)
    return isinstance(said, str) and said.strip() == RECEPTION


def open_reception(
    source: Source, procedure: Procedure, folder: Path, day: date | None = None
) -> Reception:
    """The reception sheet of a source. `day` replaces its own date. Nothing is raised."""
    mark = Mark(source.file)
    fields = (
        *(field for field in procedure.fields if field.name in HEADER),
        Field(KEY, "texte", "Nature de la fiche", mark),
        *_lines(_body(procedure)),
        Field(PIECES, GROUP, "Pièces", mark, required=True, fields=_piece_lines(procedure)),
    )
    form = replace(
        procedure,
        fields=fields,
        form=Form(fields),
        criteria=tuple(c for c in procedure.criteria if _decidable(c, procedure)),
        pieces=(),
        documents=(),
    )
    lowered = replace(source, data={name: _lowered(node) for name, node in source.data.items()})
    return Reception(open_dossier(lowered, form, folder, day), procedure, items(procedure))


def unread(reception: Reception) -> Group:
    """The values of the dossier that a sheet is about: those of its header, all else a blank."""
    sheet = reception.dossier
    known = {name: sheet.source.data[name] for name in HEADER if name in sheet.source.data}
    source = replace(sheet.source, data=known)
    return open_dossier(source, reception.procedure, sheet.folder, sheet.day).values


def _lowered(node: Tree) -> Tree:
    """The lines with their answers in lower case, since « Oui » can mean nothing else."""
    if not isinstance(node, dict):
        return node
    answer = node.get("recu")
    lowered = {"recu": answer.strip().lower()} if isinstance(answer, str) else {}
    return {name: _lowered(child) for name, child in node.items()} | lowered


def _body(procedure: Procedure) -> tuple[Field, ...]:
    return tuple(field for field in procedure.fields if field.name not in HEADER)


def _items(fields: tuple[Field, ...], keys: Keys, above: str, *, certain: bool) -> Iterator[Item]:
    for declared in fields:
        path, label = (*keys, declared.name), f"{above}{declared.label}"
        sure = certain and declared.required
        if declared.kind == GROUP:
            yield from _items(declared.fields, path, f"{label} › ", certain=sure)
        elif _expected(declared):
            yield Item(path, label, sure, declared.help)


def _expected(declared: Field) -> bool:
    asked = declared.required or declared.required_if is not None
    return asked or (declared.kind == LIST and declared.least > 0)


def _lines(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The declarations of the sheet: each expected field is the group of its answers."""
    made = []
    for declared in fields:
        if declared.kind == GROUP:
            children = _lines(declared.fields)
            if children:
                line = replace(declared, fields=children, required=True, required_if=None)
                made.append(line)
        elif _expected(declared):
            made.append(_line(declared.name, declared.label, declared.mark))
    return tuple(made)


def _piece_lines(procedure: Procedure) -> tuple[Field, ...]:
    mark = Mark(f"{procedure.id}.yaml")
    return tuple(
        replace(_line(item.keys[-1], item.label, mark), required=not item.optional)
        for item in items(procedure)
        if item.piece
    )


def _line(name: str | int, label: str, mark: Mark) -> Field:
    options = {answer: answer for answer in ANSWERS}
    answers = (
        Field("recu", CHOICE, "Reçu", mark, required=True, options=options),
        Field("page", "texte", "Page", mark),
        Field("remarque", "texte", "Remarque", mark),
    )
    return Field(str(name), GROUP, label, mark, required=True, fields=answers)


def _decidable(criterion: Criterion, procedure: Procedure) -> bool:
    """Whether a criterion reads nothing that the sheet does not hold."""
    if criterion.each:
        return False  # the entries of a list are not on the sheet
    told = {field.name for field in procedure.fields} - set(HEADER)
    read = [e.names() for e in (criterion.applies, criterion.holds) if e is not None]
    return not any(name.split(".")[0] in told for names in read for name in names)
