"""The rows and what they add up to, as tables of cells: what a workbook and a CSV file hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dossiers.findings import Verdict
from dossiers.french.days import short
from dossiers.judging.admissibility import Admissibility
from dossiers.judging.criteria import Status
from dossiers.judging.labels import ADMISSIBILITY, PURPOSES, STATUSES, VERDICTS
from dossiers.kinds import show
from dossiers.reporting.portfolio.row import Plain, Row
from dossiers.reporting.portfolio.shelf import Rule, Share, Tally
from dossiers.values import Ratio

_BEFORE = (
    "Référence", "Procédure", "Date du dossier", "Verdict", "Recevabilité", "Complétude",
    "Renseignés", "Attendus", "Points bloquants", "Avertissements", "À apprécier",
)  # fmt: skip
_AFTER = (
    "Échéance", "Date de l’échéance", "Jours restants", "Comptés au", "Échéances passées",
    "Ce qui manque", "À corriger", "Fichier",
)  # fmt: skip
TITLES = (*_BEFORE, *_AFTER)
"""The titles of the columns that every portfolio has."""


@dataclass(frozen=True, slots=True)
class Table:
    """A named table: its titles, and its rows of as many cells."""

    name: str
    titles: tuple[str, ...]
    rows: Iterable[tuple[Plain, ...]]


def dossiers(rows: Iterable[Row], tally: Tally, today: date) -> Table:
    """A row a dossier, the columns of the procedures between those that all have."""
    titles = (*_BEFORE, *tally.titles, *_AFTER)
    return Table("Dossiers", titles, (_cells(row, tally, today) for row in rows))


def _cells(row: Row, tally: Tally, today: date) -> tuple[Plain, ...]:
    held = {value.title: value.values for value in row.values}
    due = row.due
    return (
        row.reference, row.title, row.day, VERDICTS[row.verdict], admissibility(row),
        *(_completeness(row) if row.procedure else (None, None, None)),
        len(row.missing) + len(row.wrong), row.warnings, row.left_to_judge,
        *(_cell(held.get(title, ())) for title in tally.titles),
        due.told if due else None,
        due.day if due else None,
        (due.day - today).days if due else None,
        today,
        due.passed if due else None,
        " | ".join(row.missing), " | ".join(row.wrong), row.file,
    )  # fmt: skip


def _completeness(row: Row) -> tuple[Plain, ...]:
    return Ratio(str(row.rate)), row.filled, row.expected


def admissibility(row: Row) -> str:
    """What is said of a dossier's admissibility, nothing where its procedure asks nothing."""
    return ADMISSIBILITY[row.admissibility] if row.admissibility else ""


def _cell(values: tuple[Plain, ...]) -> Plain:
    return values[0] if len(values) == 1 else ", ".join(map(shown, values))


def shown(value: Plain) -> str:
    """A cell as a person reads it."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return short(value)
    if isinstance(value, int) and value < 0:
        return f"−{show(-value)}"
    return show(value)


def points(rows: Iterable[Row]) -> Table:
    """A row for each thing that is missing or wrong."""
    titles = ("Référence", "Procédure", "Nature", "Constat", "Fichier")
    found = (
        (row.reference, row.title, nature, message, row.file)
        for row in rows
        for nature, messages in (("à compléter", row.missing), ("à corriger", row.wrong))
        for message in messages
    )
    return Table("Constats", titles, found)


def summary(tally: Tally, today: date) -> Table:
    """The dossiers as a whole, on the day that dates are compared with."""
    whole = tally.whole
    counts = [(f"Verdict\u00a0: {VERDICTS[v]}", whole.verdicts[v]) for v in Verdict]
    counts += [
        (f"Recevabilité\u00a0: {ADMISSIBILITY[a]}", whole.admissibility[a])
        for a in Admissibility
        if whole.admissibility
    ]
    rows: tuple[tuple[Plain, ...], ...] = (
        ("Échéances comptées au", today),
        ("Dossiers", whole.total),
        *((title, count, share(count, whole.total)) for title, count in counts),
        ("Fichiers non jugés, le programme ou la machine étant en cause", tally.failures),
        ("Références portées par plusieurs fichiers", ", ".join(tally.doubles) or "aucune"),
    )
    return Table("Synthèse", ("Portefeuille", "Valeur", "Part"), rows)


def share(count: int, total: int) -> Ratio:
    """A part of the whole, rounded to the thousandth."""
    return Ratio((Decimal(count) / max(total, 1)).quantize(Decimal("0.001")))


def distributions(tally: Tally) -> Iterator[Table]:
    """For each counted column, a row a value."""
    admissible = tuple(Admissibility) if tally.whole.admissibility else ()
    heads = [_capital(VERDICTS[verdict]) for verdict in Verdict]
    heads += [f"Recevabilité\u00a0: {ADMISSIBILITY[a]}" for a in admissible]
    for title, shares in tally.groups.items():
        rows: list[tuple[Plain, ...]] = [
            (
                value,
                share.total,
                *(share.verdicts[verdict] for verdict in Verdict),
                *(share.admissibility[a] for a in admissible),
            )
            for value, share in in_order(shares)
        ]
        yield Table(title, (title, "Dossiers", *heads), rows)


def in_order(shares: Mapping[str, Share]) -> list[tuple[str, Share]]:
    """The values of a column, the most frequent first."""
    return sorted(shares.items(), key=lambda pair: (-pair[1].total, pair[0]))


def criteria(rules: Iterable[Rule]) -> Table:
    """A row a criterion: how many dossiers meet it, fail it, leave it open."""
    titles = ("Critère", "Objet", "Procédure", *(_capital(STATUSES[s]) for s in Status))
    rows: Iterator[tuple[Plain, ...]] = (
        (rule.label, PURPOSES[rule.purpose], rule.procedure,
         *(rule.statuses[status] for status in Status))
        for rule in rules
    )  # fmt: skip
    return Table("Critères", titles, rows)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
