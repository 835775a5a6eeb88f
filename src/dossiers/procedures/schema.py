"""Fields → Cerberus rules, and Cerberus errors → findings in French. Sole importer of cerberus.

Cerberus judges form: unknown names, groups and lists, typed values, bounds, closed choices. What
is required is judged by `completeness`, since a requirement may depend on other values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import cerberus
from cerberus import errors as codes

from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark, Severity, Stage, Verdict, continued, quoted
from dossiers.kinds import KINDS, Code, ParseError, show
from dossiers.language.expressions import Expression
from dossiers.procedures.mistakes import reason
from dossiers.procedures.spelling import nearest, no_such_choice
from dossiers.reading.source import Keys, Source, Tree, dotted, load_schema

GROUP, LIST, CHOICE = "groupe", "liste", "choix"


@dataclass(frozen=True, slots=True)
class Field:
    """A declared field. `kind` is `groupe`, `liste` or a name of `KINDS`.

    `item` is the shape of one entry of a list; `least`, `min` and `max` are typed bounds;
    `required_if` makes a field required where it is true, `required` makes it so always. An
    `immutable` one, with all that it holds, is what an avenant cannot change.
    """

    name: str
    kind: str
    label: str
    mark: Mark
    required: bool = False
    immutable: bool = False
    required_if: Expression | None = None
    stage: Stage = Stage.SIGNATURE
    fields: tuple[Field, ...] = ()
    item: Field | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    least: int = 0
    min: Any = None
    max: Any = None
    help: str = ""
    example: str = ""

    @property
    def expected(self) -> str:
        """The form of a value, as a message states it."""
        if self.kind == GROUP:
            return "un groupe de lignes « champ: valeur », en retrait"
        if self.kind == LIST:
            return "une liste d’entrées précédées d’un tiret"
        if self.kind == CHOICE:
            return "l’un de ces mots : " + ", ".join(self.options)
        return KINDS[self.kind].expected


class _Form(cerberus.Validator):  # type: ignore[misc]
    """Cerberus with nothing of its own to print: its raw errors carry paths and codes.

    Made with `is_child`, it takes its rules as they are: checking them against Cerberus's own
    grammar at each start would cost more than judging a dossier, and a test does it once.
    """

    def flat(self) -> tuple[Any, ...]:
        """The errors without those that only hold others, in the order of their paths."""
        return tuple(sorted(_flat(self._errors)))

    def _error(self, *args: Any) -> None:
        """Keep errors as they come: Cerberus sorts them all anew, three times, at each of them."""
        if len(args) == 1:
            self._errors.extend(args[0])
        else:
            super()._error(*args)


def _flat(errors: Any) -> Iterator[Any]:
    for error in errors:
        if error.child_errors:
            yield from _flat(error.child_errors)
        else:
            yield error


class Form:
    """The compiled rules of a tuple of fields, used for any number of dossiers."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = {f.name: f for f in fields}
        self._validator = _Form(self.rules(), is_child=True)

    def rules(self) -> dict[str, Any]:
        """The Cerberus schema of the fields."""
        return {name: _rules(declared) for name, declared in self.fields.items()}

    def parse(self, tree: Mapping[str, Any], source: Source) -> tuple[Any, tuple[Finding, ...]]:
        """Typed values of a tree from which blanks were taken out, and what is wrong with it.

        A value that gave a finding is absent from the result, so that nothing follows from it.
        """
        self._validator.validate(tree)
        values, errors = self._validator.document, self._validator.flat()
        findings: dict[Keys, Finding] = {}
        for error in errors:
            keys: Keys = tuple(error.document_path)
            if keys not in findings:
                findings[keys] = self._finding(keys, error, source)
                _remove(values, keys)
        return values, tuple(findings.values())

    def has_list(self, path: str) -> bool:
        """Whether a dotted path is that of a list."""
        declared = self.field(tuple(path.split(".")))
        return declared is not None and declared.kind == LIST

    def meant(self, keys: Keys) -> Keys | None:
        """The field that a misspelt name seems to mean; None for a declared one, or none near."""
        near = None if self.field(keys) else nearest(str(keys[-1]), self._siblings(keys))
        return (*keys[:-1], near) if near else None

    def _finding(self, keys: Keys, error: Any, source: Source) -> Finding:
        if error.code == codes.UNKNOWN_FIELD.code:
            return self._unknown(keys, source)
        declared = self.field(keys)
        assert declared is not None  # noqa: S101 - only declared fields have rules
        told = _REASONS.get(error.code)
        reason = told(declared) if told else f"{error.info[0]}."
        shown = f" « {quoted(error.value)} »" if isinstance(error.value, str) else ""
        message = f"{self.label(keys)}{shown} : {continued(reason)}"
        if error.code in (codes.COERCION_FAILED.code, codes.BAD_TYPE.code):
            message = f"{message.rstrip('.')} (attendu : {declared.expected})."
        return Finding(
            rule=f"champ/{declared.kind}",
            severity=Severity.ERROR,
            message=message,
            mark=source.mark(keys),
            path=dotted(keys),
            stage=declared.stage,
            effect=Verdict.INVALID,
        )

    def _unknown(self, keys: Keys, source: Source) -> Finding:
        meant = self.meant(keys)
        known = f"connus ici : {', '.join(self._siblings(keys))}."
        hint = f"vouliez-vous dire « {meant[-1]} » ?" if meant else known
        return Finding(
            rule="champ/inconnu",
            severity=Severity.ERROR,
            message=f"« {quoted(str(keys[-1]))} » n’est pas un champ de cette procédure ; {hint}",
            mark=source.keys.get(keys, source.mark(keys)),
            path=dotted(keys),
            effect=Verdict.INVALID,
        )

    def label(self, keys: Keys) -> str:
        """A field as people name it, the groups that hold it first: « Structure › SIRET »."""
        named: list[str] = []
        for length, key in enumerate(keys, 1):
            declared = self.field(keys[:length])
            label = declared.label if declared else quoted(str(key))
            named.append(f"entrée {key + 1}" if isinstance(key, int) else label)
        return " › ".join(named)

    def field(self, keys: Keys) -> Field | None:
        """The declaration behind a path of values; None when there is none."""
        found: Field | None = None
        for depth, key in enumerate(keys):
            if isinstance(key, int):
                found = found.item if found else None
            elif depth == 0:
                found = self.fields.get(key)
            else:
                found = next((f for f in found.fields if f.name == key), None) if found else None
        return found

    def immutable(self, keys: Keys) -> bool:
        """Whether the field behind a path of values, or one that holds it, is immutable."""
        held = (self.field(keys[:length]) for length in range(1, len(keys) + 1))
        return any(declared is not None and declared.immutable for declared in held)

    def _siblings(self, keys: Keys) -> list[str]:
        parent = self.field(keys[:-1])
        return [f.name for f in parent.fields] if parent else list(self.fields)


