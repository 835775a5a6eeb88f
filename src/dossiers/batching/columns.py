"""The title of a column → the field that it gives, or why it gives none, in French.

A title is the path of a field or of a pièce: `structure.siret`, `pieces.statuts`. The entry of a
list is counted from 0 after a point, `equipe.0.nom`, or from 1 in brackets as findings do,
`equipe[1].nom`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dossiers.opening.stated_pieces import PIECES
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import GROUP, LIST, Field
from dossiers.procedures.spelling import nearest
from dossiers.reading.source import Keys, dotted, keys_of

_PATH = re.compile(r"[^\W\d][\w-]*(?:\.[\w-]+|\[[1-9][0-9]{0,2}\])*")
_ENTRY = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, counted from 1, and the field that it gives; `declared` is None for a pièce."""

    number: int
    name: str
    keys: Keys
    declared: Field | None


def column_of(procedure: Procedure, number: int, name: str) -> Column | str:
    """The column of a title, or the end of the sentence that refuses it."""
    if not _PATH.fullmatch(name):
        return "un titre est le chemin d’un champ, tel que « structure.siret »."
    keys: Keys = tuple(
        int(key) if isinstance(key, str) and _ENTRY.fullmatch(key) else key for key in keys_of(name)
    )
    refused = _refused_piece if keys[0] == PIECES else _refused_field
    return refused(procedure, keys) or Column(number, name, keys, procedure.form.field(keys))


def _refused_field(procedure: Procedure, keys: Keys) -> str:
    """Why a path leads to no field that a cell can give; nothing where it does."""
    form = procedure.form
    declared = form.field(keys)
    if declared is None:
        length = next(n for n in range(1, len(keys) + 1) if form.field(keys[:n]) is None)
        meant = form.meant(keys[:length])
        hint = f" ; vouliez-vous dire « {dotted(meant)} » ?" if meant else "."
        return f"« {dotted(keys[:length])} » n’est pas un champ de cette procédure{hint}"
    if keys == ("procedure",):
        return "la procédure est celle du modèle, pour toutes les lignes."
    if declared.kind == GROUP:
        inner = dotted((*keys, declared.fields[0].name))
        return f"ce groupe contient des champs, à nommer un à un, tels que « {inner} »."
    if declared.kind == LIST:
        first = dotted((*keys, 0))
        return f"cette liste contient des entrées, à nommer une à une, telles que « {first} »."
    return ""


def _refused_piece(procedure: Procedure, keys: Keys) -> str:
    """Why a path leads to no pièce; nothing where it does."""
    known = [piece.id for piece in procedure.pieces]
    match keys[1:]:
        case (str() as name,) | (str() as name, int()):
            if name in known:
                return ""
            near = nearest(name, known)
            hint = f"vouliez-vous dire « {near} » ?" if near else f"connues : {', '.join(known)}."
            return f"pièce inconnue ; {hint}"
    return "une pièce se nomme « pieces », un point, puis son nom."
