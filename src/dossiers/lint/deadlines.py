"""Each deadline starts from a date, lasts a declared time, and reads declared names only."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.errors import LibraryError
from dossiers.findings import Finding
from dossiers.kinds import ParseError
from dossiers.kinds.date import parse
from dossiers.language.sandbox import nodes
from dossiers.lint.names import expression_mistakes, sentence_mistakes
from dossiers.lint.shapes import Scope, root_scope, shape_of
from dossiers.lint.subject import Subject, finding
from dossiers.procedures.deadlines import PARAMETERS, DeadlineSpec
from dossiers.procedures.documents import ENTRY
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import LIST
from dossiers.values import TimeUnit

_UNITS = {TimeUnit.DAY: "jours", TimeUnit.MONTH: "mois"}


def check(subject: Subject) -> Iterator[Finding]:
    """Names, dates and units of the deadlines of a procedure."""
    for spec in subject.procedure.deadlines:
        scope = deadline_scope(subject.procedure, spec)
        if spec.each is not None:
            yield from expression_mistakes(spec.each, root_scope(subject.procedure))
            yield from _list(spec, scope)
        for expression in spec.expressions():
            yield from expression_mistakes(expression, scope)
        yield from sentence_mistakes(spec.label, scope)
        yield from _dates(spec, scope, subject.procedure)
        yield from _delay(spec, scope, subject.procedure)


def deadline_scope(procedure: Procedure, spec: DeadlineSpec) -> Scope:
    """The names that a deadline sees: those of the procedure, and the entry of its list."""
    scope = root_scope(procedure)
    if spec.each is not None:
        scope[ENTRY] = shape_of(spec.each.tree(), scope).entry()
    return scope


def deadline_trees(procedure: Procedure) -> Iterator[tuple[nodes.Template, Scope]]:
    """Every expression and label of the deadlines, with the names that it sees."""
    for spec in procedure.deadlines:
        scope = deadline_scope(procedure, spec)
        for expression in (*spec.expressions(), *((spec.each,) if spec.each else ())):
            yield expression.tree(), scope
        try:
            yield spec.label.tree(), scope
        except LibraryError:
            continue  # told by `check`


def _list(spec: DeadlineSpec, scope: Scope) -> Iterator[Finding]:
    assert spec.each is not None  # noqa: S101 - the caller has looked
    declared = shape_of(spec.each.tree(), scope).field
    if declared is None or declared.kind != LIST:
        yield finding("echeance", f"« {spec.each.text} » n’est pas une liste.", spec.each.mark)


def _dates(spec: DeadlineSpec, scope: Scope, procedure: Procedure) -> Iterator[Finding]:
    """A day is a `date` field, or a parameter; what is computed is left to the cases."""
    pause = (spec.pause.since, spec.pause.until) if spec.pause else ()
    for expression in (spec.start, *pause):
        shape = shape_of(expression.tree(), scope)
        holder, _, name = shape.path.partition(".")
        if holder == PARAMETERS and name in procedure.parameters:
            wrong = not all(_is_date(value) for _, value in procedure.parameters[name].values)
        else:
            wrong = shape.field is not None and shape.field.kind != "date"
        if wrong:
            yield finding("echeance", f"« {expression.text} » n’est pas une date.", expression.mark)


def _is_date(value: object) -> bool:
    try:
        return bool(parse(str(value)))
    except ParseError:
        return False


def _delay(spec: DeadlineSpec, scope: Scope, procedure: Procedure) -> Iterator[Finding]:
    """A number has its unit, that of its parameter; a duration has its own."""
    if spec.delay is None:
        return
    shape = shape_of(spec.delay.tree(), scope)
    holder, _, name = shape.path.partition(".")
    kind = shape.field.kind if shape.field and holder != PARAMETERS else ""
    if kind and kind not in ("entier", "duree"):
        yield finding(
            "echeance", f"« {spec.delay.text} » n’est ni un entier, ni une durée.", spec.delay.mark
        )
    if kind != "duree" and spec.unit is None:
        yield finding("echeance", f"« {spec.delay.text} » n’a pas d’« unite ».", spec.delay.mark)
    if kind == "duree" and spec.unit is not None:
        yield finding("echeance", f"« {spec.delay.text} » a son unité.", spec.delay.mark)
    parameter = procedure.parameters.get(name) if holder == PARAMETERS else None
    if parameter and spec.unit and parameter.unit != _UNITS[spec.unit]:
        message = f"Le paramètre « {name} » est en {parameter.unit}, non en {_UNITS[spec.unit]}."
        yield finding("echeance", message, spec.delay.mark)
