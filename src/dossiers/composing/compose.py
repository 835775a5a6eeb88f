"""Procedure × Dossier → `Document`: the words chosen, numbered, referred to and signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dossiers.blocks import Block, Document
from dossiers.composing.drafting import about, context_of, drafted, model_of
from dossiers.composing.markup import build
from dossiers.composing.numbering import numbered
from dossiers.composing.rewriting import rewritten
from dossiers.composing.wording import write
from dossiers.opening.compared import COMPARED
from dossiers.opening.dossier import Dossier
from dossiers.procedures.documents import DocumentSpec

_UNDATED = date(2000, 1, 1)


def compose(
    dossier: Dossier,
    spec: DocumentSpec,
    *,
    draft: bool,
    forced: Mapping[str, bool] | None = None,
) -> Document:
    """A document of a dossier, as `papers` gives it; a lint may force conditions.

    Raises LibraryError at the template's line.
    """
    context = context_of(dossier, spec)
    if (spec_of := dossier.procedure.compared) and dossier.compared:
        context[COMPARED] = rewritten(dossier.compared, spec_of, draft=draft)
    found = drafted(dossier, spec, context, draft=draft, forced=forced)
    made = _document(dossier, spec.name, found.title, found.blocks, spec.template, draft=draft)
    return replace(made, word=found.word)


def compose_report(
    dossier: Dossier, name: str, title: str, values: Mapping[str, Any], *, draft: bool
) -> Document:
    """A report of the program itself, such as the grid: `templates/reports/<name>.md`."""
    path = f"templates/reports/{name}.md"
    own = {key: dossier.values.fields[key] for key in ("reference", "date", "mention")}
    context = {**own, "procedure": about(dossier.procedure), **values}
    blocks = build(write(dossier.procedure.library, path, context, draft=True))
    return _document(dossier, name, title, blocks, path, draft=draft)


def _document(
    dossier: Dossier, name: str, title: str, blocks: Sequence[Block], path: str, *, draft: bool
) -> Document:
    return Document(
        id=name,
        title=title,
        reference=dossier.reference,
        model=model_of(dossier.procedure),
        date=dossier.day or _UNDATED,
        blocks=numbered(blocks, path).blocks,
        mention=dossier.text("mention"),
        draft=draft,
        template=path,
    )
