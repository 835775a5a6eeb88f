"""A reception sheet → `Assessment`: what came, what did not, what is left to a person."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.findings import Finding, Severity, Stage, Verdict
from dossiers.judging.assessment import (
    Assessment,
    Received,
    criterion_findings,
    in_order,
    period_findings,
    weighed,
)
from dossiers.judging.completeness import Completeness, blanks, needs
from dossiers.judging.criteria import Outcome, Status, outcomes
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Dossier
from dossiers.opening.pieces import Piece, PieceStatus
from dossiers.opening.reception import Item, Reception
from dossiers.procedures.fields import HEADER
from dossiers.procedures.procedure import PieceSpec, Procedure
from dossiers.reading.source import dotted

_STATUSES = {
    "oui": PieceStatus.PRESENT,
    "illisible": PieceStatus.UNREADABLE,
}


def assess_reception(reception: Reception, *, strict: bool = False) -> Assessment:
    """Judge a reception sheet at both stages: what came, what did not, what is for a person."""
    dossier = reception.dossier
    noted = tuple((item, _received(dossier, item)) for item in reception.items)
    pieces = tuple(_piece(item.piece, line) for item, line in noted if item.piece)
    needed, decided = needs(dossier), outcomes(dossier)
    found = [
        *(weighed(finding, strict=strict) for finding in dossier.findings),
        *period_findings(dossier),
        *blanks(dossier, needed),
        *(f for item, line in noted for f in _findings(dossier, item, line, strict=strict)),
    ]
    found += list(criterion_findings(dossier, decided, found, strict=strict))
    asked = [need.filled for need in needed if need.keys[0] in HEADER]
    asked += [line.answer == "oui" for item, line in noted if _counts(item, line)]
    return Assessment(
        dossier=dossier,
        stage=Stage.FILING,
        outcomes=tuple(_outcomes(reception.procedure, decided)),
        pieces=pieces,
        completeness=Completeness(sum(asked), len(asked)),
        findings=in_order(dossier, found),
        received=tuple(line for _, line in noted),
    )


def _outcomes(procedure: Procedure, decided: tuple[Outcome, ...]) -> Iterator[Outcome]:
    known = {outcome.criterion.id: outcome for outcome in decided}
    for criterion in procedure.criteria:
        reason = "À lire sur le dossier reçu." if criterion.holds else ""
        yield known.get(criterion.id, Outcome(criterion, Status.HUMAN, reason))


def _received(dossier: Dossier, item: Item) -> Received:
    node: object = dossier.values
    for key in item.keys:
        node = node.fields.get(str(key)) if isinstance(node, Group) else None
    answers = node.fields if isinstance(node, Group) else {}
    answer, page, remark = (
        "" if value is None or isinstance(value, Missing) else str(value)
        for value in (answers.get(name) for name in ("recu", "page", "remarque"))
    )
    return Received(item.label, dotted(item.keys), answer, page, remark)


def _piece(spec: PieceSpec, line: Received) -> Piece:
    return Piece(spec, _STATUSES.get(line.answer, PieceStatus.ABSENT), required=False)


def _counts(item: Item, line: Received) -> bool:
    """Whether an item counts as expected: what depends on the rest does unless it was not sent."""
    if item.optional:
        return False
    return item.required or line.answer != "non"


def _findings(dossier: Dossier, item: Item, line: Received, *, strict: bool) -> Iterator[Finding]:
    """What a line that is not « oui » says; a blank one is a blank field of the sheet."""
    spec = item.piece
    reference = spec.reference if spec else None
    blocking = strict or reference is None or reference.blocks
    if line.answer == "illisible":
        rule, told = "illisible", "reçu, mais illisible"
    elif line.answer == "non" and item.required:
        rule, told = "absent", "non reçu"
    elif line.answer == "non" and not item.optional:
        rule, told = "absent", "non reçu ; attendu selon le dossier, à apprécier"
        blocking = False
    else:
        return
    doubt = " (exigence à confirmer)" if reference and not reference.blocks else ""
    remark = f" Remarque : {line.remark.rstrip('.')}." if line.remark else ""
    yield Finding(
        rule=f"piece/{dossier.procedure.id}/{spec.id}" if spec else f"reception/{rule}",
        severity=Severity.ERROR if blocking else Severity.WARNING,
        message=f"{line.label} : {told}{doubt}.{remark}",
        mark=dossier.source.mark((*item.keys, "recu")),
        path=line.path,
        reference=reference,
        effect=Verdict.INCOMPLETE if blocking else Verdict.COMPLETE,
    )
