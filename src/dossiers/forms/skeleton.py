"""A procedure → a blank dossier, commented, ready to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from dossiers.forms.json_schema import file_name
from dossiers.judging.labels import STAGES
from dossiers.procedures.procedure import PieceSpec, Procedure
from dossiers.procedures.schema import CHOICE, GROUP, LIST, Field

_WIDTH = 92
_BELOW = " Le texte s’écrit sous « | », chaque ligne en retrait de deux espaces."


def skeleton(procedure: Procedure) -> str:
    """The YAML text of a blank dossier: every field, what it expects, whether it is required."""
    name = file_name(procedure)
    lines = [
        f"# yaml-language-server: $schema={name}",
        f"# {procedure.title} (procédure {procedure.id}, version {procedure.version})",
        "# Remplir après chaque « : ». Une ligne qui commence par # est une explication.",
        "# Vérifier à tout moment : dossiers check CE_FICHIER",
        f"# Aide d’un éditeur (1re ligne) : dossiers schema {procedure.id} -o {name}",
        "",
    ]
    for declared in procedure.fields:
        value = procedure.id if declared.name == "procedure" else ""
        lines += _field(declared, "", value)
    if procedure.pieces:
        lines += ["", "# Pièces : chemin de chaque fichier PDF, à côté de ce fichier.", "pieces:"]
        lines += [line for piece in procedure.pieces for line in _piece(piece)]
    return "\n".join(lines) + "\n"


def _field(declared: Field, indent: str, value: str = "") -> Iterator[str]:
    if not indent:
        yield ""
    yield from _comment(declared, indent)
    begun = "|" if declared.kind == "texte_long" else value
    yield f"{indent}{declared.name}: {begun}".rstrip()
    if declared.kind == GROUP:
        for child in declared.fields:
            yield from _field(child, indent + "  ")
    elif declared.kind == LIST:
        yield from _entry(declared, indent)


def _entry(declared: Field, indent: str) -> Iterator[str]:
    """One blank entry; the user copies it."""
    item = declared.item
    if item is None or item.kind != GROUP:
        yield f"{indent}  -"
        return
    lines = [line for child in item.fields for line in _field(child, indent + "    ")]
    lines = [line for line in lines if line]
    first = next(n for n, line in enumerate(lines) if not line.lstrip().startswith("#"))
    yield from lines[:first]
    yield f"{indent}  - {lines[first].lstrip()}"
    yield from lines[first + 1 :]


def _comment(declared: Field, indent: str) -> Iterator[str]:
    told = f"{declared.label} ({_need(declared)})"
    if declared.kind == CHOICE:
        told += " : " + " | ".join(f"{key} = {label}" for key, label in declared.options.items())
    elif declared.kind not in (GROUP, LIST) and declared.example:
        told += f", par exemple : {' '.join(declared.example.split())}"
    below = _BELOW if declared.kind == "texte_long" else ""
    for line in wrap(
        f"{told.removesuffix('.')}. {declared.help}".rstrip() + below, _WIDTH - len(indent)
    ):
        yield f"{indent}# {line}"


def _piece(piece: PieceSpec) -> Iterator[str]:
    yield f"  # {piece.label} ({_need(piece)}, étape : {STAGES[piece.stage]})"
    yield f"  {piece.id}:"


def _need(asked: Field | PieceSpec) -> str:
    """Whether a field or a pièce is required."""
    if asked.required_if is not None:
        return "obligatoire selon les autres réponses"
    return "obligatoire" if asked.required else "facultatif"
