"""The conditions and messages of a procedure file, compiled, with the place of their author."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from typing import Any

from dossiers.errors import LibraryError, Refused
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
from dossiers.reading.source import Keys, Source
from dossiers.values import Undecidable

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

    @classmethod
    def under(
        cls, entry: Mapping[str, Any], key: str, source: Source, keys: Keys
    ) -> Expression | None:
        """The condition under a key of the entry that stands at `keys` of a file, if it has one.

        Raises LibraryError as `compile` does.
        """
        text = entry.get(key)
        return cls.compile(text, source.mark((*keys, key))) if text else None

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the condition is true.

        Raises MissingValue when a blank leaves it undecided, Undecidable when only a person can
        tell, LibraryError.
        """
        with self._running():
            return bool(self._run(values))

    def decided(self, values: Mapping[str, Any]) -> bool | None:
        """Whether the condition is true; None while a blank or a person has to say.

        Raises LibraryError.
        """
        try:
            return self.holds(values)
        except (MissingValue, Undecidable):
            return None

    def value(self, values: Mapping[str, Any]) -> Any:
        """What the expression gives, or the `Missing` that decides it.

        Raises Undecidable when only a person can tell, LibraryError.
        """
        try:
            with self._running():
                found = self._run(values)
                if isinstance(found, Undefined):
                    str(found)  # raises: the author's mistake
                return found
        except MissingValue as undecided:
            return undecided.missing

    @contextmanager
    def _running(self) -> Iterator[None]:
        """Tell the mistakes of the author from what a dossier leaves to a person."""
        try:
            yield
        except Undecidable:
            raise
        except Refused as beyond:  # a date of the dossier is beyond the calendar
            raise Undecidable(beyond.message) from beyond
        except AUTHOR_ERRORS as error:
            told = f"Expression fausse « {self.text} » : {reason(error)}"
            raise LibraryError(told, self.mark) from error

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
        """The message with its values, or why it has none. Raises LibraryError at its line."""
        try:
            return self._template.render(values)
        except MissingValue as blank:
            return f"« {blank.missing.label} » (à compléter)"
        except (Undecidable, Refused) as question:
            return str(question)
        except AUTHOR_ERRORS as error:
            told = f"Phrase fausse « {self.text} » : {reason(error)}"
            raise LibraryError(told, self.mark) from error

    def tree(self) -> nodes.Template:
        """The message's syntax. Raises LibraryError at its line."""
        with self._reading():
            return _MESSAGES.parse(self.text)

    @cached_property
    def _template(self) -> Template:
        with self._reading():
            return _MESSAGES.from_string(_typeset(self.text))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
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


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


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
