"""The period in which a procedure applies, and the procedures before and after it → `Period`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dossiers.findings import Mark
from dossiers.procedures.parameters import UNDATED, day_at
from dossiers.reading.source import Source

PERIOD = "en_vigueur"


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day on which a procedure applies, None for one that is not known.

    `former` and `following` are the ids of the procedures that apply before and after, empty for
    most.
    """

    since: date | None
    until: date | None
    former: str
    following: str
    mark: Mark

    def holds(self, day: date) -> bool:
        """Whether the procedure applies on a day, as far as its bounds are known."""
        return not (self._is_before(day) or self._is_after(day))

    def instead(self, day: date) -> str:
        """Which procedure to see on a day when this one does not apply, in French; or nothing."""
        if self._is_before(day) and self.former:
            return f"voir « {self.former} », qui la précède"
        if self._is_after(day) and self.following:
            return f"voir « {self.following} », qui la suit"
        return ""

    def _is_before(self, day: date) -> bool:
        return self.since is not None and day < self.since

    def _is_after(self, day: date) -> bool:
        return self.until is not None and day > self.until


def read_period(source: Source) -> Period:
    """The period of a procedure file. Raises LibraryError for a day that does not exist."""
    data: Any = source.data[PERIOD]
    return Period(
        since=_bound(source, "du"),
        until=_bound(source, "au"),
        former=data.get("precedente", ""),
        following=data.get("suivante", ""),
        mark=source.mark((PERIOD,)),
    )


def _bound(source: Source, key: str) -> date | None:
    data: Any = source.data[PERIOD]
    text = data.get(key, UNDATED)
    return None if text == UNDATED else day_at(text, source.mark((PERIOD, key)))
