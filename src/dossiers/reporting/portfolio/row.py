"""What a portfolio says of one dossier. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from dossiers.findings import Verdict
from dossiers.judging.admissibility import Admissibility
from dossiers.judging.criteria import Status
from dossiers.procedures.procedure import Purpose

Plain: TypeAlias = str | int | Decimal | date | None
"""What a cell may hold; a share and an amount are the Decimals of `values`."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a dossier has in a column of its procedure: one value, or several of a list."""

    title: str
    counted: bool
    values: tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The next deadline of a dossier, else the last that passed; `passed` counts those that did.

    `told` is its label as a person reads it.
    """

    label: str
    told: str
    day: date
    indicative: bool
    passed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A criterion and what it says of a dossier."""

    id: str
    label: str
    purpose: Purpose
    status: Status


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier. `missing` is what it lacks and `wrong` what else blocks, in sentences.

    `failure` is a wrong library or machine, in a sentence; `procedure` is then empty, as it is for
    a file that is no dossier. `entry` is its JSON text, where it was asked for.
    """

    file: str
    verdict: Verdict
    exit_code: int
    procedure: str = ""
    title: str = ""
    reference: str = ""
    day: date | None = None
    filled: int = 0
    expected: int = 0
    rate: float = 0.0
    warnings: int = 0
    left_to_judge: int = 0
    admissibility: Admissibility | None = None
    values: tuple[Value, ...] = ()
    due: Due | None = None
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    failure: str = ""
    entry: str = ""
