"""Source × Procedure → `Dossier`: typed values, each blank in its place, the pièces it names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dossiers.findings import Finding, Mark, Severity, Verdict, continued, quoted
from dossiers.kinds import KINDS, show
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.compared import COMPARED, Compared, unknown
from dossiers.opening.named import Named
from dossiers.opening.personal import search, veiled
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.parameters import Parameter
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import GROUP, LIST, Field, nearest
from dossiers.reading.source import Keys, Source, Tree, dotted, holders, keys_of

PIECES = "pieces"

# What people write where they have nothing to say yet.
_BLANK_WORDS = frozenset(
    {"", "à compléter", "a compléter", "a completer", "à completer", "idem", "voir annexe", "?"}
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier opened with its procedure.

    `values` holds every declared field, a blank one being `Missing`; `pieces` the paths as typed,
    by pièce; `findings` what reading and form found, and `told` the paths of which they say enough;
    `folder` is where relative paths start, `letters` those of the dossier that this one is about,
    `named` the dossiers that it names, `compared` two of them where it tells them apart.
    """

    procedure: Procedure
    source: Source
    values: Group
    told: frozenset[str]
    day: date | None
    pieces: Mapping[str, tuple[str, ...]]
    scans: frozenset[str]
    findings: tuple[Finding, ...]
    folder: Path
    letters: tuple[DocumentSpec, ...] = ()
    named: tuple[Named, ...] = ()
    compared: Compared | None = None

    def says_enough(self, path: str) -> bool:
        """Whether a finding on a path, or on a group that holds it, leaves nothing to add."""
        return bool(self.told) and not self.told.isdisjoint(holders(path))

    @property
    def reference(self) -> str:
        """The dossier's reference, empty when it is blank."""
        return self.text("reference")

    def text(self, name: str) -> str:
        """A text field of the root, empty when it is blank."""
        value = self.values.fields.get(name)
        return "" if value is None or isinstance(value, Missing) else str(value)

    def value(self, path: str) -> Any:
        """The value at a dotted path of groups, None where it leads nowhere."""
        found: Any = self.values
        for key in path.split("."):
            found = found.fields.get(key) if isinstance(found, Group) else None
        return found

    def holding(self, character: str) -> Iterator[tuple[str, Mark]]:
        """The label and the place of each answer in which a character stands."""
        for keys, text in _leaves(self.source.data, ()):
            if character in text:
                yield self.procedure.form.label(keys), self.source.mark(keys)

    def context(self) -> dict[str, Any]:
        """The names that an expression or a template of this dossier sees."""
        parameters = {
            name: self._in_force(name, parameter)
            for name, parameter in self.procedure.parameters.items()
        }
        known = {**self.values.fields, "parametres": Group("parametres", parameters)}
        if spec := self.procedure.compared:
            blanks = [v for v in map(self.value, spec.fields) if isinstance(v, Missing)]
            last = Missing(spec.after, self.procedure.form.label((spec.after,)))
            told = self.compared.told if self.compared else unknown((*blanks, last)[0])
            known[COMPARED] = told
        return known

    def _in_force(self, name: str, parameter: Parameter) -> Any:
        """The parameter's value at the dossier's date; what lacks is the date where it is blank."""
        if self.day is None:
            return Missing("date", self.procedure.form.label(("date",)))
        value = parameter.at(self.day)
        return Missing(f"parametres.{name}", parameter.label) if value is None else value


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
    values, wrong = procedure.form.parse(pruned, source)
    if day is not None:
        values["date"] = day
    root = Group("", {f.name: _build(f, values.get(f.name), f.name) for f in procedure.fields})
    paths, scans, misplaced = _pieces(data.get(PIECES, {}), source, procedure)
    hidden = frozenset(map(dotted, personal.hidden))
    findings = [
        *source.problems,
        *(finding for finding in wrong if finding.path not in hidden),
        *misplaced,
        *personal.findings,
    ]
    own = root.fields["date"]
    return Dossier(
        procedure=procedure,
        source=source,
        values=root,
        told=_told(procedure, findings) | hidden,
        day=own if isinstance(own, date) else None,
        pieces=paths,
        scans=scans,
        findings=(*map(veiled, findings), *_doubts(procedure, values, source)),
        folder=folder,
    )


