"""Source × Procedure → `Dossier`: typed values, each blank in its place, the pièces it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dossiers.findings import Finding, Mark, Severity, Verdict
from dossiers.kinds import KINDS
from dossiers.personal import search, veiled
from dossiers.procedure import Procedure
from dossiers.schema import GROUP, LIST, Field, nearest
from dossiers.source import Keys, Source, Tree, dotted, keys_of
from dossiers.vocabulary import Group, Missing

PIECES = "pieces"

# What people write where they have nothing to say yet.
_BLANK_WORDS = frozenset(
    {"", "à compléter", "a completer", "à completer", "idem", "voir annexe", "?"}
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier opened with its procedure.

    `values` holds every declared field, a blank one being `Missing`; `pieces` the paths as typed,
    by pièce; `findings` what reading and form found, and `told` the paths of which they say enough;
    `folder` is where relative paths start.
    """

    procedure: Procedure
    source: Source
    values: Group
    told: frozenset[str]
    day: date | None
    pieces: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    folder: Path

    def says_enough(self, path: str) -> bool:
        """Whether a finding on a path, or on a group that holds it, leaves nothing to add."""
        keys = keys_of(path)
        return any(dotted(keys[:length]) in self.told for length in range(1, len(keys) + 1))

    @property
    def reference(self) -> str:
        """The dossier's reference, empty when it is blank."""
        return self.text("reference")

    def text(self, name: str) -> str:
        """A text field of the root, empty when it is blank."""
        value = self.values.fields.get(name)
        return "" if value is None or isinstance(value, Missing) else str(value)

    def context(self) -> dict[str, Any]:
        """The names that an expression or a template of this dossier sees."""
        parameters = {
            name: _in_force(parameter.at(self.day) if self.day else None, name, parameter.label)
            for name, parameter in self.procedure.parameters.items()
        }
        return {**self.values.fields, "parametres": Group("parametres", parameters)}


def open_dossier(
    source: Source, procedure: Procedure, folder: Path, day: date | None = None
) -> Dossier:
    """The dossier of a source. `day` replaces the dossier's own date. Nothing is raised."""
    personal = search(source, procedure.form.label)
    data: Any = personal.cleared(source.data)
    tree = {name: value for name, value in data.items() if name != PIECES}
    pruned = {
        name: value
        for name, node in tree.items()
        if (value := _prune(node, _named(procedure.fields, name))) is not None
    }
    parsed = procedure.form.parse(pruned, source)
    values = parsed.values
    if day is not None:
        values["date"] = day
    root = Group("", {f.name: _build(f, values.get(f.name), f.name) for f in procedure.fields})
    paths, wrong, meant = _pieces(data.get(PIECES, {}), source, procedure)
    hidden = frozenset(map(dotted, personal.hidden))
    findings = [finding for finding in parsed.findings if finding.path not in hidden]
    findings += [*_doubts(procedure, values, source), *wrong, *personal.findings]
    own = root.fields["date"]
    return Dossier(
        procedure=procedure,
        source=source,
        values=root,
        told=parsed.told | meant | hidden | {problem.path for problem in source.problems},
        day=own if isinstance(own, date) else None,
        pieces=paths,
        findings=tuple(map(veiled, (*source.problems, *findings))),
        folder=folder,
    )


def is_blank(text: str, declared: Field | None) -> bool:
    """Whether a text says nothing: white space, « à compléter », « idem », or the help text."""
    said = text.strip().strip("[]<>().…").strip().casefold()
    return said in _BLANK_WORDS or (declared is not None and text.strip() == declared.help)


def _prune(node: Tree, declared: Field | None) -> Any:
    """Take blanks out: None for a blank value, an empty group for a blank entry of a list."""
    match node:
        case str():
            if not is_blank(node, declared):
                return node.strip()
            kind = declared.kind if declared else ""
            return {GROUP: {}, LIST: []}.get(kind)
        case dict():
            children = declared.fields if declared else ()
            pruned = {k: _prune(v, _named(children, k)) for k, v in node.items()}
            return {k: v for k, v in pruned.items() if v is not None}
        case list():
            item = declared.item if declared else None
            return [{} if (v := _prune(entry, item)) is None else v for entry in node]


