"""Whole days as iCalendar (RFC 5545). Sole importer of `icalendar`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import icalendar

PRODUCT = "-//dossiers//echeances//FR"


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. `uid` is the same at each export, so that a calendar replaces what it knows.

    `stamp` is the day of the export: no clock is read here.
    """

    uid: str
    day: date
    stamp: date
    summary: str
    description: str


def write(events: Iterable[Event]) -> bytes:
    """A calendar of these events, in their order."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for event in events:
        component = icalendar.Event()
        component.add("uid", _Text(event.uid))
        component.add("dtstamp", datetime.combine(event.stamp, time(), UTC))
        component.add("dtstart", event.day)
        component.add("summary", _Text(event.summary))
        component.add("description", _Text(event.description))
        component.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
        calendar.add_component(component)
    content: bytes = calendar.to_ical()
    return content


class _Text(icalendar.vText):
    r"""A text written as it is: the library takes the two letters « \N » for a new line."""

    def to_ical(self) -> bytes:
        """The text escaped by section 3.3.11 of the RFC."""
        return str(self).translate(_ESCAPED).encode()


_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
