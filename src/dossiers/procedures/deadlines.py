"""The deadlines of a procedure file → `DeadlineSpec`: from which day, how long, on what source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Mark, Reference
from dossiers.language.expressions import Expression, Sentence
from dossiers.reading.source import Keys, Source
from dossiers.values import TimeUnit

SECTION = "echeances"
PARAMETERS = "parametres"

_UNITS = {"jours": TimeUnit.DAY, "mois": TimeUnit.MONTH}


@dataclass(frozen=True, slots=True)
class PauseSpec:
    """What suspends a delay: the day of a request, that of its reply, and the source of it."""

    since: Expression
    until: Expression
    reference: Reference


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """A date that follows from a dossier.

    `delay` gives a number of `unit`, or a duration where `unit` is None; no delay means the start
    itself. `each` is the list that has one such date an entry. `counting` is the source of the way
    to count, where it is not that of the delay; `applies` None means always.
    """

    id: str
    label: Sentence
    reference: Reference
    mark: Mark
    applies: Expression | None
    each: Expression | None
    start: Expression
    delay: Expression | None
    unit: TimeUnit | None
    before: bool
    pause: PauseSpec | None
    postponed: bool
    territory: Expression | None
    counting: Reference | None
    help: str

    def expressions(self) -> Iterator[Expression]:
        """Every expression that may name the entry, so all but `each`."""
        pause = (self.pause.since, self.pause.until) if self.pause else ()
        given = (self.applies, self.start, self.delay, *pause, self.territory)
        yield from (expression for expression in given if expression is not None)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The sources on which the date stands, that of the delay first."""
        given = (self.reference, self.pause.reference if self.pause else None, self.counting)
        return tuple(dict.fromkeys(reference for reference in given if reference is not None))


def read_deadlines(
    source: Source, reference: Callable[[str, Keys], Reference]
) -> tuple[DeadlineSpec, ...]:
    """The deadlines of a procedure file. Raises LibraryError at the line of a wrong one."""
    entries: Any = source.data.get(SECTION, [])
    return tuple(
        _Entry(source, (SECTION, index), entry, reference).spec()
        for index, entry in enumerate(entries)
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the file, of the right form already."""

    source: Source
    keys: Keys
    data: Mapping[str, Any]
    known: Callable[[str, Keys], Reference]

    def spec(self) -> DeadlineSpec:
        self.check()
        start = self.expression("depart")
        assert start is not None  # noqa: S101 - required by the schema
        return DeadlineSpec(
            id=self.data["id"],
            label=Sentence(self.data["libelle"], self.mark("libelle")),
            reference=self.known(self.data["source"], (*self.keys, "source")),
            mark=self.source.mark(self.keys),
            applies=self.expression("quand"),
            each=self.expression("pour_chaque"),
            start=start,
            delay=self.expression("delai"),
            unit=_UNITS.get(self.data.get("unite", "")),
            before=self.data.get("sens") == "avant",
            pause=self.pause(),
            postponed="report" in self.data,
            territory=self.expression("territoire"),
            counting=self.known(self.data["decompte"], (*self.keys, "decompte"))
            if "decompte" in self.data
            else None,
            help=self.data.get("aide", ""),
        )

    def check(self) -> None:
        """What the schema cannot say: which keys go together. Raises LibraryError."""
        for key, holder in (("unite", "delai"), ("sens", "delai"), ("suspension", "delai"),
                            ("report", "decompte"), ("territoire", "report")):  # fmt: skip
            if key in self.data and holder not in self.data:
                raise self.wrong(f"a « {key} » sans « {holder} »", key)
        for key in ("report", "suspension"):
            if key in self.data and self.data.get("sens") == "avant":
                raise self.wrong(f"compte à rebours (« sens: avant ») : sans « {key} »", key)

    def pause(self) -> PauseSpec | None:
        if "suspension" not in self.data:
            return None
        data = self.data["suspension"]
        at: Keys = (*self.keys, "suspension")
        since, until = (
            Expression.compile(data[key], self.source.mark((*at, key))) for key in ("du", "au")
        )
        return PauseSpec(since, until, self.known(data["source"], (*at, "source")))

    def mark(self, key: str) -> Mark:
        return self.source.mark((*self.keys, key))

    def expression(self, key: str) -> Expression | None:
        return Expression.under(self.data, key, self.source, self.keys)

    def wrong(self, why: str, key: str) -> LibraryError:
        return LibraryError(f"L’échéance « {self.data['id']} » {why}.", self.mark(key))
