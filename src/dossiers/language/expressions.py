"""The conditions and messages of a procedure file, compiled, with the place of their author."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.kinds import show
from dossiers.language.mistakes import reason
from dossiers.language.sandbox import (
    AUTHOR_ERRORS,
    UNREADABLE,
    Language,
    Template,
    Undefined,
    nodes,
)
from dossiers.language.vocabulary import Missing, MissingValue
from dossiers.values import Incomparable

_CRITERIA = Language()


@cache
def _compiled(text: str) -> Callable[[Mapping[str, Any]], Any]:
    """A condition as a function; several fields are often required by the same one."""
    return _CRITERIA.compile_expression(text, undefined_to_none=False)


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
            run = _compiled(text)
        except UNREADABLE as error:
            raise LibraryError(
                f"Expression illisible « {text} » : {reason(error)}", mark
            ) from error
        return cls(text, mark, run)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the condition is true.

        Raises MissingValue when a blank leaves it undecided, Incomparable when only a human can
        tell which of two durations is longer.
        """
        try:
            return bool(self._run(values))
        except Incomparable:
            raise
        except AUTHOR_ERRORS as error:
            raise self._wrong(error) from error

    def value(self, values: Mapping[str, Any]) -> Any:
        """What the expression gives, or the `Missing` that decides it. Raises LibraryError."""
        try:
            found = self._run(values)
            if isinstance(found, Undefined):
                str(found)  # raises: the author's mistake
        except MissingValue as undecided:
            return undecided.missing
        except AUTHOR_ERRORS as error:
            raise self._wrong(error) from error
        return found

    def _wrong(self, error: Exception) -> LibraryError:
        return LibraryError(f"Expression fausse « {self.text} » : {reason(error)}", self.mark)

    def tree(self) -> nodes.Template:
        """The condition's syntax, as the one printed value of a template."""
        return _CRITERIA.parse("{{ " + self.text + " }}")

    def names(self) -> frozenset[str]:
        """The dotted paths that the condition reads, `parametres.x` included."""
        return frozenset(_paths(self.tree()))


@dataclass(frozen=True)
class Sentence:
    """A message with `{{ }}` in it, such as a criterion's `sinon`; compiled when first said."""

    text: str
    mark: Mark

    def say(self, values: Mapping[str, Any]) -> str:
        """The message with its values. Raises LibraryError at its author's line."""
        try:
            return self._template.render(values)
        except MissingValue as blank:
            return f"« {blank.missing.label} » (à compléter)"
        except AUTHOR_ERRORS as error:
            told = f"Phrase fausse « {self.text} » : {reason(error)}"
            raise LibraryError(told, self.mark) from error

    def tree(self) -> nodes.Template:
        """The message's syntax. Raises TemplateSyntaxError."""
        return _MESSAGES.parse(self.text)

    @cached_property
    def _template(self) -> Template:
        try:
            return _MESSAGES.from_string(_typeset(self.text))
        except UNREADABLE as error:
            message = f"Phrase illisible « {self.text} » : {reason(error)}"
            raise LibraryError(message, self.mark) from error


def _typeset(text: str) -> str:
    """Set the typography of an author's sentence; its tags, and so its values, stay as they are."""
    from dossiers.french.typography import typeset  # noqa: PLC0415 - most sentences are never said

    tags = _TAG.findall(text)
    rank = count()
    words = typeset(_TAG.sub(lambda _: f"\ue000{next(rank)}\ue001", text))
    return re.sub("\ue000(\\d+)\ue001", lambda match: tags[int(match.group(1))], words)


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


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
