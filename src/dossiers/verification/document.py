"""A file that came back → what is found of it, beside the file that was issued."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dossiers.comparing.docx_comparison import docx_changes
from dossiers.comparing.examination import ABSENT, Examination, examined
from dossiers.comparing.pdf_comparison import NotComparableError
from dossiers.formats.carried import receipt
from dossiers.verification.issued import Issued
from dossiers.verification.report import Examined

_NO_TEXT = (
    "le texte émis n’est pas là : ni liasse ni dossier émis (--emis), ni dossier joint qui soit "
    "des mêmes versions du programme et de la bibliothèque"
)
_NO_TWIN = (
    "rien ne dit de quel document émis celui-ci est le retour : il n’a pas de reçu, et aucun n’a "
    "son nom"
)


def compared(name: str, data: bytes, twin: bytes | None, issued: Issued) -> Examined:
    """One file against its twin among those that were issued, None where it has none.

    Raises MachineError without the extra `signature`.
    """
    if name.lower().endswith(".docx"):
        return Examined(name, issued.origin, _word(name, data, twin, issued))
    found = examined(twin, data)
    if found.problem == ABSENT:
        found = replace(found, problem=_alone(issued))
    return Examined(name, issued.origin, found)


def _alone(issued: Issued) -> str:
    """Why a file has no twin."""
    return _NO_TWIN if issued.files else _NO_TEXT


def _word(name: str, data: bytes, twin: bytes | None, issued: Issued) -> Examination:
    if twin is None:
        return Examination(problem=_alone(issued))
    stem = receipt(data).get("document", Path(name).stem)
    try:
        return Examination(changes=docx_changes(twin, data, issued.files.get(f"{stem}.pdf")))
    except NotComparableError as problem:
        return Examination(problem=str(problem))
