"""Criteria × dossier → outcomes: three truths, and what is left to a human."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dossiers.language.vocabulary import MissingValue
from dossiers.opening.dossier import Dossier
from dossiers.procedures.procedure import Criterion
from dossiers.values import Incomparable


class Status(StrEnum):
    """What a criterion says of a dossier."""

    MET = "satisfait"
    UNMET = "non_satisfait"
    INCOMPLETE = "a_completer"
    HUMAN = "a_apprecier"
    NOT_APPLICABLE = "sans_objet"


_DAYS_AND_MONTHS = "Une durée en jours et une durée en mois ne se comparent pas d’elles-mêmes."


@dataclass(frozen=True, slots=True)
class Outcome:
    """A criterion's status, why, and the path of the blank field that leaves it undecided."""

    criterion: Criterion
    status: Status
    reason: str = ""
    missing: str = ""


def outcomes(dossier: Dossier) -> tuple[Outcome, ...]:
    """The outcome of every criterion of the procedure, in its order. Raises LibraryError."""
    context = dossier.context()
    return tuple(_outcome(criterion, context) for criterion in dossier.procedure.criteria)


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
    except Incomparable:
        return Outcome(criterion, Status.HUMAN, _DAYS_AND_MONTHS)
    reason = criterion.otherwise.say(context) if criterion.otherwise else ""
    return Outcome(criterion, Status.UNMET, reason)
