"""Dossier → its deadlines: each date with the steps that lead to it, or the blank that hides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from dossiers.errors import LibraryError, Refused
from dossiers.findings import Reference, continued
from dossiers.french.days import short
from dossiers.french.territories import department_of
from dossiers.judging.clock import Clock, Pause, run
from dossiers.kinds import ParseError
from dossiers.kinds.date import parse
from dossiers.language.expressions import Expression
from dossiers.language.vocabulary import Missing, MissingValue
from dossiers.opening.dossier import Dossier
from dossiers.procedures.deadlines import PARAMETERS, DeadlineSpec, PauseSpec
from dossiers.procedures.documents import ENTRY
from dossiers.reading.source import Keys, keys_of
from dossiers.values import Duration, Undecidable


class State(StrEnum):
    """What is known of a deadline."""

    DATED = "datee"
    SUSPENDED = "suspendue"
    INCOMPLETE = "a_completer"
    HUMAN = "a_apprecier"
    NOT_APPLICABLE = "sans_objet"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of one dossier; `entry` is the rank of the list's entry that it is for, or 0.

    `day` is None unless it is dated. `steps` are sentences without a full stop. `reason` says why
    there is no day, and `missing` is the path of the blank field that would give one.
    """

    id: str
    label: str
    state: State
    references: tuple[Reference, ...]
    entry: int = 0
    day: date | None = None
    steps: tuple[str, ...] = ()
    reason: str = ""
    missing: str = ""

    @property
    def indicative(self) -> bool:
        """Whether the date stands on a source that is to be confirmed."""
        return not all(reference.blocks for reference in self.references)

    @property
    def told(self) -> str:
        """Its label, and that its date is only indicative."""
        return f"{self.label} (indicatif)" if self.indicative else self.label


def deadlines(dossier: Dossier) -> tuple[Deadline, ...]:
    """Every deadline of the procedure, in its order. Raises LibraryError."""
    context = dossier.context()
    return tuple(
        _Count(dossier, spec, values, entry).deadline()
        for spec in dossier.procedure.deadlines
        for entry, values in _entries(spec, context)
    )


