"""Two dossiers → what changed between them, for a reader at a terminal or a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

from dossiers.errors import Refused, UsageProblem
from dossiers.findings import Finding, Verdict
from dossiers.french.words import agree
from dossiers.judging.comparison import Change, Nature, compare
from dossiers.judging.content import Node, content, printed
from dossiers.opening.dossier import PIECES, Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import Keys, dotted
from dossiers.reporting.report import VERSION, constat, finding_lines

NATURES: Mapping[Nature, str] = {
    Nature.ADDED: "ajouté",
    Nature.REMOVED: "retiré",
    Nature.CHANGED: "modifié",
    Nature.MOVED: "déplacé",
}
_UNREAD = "Valeurs qui ne peuvent pas être lues, comparées telles qu’elles sont écrites\u00a0:"
_MARGIN = " " * 11


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two dossiers of one procedure, what each says, and what changed from one to the other."""

    before: Dossier
    after: Dossier
    said: tuple[Node, Node]
    changes: tuple[Change, ...]

    @property
    def procedure(self) -> Procedure:
        """The procedure of both."""
        return self.after.procedure

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What cannot be read in either, so that it is compared as it was typed."""
        both = (*self.before.findings, *self.after.findings)
        return tuple(dict.fromkeys(f for f in both if f.effect is Verdict.INVALID))


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
    said = content(one), content(other)
    return Comparison(one, other, said, compare(*said))


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


def label(comparison: Comparison, change: Change) -> str:
    """What changed as people name it: « Équipe › entrée 2 (Ada Exemple) › Heures »."""
    keys, procedure = change.keys, comparison.procedure
    if keys[0] == PIECES:
        name = next(spec.label for spec in procedure.pieces if spec.id == keys[1])
        return " › ".join(("Pièces", name, *(f"fichier {int(n) + 1}" for n in keys[2:])))
    node: Any = comparison.said[1] if change.new else comparison.said[0]
    named = []
    for length, key in enumerate(keys, 1):
        node = node[key]
        own = procedure.form.label(keys[:length]).rsplit(" › ", 1)[-1]
        first = printed(next(iter(node.values()))) if isinstance(node, dict) else ""
        named.append(f"{own} ({first})" if first and isinstance(key, int) else own)
    return " › ".join(named)


def _opened(opener: Opener, path: Path) -> Dossier:
    match opener.open(path):
        case Dossier() as dossier:
            return dossier
        case Reception():
            raise UsageProblem(f"« {path} » est une fiche de réception : elle ne se compare pas.")
        case Unreadable() as unreadable:
            raise Refused(f"« {path} » ne peut pas être lu.\n{finding_lines(unreadable.findings)}")


def _identity(dossier: Dossier) -> str:
    day = f", {dossier.day:%d/%m/%Y}" if dossier.day else ""
    return f"{dossier.source.file} ({dossier.reference or 'sans référence'}{day})"


def _change_lines(comparison: Comparison, change: Change) -> Iterator[str]:
    places = dict.fromkeys(dotted(keys) for keys in (change.old, change.new) if keys)
    yield f"  {NATURES[change.nature]:<7}  {label(comparison, change)}  [{' → '.join(places)}]"
    if change.nature is Nature.MOVED:
        return
    for name, value in (("avant", change.before), ("après", change.after)):
        if value is not None:
            shown = _shown(comparison.procedure, change.keys, value)
            yield indent(shown if isinstance(value, dict) else f"{name}\u00a0: {shown}", _MARGIN)


def _shown(procedure: Procedure, keys: Keys, value: Node) -> str:
    """A value as printed; of an entry, each field with its label."""
    if not isinstance(value, dict):
        return printed(value)
    inner = (
        f"{procedure.form.label((*keys, name)).rsplit(' › ', 1)[-1]}\u00a0: {printed(child)}"
        for name, child in value.items()
        if printed(child)
    )
    return "\n".join(inner) or "entrée vide"


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
        return None if value is None else _shown(comparison.procedure, change.keys, value)

    return {
        "nature": change.nature.value,
        "chemin": dotted(change.keys),
        "chemin_avant": dotted(change.old) if change.old else None,
        "chemin_apres": dotted(change.new) if change.new else None,
        "libelle": label(comparison, change),
        "avant": shown(change.before),
        "apres": shown(change.after),
    }
