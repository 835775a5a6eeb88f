"""Each case gives its expected verdicts and dates, and no condition could be turned unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dossiers.findings import Finding, Mark
from dossiers.judging.assessment import assess
from dossiers.judging.criteria import Status
from dossiers.judging.deadlines import State, deadlines
from dossiers.lint.subject import COMPLETE, Subject, finding
from dossiers.opening.dossier import Dossier
from dossiers.reading.source import Source, read

_KEYS = {"base", "changements", "attendu"}


def check(subject: Subject) -> Iterator[Finding]:
    """Judge every file of `examples/<procédure>/cas/`; then look for criteria without a case.

    A criterion with a `si` is expected met by one case and unmet by another, so that negating it
    makes both fail; each deadline is expected on a date by a case.
    """
    library = subject.procedure.library
    seen: dict[str, set[str]] = defaultdict(set)
    for name in library.names(f"examples/{subject.procedure.id}/cas/*.yaml"):
        yield from _case(subject, read(library.read(name), name), seen)
    for criterion in subject.procedure.criteria:
        if criterion.holds is None:
            continue
        for status in (Status.MET, Status.UNMET):
            if status.value not in seen[criterion.id]:
                message = f"Aucun cas n’attend le critère « {criterion.id} » {status.value}."
                yield finding("cas", message, criterion.mark, criterion.id)
    for deadline in subject.procedure.deadlines:
        if not seen[f"echeances.{deadline.id}"]:
            message = f"Aucun cas n’attend l’échéance « {deadline.id} » à une date."
            yield finding("cas", message, deadline.mark, deadline.id)


def _case(subject: Subject, source: Source, seen: dict[str, set[str]]) -> Iterator[Finding]:
    data: Any = source.data
    place = Mark(source.file)
    if source.problems or not _is_case(data):
        message = (
            "Un cas a « base », « changements » (un champ, sa valeur) et « attendu » (« verdict », "
            "« criteres » et « echeances », chacun de ces deux-là un nom, sa réponse)."
        )
        yield finding("cas", message, place)
        return
    base = subject.examples.get(str(data.get("base", COMPLETE)))
    if base is None:
        yield finding("cas", "La base d’un cas est « complet » ou « incomplet ».", place)
        return
    changes = data.get("changements") or {}
    try:
        dossier = subject.varied(base, {path: value or None for path, value in changes.items()})
    except (KeyError, IndexError, TypeError):
        yield finding("cas", "Un changement porte sur un champ absent.", place)
        return
    assessment = assess(dossier)
    expected = data["attendu"]
    verdict = expected.get("verdict")
    if verdict and verdict != assessment.verdict.value:
        message = f"Verdict « {verdict} » attendu, « {assessment.verdict.value} » obtenu."
        yield finding("cas", message, source.mark(("attendu", "verdict")))
    got = {outcome.criterion.id: outcome.status.value for outcome in assessment.outcomes}
    for name, status in (expected.get("criteres") or {}).items():
        seen[name].add(status)
        if name not in got:
            message = f"Le critère « {name} » n’est pas de la procédure."
            yield finding("cas", message, source.mark(("attendu", "criteres", name)), name)
        elif got[name] != status:
            message = f"Critère « {name} » : « {status} » attendu, « {got[name]} » obtenu."
            yield finding("cas", message, source.mark(("attendu", "criteres", name)), name)
    if expected.get("echeances"):
        yield from _dates(dossier, source, expected["echeances"], seen)


def _is_case(data: Any) -> bool:
    """Whether a file has the shape of a case."""
    expected = data.get("attendu")
    if not set(data) <= _KEYS or not isinstance(expected, dict):
        return False
    told = [expected.get(name) or {} for name in ("criteres", "echeances")]
    groups = [data.get("changements") or {}, *told]
    return all(isinstance(group, dict) for group in groups) and all(
        isinstance(answer, str) for group in told for answer in group.values()
    )


def _dates(
    dossier: Dossier, source: Source, expected: Any, seen: dict[str, set[str]]
) -> Iterator[Finding]:
    """The date of each deadline, that of its first entry first; or the state of one without."""
    got: dict[str, str] = {}
    for deadline in deadlines(dossier):
        told = deadline.day.isoformat() if deadline.day else deadline.state.value
        got.setdefault(deadline.id, told)
    for name, told in expected.items():
        if told not in list(State):
            seen[f"echeances.{name}"].add(told)
        if got.get(name) != told:
            message = f"Échéance « {name} » : « {told} » attendu, « {got.get(name)} » obtenu."
            yield finding("cas", message, source.mark(("attendu", "echeances", name)), name)
