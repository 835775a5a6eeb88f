"""`Assessment` → whether a dossier is admissible, as far as a machine can tell."""

from __future__ import annotations

from enum import StrEnum

from dossiers.findings import Verdict
from dossiers.judging.assessment import Assessment
from dossiers.judging.criteria import Status
from dossiers.procedures.procedure import Purpose


class Admissibility(StrEnum):
    """What the criteria of admissibility say of a dossier, together."""

    YES = "recevable"
    NO = "irrecevable"
    INCOMPLETE = "a_completer"
    HUMAN = "a_apprecier"


def admissibility(judged: Assessment) -> Admissibility | None:
    """What makes a dossier inadmissible, else what is still open; None where nothing is asked.

    A criterion whose source is to be confirmed does not refuse: it is for a person.
    """
    if any(finding.effect is Verdict.INADMISSIBLE for finding in judged.findings):
        return Admissibility.NO
    asked = [o for o in judged.outcomes if o.criterion.purpose is Purpose.ADMISSIBILITY]
    if not asked:
        return None
    said = {outcome.status for outcome in asked}
    if Status.INCOMPLETE in said:
        return Admissibility.INCOMPLETE
    return Admissibility.HUMAN if said & {Status.HUMAN, Status.UNMET} else Admissibility.YES
