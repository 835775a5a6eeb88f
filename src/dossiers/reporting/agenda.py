"""Paths → the deadlines of each dossier: what they are, what is wrong, the exit code they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dossiers import workers
from dossiers.errors import DossiersError, Refused, UsageProblem
from dossiers.findings import Finding, Verdict
from dossiers.judging.assessment import in_order
from dossiers.judging.deadlines import Deadline, State, deadlines
from dossiers.judging.referral import open_whole
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception

_NO_VALUES = (
    "Une fiche de réception ne relève pas ce que disent les éléments : elle n’a pas d’échéance."
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The deadlines of one file. `findings` are the values that could not be read.

    `stamp` is the day of a calendar that is asked for without one: the dossier's date, else that
    of its procedure. `failure` is what stopped the reading, in a sentence.
    """

    file: str
    procedure: str = ""
    version: str = ""
    reference: str = ""
    day: date | None = None
    stamp: date = date.min
    deadlines: tuple[Deadline, ...] = ()
    findings: tuple[Finding, ...] = ()
    exit_code: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A deadline and the agenda that it comes from."""

    agenda: Agenda
    deadline: Deadline

    @property
    def rule(self) -> str:
        """What `dossiers explain` is given."""
        return f"echeance/{self.agenda.procedure}/{self.deadline.id}"

    @property
    def uid(self) -> str:
        """The same for the same deadline of the same reference, whatever its date; or empty."""
        agenda, one = self.agenda, self.deadline
        if not agenda.reference:
            return ""
        rank = f"/{one.entry}" if one.entry else ""
        return f"{agenda.procedure}/{agenda.reference}/{one.id}{rank}@dossiers"


def agendas(paths: Sequence[Path], library: Library, day: date | None = None) -> Iterator[Agenda]:
    """The agenda of each path, in order; `day` replaces the dossier's date. Nothing is raised."""
    return workers.ordered(_reader, (library, day), paths)


def lines(agendas: Iterable[Agenda]) -> tuple[Line, ...]:
    """Every deadline that applies, by date, those without a date last."""
    found = [
        Line(agenda, deadline)
        for agenda in agendas
        for deadline in agenda.deadlines
        if deadline.state is not State.NOT_APPLICABLE
    ]
    return tuple(sorted(found, key=lambda line: line.deadline.day or date.max))


def _reader(library: Library, day: date | None) -> Callable[[Path], Agenda]:
    """What reads one path; its procedures are loaded once."""
    opener = Opener(library, day)

    def one(path: Path) -> Agenda:
        try:
            return _agenda(open_whole(opener, path), str(path))
        except DossiersError as error:
            return Agenda(str(path), exit_code=error.exit_code, failure=library.told(error))

    return one


def _agenda(opened: Dossier | Reception | Unreadable, file: str) -> Agenda:
    match opened:
        case Unreadable():
            return Agenda(opened.file, findings=opened.findings, exit_code=Refused.exit_code)
        case Reception():
            raise UsageProblem(_NO_VALUES)
    wrong = [found for found in opened.findings if found.effect is not Verdict.COMPLETE]
    procedure = opened.procedure
    return Agenda(
        file=file,
        procedure=procedure.id,
        version=procedure.version,
        reference=opened.reference,
        day=opened.day,
        stamp=opened.day or date.fromisoformat(procedure.version),
        deadlines=deadlines(opened),
        findings=in_order(opened, wrong),
        exit_code=Refused.exit_code if wrong else 0,
    )
