"""A Word model is read before all else: every broken tag, every construct that has no block."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.composing.word.model import found
from dossiers.findings import Finding
from dossiers.lint.subject import finding
from dossiers.procedures.procedure import Procedure


def mistakes(procedure: Procedure) -> Iterator[Finding]:
    """What is wrong in the Word models of a procedure; none of its other proofs can run then."""
    for name in procedure.library.names(f"{procedure.templates}/*.docx"):
        for told, mark in found(procedure.library, name):
            yield finding("modele-word", told, mark)
