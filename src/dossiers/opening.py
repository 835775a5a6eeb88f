"""A path → a dossier opened with its procedure, or the findings that say why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dossiers.dossier import Dossier, is_blank, open_dossier
from dossiers.errors import MachineError
from dossiers.findings import Finding, Severity, Verdict
from dossiers.inclusion import expand
from dossiers.library import Library
from dossiers.personal import veiled
from dossiers.procedure import Procedure, catalogue, load
from dossiers.source import Source, read


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

    def open(self, path: Path) -> Dossier | Unreadable:
        """The dossier of a YAML file. Raises MachineError, and LibraryError for its procedure."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise MachineError(f"« {path} » ne peut pas être lu : {error.strerror}.") from error
        source = expand(read(content, str(path)), path.parent)
        if not source.data:
            return _unreadable(path, source.problems)
        name = source.data.get("procedure", "")
        if not isinstance(name, str) or name.strip() not in catalogue(self.library):
            return _unreadable(path, (*source.problems, self._no_procedure(source, name)))
        return open_dossier(source, self.procedure(name.strip()), path.parent, self.day)

    def procedure(self, name: str) -> Procedure:
        """A procedure by its id. Raises UsageProblem, LibraryError."""
        if name not in self.procedures:
            self.procedures[name] = load(self.library, name)
        return self.procedures[name]

    def _no_procedure(self, source: Source, name: object) -> Finding:
        known = ", ".join(catalogue(self.library))
        if isinstance(name, str) and not is_blank(name, None):
            message = f"Procédure inconnue : « {name} » (connues : {known})."
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


def _unreadable(path: Path, findings: tuple[Finding, ...]) -> Unreadable:
    return Unreadable(str(path), tuple(map(veiled, findings)))
