"""Days counted as the law counts them: months date to date, working days, public holidays.

Sole importer of `python-dateutil` and of `holidays`, both loaded at the first use.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

from dossiers.errors import Refused

_SATURDAY = 5
# Departments that `holidays` names otherwise than by their code.
_ALSACE = "6AE"
_SUBDIVISIONS: Final = {
    "67": _ALSACE, "68": _ALSACE, "975": "PM", "977": "BL", "978": "MF",
    "984": "TF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


def short(day: date) -> str:
    """A day in figures: 28/02/2026."""
    return f"{day:%d/%m}/{day.year:04d}"


def days_later(day: date, days: int) -> date:
    """So many days later, or earlier. Raises Refused beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise _beyond_calendar(day, days) from error


def months_later(day: date, months: int) -> date:
    """So many months later, or earlier, date to date. Raises Refused beyond the calendar.

    The last day of a month that has no such date (code de procédure civile, article 641).

    >>> months_later(date(2025, 12, 30), 2), months_later(date(2028, 2, 29), -12)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 28))
    """
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415 - cold start

    try:
        return day + relativedelta(months=months)
    except (OverflowError, ValueError) as error:
        raise _beyond_calendar(day, months) from error


def holiday(day: date, department: str = "") -> str:
    """The French name of a public holiday, empty on another day. Raises Refused beyond the known.

    Those of the whole country, and those of a department by its code: Alsace, Moselle, overseas.

    >>> holiday(date(2026, 4, 6)), holiday(date(2026, 12, 26)), holiday(date(2026, 12, 26), "67")
    ('Lundi de Pâques', '', 'Saint-Étienne')
    """
    return _holidays(day.year, department).get(day, "")


def is_working(day: date, department: str = "") -> bool:
    """Whether a day is neither a Saturday, a Sunday nor a public holiday. Raises Refused."""
    return day.weekday() < _SATURDAY and not holiday(day, department)


def next_working_day(day: date, department: str = "") -> date:
    """The day itself, or the next that is a working day (article 642). Raises Refused.

    >>> next_working_day(date(2026, 2, 28)), next_working_day(date(2026, 12, 25), "57")
    (datetime.date(2026, 3, 2), datetime.date(2026, 12, 28))
    """
    while not is_working(day, department):
        day = days_later(day, 1)
    return day


@cache
def _holidays(year: int, department: str) -> dict[date, str]:
    from holidays import country_holidays  # noqa: PLC0415 - cold start

    known = country_holidays("FR")
    if not known.start_year <= year <= known.end_year:
        raise Refused(
            f"Les jours fériés de {year} ne sont pas connus : de {known.start_year} à "
            f"{known.end_year} seulement."
        )
    code = _SUBDIVISIONS.get(department, department)
    subdivision = code if code in known.subdivisions else None
    named = country_holidays("FR", subdivision, years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in named.items()}


def _beyond_calendar(day: date, count: int) -> Refused:
    """A date of the dossier is so far that what is counted from it is no date."""
    bound = "dépasse l’an 9999" if count > 0 else "remonte avant l’an 1"
    return Refused(f"Un délai compté à partir du {short(day)} {bound}.")
