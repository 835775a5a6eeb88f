"""A procedure begins before it ends, and those that it follows or precedes exist."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.findings import Finding
from dossiers.lint.subject import Subject, finding
from dossiers.procedures.procedure import catalogue


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the bounds of the period; look up the procedures that it names."""
    period = subject.procedure.period
    if period.since and period.until and period.until < period.since:
        yield finding("periode", "La période finit avant de commencer.", period.mark)
    for name in (period.former, period.following):
        if name and name not in catalogue(subject.procedure.library):
            yield finding("periode", f"Il n’y a pas de procédure « {name} ».", period.mark)
