"""Assessment → what the templates of the grid and of the bordereau print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dossiers.findings import Severity
from dossiers.french.typography import typeset
from dossiers.judging.assessment import Assessment
from dossiers.judging.criteria import Outcome
from dossiers.judging.labels import CONFIDENCES, STAGES, STATUSES, VERDICTS
from dossiers.kinds import Code
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.pieces import Piece, PieceStatus
from dossiers.reporting.report import nature

_PIECES = {
    PieceStatus.PRESENT: "présente",
    PieceStatus.ABSENT: "absente",
    PieceStatus.UNREADABLE: "illisible",
    PieceStatus.NOT_APPLICABLE: "sans objet",
}


def grid(assessment: Assessment) -> dict[str, Any]:
    """The names that `templates/reports/grille.md` sees."""
    complete = assessment.completeness
    return {
        "verdict": Code(assessment.verdict.value, VERDICTS[assessment.verdict]),
        "completude": _group(
            renseignes=complete.filled,
            attendus=complete.expected,
            pourcentage=int(complete.rate * 100),
        ),
        "criteres": tuple(_criterion(outcome) for outcome in assessment.outcomes),
        "pieces": tuple(_piece(piece) for piece in assessment.pieces),
        "recus": tuple(
            _group(libelle=line.label, recu=line.answer, page=line.page, remarque=line.remark)
            for line in assessment.received
        ),
        "constats": tuple(
            _group(chemin=f.path, message=f.message, gravite=nature(f))
            for f in assessment.findings
            if f.severity is not Severity.NOTE
        ),
    }


def slip(rows: Sequence[tuple[str, int, int]], total: int, *, blank: int) -> dict[str, Any]:
    """The names that `templates/reports/bordereau.md` sees: (title, pages, first folio) a row.

    `blank` is how many of the pages are the blank backs of sheets.
    """
    listed = tuple(
        _group(numero=n, titre=title, pages=pages, premiere=first)
        for n, (title, pages, first) in enumerate(rows, 1)
    )
    return {"liasse": listed, "total_pages": total, "pages_blanches": blank}


def _criterion(outcome: Outcome) -> Group:
    criterion = outcome.criterion
    return _group(
        objet=criterion.purpose.value,
        libelle=criterion.label,
        verdict=Code(outcome.status.value, STATUSES[outcome.status]),
        motif=outcome.reason,
        source=_group(
            titre=typeset(criterion.reference.title),
            confiance=CONFIDENCES[criterion.reference.confidence],
        ),
    )


def _piece(piece: Piece) -> Group:
    reference = piece.spec.reference
    return _group(
        libelle=piece.spec.label,
        etape=STAGES[piece.spec.stage],
        statut=_PIECES[piece.status],
        pages=piece.pages or None,
        source=typeset(reference.title),
    )


def _group(**fields: Any) -> Group:
    """A group whose empty fields are blank, so that a template can test them."""
    named: Mapping[str, Any] = {
        name: Missing(name, name) if value in (None, "") else value
        for name, value in fields.items()
    }
    return Group("", named)