def _rules(declared: Field) -> dict[str, Any]:
    if declared.kind == GROUP:
        return {"type": "dict", "schema": {f.name: _rules(f) for f in declared.fields}}
    if declared.kind == LIST:
        assert declared.item is not None  # noqa: S101 - the procedure's loader has looked
        return {"type": "list", "schema": _rules(declared.item) | {"nullable": True}}
    rules: dict[str, Any] = {"coerce": _coerce(declared)}
    if declared.min is not None:
        rules["min"] = declared.min
    if declared.max is not None:
        rules["max"] = declared.max
    return rules


def _coerce(declared: Field) -> Callable[[Any], Any]:
    def parse(text: Any) -> Any:
        if not isinstance(text, str):
            raise ParseError("une valeur simple est attendue, non un groupe ni une liste")
        if declared.kind == CHOICE:
            if text not in declared.options:
                raise ParseError(no_such_choice(text, declared.options))
            return Code(text, declared.options[text])
        return KINDS[declared.kind].parse(text)

    return parse


_REASONS: Mapping[int, Callable[[Field], str]] = {
    codes.BAD_TYPE.code: lambda _: "forme fausse",
    codes.MIN_VALUE.code: lambda f: f"au moins {show(f.min)} est attendu.",
    codes.MAX_VALUE.code: lambda f: f"au plus {show(f.max)} est attendu.",
}


def _remove(values: Any, keys: Keys) -> None:
    """Take a wrong value out; in a list, an empty entry keeps the place of the others."""
    *parents, last = keys
    for key in parents:
        try:
            values = values[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(values, dict):
        values.pop(last, None)
    elif isinstance(values, list):
        values[int(last)] = {} if isinstance(values[int(last)], (dict, str)) else []


class LibraryForm:
    """The Cerberus schema of a library file, by the names that `schemas/procedure.yaml` gives."""

    def __init__(self, content: bytes) -> None:
        schemas = load_schema(content)
        registry = cerberus.schema.SchemaRegistry()
        for name, rules in schemas.items():
            registry.add(name, rules)
        self._schemas = schemas
        self._registry = registry

    def check(
        self, source: Source, name: str, keys: Keys = (), tree: Mapping[str, Tree] | None = None
    ) -> None:
        """Accept a file of the library, or the `tree` that stands at some keys of it.

        Raises LibraryError with all its mistakes.
        """
        for problem in source.problems:
            raise LibraryError(problem.message, problem.mark)
        validator = _Form(self._schemas[name], schema_registry=self._registry, is_child=True)
        # Nothing to coerce there: half of Cerberus's work is left out.
        validator.validate(source.data if tree is None else tree, normalize=False)
        errors = validator.flat()
        if errors:
            first: Keys = (*keys, *errors[0].document_path)
            listed = " ; ".join(reason(error, keys) for error in errors)
            raise LibraryError(listed, source.keys.get(first, source.mark(first)))
