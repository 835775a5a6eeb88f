"""The one language of criteria and templates: sandboxed Jinja, closed and three-valued.

A declared but blank field is `Missing`: it can be printed by a draft or tested (`is renseigne`);
any other use leaves the answer undecided. `and` and `or` are Kleene's: they answer when one side
is enough. An undeclared name is the author's mistake, never the applicant's. Sole importer of
jinja2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from jinja2 import FunctionLoader, StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dossiers.language.vocabulary import FILTERS, TESTS, Group, Missing, MissingValue

if TYPE_CHECKING:
    from jinja2.runtime import Context

T = TypeVar("T")

FORCED = "conditions imposées"
"""The key of a render context under which a lint forces conditions, by their names."""
__all__ = [
    "AUTHOR_ERRORS",
    "FORCED",
    "UNREADABLE",
    "FunctionLoader",
    "Language",
    "SecurityError",
    "Template",
    "TemplateError",
    "TemplateSyntaxError",
    "Undefined",
    "nodes",
    "pass_context",
]  # fmt: skip

# What evaluating a wrong expression raises, and what reading one does: Python's own compiler has
# bounds of its own. An undecided one raises MissingValue.
AUTHOR_ERRORS = (
    TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError,
    RecursionError, MemoryError, SyntaxError,
)  # fmt: skip
UNREADABLE = (TemplateSyntaxError, RecursionError, MemoryError, SyntaxError, ValueError)
"""What reading a wrong expression raises."""
_OF_NUMBERS = ("*", "%", "**")
_HIGHEST_POWER = 99


class _ThreeValued(CodeGenerator):
    """Jinja's compiler, but conditions may be undecided."""

    def visit_And(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self._lazily("both", (node.left, node.right), frame)

    def visit_Or(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self._lazily("either", (node.left, node.right), frame)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        if node.expr2 is None:
            self.fail("« x if condition » demande un « else »", node.lineno)
        self.write(f"environment.choose({self._known(node)}, ")
        self._thunks((node.test, node.expr1, node.expr2), frame)

    def visit_Concat(self, node: nodes.Concat, _frame: Frame) -> None:  # noqa: N802
        self.fail("« ~ » n’est pas admis : écrire les valeurs l’une après l’autre", node.lineno)

    def visit_If(self, node: nodes.If, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write both branches where the condition is undecided, each behind its mark."""
        inner = frame.soft()
        decided = self.temporary_identifier()
        self.writeline(f"{decided} = environment.decide({self._known(node)}, lambda: ", node)
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

    def _known(self, node: nodes.Node) -> str:
        """Give a condition its name, which a lint can force, and write it with its context."""
        assert isinstance(self.environment, Language)  # noqa: S101 - its code generator
        names = self.environment.conditions.setdefault(self.name or "", [])
        names.append(f"{self.filename}:{node.lineno}:{len(names)}")
        return f"context, {names[-1]!r}"

    def _lazily(self, name: str, operands: tuple[nodes.Expr, ...], frame: Frame) -> None:
        self.write(f"environment.{name}(")
        self._thunks(operands, frame)

    def _thunks(self, operands: tuple[nodes.Expr, ...], frame: Frame) -> None:
        """Write each operand as a function, then close the call."""
        for operand in operands:
            self.write("(lambda: ")
            self.visit(operand, frame)
            self.write("), ")
        self.write(")")


class Undeclared(StrictUndefined):
    """A name that the procedure does not declare."""

    @property
    def _undefined_message(self) -> str:
        return f"le nom « {self._undefined_name} » n’est pas déclaré"


def _declared(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or a test that an undeclared name does not pass, as « is renseigne » would."""

    @wraps(function)
    def wrapper(value: Any, *args: Any) -> Any:
        for given in (value, *args):
            if isinstance(given, Undefined):
                bool(given)  # raises: the author's mistake
        return function(value, *args)

    return wrapper


class Language(ImmutableSandboxedEnvironment):
    """The Jinja environment of criteria and templates.

    In a `draft`, an undecided condition shows both of its branches, each announced by what
    `note(context, missing, unless)` returns; elsewhere it raises MissingValue.
    """

    code_generator_class = _ThreeValued
    intercepted_binops = frozenset(_OF_NUMBERS)

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
            optimized=False,  # folding constants costs more than it saves: a text is read once
            **options,
        )
        self.draft = draft
        self.conditions: dict[str, list[str]] = {}
        self.note = note
        self.globals.clear()
        self.filters = {name: _declared(function) for name, function in FILTERS.items()}
        self.tests = {name: _declared(function) for name, function in TESTS.items()}

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
            return obj  # what a blank would hold is blank
        raise SecurityError(f"« {name} » : seuls les groupes ont des champs")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A product, a remainder or a power, of numbers: Python makes texts so, without end."""
        if any(isinstance(side, (str, tuple, list)) for side in (left, right)):
            raise TypeError("unsupported operand")
        if operator == "**" and isinstance(right, int) and right > _HIGHEST_POWER:
            raise TypeError("unsupported operand")
        return super().call_binop(context, operator, left, right)

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

    def choose(
        self,
        context: Context,
        name: str,
        test: Callable[[], Any],
        yes: Callable[[], T],
        no: Callable[[], T],
    ) -> Any:
        """`yes if test else no`; what the test lacks stands for an undecided answer."""
        decided = self.decide(context, name, test)
        if isinstance(decided, Missing):
            return decided
        return yes() if decided else no()

    def decide(self, context: Context, name: str, test: Callable[[], Any]) -> bool | Missing:
        """The truth of a condition; in a draft, what it lacks to be decided.

        The render context may force it, by its name, under the key FORCED.
        """
        forced: Mapping[str, bool] = context.parent.get(FORCED, {})
        if name in forced:
            return forced[name]
        try:
            return bool(test())
        except MissingValue as undecided:
            if not self.draft:
                raise
            return undecided.missing

    def mark(self, context: Any, decided: bool | Missing, unless: bool) -> str:  # noqa: FBT001
        """What announces a passage whose condition is undecided; nothing for another."""
        return self.note(context, decided, unless) if isinstance(decided, Missing) else ""
