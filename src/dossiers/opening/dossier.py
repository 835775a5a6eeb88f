"""Source × Procedure → `Dossier`: typed values, each blank in its place, the pièces it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dossiers.findings import Finding, Mark, Severity, Verdict, continued
from dossiers.kinds import KINDS, show
from dossiers.language.vocabulary import Group, Missing
from dossiers.opening.blanks import declared_as, prune
from dossiers.opening.compared import COMPARED, unknown
from dossiers.opening.named import Named
from dossiers.opening.personal import search, veiled
from dossiers.opening.stated_pieces import PIECES, stated_pieces
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.parameters import Parameter
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import Field
from dossiers.procedures.spelling import nearest
from dossiers.reading.source import Keys, Source, dotted, holders, keys_of
from dossiers.values import Undecidable


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


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Two dossiers of one procedure, `told` being what criteria see of what changed."""

    before: Dossier
    after: Dossier
    told: Group


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
        if (value := prune(node, declared_as(procedure.fields, name))) is not None
    }
    values, wrong = procedure.form.parse(pruned, source)
    if day is not None:
        values["date"] = day
    root = Group("", {f.name: _build(f, values.get(f.name), f.name) for f in procedure.fields})
    stated = stated_pieces(data.get(PIECES, {}), source, procedure)
    hidden = frozenset(map(dotted, personal.hidden))
    findings = [
        *source.problems,
        *(finding for finding in wrong if finding.path not in hidden),
        *stated.findings,
        *personal.findings,
    ]
    own = root.fields["date"]
    return Dossier(
        procedure=procedure,
        source=source,
        values=root,
        told=_told(procedure, findings) | hidden,
        day=own if isinstance(own, date) else None,
        pieces=stated.paths,
        scans=stated.scans,
        findings=(*map(veiled, findings), *_doubts(procedure, values, source)),
        folder=folder,
    )


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
    """Warnings on values of the right form that a person has to look at."""
    found = []
    for keys, value in _leaves(values, ()):
        declared = procedure.form.field(keys)
        kind = KINDS.get(declared.kind) if declared else None
        doubt = (kind.doubt(value) or _beside_bounds(declared, value)) if kind else None
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


def _beside_bounds(declared: Field | None, value: Any) -> str | None:
    """A remark on a value that does not compare with its bounds, as days with months."""
    bounds = (declared.min, declared.max) if declared else ()
    try:
        _ = [value <= bound for bound in bounds if bound is not None]
    except Undecidable as question:
        return str(question)
    return None


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
