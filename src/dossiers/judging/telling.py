"""What the language knows of a dossier that another one names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from dossiers.findings import Confidence, Finding, Reference, Stage, Verdict
from dossiers.french.typography import typeset
from dossiers.judging.admissibility import admissibility
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.criteria import Status
from dossiers.judging.labels import ADMISSIBILITY, STATUSES, VERDICTS
from dossiers.judging.reception_judging import assess_reception
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier
from dossiers.opening.reception import Reception, unread
from dossiers.reading.source import keys_of
from dossiers.values import Code, FilePath

FIELDS = (
    *("reference", "procedure", "titre", "date", "verdict", "verdict_signature", "recevabilite"),
    *("valeurs", "parametres", "criteres", "controles"),
    *("manques", "a_apprecier", "lettres", "empreinte", "empreinte_citee"),
)
"""What the language knows of a dossier that another names."""

_LACKING = (Verdict.INCOMPLETE, Verdict.INVALID)


def told(found: Dossier | Reception, where: str, cited: FilePath, content: bytes) -> Group:
    """The group that stands at `where` for a dossier; `content` is the file that `cited` names.

    It is judged at both stages. Raises LibraryError.
    """
    if isinstance(found, Reception):
        assessment, values = assess_reception(found), unread(found)
    else:
        assessment, values = assess(found, Stage.FILING), found.values
    dossier = assessment.dossier
    verdict, admissible = assessment.verdict, admissibility(assessment)
    to_sign = assessment.at(Stage.SIGNATURE)
    criteria = {
        outcome.criterion.id: Code(outcome.status.value, STATUSES[outcome.status])
        for outcome in assessment.outcomes
    }
    known = {
        "reference": dossier.values.fields["reference"],
        "procedure": found.procedure.id,
        "titre": found.procedure.title,
        "date": dossier.values.fields["date"],
        "verdict": Code(verdict.value, VERDICTS[verdict]),
        "verdict_signature": Code(to_sign.value, VERDICTS[to_sign]),
        "recevabilite": Code(admissible.value, ADMISSIBILITY[admissible])
        if admissible
        else Missing(f"{where}.recevabilite", "Recevabilité"),
        "valeurs": values,
        "parametres": dossier.context()["parametres"],
        "criteres": Group(f"{where}.criteres", criteria),
        "controles": tuple(_controlled(assessment)),
        "manques": tuple(_lacking(assessment)),
        "a_apprecier": tuple(_left_to_judge(assessment)),
        "lettres": tuple(letter.id for letter in found.procedure.letters),
        "empreinte": hashlib.sha256(content).hexdigest(),
        "empreinte_citee": bool(cited.sha256),
    }
    return Group(where, {name: known[name] for name in FIELDS})


def _controlled(assessment: Assessment) -> Iterator[Group]:
    """What is said of each criterion that applies, with the reason where it is not met."""
    for outcome in assessment.outcomes:
        criterion, status = outcome.criterion, outcome.status
        if status is not Status.NOT_APPLICABLE:
            yield _group(
                id=criterion.id,
                objet=criterion.purpose.value,
                libelle=criterion.label,
                verdict=Code(status.value, STATUSES[status]),
                motif=typeset(outcome.reason) if outcome.reason else Missing("motif", "Motif"),
                **_source(criterion.reference),
            )


def _lacking(assessment: Assessment) -> Iterator[Group]:
    """Each thing absent, blank or wrong that blocks the dossier, with the source that asks it.

    A blank of a reception sheet is not one of the dossier that it is about.
    """
    seen: set[str] = set()
    for finding in assessment.findings:
        if assessment.received and finding.rule.startswith("champ/"):
            continue
        label = _label(assessment, finding)
        if finding.effect in _LACKING and label not in seen:
            seen.add(label)
            motive = typeset(_motive(finding, label))
            yield _group(libelle=label, motif=motive, **_source(finding.reference))


def _label(assessment: Assessment, finding: Finding) -> str:
    """What a finding is about, as one names it: a pièce, a criterion, a field, or itself."""
    match finding.rule.split("/"):
        case ["piece", _, name]:
            return next(p.spec.label for p in assessment.pieces if p.spec.id == name)
        case ["critere", _, name]:
            return next(o.criterion.label for o in assessment.outcomes if o.criterion.id == name)
    keys = keys_of(finding.path)
    return assessment.dossier.procedure.form.label(keys) if keys else finding.message


def _motive(finding: Finding, label: str) -> str:
    """What a finding says of the thing that `label` names already.

    The form that a field expects is left out: it tells how to write a file, not what to send.
    """
    if finding.rule == "champ/requis":
        return "À compléter"
    told = finding.message.removeprefix(f"{label} : ").removesuffix(f" : {label}.")
    if finding.rule.startswith("champ/"):
        reason, hint, _ = told.removeprefix(f"{label} ").rpartition(" (attendu : ")
        told = f"{reason}." if hint else told.removeprefix(f"{label} ")
    return f"{told[0].upper()}{told[1:]}"


def _left_to_judge(assessment: Assessment) -> Iterator[Group]:
    for outcome in assessment.outcomes:
        criterion = outcome.criterion
        if outcome.status is Status.HUMAN:
            source = _source(criterion.reference)
            yield _group(id=criterion.id, libelle=criterion.label, **source)


def _source(reference: Reference | None) -> dict[str, Any]:
    """The title of a law; none where it is the dossier itself that asks."""
    if reference is None or reference.confidence is Confidence.MODEL:
        return {"source": Missing("source", "Source")}
    return {"source": typeset(reference.title)}


def _group(**fields: Any) -> Group:
    return Group("", fields)
