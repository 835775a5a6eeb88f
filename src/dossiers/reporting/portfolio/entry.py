"""A dossier of the portfolio in JSON: its entry in `check`, and what a portfolio adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dossiers.judging.assessment import Assessment
from dossiers.judging.deadlines import Deadline, State
from dossiers.opening.opener import Unreadable
from dossiers.reporting.agenda import Agenda, Line
from dossiers.reporting.calendar import echeance
from dossiers.reporting.portfolio.row import Due, Plain, Row
from dossiers.reporting.report import entry, listed


def entry_text(
    result: Assessment | Unreadable, row: Row, dates: Sequence[Deadline], today: date
) -> str:
    """One dossier, indented as it stands in the file. Changes only add to it."""
    agenda = Agenda(row.file, procedure=row.procedure, reference=row.reference)
    lines = [Line(agenda, one) for one in dates if one.state is not State.NOT_APPLICABLE]
    told = {
        **entry(result),
        "echec": row.failure or None,
        "recevabilite": row.admissibility.value if row.admissibility else None,
        "portefeuille": [
            {"libelle": v.title, "valeurs": [_json(one) for one in v.values]} for v in row.values
        ],
        "prochaine": _next(row.due, today) if row.due else None,
        "echeances": [echeance(line, today) for line in lines],
    }
    return listed(told)


def _next(due: Due, today: date) -> dict[str, Any]:
    return {
        "libelle": due.label,
        "date": due.day.isoformat(),
        "jours": (due.day - today).days,
        "indicative": due.indicative,
        "passees": due.passed,
    }


def _json(value: Plain) -> str | int | None:
    """A value as it is, but a date and a decimal number, which JSON would lose, as texts."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value
