"""The laws of a delay, whatever its dates, and the words of its steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dossiers.french.days import is_working
from dossiers.judging.clock import Clock, Pause, run
from dossiers.values import Duration, TimeUnit

MONTHS = Duration(2, TimeUnit.MONTH)

# Forty years, twice, stay below 2101, whose holidays nobody knows.
days = st.dates(date(1990, 1, 1), date(2018, 1, 1))
spans = st.integers(0, 400).map(lambda count: timedelta(days=count))
delays = st.builds(Duration, st.integers(0, 40), st.sampled_from(TimeUnit))
clocks = st.builds(
    Clock,
    start=days,
    delay=delays,
    postponed=st.booleans(),
    department=st.sampled_from(["", "67", "972"]),
)


def end(clock: Clock) -> date:
    found = run(clock).end
    assert found is not None
    return found


def said(clock: Clock) -> list[str]:
    return [step.replace("\u00a0", " ") for step in run(clock).steps]


@given(clocks, spans, spans)
def test_a_suspension_never_ends_a_delay_earlier(
    clock: Clock, asked: timedelta, wait: timedelta
) -> None:
    since = clock.start - timedelta(days=30) + asked
    assert end(replace(clock, pause=Pause(since, since + wait))) >= end(clock)


@given(clocks, spans, spans, spans)
def test_a_later_reply_never_ends_a_delay_earlier(
    clock: Clock, asked: timedelta, wait: timedelta, more: timedelta
) -> None:
    since = clock.start - timedelta(days=30) + asked
    soon, late = (Pause(since, since + span) for span in (wait, wait + more))
    assert end(replace(clock, pause=late)) >= end(replace(clock, pause=soon))


@given(clocks, spans, spans)
def test_a_delay_whose_reply_has_come_never_ends_before_it(
    clock: Clock, asked: timedelta, wait: timedelta
) -> None:
    since = clock.start + asked
    if since <= end(clock):
        assert end(replace(clock, pause=Pause(since, since + wait))) >= since + wait
    else:
        assert end(replace(clock, pause=Pause(since, since + wait))) == end(clock)


@given(clocks, spans)
def test_a_delay_without_its_reply_has_no_end_unless_it_was_over(
    clock: Clock, asked: timedelta
) -> None:
    since = clock.start + asked
    found = run(replace(clock, pause=Pause(since, None))).end
    assert found == (None if since <= end(clock) else end(clock))


@given(clocks, spans)
def test_a_later_start_never_ends_a_delay_earlier(clock: Clock, later: timedelta) -> None:
    assert end(replace(clock, start=clock.start + later)) >= end(clock)


@given(clocks, st.integers(0, 40))
def test_a_longer_delay_never_ends_earlier(clock: Clock, more: int) -> None:
    assert clock.delay is not None
    longer = Duration(clock.delay.count + more, clock.delay.unit)
    assert end(replace(clock, delay=longer)) >= end(clock)


@given(clocks)
def test_a_report_reaches_a_working_day_and_changes_no_other(clock: Clock) -> None:
    exact = end(replace(clock, postponed=False))
    found = end(replace(clock, postponed=True))
    assert is_working(found, clock.department)
    assert (found == exact) is is_working(exact, clock.department)


@given(clocks)
def test_a_delay_counted_back_ends_on_or_before_its_start(clock: Clock) -> None:
    assert end(replace(clock, before=True, postponed=False)) <= clock.start


@given(clocks)
def test_the_last_date_that_is_told_is_the_end(clock: Clock) -> None:
    assert f"{end(clock):%d/%m/%Y}" in run(clock).steps[-1]


def test_a_month_end_and_a_saturday_are_told() -> None:
    clock = Clock(date(2025, 12, 30), MONTHS, postponed=True)
    assert end(clock) == date(2026, 3, 2)
    assert said(clock) == [
        "+ 2 mois : 28/02/2026 (dernier jour du mois)",
        "samedi 28/02/2026, reporté au lundi 02/03/2026",
    ]


def test_a_holiday_is_named_where_it_is_one() -> None:
    clock = Clock(date(2028, 10, 26), MONTHS, postponed=True)
    assert said(clock) == ["+ 2 mois : 26/12/2028"]
    assert said(replace(clock, department="67"))[-1] == (
        "mardi 26/12/2028 (Saint-Étienne), reporté au mercredi 27/12/2028"
    )


def test_what_was_left_at_the_request_is_left_at_the_reply() -> None:
    clock = Clock(date(2026, 1, 5), MONTHS, pause=Pause(date(2026, 2, 1), date(2026, 2, 21)))
    assert end(clock) == date(2026, 3, 25)
    assert said(clock)[-1] == "suspendu du 01/02/2026 au 21/02/2026, 20 jours : 25/03/2026"


def test_a_request_after_the_end_is_told_to_change_nothing() -> None:
    clock = Clock(date(2026, 1, 5), MONTHS, pause=Pause(date(2026, 3, 6), None))
    assert end(clock) == date(2026, 3, 5)
    assert said(clock)[-1] == "demande du 06/03/2026, après le terme : sans effet"


def test_a_request_on_the_day_that_a_report_adds_still_suspends() -> None:
    asked = date(2026, 3, 2)  # the Monday after Saturday the 28th
    clock = Clock(date(2025, 12, 30), MONTHS, postponed=True)
    assert end(replace(clock, pause=Pause(asked, date(2026, 3, 10)))) == date(2026, 3, 10)
    assert end(replace(clock, pause=Pause(asked, asked))) == asked