def is_blank(text: str, declared: Field | None) -> bool:
    """Whether a text says nothing: white space, « à compléter », « idem », or the help text."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    said = words.strip("[]<>().… «»-–—_").casefold()
    helped = " ".join(declared.help.split()) if declared else ""
    return said in _BLANK_WORDS or words == helped


def _prune(node: Tree, declared: Field | None) -> Any:
    """Take blanks out: None for a blank value; a blank entry of a list keeps its place."""
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
            blank: Any = {} if item is None or item.kind == GROUP else None
            return [blank if (v := _prune(entry, item)) is None else v for entry in node]


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
                    message=f"{procedure.form.label(keys)} « {show(value)} » : {continued(doubt)}",
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
            return [] if node is None else [(keys, node)]


def _told(procedure: Procedure, findings: list[Finding]) -> frozenset[str]:
    """The paths of what was found wrong, and of what misspelt names seem to mean."""
    told = {finding.path for finding in findings if finding.effect is Verdict.INVALID}
    pieces = [piece.id for piece in procedure.pieces]
    for path in tuple(told):
        keys = keys_of(path)
        if keys[:1] == (PIECES,):
            told.add(dotted((PIECES, nearest(str(keys[-1]), pieces) or "")))
        elif keys and (meant := procedure.form.meant(keys)):
            told.add(dotted(meant))
    return frozenset(told)


def _pieces(
    given: Any, source: Source, procedure: Procedure
) -> tuple[dict[str, tuple[str, ...]], frozenset[str], list[Finding]]:
    """The paths of the pièces, by id; those declared as scans; what is wrong with them."""
    if isinstance(given, str) and is_blank(given, None):
        given = {}
    if not isinstance(given, dict):
        wrong = _wrong(source, (PIECES,), "un groupe « pièce: chemin du fichier » est attendu.")
        return {}, frozenset(), [wrong]
    known = [piece.id for piece in procedure.pieces]
    paths: dict[str, tuple[str, ...]] = {}
    scans = set()
    findings = []
    for name, node in given.items():
        scanned, node = _scanned(node)  # noqa: PLW2901 - what is left of the entry
        scans |= {name} if scanned else set()
        listed = [node] if isinstance(node, str) else node if isinstance(node, list) else None
        if name not in known:
            near = nearest(name, known)
            hint = f"vouliez-vous dire « {near} » ?" if near else f"connues : {', '.join(known)}."
            findings.append(_wrong(source, (PIECES, name), f"pièce inconnue ; {hint}"))
        elif listed is None or not all(isinstance(path, str) for path in listed):
            findings.append(
                _wrong(
                    source,
                    (PIECES, name),
                    "un chemin de fichier, une liste, ou « {fichier: chemin, scan: oui} » est "
                    "attendu.",
                )
            )
        else:
            paths[name] = tuple(str(p).strip() for p in listed if not is_blank(str(p), None))
    return paths, frozenset(scans), findings


def _scanned(node: Any) -> tuple[bool, Any]:
    """Whether a pièce is declared as the scan of a paper, and its file or files.

    None stands for an entry that is written in no known way.
    """
    if not isinstance(node, dict):
        return False, node
    if not node.keys() <= {"fichier", "scan"} or node.get("scan", "non") not in ("oui", "non"):
        return False, None
    return node.get("scan") == "oui", node.get("fichier")


def _wrong(source: Source, keys: Keys, message: str) -> Finding:
    mark: Mark = source.keys.get(keys, source.mark(keys))
    return Finding(
        rule="piece/inconnue",
        severity=Severity.ERROR,
        message=f"« {quoted(dotted(keys))} » : {message}",
        mark=mark,
        path=dotted(keys),
        effect=Verdict.INVALID,
    )