def _named(fields: tuple[Field, ...], name: str) -> Field | None:
    return next((f for f in fields if f.name == name), None)


def _build(declared: Field, value: Any, path: str) -> Any:
    """The value of a field in the language, blanks filled with `Missing`."""
    match declared.kind:
        case "groupe":
            given = value if isinstance(value, dict) else {}
            fields = {
                f.name: _build(f, given.get(f.name), f"{path}.{f.name}") for f in declared.fields
            }
            return Group(path, fields)
        case "liste":
            assert declared.item is not None  # noqa: S101 - the procedure's loader has looked
            if not value:
                item = _build(declared.item, None, f"{path}[1]")
                return Missing(path, declared.label, item)
            return tuple(
                _build(declared.item, entry, f"{path}[{n}]") for n, entry in enumerate(value, 1)
            )
        case _:
            blank = value is None or isinstance(value, (dict, list))
            return Missing(path, declared.label) if blank else value


def _in_force(value: Any, name: str, label: str) -> Any:
    return Missing(f"parametres.{name}", label) if value is None else value


def _doubts(procedure: Procedure, values: Any, source: Source) -> list[Finding]:
    """Warnings on values whose form is right but whose key looks wrong."""
    found = []
    for keys, value in _leaves(values, ()):
        declared = procedure.form.field(keys)
        kind = KINDS.get(declared.kind) if declared else None
        doubt = kind.doubt(value) if kind else None
        if declared and doubt:
            found.append(
                Finding(
                    rule=f"champ/{declared.kind}",
                    severity=Severity.WARNING,
                    message=f"{procedure.form.label(keys)} : {doubt}",
                    mark=source.mark(keys),
                    path=dotted(keys),
                    stage=declared.stage,
                )
            )
    return found


def _leaves(node: Any, keys: Keys) -> list[tuple[Keys, Any]]:
    match node:
        case dict():
            return [leaf for k, v in node.items() for leaf in _leaves(v, (*keys, k))]
        case list():
            return [leaf for n, v in enumerate(node) for leaf in _leaves(v, (*keys, n))]
        case _:
            return [(keys, node)]


def _pieces(
    given: Any, source: Source, procedure: Procedure
) -> tuple[dict[str, tuple[str, ...]], list[Finding], frozenset[str]]:
    """The paths of the pièces by id, what is wrong with them, and of what that says enough."""
    if isinstance(given, str) and is_blank(given, None):
        given = {}
    if not isinstance(given, dict):
        wrong = _wrong(source, (PIECES,), "un groupe « pièce: chemin du fichier » est attendu.")
        return {}, [wrong], frozenset({PIECES})
    known = [piece.id for piece in procedure.pieces]
    paths: dict[str, tuple[str, ...]] = {}
    findings = []
    told = set()
    for name, node in given.items():
        listed = [node] if isinstance(node, str) else node if isinstance(node, list) else None
        if name not in known:
            near = nearest(name, known)
            told |= {f"{PIECES}.{meant}" for meant in near}
            hint = (
                f"vouliez-vous dire « {near[0]} » ?" if near else f"connues : {', '.join(known)}."
            )
            findings.append(_wrong(source, (PIECES, name), f"pièce inconnue ; {hint}"))
        elif listed is None or not all(isinstance(path, str) for path in listed):
            told.add(f"{PIECES}.{name}")
            findings.append(
                _wrong(source, (PIECES, name), "un chemin de fichier, ou une liste, est attendu.")
            )
        else:
            paths[name] = tuple(str(p).strip() for p in listed if not is_blank(str(p), None))
    return paths, findings, frozenset(told)


def _wrong(source: Source, keys: Keys, message: str) -> Finding:
    mark: Mark = source.keys.get(keys, source.mark(keys))
    return Finding(
        rule="piece/inconnue",
        severity=Severity.ERROR,
        message=f"« {dotted(keys)} » : {message}",
        mark=mark,
        path=dotted(keys),
        effect=Verdict.INVALID,
    )
