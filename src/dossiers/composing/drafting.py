"""A document × a dossier → what its template sees, and its blocks before they are numbered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dossiers.blocks import Block, Signatures
from dossiers.composing.markup import build
from dossiers.composing.word.document import write_whole
from dossiers.composing.wording import write
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import entry_of, seen_by
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document before its headings are numbered; `word` is its file, of a whole Word model."""

    title: str
    blocks: tuple[Block, ...]
    word: bytes = b""


def model_of(procedure: Procedure) -> str:
    """What the foot of a page says of the model."""
    return f"{procedure.id}, {procedure.version}"


def about(procedure: Procedure) -> Group:
    """What a template knows of its procedure."""
    named = {"id": procedure.id, "titre": procedure.title, "version": procedure.version}
    return Group("procedure", named)


def context_of(dossier: Dossier, spec: DocumentSpec) -> dict[str, Any]:
    """The names that the title and the template of a document see. Raises LibraryError."""
    return {
        **seen_by(dossier, spec),
        "procedure": about(dossier.procedure),
        "signataires": tuple(group for _, group in _signatories(dossier, spec)),
    }


def drafted(
    dossier: Dossier,
    spec: DocumentSpec,
    context: Mapping[str, Any],
    *,
    draft: bool,
    forced: Mapping[str, bool] | None = None,
) -> Drafted:
    """The title and the blocks of a document, each signature frame given its signatory.

    Raises LibraryError.
    """
    library, name = dossier.procedure.library, spec.template
    title, word = spec.title.say(context), b""
    if spec.word:
        bands = {
            "titre": title,
            "reference": dossier.reference,
            "modele": model_of(dossier.procedure),
        }
        mention = dossier.text("mention")
        whole = write_whole(
            library, name, context, bands, draft=draft, mention=mention, forced=forced
        )
        blocks, word = whole.blocks, whole.word
    else:
        blocks = build(write(library, name, context, draft=draft, forced=forced))
    return Drafted(title, _sign(blocks, [p for p, _ in _signatories(dossier, spec)], name), word)


def _signatories(dossier: Dossier, spec: DocumentSpec) -> Iterator[tuple[str, Group]]:
    """Each signatory's id and values; a list gives one an entry, or the one of this document."""
    for path in spec.signatories:
        match dossier.value(path):
            case Group() as value:
                yield path, value
            case tuple() | Missing() if path == spec.each:
                yield f"{path}-{spec.rank}", entry_of(dossier, spec)
            case tuple() as value:
                yield from ((f"{path}-{n}", entry) for n, entry in enumerate(value, 1))
            case Missing(item=Group() as blank):
                yield f"{path}-1", blank
            case _:
                raise LibraryError(f"Le signataire « {path} » n’est pas un groupe.", spec.mark)


def _sign(blocks: tuple[Block, ...], paths: list[str], name: str) -> tuple[Block, ...]:
    """Give each signature box its signatory, in the order of the procedure file."""
    left = list(paths)
    signed: list[Block] = []
    for block in blocks:
        if isinstance(block, Signatures):
            if len(block.boxes) > len(left):
                raise LibraryError("Plus de cadres de signature que de signataires.", Mark(name))
            boxes = tuple(replace(box, id=left.pop(0)) for box in block.boxes)
            signed.append(Signatures(boxes))
        else:
            signed.append(block)
    if left:
        raise LibraryError(f"Pas de cadre de signature pour : {', '.join(left)}.", Mark(name))
    return tuple(signed)
