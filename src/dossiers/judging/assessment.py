"""Dossier → `Assessment`: outcomes, pièces, completeness, all findings and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain

from dossiers.findings import Finding, Mark, Severity, Stage, Verdict, continued, quoted
from dossiers.french.days import short
from dossiers.french.words import enumerate_words
from dossiers.judging.completeness import Completeness, blanks, due, needs
from dossiers.judging.criteria import Outcome, Status, outcomes
from dossiers.opening.compared import COMPARED
from dossiers.opening.dossier import Dossier
from dossiers.opening.pieces import Piece, PieceStatus, read_pieces
from dossiers.procedures.documents import ENTRY
from dossiers.procedures.procedure import Purpose
from dossiers.reading.source import holders, keys_of

_EFFECT = {
    Purpose.ADMISSIBILITY: Verdict.INADMISSIBLE,
    Purpose.CONSISTENCY: Verdict.NON_COMPLIANT,
    Purpose.COMPLETENESS: Verdict.INCOMPLETE,
    Purpose.SELECTION: Verdict.COMPLETE,
}


@dataclass(frozen=True, slots=True)
class Received:
    """What a reception sheet notes of an expected item; `answer` is empty where it says nothing."""

    label: str
    path: str
    answer: str
    page: str
    remark: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that judging says of one dossier; `stage` is the stage it was judged at.

    `received` holds the lines of a reception sheet, and is empty for a dossier.
    """

    dossier: Dossier
    stage: Stage
    outcomes: tuple[Outcome, ...]
    pieces: tuple[Piece, ...]
    completeness: Completeness
    findings: tuple[Finding, ...]
    received: tuple[Received, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst effect of any finding."""
        return self.at(Stage.FILING)

    def at(self, stage: Stage) -> Verdict:
        """The worst effect of what is due at a stage, among what this one has judged."""
        effects = (f.effect for f in self.findings if due(f.stage, stage))
        return max(effects, key=lambda v: v.rank, default=Verdict.COMPLETE)

    @property
    def left_to_judge(self) -> int:
        """How many criteria a human must judge."""
        return sum(outcome.status is Status.HUMAN for outcome in self.outcomes)


def assess(dossier: Dossier, stage: Stage = Stage.SIGNATURE, *, strict: bool = False) -> Assessment:
    """Judge a dossier at a stage. With `strict`, doubts and unconfirmed sources block too."""
    needed = needs(dossier)
    judged = outcomes(dossier)
    pieces = read_pieces(dossier)
    found = list(
        chain(
            (weighed(finding, strict=strict) for finding in dossier.findings),
            period_findings(dossier),
            blanks(dossier, needed),
            _piece_findings(dossier, pieces, strict=strict),
        )
    )
    found += list(criterion_findings(dossier, judged, found, strict=strict))
    asked = [need.filled for need in needed if due(need.field.stage, stage)]
    asked += [
        piece.status is PieceStatus.PRESENT
        for piece in pieces
        if piece.required and due(piece.spec.stage, stage)
    ]
    return Assessment(
        dossier=dossier,
        stage=stage,
        outcomes=judged,
        pieces=pieces,
        completeness=Completeness(sum(asked), len(asked)),
        findings=in_order(dossier, (_later(finding, stage) for finding in found)),
    )


def in_order(dossier: Dossier, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as a reader of the file meets them."""
    return tuple(
        sorted(findings, key=lambda f: (_rank(f.mark, dossier), f.mark, f.rule, f.message))
    )


def weighed(finding: Finding, *, strict: bool) -> Finding:
    """A doubt about a value blocks when one is strict."""
    if strict and finding.severity is Severity.WARNING:
        return replace(finding, severity=Severity.ERROR, effect=Verdict.INVALID)
    return finding


def _rank(mark: Mark, dossier: Dossier) -> int:
    """The sheet's place in its workbook: places follow each other as a reader meets them."""
    sheets = dossier.source.sheets
    return sheets.index(mark.sheet) if mark.sheet in sheets else -1


def _later(finding: Finding, stage: Stage) -> Finding:
    """What is due at filing only informs whoever prepares the signature."""
    if due(finding.stage, stage):
        return finding
    return replace(
        finding,
        severity=Severity.NOTE,
        effect=Verdict.COMPLETE,
        message=f"À joindre au dépôt : {finding.message}",
    )


def period_findings(dossier: Dossier) -> Iterator[Finding]:
    """A finding when the procedure does not apply at the dossier's date: which one to see."""
    procedure, day = dossier.procedure, dossier.day
    if day is not None and not procedure.period.holds(day):
        told = f"La procédure « {procedure.title} » ne s’applique pas au {short(day)}"
        other = procedure.period.instead(day)
        yield Finding(
            rule="procedure/periode",
            severity=Severity.ERROR,
            message=f"{told} : {other}." if other else f"{told}.",
            mark=dossier.source.mark(("date",)),
            path="date",
            effect=Verdict.INADMISSIBLE,
        )


def criterion_findings(
    dossier: Dossier, judged: tuple[Outcome, ...], found: list[Finding], *, strict: bool
) -> Iterator[Finding]:
    """A finding an unmet criterion, and an undecided one whose blank was not `found` already.

    A criterion about each entry of a list has one an entry.
    """
    told = {(finding.path, finding.stage) for finding in found}
    for outcome in (part for whole in judged for part in whole.parts or (whole,)):
        criterion = outcome.criterion
        blocking = criterion.reference.blocks or strict
        match outcome.status:
            case Status.UNMET:
                effect = _EFFECT[criterion.purpose] if blocking else Verdict.COMPLETE
                message = outcome.reason
            case Status.INCOMPLETE if not (
                _told(outcome, told) or dossier.says_enough(outcome.missing)
            ):
                effect = Verdict.INCOMPLETE if blocking else Verdict.COMPLETE
                if criterion.purpose is Purpose.SELECTION:
                    effect = Verdict.COMPLETE
                message = f"{criterion.label}. {outcome.reason}"
            case _:
                continue
        if not criterion.reference.blocks:
            message = f"{message.rstrip('.')} (règle à confirmer)."
        yield Finding(
            rule=f"critere/{dossier.procedure.id}/{criterion.id}",
            severity=Severity.WARNING if effect is Verdict.COMPLETE else Severity.ERROR,
            message=message,
            mark=_place(dossier, outcome),
            path=outcome.missing or _first_field(dossier, outcome),
            stage=criterion.stage,
            reference=criterion.reference,
            effect=effect,
        )


def _told(outcome: Outcome, told: AbstractSet[tuple[str, Stage]]) -> bool:
    """Whether the blank behind an undecided criterion, or a group above it, has its finding.

    One that is due later only does not count: it would leave the criterion without a word.
    """
    stages = [stage for stage in Stage if due(stage, outcome.criterion.stage)]
    return any((path, stage) in told for path in holders(outcome.missing) for stage in stages)


def _first_field(dossier: Dossier, outcome: Outcome) -> str:
    """The field that a criterion names first, for the reader to start from.

    As its author wrote it, and not as the dossier does: findings do not follow the order of keys.
    """
    holds = outcome.criterion.holds
    if holds is None:
        return outcome.entry
    names = sorted(holds.names(), key=lambda name: (holds.text.find(name), name))
    if outcome.entry:
        read = (name.split(".", 1)[1] for name in names if name.startswith(f"{ENTRY}."))
        return next((f"{outcome.entry}.{name}" for name in read), outcome.entry)
    own = [name for name in names if name.split(".")[0] in dossier.values.fields]
    if dossier.procedure.compared and not own and any(n.startswith(COMPARED) for n in names):
        return dossier.procedure.compared.after
    return next(iter(own), "")


def _place(dossier: Dossier, outcome: Outcome) -> Mark:
    path = outcome.missing or _first_field(dossier, outcome)
    return dossier.source.mark(keys_of(path))


def _piece_findings(
    dossier: Dossier, pieces: tuple[Piece, ...], *, strict: bool
) -> Iterator[Finding]:
    for piece in pieces:
        spec = piece.spec
        blocking = spec.reference.blocks or strict
        place = dossier.source.mark(("pieces", spec.id))
        for file in piece.files:
            if file.problem:
                why = continued(file.problem).rstrip(".")
                yield _piece_finding(
                    dossier, piece, f"{spec.label} : « {quoted(file.path)} », {why}.",
                    place, Verdict.INCOMPLETE if file.absent else Verdict.INVALID,
                )  # fmt: skip
            elif file.found.restricted:
                told = f"{spec.label} : « {quoted(file.path)} » porte des restrictions d’usage"
                found = _piece_finding(
                    dossier, piece, f"{told} ; le programme le lit et le relie comme les autres.",
                    place, Verdict.COMPLETE,
                )  # fmt: skip
                yield replace(found, severity=Severity.NOTE, reference=None)
        yield from (weighed(found, strict=strict) for found in _nir_findings(dossier, piece, place))
        said = dossier.says_enough(f"pieces.{spec.id}")
        if piece.required and not piece.files and not said:
            doubt = "" if spec.reference.blocks else " (exigence à confirmer)"
            yield _piece_finding(
                dossier, piece, f"Pièce absente : {spec.label}{doubt}.",
                place, Verdict.INCOMPLETE if blocking else Verdict.COMPLETE,
            )  # fmt: skip


def _nir_findings(dossier: Dossier, piece: Piece, place: Mark) -> Iterator[Finding]:
    """A doubt for each file whose text layer holds a NIR; what it reads there is not printed."""
    for file in piece.files:
        if pages := file.found.pages_with_nir:
            where = enumerate_words([str(page) for page in pages])
            told = f"page {where}" if len(pages) == 1 else f"pages {where}"
            found = _piece_finding(
                dossier, piece,
                f"{piece.spec.label} : un numéro de sécurité sociale semble figurer dans "
                f"« {quoted(file.path)} », {told} ; le masquer.",
                place, Verdict.COMPLETE,
            )  # fmt: skip
            yield replace(found, rule="donnees/nir-piece", reference=None)


def _piece_finding(
    dossier: Dossier, piece: Piece, message: str, mark: Mark, effect: Verdict
) -> Finding:
    return Finding(
        rule=f"piece/{dossier.procedure.id}/{piece.spec.id}",
        severity=Severity.WARNING if effect is Verdict.COMPLETE else Severity.ERROR,
        message=message,
        mark=mark,
        path=f"pieces.{piece.spec.id}",
        stage=piece.spec.stage,
        reference=piece.spec.reference,
        effect=effect,
    )
