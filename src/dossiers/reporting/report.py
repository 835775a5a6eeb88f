"""Assessments → text, JSON or GitHub annotations. What people and scripts read of a check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from textwrap import indent
from typing import Any

from dossiers.findings import Confidence, Finding, Reference, Severity, Verdict
from dossiers.french.days import short
from dossiers.french.words import agree
from dossiers.judging.assessment import Assessment
from dossiers.judging.criteria import Outcome, Status
from dossiers.judging.labels import CONFIDENCES, VERDICTS
from dossiers.opening.opener import Unreadable
from dossiers.opening.pieces import Piece

VERSION = 1

_EFFECTS: Mapping[Verdict, str] = {**VERDICTS, Verdict.INCOMPLETE: "à compléter"}
_SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "erreur",
    Severity.WARNING: "avertissement",
    Severity.NOTE: "information",
}


def nature(finding: Finding) -> str:
    """What a finding is, in a word: the effect of a blocking one, else its gravity."""
    if finding.effect is not Verdict.COMPLETE:
        return _EFFECTS[finding.effect]
    return _SEVERITIES[finding.severity]


def text(assessment: Assessment | Unreadable) -> str:
    """What a check says of a dossier, for a reader at a terminal."""
    if isinstance(assessment, Unreadable):
        return f"{assessment.file}\n{finding_lines(assessment.findings)}\n\nFichier invalide."
    own = assessment.dossier.source.file
    lines = []
    for file in dict.fromkeys([own, *(finding.mark.file for finding in assessment.findings)]):
        lines.append(file)
        for finding in assessment.findings:
            lines += _finding_lines(finding) if finding.mark.file == file else []
    human = [o.criterion for o in assessment.outcomes if o.status is Status.HUMAN]
    if human:
        lines += ["", "  À apprécier par une personne :"]
        lines += [f"    – {criterion.label}" for criterion in human]
    lines += ["", summary(assessment)]
    first = next((f.rule for f in assessment.findings if f.severity is Severity.ERROR), None)
    if first:
        lines.append(f"Pour en savoir plus sur une règle : dossiers explain {first}")
    return "\n".join(lines)


def findings_json(findings: Iterable[Finding]) -> str:
    """The `constats` of a command that judges no dossier, such as `lint`."""
    listed = [constat(finding) for finding in findings]
    return json.dumps({"version": VERSION, "constats": listed}, ensure_ascii=False, indent=2)


def finding_lines(findings: Iterable[Finding]) -> str:
    """Findings as a reader at a terminal sees them."""
    return "\n".join(line for finding in findings for line in _finding_lines(finding))


def _finding_lines(finding: Finding) -> list[str]:
    lines = [
        f"  {finding.mark.place:>7}  {nature(finding):<13}  {finding.message}  [{finding.rule}]"
    ]
    if finding.reference is not None and finding.reference.confidence is not Confidence.MODEL:
        lines.append(f"{'':>26}{cited(finding.reference)}")
    return lines


def cited(reference: Reference) -> str:
    """A source and how well it is known."""
    return f"{reference.title} – {CONFIDENCES[reference.confidence]}"


def summary(assessment: Assessment) -> str:
    """One sentence: the verdict, how much is there, what is left to a human."""
    errors = sum(f.severity is Severity.ERROR for f in assessment.findings)
    warnings = sum(f.severity is Severity.WARNING for f in assessment.findings)
    counted = (
        (errors, "point bloquant", "points bloquants"),
        (warnings, "avertissement", "avertissements"),
        (assessment.left_to_judge, "critère à apprécier", "critères à apprécier"),
    )
    told = [f"{number} {agree(number, one, many)}" for number, one, many in counted if number]
    counts = f"{', '.join(told)}. " if told else ""
    complete = assessment.completeness
    day = assessment.dossier.day
    judged = f" à la date du {short(day)}" if day else ""
    kind = "Fiche de réception" if assessment.received else "Dossier"
    return (
        f"{kind} {assessment.dossier.reference or '(sans référence)'}{judged} : "
        f"{VERDICTS[assessment.verdict]}. {counts}"
        f"Complétude : {complete.filled} sur {complete.expected} "
        f"({str(round(complete.rate * 100, 1)).replace('.', ',')} %)."
    )


def github(result: Assessment | Unreadable) -> str:
    """Workflow commands that GitHub shows beside the lines of the file."""
    return workflow_commands(result.findings)


def workflow_commands(findings: Iterable[Finding]) -> str:
    """Findings as GitHub's workflow commands."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    return "\n".join(
        f"::{level[f.severity]} file={_escaped(f.mark.file, ':,')},line={f.mark.line},"
        f"col={f.mark.column},title={_escaped(f.rule, ':,')}::{_escaped(f.message)}"
        for f in findings
    )


