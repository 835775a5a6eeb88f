"""Paths → a row each: what a portfolio says of a dossier. One that cannot be read is a row too."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from dossiers import workers
from dossiers.errors import DossiersError, LibraryError, MachineError, Refused, unreadable
from dossiers.findings import Finding, Severity, Stage, Verdict, printable
from dossiers.judging.admissibility import admissibility
from dossiers.judging.assessment import Assessment
from dossiers.judging.criteria import Outcome
from dossiers.judging.deadlines import Deadline, deadlines
from dossiers.judging.delivery import Delivery, delivered
from dossiers.kinds import show
from dossiers.language.expressions import Expression
from dossiers.language.vocabulary import Missing
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.reporting.checking import judge
from dossiers.reporting.portfolio.entry import entry_text
from dossiers.reporting.portfolio.row import (
    Answer,
    Due,
    Plain,
    Row,
    Value,
)
from dossiers.values import Undecidable


@dataclass(frozen=True, slots=True)
class Asked:
    """`today` is what deadlines are compared with; `detailed` asks for the JSON entry of each."""

    library: Library
    today: date
    day: date | None = None
    detailed: bool = False


def rows(paths: Sequence[Path], asked: Asked) -> Iterator[Row]:
    """The row of each path, in order; many are shared between the processors. Nothing is raised."""
    return workers.ordered(_reader, (asked,), paths)


def _reader(asked: Asked) -> Callable[[Path], Row]:
    """What reads one path; its procedures are loaded once."""
    opener = Opener(asked.library, asked.day)
    gc.freeze()  # what is loaded stays; the garbage of each dossier goes soon, memory stays flat
    gc.set_threshold(10_000, 10, 5)

    def one(path: Path) -> Row:
        name = printable(path)
        try:
            with delivered(opener, path) as delivery:
                return _row(delivery, name, asked)
        except DossiersError as error:
            failure, code = printable(asked.library.told(error)), error.exit_code
        except OSError as error:
            failure, code = str(unreadable(name, error)), MachineError.exit_code
        row = Row(name, Verdict.INVALID, code, wrong=(failure,), failure=failure)
        return _detailed(row, Unreadable(name, ()), (), asked)

    return one


def _row(delivery: Delivery, name: str, asked: Asked) -> Row:
    opened = delivery.opened
    judged = judge(opened, Stage.FILING if delivery.bundle else Stage.SIGNATURE)
    if isinstance(judged, Unreadable):
        row = Row(name, Verdict.INVALID, Refused.exit_code, wrong=_told(judged.findings))
        return _detailed(row, judged, (), asked)
    dates = deadlines(opened) if isinstance(opened, Dossier) else ()
    row = _judged(judged, name)
    if isinstance(opened, Dossier):
        row = replace(row, values=tuple(_values(opened)), due=_due(dates, asked.today))
    return _detailed(row, judged, dates, asked)


def _judged(judged: Assessment, name: str) -> Row:
    dossier, verdict, whole = judged.dossier, judged.verdict, judged.completeness
    missing, wrong = _blocking(judged)
    return Row(
        file=name,
        verdict=verdict,
        exit_code=0 if verdict is Verdict.COMPLETE else Refused.exit_code,
        procedure=dossier.procedure.id,
        title=dossier.procedure.title,
        reference=dossier.reference,
        day=dossier.day,
        filled=whole.filled,
        expected=whole.expected,
        rate=whole.rate,
        warnings=sum(f.severity is Severity.WARNING for f in judged.findings),
        left_to_judge=judged.left_to_judge,
        admissibility=admissibility(judged),
        missing=missing,
        wrong=wrong,
        answers=tuple(map(_answer, judged.outcomes)),
    )


def _detailed(
    row: Row, result: Assessment | Unreadable, dates: Sequence[Deadline], asked: Asked
) -> Row:
    text = entry_text(result, row, dates, asked.today) if asked.detailed else ""
    return replace(row, entry=text)


def _answer(outcome: Outcome) -> Answer:
    criterion = outcome.criterion
    return Answer(criterion.id, criterion.label, criterion.purpose, outcome.status)


def _blocking(judged: Assessment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What lacks, and what else blocks."""
    found = [f for f in judged.findings if f.effect is not Verdict.COMPLETE]
    return (
        _told([f for f in found if f.effect is Verdict.INCOMPLETE]),
        _told([f for f in found if f.effect is not Verdict.INCOMPLETE]),
    )


def _told(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(finding.message for finding in findings)


def _due(found: Sequence[Deadline], today: date) -> Due | None:
    dated = sorted(((d.day, d) for d in found if d.day is not None), key=lambda pair: pair[0])
    passed = sum(day < today for day, _ in dated)
    if not dated:
        return None
    day, one = dated[min(passed, len(dated) - 1)]
    return Due(one.label, one.told, day, one.indicative, passed)


def _values(dossier: Dossier) -> Iterator[Value]:
    context = dossier.context()
    for column in dossier.procedure.columns:
        yield Value(column.title, column.counted, _cell(column.value, context))


def _cell(expression: Expression, context: Mapping[str, Any]) -> tuple[Plain, ...]:
    """What an expression gives; nothing for a blank, and for what only a person can tell."""
    try:
        found = expression.value(context)
    except Undecidable:
        return ()
    entries = found if isinstance(found, tuple) else (found,)
    try:
        return tuple(_plain(one) for one in entries if not isinstance(one, Missing))
    except TypeError:
        message = f"« {expression.text} » ne tient pas dans la case d’un tableau."
        raise LibraryError(message, expression.mark) from None


def _plain(value: Any) -> Plain:
    """A number or a date as it is, and all else as a document prints it. Raises TypeError."""
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
        return value
    return show(value)
