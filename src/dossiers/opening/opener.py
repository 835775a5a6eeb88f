"""A path → a dossier opened with its procedure, or the findings that say why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dossiers.errors import unreadable
from dossiers.findings import Finding, Mark, Severity, Verdict, printable, quoted
from dossiers.formats.names import DOSSIER, WORD_TEXT
from dossiers.library import Library
from dossiers.opening.blanks import is_blank
from dossiers.opening.dossier import Dossier, open_dossier
from dossiers.opening.personal import veiled
from dossiers.opening.reception import Reception, is_reception, open_reception
from dossiers.procedures.procedure import Procedure, catalogue, load
from dossiers.procedures.spelling import nearest
from dossiers.reading.decoding import MAX_BYTES
from dossiers.reading.inclusion import expand
from dossiers.reading.source import Source, read

MAX_DOCUMENT = 200_000_000
_PACKED = b"PK\x03\x04"
_PDF = b"%PDF-"
_WORKBOOKS = (".xlsx", ".xlsm")
_CARRIES_NONE = (
    f"Ce document ne porte pas de dossier (« {DOSSIER} ») : nommer le fichier du dossier, ou sa "
    "liasse. Un document qui revient se compare à celui qui a été émis par « dossiers verify »."
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be opened as a dossier, and why."""

    file: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Opener:
    """Opens dossiers with the procedures of a library, each procedure read once."""

    library: Library
    day: date | None = None
    procedures: dict[str, Procedure] = field(default_factory=dict)
    known: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.known = catalogue(self.library)

    def open(self, path: Path, name: str = "") -> Dossier | Reception | Unreadable:
        """The dossier, or the reception sheet, of a YAML file, a workbook or a document with one.

        `name` is what the file is called in findings, its path when empty. Raises MachineError,
        and LibraryError for its procedure.
        """
        return self.opened(self.source(path, name), path.parent)

    def source(self, path: Path, name: str = "") -> Source:
        """A file as read, with all that it includes. Raises MachineError, LibraryError."""
        name = printable(name or path)
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
                if content.startswith(_PDF) or _is_word(content, name):
                    return self._embedded(content + file.read(MAX_DOCUMENT), name, path.parent)
        except OSError as error:
            raise unreadable(name, error) from error
        return expand(self._source(content, name), path.parent)

    def _embedded(self, document: bytes, name: str, folder: Path) -> Source:
        from dossiers.formats.carried import CarriedProblem, carried_in  # noqa: PLC0415 - cold start

        try:
            content = carried_in(document).get(DOSSIER)
        except CarriedProblem as problem:
            return _empty(name, str(problem))
        if content is None:
            return _empty(name, _CARRIES_NONE)
        return expand(self._source(content, name), folder)

    def opened(self, source: Source, folder: Path) -> Dossier | Reception | Unreadable:
        """What a source is, its relative paths starting in a folder. Raises LibraryError."""
        if not source.data and source.problems:
            return _unreadable(source.file, source.problems)
        given = source.data.get("procedure", "")
        if not isinstance(given, str) or given.strip() not in self.known:
            return _unreadable(source.file, (*source.problems, self._no_procedure(source, given)))
        procedure = self.procedure(given.strip())
        if is_reception(source):
            return open_reception(source, procedure, folder, self.day)
        return open_dossier(source, procedure, folder, self.day)

    def _source(self, content: bytes, name: str) -> Source:
        packed = content.startswith(_PACKED) and b"xl/workbook.xml" in content
        if not packed and not name.lower().endswith(_WORKBOOKS):
            return read(content, name)
        from dossiers.workbooks import answers  # noqa: PLC0415 - cold start

        return answers.read(content, name, self._find)

    def _find(self, name: str) -> Procedure | None:
        return self.procedure(name) if name in self.known else None

    def procedure(self, name: str) -> Procedure:
        """A procedure by its id. Raises UsageProblem, LibraryError."""
        if name not in self.procedures:
            self.procedures[name] = load(self.library, name)
        return self.procedures[name]

    def _no_procedure(self, source: Source, name: object) -> Finding:
        known = ", ".join(self.known)
        if isinstance(name, str) and not is_blank(name, None):
            near = nearest(name, self.known)
            meant = f" ; vouliez-vous dire « {near} » ?" if near else ""
            message = f"Procédure inconnue : « {quoted(name)} »{meant} (connues : {known})."
        else:
            message = f"La ligne « procedure: » est attendue (procédures connues : {known})."
        return Finding(
            rule="procedure/inconnue",
            severity=Severity.ERROR,
            message=message,
            mark=source.mark(("procedure",)),
            path="procedure",
            effect=Verdict.INVALID,
        )


def _is_word(content: bytes, name: str) -> bool:
    packed = content.startswith(_PACKED) and WORD_TEXT.encode() in content
    return packed and not name.lower().endswith(_WORKBOOKS)


def _unreadable(name: str, findings: tuple[Finding, ...]) -> Unreadable:
    return Unreadable(name, tuple(map(veiled, findings)))


def no_dossier(name: str, why: str) -> Finding:
    """The finding on a document, a folder or an archive that holds no dossier."""
    return Finding(
        rule="lecture/liasse",
        severity=Severity.ERROR,
        message=why,
        mark=Mark(name),
        effect=Verdict.INVALID,
    )


def _empty(name: str, why: str) -> Source:
    return Source(name, b"", {}, {}, {}, (no_dossier(name, why),))
