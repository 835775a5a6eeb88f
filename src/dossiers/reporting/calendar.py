"""Agendas → text, JSON or iCalendar: what people, scripts and calendars read of deadlines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dossiers.errors import Refused
from dossiers.findings import Confidence, Reference
from dossiers.french.days import short
from dossiers.french.words import agree
from dossiers.judging.deadlines import Deadline, State
from dossiers.judging.labels import CONFIDENCES
from dossiers.reporting.agenda import Agenda, Line, lines
from dossiers.reporting.report import VERSION, cited, constat, source

if TYPE_CHECKING:
    from dossiers.formats.ics import Event

_INDENT = " " * 12
_STATES = {
    State.SUSPENDED: "suspendue",
    State.INCOMPLETE: "à compléter",
    State.HUMAN: "à apprécier",
}


def text(agendas: Sequence[Agenda], today: date, *, given: bool) -> str:
    """The deadlines for a reader at a terminal, compared with `today`, which is printed.

    `given` tells that this day was asked for, not read from the machine's clock.
    """
    found = lines(agendas)
    shown = [f"Échéances au {short(today)}, {'date demandée' if given else 'date du jour'}."]
    shown += [_dated(line, line.deadline.day, today) for line in found if line.deadline.day]
    shown += [_undated(line) for line in found if line.deadline.day is None]
    return "\n\n".join([*shown, *([] if found else ["Aucune échéance."])])


def document(agendas: Sequence[Agenda], today: date) -> str:
    """The JSON contract of `deadlines`: every deadline by date. Changes only add to it."""
    told = {
        "version": VERSION,
        "date": today.isoformat(),
        "dossiers": [_dossier(agenda) for agenda in agendas],
        "echeances": [echeance(line, today) for line in lines(agendas)],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def ics(agendas: Sequence[Agenda], day: date | None) -> bytes:
    """The dated deadlines as whole days of a calendar; `day`, else the dossier's date, stamps them.

    A calendar knows an event by its UID: a reference that is blank, or that two dossiers share,
    would lose one. Raises Refused.
    """
    dated = [(line, line.deadline.day) for line in lines(agendas) if line.deadline.day]
    for line, _ in dated:
        if not line.uid:
            raise Refused(
                f"« {line.agenda.file} » : la référence du dossier est à compléter ; elle nomme "
                "ses échéances dans un agenda."
            )
    for uid, count in Counter(line.uid for line, _ in dated).items():
        if count > 1:
            files = " et ".join(f"« {line.agenda.file} »" for line, _ in dated if line.uid == uid)
            raise Refused(f"Même procédure et même référence : {files}. L’agenda les confondrait.")
    from dossiers.formats.ics import write  # noqa: PLC0415 - only a calendar needs it

    return write(_event(line, on, day) for line, on in dated)


def pending(agendas: Sequence[Agenda]) -> Iterator[str]:
    """What a calendar cannot hold: a line for each deadline without a date."""
    for line in lines(agendas):
        if line.deadline.day is None:
            yield f"{_whose(line)}, {line.deadline.label} – {_why(line.deadline)}."


def _dated(line: Line, day: date, today: date) -> str:
    one = line.deadline
    return "\n".join(
        [
            f"{short(day)}  {one.told}  [{line.rule}]",
            f"{_INDENT}{_whose(line)} – {distance(day, today)}",
            f"{_INDENT}{' ; '.join(one.steps)}.",
            *(f"{_INDENT}{cited}" for cited in _cited(one.references)),
        ]
    )


def _undated(line: Line) -> str:
    one = line.deadline
    head = f"{_STATES[one.state]:<11} {one.label}  [{line.rule}]"
    return f"{head}\n{_INDENT}{_whose(line)} – {_why(one)}."


def _whose(line: Line) -> str:
    rank = f", entrée {line.deadline.entry}" if line.deadline.entry else ""
    return f"{line.agenda.reference or line.agenda.file}{rank}"


def _why(deadline: Deadline) -> str:
    return " ; ".join([*deadline.steps, deadline.reason])


def distance(day: date, today: date) -> str:
    """How far a day is: « dans 12 jours », « passée depuis 3 jours »."""
    days = (day - today).days
    counted = f"{abs(days)} {agree(days, 'jour', 'jours')}"
    if days == 0:
        return "aujourd’hui"
    return f"dans {counted}" if days > 0 else f"passée depuis {counted}"


def _cited(references: tuple[Reference, ...]) -> list[str]:
    return [
        CONFIDENCES[reference.confidence].capitalize()
        if reference.confidence is Confidence.MODEL
        else cited(reference)
        for reference in references
    ]


def _event(line: Line, on: date, day: date | None) -> Event:
    from dossiers.formats.ics import Event  # noqa: PLC0415 - only a calendar needs it

    one = line.deadline
    told = [f"{' ; '.join(one.steps)}.", *_cited(one.references)]
    return Event(
        uid=line.uid,
        day=on,
        stamp=day or line.agenda.stamp,
        summary=f"{one.told} – {line.agenda.reference}",
        description="\n".join(told),
    )


def _dossier(agenda: Agenda) -> dict[str, Any]:
    return {
        "fichier": agenda.file,
        "procedure": agenda.procedure or None,
        "version": agenda.version or None,
        "reference": agenda.reference or None,
        "date": agenda.day.isoformat() if agenda.day else None,
        "echec": agenda.failure or None,
        "constats": [constat(finding) for finding in agenda.findings],
    }


def echeance(line: Line, today: date) -> dict[str, Any]:
    """A deadline, in the JSON of every command."""
    one = line.deadline
    return {
        "fichier": line.agenda.file,
        "reference": line.agenda.reference or None,
        "procedure": line.agenda.procedure,
        "id": one.id,
        "entree": one.entry or None,
        "uid": line.uid or None,
        "libelle": one.label,
        "statut": one.state.value,
        "date": one.day.isoformat() if one.day else None,
        "jours": (one.day - today).days if one.day else None,
        "indicative": one.indicative,
        "etapes": list(one.steps),
        "motif": one.reason or None,
        "chemin": one.missing or None,
        "sources": [source(reference) for reference in one.references],
    }
