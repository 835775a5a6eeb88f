"""What a check says: a finding with its place, its gravity and its legal source. Values only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; only an error blocks."""

    ERROR = "erreur"
    WARNING = "avertissement"
    NOTE = "information"


class Confidence(StrEnum):
    """How well the text behind a source is known."""

    VERIFIED = "verifie"
    SECONDARY = "secondaire"
    UNCONFIRMED = "a_confirmer"
    MODEL = "modele"
    """A requirement of the document itself, such as a signature: no law is needed to ask for it."""


class Stage(StrEnum):
    """The moment at which a requirement is due: when one signs, or when one files."""

    SIGNATURE = "signature"
    FILING = "depot"


class Verdict(StrEnum):
    """The state of a whole dossier, from the best to the worst."""

    COMPLETE = "complet"
    INCOMPLETE = "incomplet"
    NON_COMPLIANT = "non_conforme"
    INADMISSIBLE = "irrecevable"
    INVALID = "invalide"

    @property
    def rank(self) -> int:
        """Position from best (0) to worst."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; lines and columns count from 1. `sheet` is that of a workbook.

    `where` says it in words for a Word file, whose `line` is the rank of a paragraph.
    """

    file: str
    line: int = 1
    column: int = 1
    sheet: str = ""
    where: str = ""

    @property
    def place(self) -> str:
        """The place inside the file: `12:10`, or `Équipe!C7` in a workbook."""
        if self.where:
            return self.where
        if not self.sheet:
            return f"{self.line}:{self.column}"
        letters, column = "", self.column
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.sheet}!{letters}{self.line}"

    def __str__(self) -> str:
        if self.sheet or self.where:
            return f"{self.file}, {self.place}"
        return f"{self.file}, ligne {self.line}, colonne {self.column}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A legal or programme source, as the register `schemas/sources.yaml` describes it."""

    id: str
    title: str
    confidence: Confidence
    url: str | None = None
    verified_on: date | None = None

    @property
    def blocks(self) -> bool:
        """Whether a rule may block on this source alone."""
        return self.confidence in (Confidence.VERIFIED, Confidence.MODEL)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a dossier.

    `rule` is stable (`champ/siret`, `critere/<procédure>/<id>`, `piece/<id>`) and can be given to
    `dossiers explain`. `path` is the field as the author typed it, empty for the whole dossier.
    `effect` is the verdict that this finding alone gives; a finding that does not block leaves it
    at complete.
    """

    rule: str
    severity: Severity
    message: str
    mark: Mark
    path: str = ""
    stage: Stage = Stage.SIGNATURE
    reference: Reference | None = None
    effect: Verdict = Verdict.COMPLETE


_LONGEST_QUOTE = 60
_NO_SIGN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def printable(text: object) -> str:
    """A name of a file, as any output can hold it: what is no UTF-8, or no sign, is replaced."""
    decoded = str(text).encode(errors="surrogateescape").decode(errors="replace")
    return _NO_SIGN.sub("\ufffd", decoded)


def quoted(text: str) -> str:
    """A text of the applicant inside a message: on one line, its start only when it is long."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"


def continued(sentence: str) -> str:
    """A sentence as it goes on after a colon: without its capital."""
    return sentence[:1].lower() + sentence[1:]
