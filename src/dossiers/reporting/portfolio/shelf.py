"""The rows of a portfolio, kept on the disk, and what they add up to.

A thousand dossiers so take no more memory than a hundred.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Self

from dossiers.errors import no_room
from dossiers.findings import Verdict
from dossiers.judging.admissibility import Admissibility
from dossiers.judging.criteria import Status
from dossiers.kinds import show
from dossiers.procedures.procedure import Purpose
from dossiers.reporting.portfolio.row import Row

NO_VALUE = "(non renseigné)"


@dataclass(slots=True)
class Share:
    """How many dossiers, by verdict and by admissibility."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    admissibility: Counter[Admissibility] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many dossiers there are."""
        return self.verdicts.total()

    def add(self, row: Row) -> None:
        """Count one more."""
        self.verdicts[row.verdict] += 1
        if row.admissibility:
            self.admissibility[row.admissibility] += 1


@dataclass(slots=True)
class Rule:
    """What a criterion says of the dossiers of its procedure."""

    procedure: str
    id: str
    label: str
    purpose: Purpose
    statuses: Counter[Status] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """What the rows add up to: as a whole, by value of a column, by criterion.

    `titles` are the columns of the procedures, in the order in which they were met.
    """

    whole: Share = field(default_factory=Share)
    titles: dict[str, None] = field(default_factory=dict)
    groups: dict[str, dict[str, Share]] = field(default_factory=dict)
    rules: dict[tuple[str, str], Rule] = field(default_factory=dict)
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: int = 0
    exit_code: int = 0

    def add(self, row: Row) -> None:
        """Count one more."""
        self.whole.add(row)
        self.exit_code = max(self.exit_code, row.exit_code)
        self.failures += bool(row.failure)
        for value in row.values:
            self.titles.setdefault(value.title)
            if value.counted:
                shares = self.groups.setdefault(value.title, {})
                for shown in dict.fromkeys(map(show, value.values)) or (NO_VALUE,):
                    shares.setdefault(shown, Share()).add(row)
        for answer in row.answers:
            key = (row.procedure, answer.id)
            new = Rule(row.procedure, answer.id, answer.label, answer.purpose)
            self.rules.setdefault(key, new).statuses[answer.status] += 1
        if row.reference:
            self.files[row.procedure, row.reference] += 1

    @property
    def doubles(self) -> tuple[str, ...]:
        """The references that several files of one procedure bear."""
        return tuple(reference for (_, reference), count in self.files.items() if count > 1)


class Shelf:
    """The rows in their order, on the disk until the shelf is closed, and their tally."""

    def __init__(self) -> None:
        self.tally = Tally()
        with _room():
            self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `__exit__` closes it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what a full disk did not take
            self._file.close()

    def add(self, row: Row) -> None:
        """Put one more row at the end. Raises MachineError."""
        self.tally.add(row)
        with _room():
            pickle.dump(row, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[Row]:
        with _room():
            self._file.seek(0)
        for _ in range(self.tally.whole.total):
            row: Row = pickle.load(self._file)  # noqa: S301 - written above, in a nameless file
            yield row


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise no_room(error) from error