def _escaped(text: str, separators: str = "") -> str:
    """A text that no workflow command can start in (GitHub Docs, « Workflow commands »)."""
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{separators}" else c for c in text)


def json_pieces(
    entries: Iterable[str], today: date, head: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """The contract of `check --format json`, a piece an entry of `entry_text`.

    Changes only add to it; `head` is what a command says before the dossiers.
    """
    told = {"version": VERSION, "date": today.isoformat(), **(head or {})}
    start = json.dumps(told, ensure_ascii=False, indent=2).removesuffix("\n}")
    between = ""
    yield f'{start},\n  "dossiers": [\n'
    for one in entries:
        yield f"{between}{one}"
        between = ",\n"
    yield "\n  ]\n}\n"


def entry_text(result: Assessment | Unreadable) -> str:
    """One dossier of the JSON report, indented as it stands there."""
    return listed(entry(result))


def failed_text(file: str, why: str) -> str:
    """The same for a dossier that the program or the machine could not judge."""
    return listed({**_unreadable(Unreadable(file, ())), "echec": why})


def listed(told: Mapping[str, Any]) -> str:
    """The JSON of one entry of a list, indented as it stands there."""
    return indent(json.dumps(told, ensure_ascii=False, indent=2), "    ")


def entry(assessment: Assessment | Unreadable) -> dict[str, Any]:
    """One dossier of the JSON report."""
    if isinstance(assessment, Unreadable):
        return _unreadable(assessment)
    dossier = assessment.dossier
    procedure = dossier.procedure
    return {
        "fichier": dossier.source.file,
        "procedure": procedure.id,
        "version": procedure.version,
        "empreinte": procedure.fingerprint,
        "reference": dossier.reference or None,
        "date": dossier.day.isoformat() if dossier.day else None,
        "etape": assessment.stage.value,
        "verdict": assessment.verdict.value,
        "reste_a_apprecier": assessment.left_to_judge,
        "completude": {
            "renseignes": assessment.completeness.filled,
            "attendus": assessment.completeness.expected,
            "taux": assessment.completeness.rate,
        },
        "constats": [constat(finding) for finding in assessment.findings],
        "criteres": [_critere(outcome) for outcome in assessment.outcomes],
        "pieces": [_piece(piece) for piece in assessment.pieces],
        **_reception(assessment),
    }


def _reception(assessment: Assessment) -> dict[str, Any]:
    """The lines of a reception sheet; a dossier has none."""
    lines = [
        {
            "chemin": line.path,
            "libelle": line.label,
            "recu": line.answer or None,
            "page": line.page or None,
            "remarque": line.remark or None,
        }
        for line in assessment.received
    ]
    return {"reception": lines} if lines else {}


def _unreadable(result: Unreadable) -> dict[str, Any]:
    return {
        "fichier": result.file,
        "procedure": None,
        "version": None,
        "empreinte": None,
        "reference": None,
        "date": None,
        "etape": None,
        "verdict": Verdict.INVALID.value,
        "reste_a_apprecier": 0,
        "completude": {"renseignes": 0, "attendus": 0, "taux": 0.0},
        "constats": [constat(finding) for finding in result.findings],
        "criteres": [],
        "pieces": [],
    }


def constat(finding: Finding) -> dict[str, Any]:
    """A finding, in the JSON of every command."""
    return {
        "regle": finding.rule,
        "gravite": finding.severity.value,
        "message": finding.message,
        "chemin": finding.path,
        "fichier": finding.mark.file,
        "ligne": finding.mark.line,
        "colonne": finding.mark.column,
        "feuille": finding.mark.sheet or None,
        "etape": finding.stage.value,
        "source": source(finding.reference),
    }


def source(reference: Reference | None) -> dict[str, Any] | None:
    """A source, in the JSON of every command."""
    if reference is None:
        return None
    return {
        "id": reference.id,
        "titre": reference.title,
        "url": reference.url,
        "confiance": reference.confidence.value,
    }


def _critere(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.criterion.id,
        "objet": outcome.criterion.purpose.value,
        "etape": outcome.criterion.stage.value,
        "libelle": outcome.criterion.label,
        "verdict": outcome.status.value,
        "motif": outcome.reason or None,
        "source": source(outcome.criterion.reference),
    }


def _piece(piece: Piece) -> dict[str, Any]:
    files = [
        {"fichier": f.path, "pages": f.pages, "sha256": f.sha256 if f.content else None}
        for f in piece.files
    ]
    first = files[0] if files else {"fichier": None, "pages": None, "sha256": None}
    return {
        "id": piece.spec.id,
        "libelle": piece.spec.label,
        "etape": piece.spec.stage.value,
        "statut": piece.status.value,
        **first,
        "pages": piece.pages if files else None,
        "fichiers": files,
    }