def _entries(
    spec: DeadlineSpec, context: Mapping[str, Any]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """What the expressions of a deadline see, once or for each entry of its list, and its rank."""
    if spec.each is None:
        yield 0, context
        return
    try:
        entries = spec.each.value(context)
    except Undecidable as question:
        raise LibraryError(str(question), spec.each.mark) from question
    if isinstance(entries, Missing):
        yield 0, {**context, ENTRY: Missing(entries.path, entries.label)}
        return
    if not isinstance(entries, tuple):
        raise LibraryError(f"« {spec.each.text} » n’est pas une liste.", spec.each.mark)
    for rank, entry in enumerate(entries, 1):
        yield rank, {**context, ENTRY: entry}


class _Undated(Exception):  # noqa: N818 - what is not known, not an error
    """Why there is no date: a state, a French sentence, the path of a blank field."""

    def __init__(self, state: State, reason: str = "", missing: str = "") -> None:
        super().__init__(reason)
        self.state, self.reason, self.missing = state, reason, missing


@dataclass(slots=True)
class _Count:
    dossier: Dossier
    spec: DeadlineSpec
    values: Mapping[str, Any]
    entry: int
    steps: list[str] = field(default_factory=list)

    def deadline(self) -> Deadline:
        try:
            return self.told(State.DATED, day=self.counted())
        except _Undated as undated:
            return self.told(undated.state, reason=undated.reason, missing=undated.missing)
        except (Undecidable, Refused) as question:
            return self.told(State.HUMAN, reason=continued(str(question).rstrip(".")))

    def told(
        self, state: State, day: date | None = None, reason: str = "", missing: str = ""
    ) -> Deadline:
        return Deadline(
            id=self.spec.id,
            label=self.spec.label.say(self.values),
            state=state,
            references=self.spec.references,
            entry=self.entry,
            day=day,
            steps=tuple(self.steps),
            reason=reason,
            missing=missing,
        )

    def counted(self) -> date:
        """The last day. Raises _Undated, Undecidable, Refused."""
        spec = self.spec
        if not self.applies():
            raise _Undated(State.NOT_APPLICABLE)
        start = self.day(spec.start)
        self.steps.append(f"{self.named(spec.start)} : {short(start)}")
        ran = run(
            Clock(
                start=start,
                delay=self.delay(spec.delay) if spec.delay else None,
                before=spec.before,
                pause=self.pause(spec.pause) if spec.pause else None,
                postponed=spec.postponed,
                department=self.department(spec.territory) if spec.territory else "",
            )
        )
        self.steps += ran.steps
        if ran.end is None:
            assert spec.pause is not None  # noqa: S101 - only a pause suspends
            blank = spec.pause.until.value(self.values)
            raise self.blank(blank, State.SUSPENDED)
        return ran.end

    def applies(self) -> bool:
        try:
            return self.spec.applies is None or self.spec.applies.holds(self.values)
        except MissingValue as undecided:
            raise self.blank(undecided.missing) from None

    def day(self, expression: Expression) -> date:
        """A date, or the text of a parameter that is one. Raises _Undated, LibraryError."""
        found = self.filled(expression)
        if isinstance(found, date):
            return found
        try:
            return parse(str(found))
        except ParseError:
            told = f"« {expression.text} » n’est pas une date."
            raise LibraryError(told, expression.mark) from None

    def delay(self, expression: Expression) -> Duration:
        found = self.filled(expression)
        if isinstance(found, Duration) and self.spec.unit is None:
            return found
        whole = isinstance(found, int) and not isinstance(found, bool) and found >= 0
        if not whole or self.spec.unit is None:
            told = f"« {expression.text} » n’est ni une durée, ni un nombre entier de l’« unite »."
            raise LibraryError(told, expression.mark)
        return Duration(found, self.spec.unit)

    def pause(self, spec: PauseSpec) -> Pause | None:
        """The suspension; None while nothing was asked. A reply to no request is undecided."""
        if isinstance(spec.since.value(self.values), Missing):
            if not isinstance(spec.until.value(self.values), Missing):
                self.day(spec.since)
            return None
        since = self.day(spec.since)
        if isinstance(spec.until.value(self.values), Missing):
            return Pause(since, None)
        until = self.day(spec.until)
        if until < since:
            late, early = f"« {self.named(spec.since)} »", f"« {self.named(spec.until)} »"
            told = f"à vérifier : {early}, {short(until)}, précède {late}, {short(since)}"
            raise _Undated(State.HUMAN, told)
        return Pause(since, until)

    def department(self, expression: Expression) -> str:
        """The department of a postal code, or the code of one."""
        code = str(self.filled(expression))
        return code if len(code) <= len("974") else department_of(code)

    def filled(self, expression: Expression) -> Any:
        found = expression.value(self.values)
        if isinstance(found, Missing):
            raise self.blank(found)
        return found

    def blank(self, missing: Missing, state: State = State.INCOMPLETE) -> _Undated:
        """What names the blank field; a value that was given but is wrong is to be corrected."""
        turn = "à corriger" if self.dossier.says_enough(missing.path) else "à compléter"
        return _Undated(state, f"{turn} : {missing.label}", missing.path)

    def named(self, expression: Expression) -> str:
        """The label of the one field that an expression is, or the words for what is computed."""
        keys: Keys = keys_of(expression.text) if expression.text in expression.names() else ()
        if keys[:1] == (ENTRY,) and self.spec.each is not None:
            keys = (*keys_of(self.spec.each.text), 0, *keys[1:])
        procedure = self.dossier.procedure
        if keys[:1] == (PARAMETERS,):
            return procedure.parameters[str(keys[1])].label
        declared = procedure.form.field(keys) if keys else None
        return declared.label if declared else "Point de départ"
