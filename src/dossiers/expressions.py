"""The one language of criteria and templates: sandboxed Jinja, closed and three-valued.

A declared but blank field is `Missing`: it can be printed by a draft or tested (`is renseigne`);
any other use leaves the answer undecided. `and` and `or` are Kleene's: they answer when one side
is enough. An undeclared name is the author's mistake, never the applicant's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, NoReturn, TypeVar

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.kinds import show
from dossiers.values import Incomparable
from dossiers.vocabulary import FILTERS, TESTS, Group, Missing, MissingValue

T = TypeVar("T")

__all__ = ["Expression", "Language", "SecurityError", "TemplateError", "author_error"]


class _ThreeValued(CodeGenerator):
    """Jinja's compiler, but conditions may be undecided."""

    def visit_And(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self._lazily("both", (node.left, node.right), frame)

    def visit_Or(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self._lazily("either", (node.left, node.right), frame)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        if node.expr2 is None:
            self.fail("« x if condition » demande un « else »", node.lineno)
        self._lazily("choose", (node.test, node.expr1, node.expr2), frame)

    def visit_If(self, node: nodes.If, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write both branches where the condition is undecided, each behind its mark."""
        inner = frame.soft()
        decided = self.temporary_identifier()
        self.writeline(f"{decided} = environment.decide(lambda: ", node)
        self.visit(node.test, inner)
        self.write(")")
        otherwise = node.else_
        if node.elif_:
            first, *others = node.elif_
            otherwise = [nodes.If(first.test, first.body, others, node.else_, lineno=first.lineno)]
        for unless, branch in ((False, node.body), (True, otherwise)):
            if branch:
                self.writeline(f"if {decided} is not {unless}:")
                self.indent()
                self.simple_write(f"environment.mark(context, {decided}, {unless})", inner)
                self.blockvisit(branch, inner)
                self.outdent()

    def _lazily(self, name: str, operands: tuple[nodes.Expr, ...], frame: Frame) -> None:
        self.write(f"environment.{name}(")
        for operand in operands:
            self.write("(lambda: ")
            self.visit(operand, frame)
            self.write("), ")
        self.write(")")


class Undeclared(StrictUndefined):
    """A name that the procedure does not declare."""

    def _fail_with_undefined_error(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise UndefinedError(f"le nom « {self._undefined_name} » n’est pas déclaré")


class Language(ImmutableSandboxedEnvironment):
    """The Jinja environment of criteria and templates.

    In a `draft`, an undecided condition shows both of its branches, each announced by what
    `note(context, missing, unless)` returns; elsewhere it raises MissingValue.
    """

    code_generator_class = _ThreeValued

    def __init__(
        self,
        *,
        draft: bool = False,
        note: Callable[[Any, Missing, bool], str] = lambda *_: "",
        **options: Any,
    ) -> None:
        super().__init__(
            undefined=Undeclared,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            comment_start_string="{##",
            comment_end_string="##}",
            **options,
        )
        self.draft = draft
        self.note = note
        self.globals.clear()
        self.filters = dict(FILTERS)
        self.tests = dict(TESTS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a group; nothing else has attributes, but the counters of a loop."""
        return self._field(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same, for `groupe['champ']`."""
        return self._field(obj, argument)

    def _field(self, obj: Any, name: Any) -> Any:
        if isinstance(obj, Group):
            if name in obj.fields:
                return obj.fields[name]
            return self.undefined(name=f"{obj.path}.{name}" if obj.path else str(name))
        if type(obj).__name__ == "LoopContext" and name in ("index", "first", "last", "length"):
            return getattr(obj, name)
        if isinstance(obj, Missing):
            raise MissingValue(obj)
        raise SecurityError(f"« {name} » : seuls les groupes ont des champs")

    def call(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: the language has filters and tests, no call."""
        raise SecurityError("un appel de fonction n’est pas admis")

    def both(self, left: Callable[[], Any], right: Callable[[], Any]) -> Any:
        """Kleene's `and`: false as soon as one side is false, undecided next."""
        try:
            value = left()
            if not value:
                return value
        except MissingValue:
            value = right()
            if value:
                raise
            return value
        return right()

    def either(self, left: Callable[[], Any], right: Callable[[], Any]) -> Any:
        """Kleene's `or`: true as soon as one side is true, undecided next."""
        try:
            value = left()
            if value:
                return value
        except MissingValue:
            value = right()
            if not value:
                raise
            return value
        return right()

    def choose(self, test: Callable[[], Any], yes: Callable[[], T], no: Callable[[], T]) -> Any:
        """`yes if test else no`; what the test lacks stands for an undecided answer."""
        decided = self.decide(test)
        if isinstance(decided, Missing):
            return decided
        return yes() if decided else no()

    def decide(self, test: Callable[[], Any]) -> bool | Missing:
        """The truth of a condition; in a draft, what it lacks to be decided."""
        try:
            return bool(test())
        except MissingValue as undecided:
            if not self.draft:
                raise
            return undecided.missing

    def mark(self, context: Any, decided: bool | Missing, unless: bool) -> str:  # noqa: FBT001
        """What announces a passage whose condition is undecided; nothing for another."""
        return self.note(context, decided, unless) if isinstance(decided, Missing) else ""


_CRITERIA = Language()


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition of a procedure file, with the place where its author wrote it."""

    text: str
    mark: Mark
    _run: Callable[[Mapping[str, Any]], Any]

    @classmethod
    def compile(cls, text: str, mark: Mark) -> Expression:
        """Compile a condition. Raises LibraryError at its place when it is not one."""
        try:
            run = _CRITERIA.compile_expression(text, undefined_to_none=False)
        except TemplateSyntaxError as error:
            raise LibraryError(
                f"Expression illisible « {text} » : {error.message}", mark
            ) from error
        return cls(text, mark, lambda values: run(**values))

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the condition is true.

        Raises MissingValue when a blank leaves it undecided, Incomparable when only a human can
        tell which of two durations is longer.
        """
        try:
            return bool(self._run(values))
        except Incomparable:
            raise
        except (TemplateError, TypeError, ArithmeticError) as error:
            raise LibraryError(f"Expression fausse « {self.text} » : {error}", self.mark) from error

    def names(self) -> frozenset[str]:
        """The dotted paths that the condition reads, `parametres.x` included."""
        return frozenset(_paths(_CRITERIA.parse("{{ " + self.text + " }}")))


@dataclass(frozen=True)
class Sentence:
    """A message with `{{ }}` in it, such as a criterion's `sinon`; compiled when first said."""

    text: str
    mark: Mark

    def say(self, values: Mapping[str, Any]) -> str:
        """The message with its values. Raises LibraryError at its author's line."""
        try:
            return self._template.render(**values)
        except (TemplateError, TypeError, ArithmeticError) as error:
            raise LibraryError(f"Phrase fausse « {self.text} » : {error}", self.mark) from error

    @cached_property
    def _template(self) -> Template:
        try:
            return _MESSAGES.from_string(_typeset(self.text))
        except TemplateSyntaxError as error:
            message = f"Phrase illisible « {self.text} » : {error.message}"
            raise LibraryError(message, self.mark) from error


def _typeset(text: str) -> str:
    """Set the typography of an author's sentence; its tags, and so its values, stay as they are."""
    from dossiers.typography import typeset  # noqa: PLC0415 - most sentences are never said

    tags = _TAG.findall(text)
    rank = count()
    words = typeset(_TAG.sub(lambda _: f"\ue000{next(rank)}\ue001", text))
    return re.sub("\ue000(\\d+)\ue001", lambda match: tags[int(match.group(1))], words)


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def author_error(error: Exception, name: str) -> LibraryError:
    """A template's failure as its author reads it: the file and the line of the template."""
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("templates/"):
            name, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return LibraryError(str(error), Mark(getattr(error, "filename", None) or name, line or 1))


def _paths(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Getattr):
        path = [node.attr]
        inner: nodes.Node = node.node
        while isinstance(inner, nodes.Getattr):
            path.insert(0, inner.attr)
            inner = inner.node
        if isinstance(inner, nodes.Name):
            yield ".".join([inner.name, *path])
            return
    if isinstance(node, nodes.Name):
        yield node.name
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _print(value: Any) -> str:
    if isinstance(value, Undefined):
        str(value)  # raises: the author's mistake
    return f"« {value.label} » (à compléter)" if isinstance(value, Missing) else show(value)


_MESSAGES = Language(draft=True, finalize=_print)
