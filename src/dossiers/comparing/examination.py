"""A PDF that came back to be filed: who signed it, who did not, whether it is the issued text."""

from __future__ import annotations

from dataclasses import dataclass

from dossiers.comparing.changes import Change
from dossiers.comparing.pdf_comparison import NotComparableError, pdf_changes
from dossiers.formats.pdf import PdfProblem
from dossiers.formats.pdf_parts import SignatureField, signature_boxes
from dossiers.formats.pdf_signatures import Signature, signatures


@dataclass(frozen=True, slots=True)
class Examination:
    """What is found of a received PDF. `problem` says why its text could not be compared."""

    signatures: tuple[Signature, ...] = ()
    empty: tuple[SignatureField, ...] = ()
    changes: tuple[Change, ...] = ()
    problem: str = ""

    @property
    def intact(self) -> bool:
        """Whether it is the issued text, under signatures that all hold."""
        return not (self.problem or self.changes or any(s.problem for s in self.signatures))


ABSENT = "le texte émis n’est pas là pour être comparé"


def examined(issued: bytes | None, received: bytes) -> Examination:
    """A received PDF against the issued one; without it, its signatures only.

    The fields to sign are those of the issued file. Raises MachineError without the extra.
    """
    try:
        asked = signature_boxes(issued or received)
        signed = signatures(received)
    except (PdfProblem, ValueError) as problem:
        return Examination(problem=str(problem))
    filled = {signature.field for signature in signed}
    empty = tuple(field for field in asked if field.name not in filled)
    if issued is None:
        return Examination(signed, empty, problem=ABSENT)
    try:
        return Examination(signed, empty, pdf_changes(issued, received))
    except NotComparableError as problem:
        return Examination(signed, empty, problem=str(problem))
