"""Paths → what a check says of each, in order, and the exit code they give together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dossiers import workers
from dossiers.errors import DossiersError, Refused
from dossiers.findings import Stage, Verdict, printable
from dossiers.french.words import agree
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.delivery import delivered
from dossiers.judging.labels import VERDICTS
from dossiers.judging.reception_judging import assess_reception
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.reporting import report


@dataclass(frozen=True, slots=True)
class Asked:
    """How dossiers are to be judged, and the form of the report: `text`, `json` or `github`."""

    library: Library
    day: date | None = None
    stage: Stage = Stage.SIGNATURE
    strict: bool = False
    form: str = "text"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of one dossier. `failure` is a wrong library or machine, in a sentence."""

    told: str
    verdict: Verdict
    exit_code: int
    failure: str = ""


def check_all(paths: Sequence[Path], asked: Asked) -> Iterator[Checked]:
    """Judge each path, in order; many are shared between the processors. Nothing is raised."""
    return workers.ordered(_judge, (asked,), paths)


def written(
    checked: Iterable[Checked], form: str, today: date, seen: list[Checked]
) -> Iterator[str]:
    """The report, a piece a dossier as soon as it is judged, so that memory stays flat.

    `seen` receives what was found of each, without its text.
    """

    def told() -> Iterator[str]:
        for one in checked:
            seen.append(replace(one, told=""))
            yield one.told

    if form == "json":
        yield from report.json_pieces(told(), today)
        return
    between = ""
    for text in told():
        yield f"{between}{text}\n" if text else ""
        between = "" if form == "github" else "\n"


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many dossiers have each verdict, the best first."""
    counts = Counter(verdicts)
    named = [
        f"{counts[v]} {agree(counts[v], VERDICTS[v], f'{VERDICTS[v]}s')}"
        for v in Verdict
        if counts[v]
    ]
    total = f"{len(verdicts)} {agree(len(verdicts), 'dossier', 'dossiers')}"
    return f"{total} : {', '.join(named)}."


def judge(
    opened: Dossier | Reception | Unreadable, stage: Stage, *, strict: bool = False
) -> Assessment | Unreadable:
    """The assessment of what was opened; a reception sheet is judged at both stages."""
    match opened:
        case Unreadable():
            return opened
        case Reception():
            return assess_reception(opened, strict=strict)
        case Dossier():
            return assess(opened, stage, strict=strict)


def _judge(asked: Asked) -> Callable[[Path], Checked]:
    """What judges one path; its procedures are loaded once."""
    opener = Opener(asked.library, asked.day)
    tell = {"json": report.entry_text, "github": report.github}.get(asked.form, report.text)

    def one(path: Path) -> Checked:
        try:
            with delivered(opener, path) as delivery:
                stage = Stage.FILING if delivery.bundle else asked.stage
                judged = judge(delivery.opened, stage, strict=asked.strict)
            if isinstance(judged, Unreadable):
                return Checked(tell(judged), Verdict.INVALID, Refused.exit_code)
            verdict = judged.verdict
            code = 0 if verdict is Verdict.COMPLETE else Refused.exit_code
            return Checked(tell(judged), verdict, code)
        except DossiersError as error:
            why = asked.library.told(error)
            told = report.failed_text(printable(path), why) if asked.form == "json" else ""
            return Checked(told, Verdict.INVALID, error.exit_code, f"{path} : {why}")

    return one
