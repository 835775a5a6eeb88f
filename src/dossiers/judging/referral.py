"""A dossier that names others: each is opened and judged, its values and outcomes handed over.

The field then holds a group: `recu.reference`, `recu.procedure`, `recu.date`, `recu.verdict`,
`recu.valeurs.<champ>` and `recu.criteres['<critère>']`, what it lacks and what is left to a person.
Dossiers name each other to a bounded depth and never in a loop.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Finding, Severity, Verdict
from dossiers.judging.differences import told as told_apart
from dossiers.judging.telling import told
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.dossier import Compared, Dossier
from dossiers.opening.named import Named
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.procedures.documents import DocumentSpec, name_mistakes
from dossiers.reading.decoding import MAX_BYTES
from dossiers.reading.place import OUTSIDE, inside
from dossiers.reading.source import keys_of
from dossiers.values import FilePath

DEPTH = 3


def open_whole(
    opener: Opener, path: Path, above: tuple[Path, ...] = (), name: str = ""
) -> Dossier | Reception | Unreadable:
    """The dossier of a file, those that it names opened and judged at the filing stage.

    A dossier that cannot be had is a finding, and its field a blank. Raises MachineError,
    LibraryError.
    """
    opened = opener.open(path, name)
    return joined(opener, opened, path, above) if isinstance(opened, Dossier) else opened


def joined(opener: Opener, opened: Dossier, path: Path, above: tuple[Path, ...] = ()) -> Dossier:
    """An opened dossier with those that it names; `path` is the file that it comes from.

    Raises MachineError, LibraryError.
    """
    named = tuple(_named(opened.values, ""))
    if not named:
        return opened
    joining = _Joining(opener, opened, (*above, path.resolve()))
    for where, value in named:
        joining.join(where, value)
    compared = joining.compared()
    return replace(
        opened,
        values=joining.values,
        findings=(*opened.findings, *joining.findings),
        letters=joining.letters,
        named=joining.named,
        compared=compared,
        told=opened.told | {f.path for f in joining.findings if f.effect is Verdict.INVALID},
    )


@dataclass(slots=True)
class _Joining:
    opener: Opener
    dossier: Dossier
    opened: tuple[Path, ...]
    values: Group = Group("", {})  # noqa: RUF009 - frozen
    findings: tuple[Finding, ...] = ()
    letters: tuple[DocumentSpec, ...] = ()
    named: tuple[Named, ...] = ()
    found: Mapping[str, Dossier] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = self.dossier.values

    def join(self, where: str, value: FilePath) -> None:
        """Put a group in the place of a path; a blank, and a finding, where it cannot be had."""
        path = self.dossier.folder / value
        label = self.dossier.procedure.form.label(keys_of(where))
        problem = self.refusal(path, value)
        spec = self.dossier.procedure.compared
        # A signed text keeps its own date, whatever the date that a command is given.
        opener = replace(self.opener, day=None) if spec and where in spec.fields else self.opener
        found = None if problem else open_whole(opener, path, self.opened)
        if isinstance(found, Unreadable):
            problem = "ce fichier ne se lit pas comme un dossier"
        if problem:
            self.findings += (self.finding(where, f"{label} « {value} » : {problem}."),)
        group: Any = Missing(where, label)
        if isinstance(found, Dossier | Reception):
            group = told(found, where, value, path.read_bytes())
            self.write_about(where, found)
            self.found = {**self.found, **({where: found} if isinstance(found, Dossier) else {})}
            self.named += (Named(where, path.parent, tuple(_files(path.name, found))),)
        self.values = _replaced(self.values, where, group)

    def write_about(self, where: str, found: Dossier | Reception) -> None:
        """Take over the letters of the procedure of the dossier that this one is about."""
        own = self.dossier.procedure
        if where != own.letters_of:
            return
        self.letters = found.procedure.letters
        for message, mark in name_mistakes((*self.letters, *own.documents)):
            raise LibraryError(message, mark)
        if not self.letters:
            title = found.procedure.title
            none = self.finding(where, f"Aucune lettre : la procédure « {title} » n’en a pas.")
            warning = replace(none, severity=Severity.WARNING, effect=Verdict.COMPLETE)
            self.findings += (replace(warning, rule="lettres/aucune"),)

    def compared(self) -> Compared | None:
        """The two dossiers to compare; a finding where they are not of the procedure expected."""
        spec = self.dossier.procedure.compared
        if spec is None:
            return None
        found = [self.found.get(where) for where in spec.fields]
        for where, one in zip(spec.fields, found, strict=True):
            group = self.values.fields[where]
            given = group.fields["procedure"] if isinstance(group, Group) else spec.procedure
            if given != spec.procedure or (one is None and isinstance(group, Group)):
                label = self.dossier.procedure.form.label((where,))
                told = f"{label} : un dossier de la procédure « {spec.procedure} » est attendu."
                self.findings += (self.finding(where, told),)
                return None
        before, after = found
        return told_apart(before, after) if before and after else None

    def refusal(self, path: Path, value: FilePath) -> str:
        try:
            return self._misplaced(path, value) or _unfit(path, value)
        except (OSError, ValueError, RuntimeError):  # RuntimeError: links that lead to each other
            return "ce fichier ne peut pas être ouvert"

    def _misplaced(self, path: Path, value: FilePath) -> str:
        if not inside(self.dossier.folder, value):
            return OUTSIDE
        if path.resolve() in self.opened:
            return "ces dossiers se citent l’un l’autre"
        if len(self.opened) >= DEPTH:
            return f"plus de {DEPTH} dossiers se citent en chaîne"
        return ""

    def finding(self, where: str, message: str) -> Finding:
        return Finding(
            rule="champ/dossier",
            severity=Severity.ERROR,
            message=message,
            mark=self.dossier.source.mark(keys_of(where)),
            path=where,
            effect=Verdict.INVALID,
        )


def _unfit(path: Path, value: FilePath) -> str:
    if not path.is_file():
        return "ce fichier n’existe pas"
    if path.stat().st_size > MAX_BYTES:
        return f"le fichier dépasse {MAX_BYTES // 1_000_000} Mo"
    if value.sha256 and hashlib.sha256(path.read_bytes()).hexdigest() != value.sha256:
        return "ce fichier a changé : son empreinte n’est plus celle qui est citée"
    return ""


def _files(name: str, found: Dossier | Reception) -> Iterator[str]:
    """A dossier's file, those that it includes, its pièces, and those of the ones that it names."""
    dossier = found.dossier if isinstance(found, Reception) else found
    yield name
    yield from dict(dossier.source.included)
    for paths in dossier.pieces.values():
        yield from paths
    for other in dossier.named:
        below = other.folder.relative_to(dossier.folder)
        yield from ((below / file).as_posix() for file in other.files)


def _named(value: Any, path: str) -> Iterator[tuple[str, FilePath]]:
    """Each field that names a dossier, with its path."""
    match value:
        case Group():
            for name, child in value.fields.items():
                yield from _named(child, f"{path}.{name}" if path else name)
        case tuple():
            for number, entry in enumerate(value, 1):
                yield from _named(entry, f"{path}[{number}]")
        case FilePath():
            yield path, value


def _replaced(group: Group, where: str, value: Any) -> Group:
    """The same values but one."""
    first, *rest = keys_of(where)
    child = group.fields[str(first)]
    return Group(group.path, {**group.fields, str(first): _within(child, tuple(rest), value)})


def _within(node: Any, keys: tuple[str | int, ...], value: Any) -> Any:
    if not keys:
        return value
    first, *rest = keys
    if isinstance(node, tuple):
        index = int(first)
        entry = _within(node[index], tuple(rest), value)
        return (*node[:index], entry, *node[index + 1 :])
    fields = {**node.fields, str(first): _within(node.fields[str(first)], tuple(rest), value)}
    return Group(node.path, fields)
