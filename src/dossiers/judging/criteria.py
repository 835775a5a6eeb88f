"""Criteria × dossier → outcomes: three truths, and what is left to a human."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from dossiers.language.vocabulary import Missing, MissingValue
from dossiers.opening.dossier import Dossier
from dossiers.procedures.documents import ENTRY
from dossiers.procedures.procedure import Criterion
from dossiers.values import Undecidable


class Status(StrEnum):
    """What a criterion says of a dossier."""

    MET = "satisfait"
    UNMET = "non_satisfait"
    INCOMPLETE = "a_completer"
    HUMAN = "a_apprecier"
    NOT_APPLICABLE = "sans_objet"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A criterion's status, why, and the path of the blank field that leaves it undecided.

    A rule about each entry of a list has the worst of its `parts`, one an entry, whose path is
    `entry`.
    """

    criterion: Criterion
    status: Status
    reason: str = ""
    missing: str = ""
    entry: str = ""
    parts: tuple[Outcome, ...] = ()


_WORST = (Status.UNMET, Status.INCOMPLETE, Status.HUMAN, Status.MET, Status.NOT_APPLICABLE)


def outcomes(dossier: Dossier) -> tuple[Outcome, ...]:
    """The outcome of every criterion of the procedure, in its order. Raises LibraryError."""
    context = dossier.context()
    return tuple(
        _of_entries(criterion, dossier, context) if criterion.each else _outcome(criterion, context)
        for criterion in dossier.procedure.criteria
    )


def _of_entries(criterion: Criterion, dossier: Dossier, context: dict[str, Any]) -> Outcome:
    """The worst outcome of any entry, each reason said once; none applies to a blank list."""
    entries = dossier.value(criterion.each)
    parts = tuple(
        replace(_outcome(criterion, {**context, ENTRY: entry}), entry=f"{criterion.each}[{rank}]")
        for rank, entry in enumerate(() if isinstance(entries, Missing) else entries, 1)
    )
    worst = min((p.status for p in parts), key=_WORST.index, default=Status.NOT_APPLICABLE)
    held = [part for part in parts if part.status is worst]
    reason = " ".join(dict.fromkeys(part.reason for part in held if part.reason))
    missing = held[0].missing if held else ""
    return Outcome(criterion, worst, reason, missing, parts=parts)


def _outcome(criterion: Criterion, context: dict[str, Any]) -> Outcome:
    try:
        if criterion.applies is not None and not criterion.applies.holds(context):
            return Outcome(criterion, Status.NOT_APPLICABLE)
        if criterion.holds is None:
            return Outcome(criterion, Status.HUMAN)
        if criterion.holds.holds(context):
            return Outcome(criterion, Status.MET)
    except MissingValue as undecided:
        blank = undecided.missing
        return Outcome(criterion, Status.INCOMPLETE, f"À compléter : {blank.label}.", blank.path)
    except Undecidable as question:
        return Outcome(criterion, Status.HUMAN, str(question))
    reason = criterion.otherwise.say(context) if criterion.otherwise else ""
    return Outcome(criterion, Status.UNMET, reason)
