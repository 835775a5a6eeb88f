"""What changed between two dossiers, as people name it and as the language knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.findings import Finding, Verdict
from dossiers.judging.comparison import Change, Nature, compare
from dossiers.judging.content import Node, content, printed
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.compared import CHANGE, COMPARED
from dossiers.opening.dossier import Compared, Dossier
from dossiers.opening.stated_pieces import PIECES
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import dotted
from dossiers.values import NO_BREAK, Code

NATURES: Mapping[Nature, str] = {
    Nature.ADDED: "ajouté",
    Nature.REMOVED: "retiré",
    Nature.CHANGED: "modifié",
    Nature.MOVED: "déplacé",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two dossiers of one procedure, what each says, and what changed from one to the other."""

    before: Dossier
    after: Dossier
    said: tuple[Node, Node]
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, before: Dossier, after: Dossier) -> Comparison:
        """The comparison of two dossiers of one procedure."""
        said = content(before), content(after)
        return cls(before, after, said, compare(*said))

    @property
    def procedure(self) -> Procedure:
        """The procedure of both."""
        return self.after.procedure

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What cannot be read in either, so that it is compared as it was typed."""
        both = (*self.before.findings, *self.after.findings)
        return tuple(dict.fromkeys(f for f in both if f.effect is Verdict.INVALID))

    def label(self, change: Change) -> str:
        """What changed as people name it: « Équipe › entrée 2 (Ada Exemple) › Heures »."""
        keys, procedure = change.keys, self.procedure
        if keys[0] == PIECES:
            name = next(spec.label for spec in procedure.pieces if spec.id == keys[1])
            return " › ".join(("Pièces", name, *(f"fichier {int(n) + 1}" for n in keys[2:])))
        node: Any = self.said[1] if change.new else self.said[0]
        named = []
        for length, key in enumerate(keys, 1):
            node = node[key]
            own = procedure.form.label(keys[:length]).rsplit(" › ", 1)[-1]
            first = printed(next(iter(node.values()))) if isinstance(node, dict) else ""
            named.append(f"{own} ({first})" if first and isinstance(key, int) else own)
        return " › ".join(named)

    def shown(self, change: Change, value: Node) -> str:
        """A value as printed; of an entry, a line a field with its label."""
        if not isinstance(value, dict):
            return printed(value)
        inner = (
            f"{self.procedure.form.label((*change.keys, name)).rsplit(' › ', 1)[-1]}"
            f"{NO_BREAK}: {printed(child)}"
            for name, child in value.items()
            if printed(child)
        )
        return "\n".join(inner) or "entrée vide"

    def immutable(self, change: Change) -> bool:
        """Whether a change is one that no avenant can make."""
        return self.procedure.form.immutable(change.keys)


def told(before: Dossier, after: Dossier) -> Compared:
    """Two dossiers of one procedure with what a third one knows of their differences."""
    comparison = Comparison.of(before, after)
    joined = [change for change in comparison.changes if change.keys[0] == PIECES]
    fields = [change for change in comparison.changes if change.keys[0] != PIECES]
    fixed = [change for change in fields if comparison.immutable(change)]
    lists = {"changements": fields, "immuables": fixed, "pieces": joined}
    known = {
        name: tuple(_told(comparison, change) for change in changes)
        for name, changes in lists.items()
    }
    return Compared(before, after, Group(COMPARED, known))


def _told(comparison: Comparison, change: Change) -> Group:
    label = comparison.label(change)
    before, after = _sides(comparison, change)
    known = {
        "libelle": label,
        "chemin": dotted(change.keys),
        "nom": dotted(tuple(key for key in change.keys if isinstance(key, str))),
        "nature": Code(change.nature.value, NATURES[change.nature]),
        "avant": before or Missing("avant", "avant"),
        "apres": after or Missing("apres", "après"),
        "immuable": comparison.immutable(change),
        "resume": f"{label} ({' ; '.join(_summary(before, after))})",
    }
    return Group("", {name: known[name] for name in CHANGE})


def _sides(comparison: Comparison, change: Change) -> Iterator[str]:
    """What a change says before and after; of an entry that only moved, its places."""
    for keys, value in ((change.old, change.before), (change.new, change.after)):
        if change.nature is Nature.MOVED:
            yield f"entrée {int(keys[-1]) + 1}" if keys else ""
        else:
            yield "" if value is None else comparison.shown(change, value)


def _summary(before: str, after: str) -> Iterator[str]:
    for name, text in (("avant", before), ("après", after)):
        yield f"{name}{NO_BREAK}: {', '.join(text.split(chr(10))) or 'néant'}"
