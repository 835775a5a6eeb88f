"""A delay run from its first day to its last, step by step. Pure arithmetic, whatever the law.

Laws that the tests hold: months go date to date; a later start or a longer delay never ends
earlier; a suspension never ends a delay earlier, nor does a later reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossiers.french.days import (
    days_later,
    holiday,
    is_working,
    months_later,
    next_working_day,
    short,
)
from dossiers.kinds import show
from dossiers.kinds.date import weekday
from dossiers.values import Duration


@dataclass(frozen=True, slots=True)
class Pause:
    """A delay stopped on a day, by a request, until another, its reply; None while it has none."""

    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """What runs: a delay from a day, or back from it when `before`.

    `postponed` moves an end that is no working day of the `department` to the next one.
    """

    start: date
    delay: Duration | None = None
    before: bool = False
    pause: Pause | None = None
    postponed: bool = False
    department: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The last day, None while the delay is suspended, and each step of the count in French."""

    end: date | None
    steps: tuple[str, ...]


def run(clock: Clock) -> Run:
    """The end of a delay, and how it is counted. Raises Refused beyond the calendar."""
    end = clock.start
    steps: tuple[str, ...] = ()
    if clock.delay is not None:
        end, step = _moved(clock.start, clock.delay, before=clock.before)
        steps = (step,)
    if clock.pause is not None:
        resumed, step = _suspended(clock, clock.pause, end)
        steps = (*steps, step)
        if resumed is None:
            return Run(None, steps)
        end = resumed
    last = _last(clock, end)
    if last != end:
        named = holiday(end, clock.department)
        closed = f"{_dated(end)} ({named})" if named else _dated(end)
        steps = (*steps, f"{closed}, reporté au {_dated(last)}")
    return Run(last, steps)


def _moved(start: date, delay: Duration, *, before: bool) -> tuple[date, str]:
    sign = -1 if before else 1
    by_months = months_later(start, sign * delay.months)
    end = days_later(by_months, sign * delay.days)
    cut = " (dernier jour du mois)" if by_months.day != start.day else ""
    return end, f"{'−' if before else '+'} {show(delay)} : {short(end)}{cut}"


def _suspended(clock: Clock, pause: Pause, end: date) -> tuple[date | None, str]:
    """The end once the time of the pause is added: what was left when it began is left after.

    A request that comes once the delay is over, its report included, changes nothing.
    """
    since = max(pause.since, clock.start)
    if since > _last(clock, end):
        return end, f"demande du {short(pause.since)}, après le terme : sans effet"
    if pause.until is None:
        return None, f"suspendu depuis le {short(since)}"
    until = max(pause.until, since)
    resumed = days_later(max(end, since), (until - since).days)
    days = _days((until - since).days)
    return resumed, f"suspendu du {short(since)} au {short(until)}, {days} : {short(resumed)}"


def _last(clock: Clock, end: date) -> date:
    """The end, or the next working day where it is to be reported."""
    if not clock.postponed or is_working(end, clock.department):
        return end
    return next_working_day(end, clock.department)


def _dated(day: date) -> str:
    return f"{weekday(day)} {short(day)}"


def _days(count: int) -> str:
    return f"{count} jour{'s' if count > 1 else ''}"
