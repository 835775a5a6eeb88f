"""The signed files of a dossier → each verified against the text that was issued.

A signed file is never rewritten: it takes its document's place byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dossiers.comparing.examination import Examination, examined
from dossiers.findings import Finding, Severity, Stage, Verdict, continued, quoted
from dossiers.formats.carried import receipt
from dossiers.judging.assessment import Assessment, in_order
from dossiers.opening.papers import documents_of
from dossiers.opening.pieces import Piece, PieceFile, PieceStatus

_MOST = 12
"""How many changes of one file are told one by one."""

Issued = Callable[[str, bytes], bytes | None]
"""The PDF that was issued of a document, given its id and what came back; None if it is unknown."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A signed file and the document whose place it takes."""

    document: str
    piece: str
    file: PieceFile


def filed(assessment: Assessment, issued: Issued) -> tuple[Assessment, tuple[Filed, ...]]:
    """The assessment with what the signed files add to it, and those files.

    Raises MachineError without the extra `signature`.
    """
    found: list[Finding] = []
    files: list[Filed] = []
    for piece in assessment.pieces:
        if piece.spec.document is None or piece.status is not PieceStatus.PRESENT:
            continue
        for file in piece.files:
            document = receipt(file.content).get("document", piece.spec.document)
            files.append(Filed(document, piece.spec.id, file))
            found += _findings(assessment, piece, file, document, issued)
        found += _twice(assessment, piece, [f for f in files if f.piece == piece.spec.id])
    findings = in_order(assessment.dossier, (*assessment.findings, *found))
    return replace(assessment, findings=findings), tuple(files)


def issued_by(receipt_of: bytes, other: bytes) -> bool:
    """Whether two files bear the same receipt but for their words and values."""
    one, two = receipt(receipt_of), receipt(other)
    keys = ("reference", "document", "procedure", "bibliotheque_sha256", "programme", "date")
    return all(one.get(key) == two.get(key) for key in keys)


def _findings(
    assessment: Assessment, piece: Piece, file: PieceFile, document: str, issued: Issued
) -> Iterator[Finding]:
    """What is wrong with one signed file, or left to a person."""
    told = _Telling(assessment, piece, file)
    documents = documents_of(assessment.dossier, draft=False)
    expected = {spec.name for spec in documents if spec.id == piece.spec.document}
    if document not in expected:  # a name from outside, which would name a file of the bundle
        yield told.blocking(f"n’est pas le document attendu : c’est « {quoted(document)} »")
        return
    if piece.spec.id in assessment.dossier.scans:
        yield told.left("un scan, dont les signatures et le texte sont à apprécier")
        return
    if file.found.ending != "pdf":
        yield told.blocking("est une image ; un scan se déclare par « scan: oui »")
        return
    text = issued(document, file.content)
    examination = examined(text, file.content)
    yield from told.all(examination)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Findings about one signed file."""

    assessment: Assessment
    piece: Piece
    file: PieceFile

    def all(self, examination: Examination) -> Iterator[Finding]:
        for signature in examination.signatures:
            if signature.problem:
                who = f"la signature de {signature.signer}" if signature.signer else "une signature"
                yield self.blocking(f"{who} ({signature.field}) ne tient pas : {signature.problem}")
        for change in examination.changes[:_MOST]:
            yield self.blocking(str(change))
        if (more := len(examination.changes) - _MOST) > 0:
            yield self.blocking(f"et {more} autres différences avec le texte émis")
        for field in examination.empty:
            yield self.blocking(f"il manque la {continued(field.told)}", Verdict.INCOMPLETE)
        if examination.problem:
            hint = "" if examination.signatures else " ; un scan se déclare par « scan: oui »"
            yield self.blocking(f"le texte ne peut pas être comparé : {examination.problem}{hint}")

    def blocking(self, message: str, effect: Verdict = Verdict.INVALID) -> Finding:
        return self._finding(message, Severity.ERROR, effect)

    def left(self, message: str) -> Finding:
        return self._finding(message, Severity.WARNING, Verdict.COMPLETE)

    def _finding(self, message: str, severity: Severity, effect: Verdict) -> Finding:
        spec, dossier = self.piece.spec, self.assessment.dossier
        return Finding(
            rule=f"piece/{dossier.procedure.id}/{spec.id}",
            severity=severity,
            message=f"{spec.label} : « {quoted(self.file.path)} », {message}.",
            mark=dossier.source.mark(("pieces", spec.id)),
            path=f"pieces.{spec.id}",
            stage=Stage.FILING,
            reference=spec.reference,
            effect=effect,
        )


def _twice(assessment: Assessment, piece: Piece, files: list[Filed]) -> Iterator[Finding]:
    """Two files of one document: which of them is filed cannot be guessed."""
    seen: set[str] = set()
    for file, content in zip(files, piece.files, strict=True):
        if file.document in seen:
            told = _Telling(assessment, piece, content)
            yield told.blocking("est le deuxième fichier du même document")
        seen.add(file.document)
