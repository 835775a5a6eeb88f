"""A model and a table → a bundle a row, in order, and what became of each row.

Rows are judged and written by as many processes as there are processors; this one alone writes on
disk, so that nothing does any more once it is killed. A row whose bundle is still the one that
would be written costs what judging it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from dossiers import workers
from dossiers.batching.rows import Pattern
from dossiers.batching.table import Row, Table, read_table
from dossiers.bundling.bundle import Wanted, make
from dossiers.bundling.files import Bundle
from dossiers.bundling.standing import Standing, standing
from dossiers.bundling.store import clear, store
from dossiers.errors import DossiersError, UsageProblem
from dossiers.findings import Finding, Severity, Verdict
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.labels import VERDICTS
from dossiers.judging.referral import joined
from dossiers.library import Library
from dossiers.opening.dossier import open_dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.reading.source import Source
from dossiers.reporting.report import entry
from dossiers.skins.skin import Skin


class State(StrEnum):
    """What became of a row."""

    WRITTEN = "ecrite"
    REPLACED = "remplacee"
    UNCHANGED = "inchangee"
    KEPT = "differente"
    REFUSED = "refusee"
    FAILED = "echouee"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a batch is to do. With `replace`, a bundle takes the place of a different one."""

    library: Library
    model: Path
    table: Path
    output: Path
    day: date | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A model and a table as read; where one of the `problems` blocks, there is no row."""

    asked: Asked
    opener: Opener
    model: Source
    table: Table
    problems: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether no row can be read."""
        return any(problem.effect is Verdict.INVALID for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a row. `entry` is what a JSON report says of its dossier.

    `reason` says, where a row has no bundle that is up to date, why.
    """

    line: int
    reference: str
    state: State
    exit_code: int = 0
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    entry: Mapping[str, Any] = field(default_factory=dict)
    bundle: Bundle | None = None


def read_batch(asked: Asked) -> Batch:
    """The model and the table. Raises UsageProblem, LibraryError, MachineError."""
    opener = Opener(asked.library, asked.day)
    model = opener.source(asked.model)
    nothing = Batch(asked, opener, model, Table(str(asked.table)), model.problems)
    match opener.opened(model, asked.model.parent):
        case Unreadable() as unreadable:
            return replace(nothing, problems=unreadable.findings)
        case Reception():
            raise UsageProblem(
                "Une fiche de réception n’est pas un modèle : elle n’a pas de liasse."
            )
        case dossier:
            if nothing.blocked:
                return nothing
            table = read_table(asked.table, dossier.procedure)
            problems = (*model.problems, *table.problems)
            return replace(nothing, table=table, problems=problems)


def write_all(batch: Batch) -> Iterator[Done]:
    """Write the bundle of each row, in order; what goes wrong with a row is said of it.

    Raises MachineError where the folder cannot be looked into.
    """
    if batch.blocked:
        return
    clear(batch.asked.output)
    for done in workers.ordered(_writer, (batch,), batch.table.rows, workers.HEAVY):
        yield _stored(done, batch.asked)


def _writer(batch: Batch) -> Callable[[Row], Done]:
    pattern = Pattern.of(batch.model, batch.table)
    asked, opener = batch.asked, batch.opener
    procedure = opener.procedure(str(batch.model.data["procedure"]).strip())
    skins: dict[str, Skin] = {}

    def one(row: Row) -> Done:
        folder = asked.model.parent
        dossier = open_dossier(pattern.source(row), procedure, folder, asked.day)
        done = Done(row.number, dossier.reference, State.REFUSED, 1)
        try:
            assessment = assess(joined(opener, dossier, asked.model))
            done = replace(done, findings=_blocking(assessment), entry=entry(assessment))
            return _made(done, assessment, asked, skins)
        except UsageProblem as error:  # something else stands in the place of the bundle
            return _kept(done, error)
        except DossiersError as error:
            return _failed(done, error, asked)

    return one


def _blocking(assessment: Assessment) -> tuple[Finding, ...]:
    return tuple(f for f in assessment.findings if f.severity is Severity.ERROR)


def _made(done: Done, assessment: Assessment, asked: Asked, skins: dict[str, Skin]) -> Done:
    """The row with its bundle, where one is to be written.

    Raises UsageProblem where another is kept, Refused, LibraryError, MachineError.
    """
    verdict = assessment.verdict
    if verdict is not Verdict.COMPLETE:
        return replace(done, reason=f"le dossier est {VERDICTS[verdict]}")
    wanted = Wanted(given=asked.day)
    found = standing(asked.output, assessment, wanted, replace=asked.replace)
    if found.standing is Standing.SAME:
        return replace(done, state=State.UNCHANGED, exit_code=0)
    made = found.bundle or make(assessment, wanted, skins=skins, made_from=found.made_from)
    state = State.REPLACED if found.standing is Standing.OTHER else State.WRITTEN
    return replace(done, state=state, exit_code=0, bundle=made)


def _stored(done: Done, asked: Asked) -> Done:
    if done.bundle is None:
        return done
    try:
        store(done.bundle, asked.output, replace=asked.replace)
    except UsageProblem as error:  # written by another in the meantime
        return _kept(done, error)
    except DossiersError as error:
        return _failed(done, error, asked)
    return replace(done, bundle=None)


def _kept(done: Done, error: UsageProblem) -> Done:
    told, code = str(error).rstrip("."), error.exit_code
    return replace(done, state=State.KEPT, exit_code=code, reason=told, bundle=None)


def _failed(done: Done, error: DossiersError, asked: Asked) -> Done:
    state = State.REFUSED if error.exit_code == 1 else State.FAILED
    told, code = asked.library.told(error).rstrip("."), error.exit_code
    return replace(done, state=state, exit_code=code, reason=told, bundle=None)
