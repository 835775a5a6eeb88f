"""What a dossier must contain, and whether it does.

A requirement that depends on a condition counts only where the condition is known to hold; the
fields of an optional group count once the group is begun; white space is no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Finding, Severity, Stage, Verdict
from dossiers.kinds import LongText, show
from dossiers.language.expressions import Expression
from dossiers.language.vocabulary import Group, Missing, is_filled
from dossiers.opening.dossier import Dossier
from dossiers.opening.papers import is_due, specs_of
from dossiers.procedures.schema import GROUP, LIST, Field
from dossiers.reading.source import Keys, dotted, keys_of


@dataclass(frozen=True, slots=True)
class Need:
    """A value that the procedure expects, and whether the dossier gives it.

    `given` counts the entries of a list; `document` is the one that needs what nothing else asks.
    """

    field: Field
    keys: Keys
    filled: bool
    given: int = 0
    document: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the expected values and pièces are there."""

    filled: int
    expected: int

    @property
    def rate(self) -> float:
        """Share of what is expected, rounded down to the thousandth: 1 only when all is there."""
        return 1.0 if not self.expected else self.filled * 1000 // self.expected / 1000


def needs(dossier: Dossier) -> tuple[Need, ...]:
    """Every expected value, in the order of the procedure, then those that documents need.

    Raises LibraryError for a document that needs what is no field.
    """
    asked = tuple(_fields(dossier.procedure.fields, dossier.values, (), dossier.context()))
    known = {need.keys for need in asked}
    return (*asked, *(need for need in _printed(dossier) if need.keys not in known))


def _printed(dossier: Dossier) -> Iterator[Need]:
    """What the documents to write cannot do without."""
    for spec in specs_of(dossier):
        for path in spec.needs if is_due(dossier, spec) else ():
            keys = keys_of(path)
            declared = dossier.procedure.form.field(keys)
            if declared is None:
                raise LibraryError(f"« exige: {path} » n’est pas un champ.", spec.mark)
            yield Need(declared, keys, is_filled(dossier.value(path)), document=spec.id)


def blanks(dossier: Dossier, needed: tuple[Need, ...]) -> Iterator[Finding]:
    """A finding a blank; a value already found wrong is not said again."""
    # An entry that is wrong may well be the one that lacks.
    lists = {path[:end] for path in dossier.told for end, sign in enumerate(path) if sign == "["}
    for need in needed:
        path = dotted(need.keys)
        told = dossier.says_enough(path) or (need.field.kind == LIST and path in lists)
        if not need.filled and not told:
            yield Finding(
                rule="champ/requis",
                severity=Severity.ERROR,
                message=f"{dossier.procedure.form.label(need.keys)} : {_lack(need, dossier)}",
                mark=dossier.source.mark(need.keys),
                path=path,
                stage=need.field.stage,
                effect=Verdict.INCOMPLETE,
            )


def _lack(need: Need, dossier: Dossier) -> str:
    if need.given:
        return f"{need.given} sur {need.field.least} attendus au moins."
    reasons = "" if need.field.required else reason(need.field.required_if, dossier)
    if need.document:
        reasons = f"le document « {need.document} » l’imprime"
    told = f"à compléter, puisque {reasons}" if reasons else "à compléter"
    if need.field.kind in ("texte", "texte_long") and need.field.example:
        example = f"par exemple « {' '.join(need.field.example.split())} »"
        return f"{told} ({example})." if reasons else f"{told}, {example}."
    return f"{told} (attendu : {need.field.expected})."


def reason(condition: Expression | None, dossier: Dossier) -> str:
    """What the fields that a condition reads hold, as « puisque » introduces it.

    Cerberus cannot say of which other field a requirement comes (pyeve/cerberus, issue 622).
    """
    names = sorted(condition.names()) if condition else ()
    said = [_said(name, dossier) for name in names]
    return " et ".join(words for words in said if words)


def _said(name: str, dossier: Dossier) -> str:
    declared = dossier.procedure.form.field(keys_of(name))
    if declared is None:
        return ""
    match value := dossier.value(name):
        case Missing():
            return f"« {declared.label} » n’est pas renseigné"
        case Group() | tuple() | LongText():
            return f"« {declared.label} » est renseigné"
        case _:
            return f"« {declared.label} » est renseigné « {show(value)} »"


def _fields(
    fields: tuple[Field, ...], group: Group, keys: Keys, context: dict[str, Any]
) -> Iterator[Need]:
    for declared in fields:
        value = group.fields[declared.name]
        yield from _needs(declared, value, (*keys, declared.name), context)


def _needs(declared: Field, value: Any, keys: Keys, context: dict[str, Any]) -> Iterator[Need]:
    required = declared.required or _holds(declared.required_if, context)
    if declared.kind == GROUP:
        if required or value.filled():
            yield from _fields(declared.fields, value, keys, context)
    elif declared.kind == LIST:
        yield from _list(declared, value, keys, context, required=required)
    elif required:
        yield Need(declared, keys, not isinstance(value, Missing))


def _list(
    declared: Field, value: Any, keys: Keys, context: dict[str, Any], *, required: bool
) -> Iterator[Need]:
    entries = () if isinstance(value, Missing) else value
    given = sum(is_filled(entry) for entry in entries)
    if required or declared.least:
        yield Need(declared, keys, given >= max(1, declared.least), given)
    if declared.item is None:
        return
    for index, entry in enumerate(entries):
        if declared.item.kind == GROUP:
            if not (required or declared.least or entry.filled()):
                continue  # an entry of an optional list that is not begun
            yield from _fields(declared.item.fields, entry, (*keys, index), context)
        else:
            yield Need(declared.item, (*keys, index), is_filled(entry))


def _holds(condition: Expression | None, context: dict[str, Any]) -> bool:
    """Whether a condition is known to hold; undecided is not a requirement yet."""
    return condition is not None and condition.decided(context) is True


def due(stage: Stage, judged: Stage) -> bool:
    """Whether what is asked at `stage` is due when the dossier is judged at `judged`."""
    return stage is Stage.SIGNATURE or judged is Stage.FILING
