"""Paths → assessments, in order, and the exit code they give together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dossiers import report
from dossiers.assessment import Assessment, assess
from dossiers.dossier import Dossier
from dossiers.findings import Stage, Verdict
from dossiers.library import Library
from dossiers.opening import Opener, Unreadable
from dossiers.reception import Reception
from dossiers.reception_judging import assess_reception


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, dossier by dossier."""

    results: tuple[Assessment | Unreadable, ...]

    @property
    def exit_code(self) -> int:
        """0 when every dossier is complete, 1 otherwise."""
        complete = all(
            isinstance(result, Assessment) and result.verdict is Verdict.COMPLETE
            for result in self.results
        )
        return 0 if complete else 1

    def render(self, form: str, today: date) -> str:
        """The report in one of the forms `text`, `json`, `github`."""
        match form:
            case "json":
                return report.json_text(self.results, today)
            case "github":
                return report.github(self.results)
            case _:
                return report.text(self.results)


def check_all(
    paths: Sequence[Path], library: Library, day: date | None, stage: Stage, *, strict: bool
) -> Checked:
    """Judge each path. Raises LibraryError, MachineError."""
    opener = Opener(library, day)
    return Checked(tuple(judge(opener.open(path), stage, strict=strict) for path in paths))


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
