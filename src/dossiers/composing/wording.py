"""A template file + values → marked Markdown: the words of a document before they have a form.

Values never meet the Markdown parser. Each is stored and stands in the text as a sentinel, U+E000
number U+E001, until the blocks are built: whatever it holds, it can become neither markup, nor
tag, nor template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dossiers.blocks import Block
from dossiers.composing.word import model as word
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.kinds import show
from dossiers.language.mistakes import author_error
from dossiers.language.sandbox import (
    AUTHOR_ERRORS,
    FORCED,
    FunctionLoader,
    Language,
    Undefined,
    pass_context,
)
from dossiers.language.vocabulary import Missing, MissingValue
from dossiers.library import Library
from dossiers.reading.dialect import in_template

OPEN, CLOSE = "\ue000", "\ue001"
SENTINEL = re.compile(f"{OPEN}(\\d+){CLOSE}")

_VALUES = "valeurs inscrites"


@dataclass(frozen=True, slots=True)
class Condition:
    """What announces, in a draft, a passage whose condition cannot be decided yet."""

    missing: Missing
    otherwise: bool

    def __str__(self) -> str:
        start = "sinon" if self.otherwise else "passage conditionnel"
        return f"[{start}, selon « {self.missing.label} » à compléter] "


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks of another document, which a template prints as one value."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Markdown with sentinels, the values they stand for, and the template they come from."""

    text: str
    values: tuple[Any, ...]
    name: str


@pass_context
def _store(context: Any, value: Any) -> str:
    """Put a value aside and leave its sentinel. Called by Jinja for each printed value."""
    if isinstance(value, Undefined):
        str(value)  # raises, while Jinja still knows the line
    if isinstance(value, str) and OPEN in value:
        return value  # a `{% set %}` block: its values already are aside
    if isinstance(value, Missing) and not context.environment.draft:
        raise MissingValue(value)
    if not isinstance(value, (Missing, Condition, Passage)):
        show(value)  # raises for a group or a list, while Jinja still knows the line
    stored: list[Any] = context[_VALUES]
    stored.append(value)
    return f"{OPEN}{len(stored) - 1}{CLOSE}"


def _announce(context: Any, missing: Missing, otherwise: bool) -> str:  # noqa: FBT001
    return _store(context, Condition(missing, otherwise))


def write(
    library: Library,
    name: str,
    values: Mapping[str, Any],
    *,
    draft: bool,
    forced: Mapping[str, bool] | None = None,
) -> Wording:
    """The words of a template of the library, filled with values; `forced` is for a lint.

    Raises LibraryError at the template's line for an undeclared name, a forbidden construct, or,
    in a final document, a blank that no condition guards.
    """
    wording = fill(library, name, values, draft=draft, forced=forced)
    return replace(wording, text=_after_structure(wording.text))


def fill(
    library: Library,
    name: str,
    values: Mapping[str, Any],
    *,
    draft: bool,
    forced: Mapping[str, bool] | None = None,
) -> Wording:
    """The text of a template, or of a part of a Word model, with sentinels. Raises as `write`."""
    language = template_language(library, draft=draft)
    stored: list[Any] = []
    try:
        text = language.get_template(name).render({**values, _VALUES: stored, FORCED: forced or {}})
    except MissingValue as blank:
        raise _placed(library, _unguarded(blank, name)) from blank
    except AUTHOR_ERRORS as error:
        raise _placed(library, author_error(error, name)) from error
    return Wording(text, tuple(stored), name)


def _placed(library: Library, error: LibraryError) -> LibraryError:
    """The error where its author finds it: in a Word model, a paragraph and not a line."""
    return LibraryError(error.message, placed(library, error.mark))


def placed(library: Library, mark: Mark | None) -> Mark | None:
    """A line of a template; of a Word model, the paragraph of the tag that began the line."""
    if mark is None or not word.split(mark.file)[1]:
        return mark
    return word.part_of(library, mark.file).mark(mark.line)


def path_of(name: str) -> str:
    """The file of a template, which an `include` may name from `templates/` on."""
    return name if name.startswith("templates/") else f"templates/{name}"


@cache
def template_language(library: Library, *, draft: bool) -> Language:
    """The language of a library's templates; each is compiled once."""

    def load(name: str) -> tuple[str, str, None]:
        path = path_of(name)
        if word.split(path)[1]:
            return word.part_of(library, path).text, path, None
        text = library.text(path).removeprefix("\ufeff")
        if re.search("[\ue000-\uf8ff]", text):
            raise LibraryError("Caractère à usage privé dans un modèle.", Mark(path))
        if found := in_template(text):
            line, what = found
            raise LibraryError(f"Un modèle ne contient pas cela : {what}.", Mark(path, line))
        return text, path, None

    return Language(
        draft=draft, note=_announce, loader=FunctionLoader(load), finalize=_store, autoescape=False
    )


def _unguarded(blank: MissingValue, name: str) -> LibraryError:
    located = author_error(blank, name)
    message = (
        f"« {blank.missing.label} » ({blank.missing.path}) est vide et le modèle l’emploie sans "
        "condition : écrire « {% if … is renseigne %} », ou rendre le champ obligatoire."
    )
    return LibraryError(message, located.mark)


# The announcement of an undecided passage stands before its first line; where that line is a list
# entry, a table row or a title, the sign that makes it one must stay first.
_STRUCTURE = re.compile(
    rf"^([ \t]*)({OPEN}\d+{CLOSE})([ \t]*(?:[-*] |\d+\. |#+ |\| ?))", flags=re.MULTILINE
)


def _after_structure(text: str) -> str:
    return _STRUCTURE.sub(r"\1\3\2", text)
