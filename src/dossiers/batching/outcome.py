"""What became of the rows of a batch → lines for a reader, or JSON for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from dossiers.batching.batch import Batch, Done, State
from dossiers.batching.table import REFERENCE, Table
from dossiers.findings import Finding, continued
from dossiers.reading.source import keys_of
from dossiers.reporting.report import constat, json_pieces, listed, nature

_STATES: Mapping[State, tuple[str, str]] = {
    State.WRITTEN: ("écrite", "écrites"),
    State.REPLACED: ("remplacée", "remplacées"),
    State.UNCHANGED: ("inchangée", "inchangées"),
    State.KEPT: ("différente", "différentes"),
    State.REFUSED: ("refusée", "refusées"),
    State.FAILED: ("échouée", "échouées"),
}
_WIDEST = 30


def text(batch: Batch, rows: Iterable[Done]) -> Iterator[str]:
    """The report for a reader, a row as soon as it is done, then how many have each state."""
    for problem in batch.problems:
        yield f"{_told(batch, problem)}\n"
    counts: Counter[State] = Counter()
    width = _width(batch.table)
    for done in rows:
        counts[done.state] += 1
        yield _row(batch, done, width)
    if batch.blocked:
        yield "\nAucune liasse n’est écrite.\n"
        return
    told = [f"{n} {_STATES[state][n > 1]}" for state in State if (n := counts[state])]
    total = counts.total()
    yield f"\n{total} {'lignes' if total > 1 else 'ligne'} : {', '.join(told)}.\n"


def as_json(batch: Batch, rows: Iterable[Done], today: date) -> Iterator[str]:
    """The report for a program: the one of `check`, with the state of each row."""
    head = {
        "modele": str(batch.asked.model),
        "table": str(batch.asked.table),
        "constats": [constat(problem) for problem in batch.problems],
    }
    yield from json_pieces(map(_entry, rows), today, head)


def _entry(done: Done) -> str:
    told: dict[str, Any] = {
        "ligne": done.line,
        "etat": done.state.value,
        "motif": done.reason or None,
        **done.entry,
    }
    return listed(told)


def _width(table: Table) -> int:
    """How much room the references take."""
    named = [column.number for column in table.columns if column.keys == REFERENCE]
    lengths = (len(row.texts.get(number, "").strip()) for row in table.rows for number in named)
    return min(max(lengths, default=0), _WIDEST)


def _row(batch: Batch, done: Done, width: int) -> str:
    state = _STATES[done.state][0]
    why = f" : {continued(done.reason)}" if done.reason else ""
    first = f"ligne {done.line:<4} {done.reference or '(sans référence)':<{width}}  {state}{why}\n"
    if done.state is not State.REFUSED:
        return first
    return first + "".join(f"    {_told(batch, finding)}\n" for finding in done.findings)


def _told(batch: Batch, finding: Finding) -> str:
    return f"{_place(batch, finding)} : {nature(finding)}. {finding.message}  [{finding.rule}]"


def _place(batch: Batch, finding: Finding) -> str:
    """The place of a finding: in the table, its row and the title of its column.

    What no column gives is looked for in the row as a whole.
    """
    mark, table = finding.mark, batch.table
    if mark.file != table.file or not table.columns:
        return str(mark)
    sheet = f", feuille {mark.sheet}" if mark.sheet else ""
    place = f"{mark.file}{sheet}, ligne {mark.line}"
    keys = keys_of(finding.path)
    for column in table.columns:
        if column.number == mark.column and keys[: len(column.keys)] == column.keys:
            return f"{place}, colonne {column.name}"
    return place
