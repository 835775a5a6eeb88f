"""Two dossiers → what changed between them, for a reader at a terminal or a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

from dossiers.errors import Refused, UsageProblem
from dossiers.french.days import short
from dossiers.french.words import agree
from dossiers.judging.comparison import Change, Nature
from dossiers.judging.content import Node
from dossiers.judging.differences import NATURES, Comparison
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.reading.source import dotted
from dossiers.reporting.report import VERSION, constat, finding_lines

_UNREAD = "Valeurs qui ne peuvent pas être lues, comparées telles qu’elles sont écrites\u00a0:"
_MARGIN = " " * 11


def compare_files(opener: Opener, before: Path, after: Path) -> Comparison:
    """The comparison of two dossiers.

    Raises Refused when one cannot be opened as a dossier, UsageProblem for a reception sheet or
    two procedures.
    """
    one, other = _opened(opener, before), _opened(opener, after)
    if one.procedure.id != other.procedure.id:
        raise UsageProblem(
            f"« {before} » suit la procédure « {one.procedure.id} », « {after} » la procédure "
            f"« {other.procedure.id} » : deux dossiers se comparent dans une même procédure."
        )
    return Comparison.of(one, other)


def text(comparison: Comparison) -> str:
    """What changed, for a reader at a terminal."""
    procedure = comparison.procedure
    lines = [
        f"{procedure.title} ({procedure.id}, version {procedure.version})",
        f"  avant  {_identity(comparison.before)}",
        f"  après  {_identity(comparison.after)}",
    ]
    for change in comparison.changes:
        lines += ["", *_change_lines(comparison, change)]
    if comparison.findings:
        lines += ["", _UNREAD]
        for file in dict.fromkeys(finding.mark.file for finding in comparison.findings):
            own = (finding for finding in comparison.findings if finding.mark.file == file)
            lines += [file, finding_lines(own)]
    return "\n".join((*lines, "", _summary(comparison.changes)))


def as_json(comparison: Comparison) -> str:
    """What changed, for a program. Changes of this form only add to it."""
    procedure = comparison.procedure
    told = {
        "version": VERSION,
        "procedure": {"id": procedure.id, "version": procedure.version},
        "avant": _json_identity(comparison.before),
        "apres": _json_identity(comparison.after),
        "changements": [_json_change(comparison, change) for change in comparison.changes],
        "constats": [constat(finding) for finding in comparison.findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _opened(opener: Opener, path: Path) -> Dossier:
    match opener.open(path):
        case Dossier() as dossier:
            return dossier
        case Reception():
            raise UsageProblem(f"« {path} » est une fiche de réception : elle ne se compare pas.")
        case Unreadable() as unreadable:
            raise Refused(f"« {path} » ne peut pas être lu.\n{finding_lines(unreadable.findings)}")


def _identity(dossier: Dossier) -> str:
    day = f", {short(dossier.day)}" if dossier.day else ""
    return f"{dossier.source.file} ({dossier.reference or 'sans référence'}{day})"


def _change_lines(comparison: Comparison, change: Change) -> Iterator[str]:
    places = dict.fromkeys(dotted(keys) for keys in (change.old, change.new) if keys)
    yield f"  {NATURES[change.nature]:<7}  {comparison.label(change)}  [{' → '.join(places)}]"
    if change.nature is Nature.MOVED:
        return
    for name, value in (("avant", change.before), ("après", change.after)):
        if value is not None:
            shown = comparison.shown(change, value)
            yield indent(shown if isinstance(value, dict) else f"{name}\u00a0: {shown}", _MARGIN)


def _summary(changes: tuple[Change, ...]) -> str:
    if not changes:
        return "Aucun changement\u00a0: les deux dossiers disent la même chose."
    counts = Counter(change.nature for change in changes)
    named = (
        f"{counts[nature]} {agree(counts[nature], word, f'{word}s')}"
        for nature, word in NATURES.items()
        if counts[nature]
    )
    total = len(changes)
    return f"{total} {agree(total, 'changement', 'changements')}\u00a0: {', '.join(named)}."


def _json_identity(dossier: Dossier) -> dict[str, Any]:
    return {
        "fichier": dossier.source.file,
        "reference": dossier.reference or None,
        "date": dossier.day.isoformat() if dossier.day else None,
    }


def _json_change(comparison: Comparison, change: Change) -> dict[str, Any]:
    def shown(value: Node) -> str | None:
        return None if value is None else comparison.shown(change, value)

    return {
        "nature": change.nature.value,
        "chemin": dotted(change.keys),
        "chemin_avant": dotted(change.old) if change.old else None,
        "chemin_apres": dotted(change.new) if change.new else None,
        "libelle": comparison.label(change),
        "immuable": comparison.immutable(change),
        "avant": shown(change.before),
        "apres": shown(change.after),
    }
