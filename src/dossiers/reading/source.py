"""YAML text → a tree of text that keeps its place.

Read from the parser's event stream, never by recursion: types come from the schema, not from
YAML's guess, so that `01000` stays a postal code and `NON` a word. What YAML allows and a dossier
does not need (aliases, tags, several documents) is a finding with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from dossiers.findings import Finding, Mark, Severity, Verdict, quoted
from dossiers.reading.decoding import Undecodable, decode
from dossiers.reading.syntax import in_french

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Keys: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 50
MAX_VALUES = 20_000
"""Fifty times what a large dossier holds."""
_MAX_PROBLEMS = 100

# libyaml where the wheel has it; the pure-Python parser gives the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Never useful in a dossier, and dangerous in a document: control characters, characters that
# reverse the reading order, halves of characters, and the private-use range that marks values in
# templates.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\uf8ff\ufffe\uffff]"
)


# What YAML counts as the end of a line.
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its tree of text, the place of each value and key, what is wrong with it.

    `marks` gives where a value stands (for a group or a list, its key); `data` is empty when the
    file cannot be read at all, and `problems` says why. `included` are the names and contents of
    the other files that it is made of; `sheets` names those of a workbook. `content` is empty for
    the row of a table, which is no file.
    """

    file: str
    content: bytes
    data: dict[str, Tree]
    marks: Mapping[Keys, Mark]
    keys: Mapping[Keys, Mark]
    problems: tuple[Finding, ...]
    included: tuple[tuple[str, bytes], ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether one YAML file, byte for byte, says all of it."""
        return bool(self.content) and not self.sheets and not self.included

    def mark(self, keys: Keys) -> Mark:
        """The place of a value, or of the nearest group that should hold it."""
        while keys and keys not in self.marks:
            keys = keys[:-1]
        return self.marks.get(keys, Mark(self.file))


def read(content: bytes, file: str) -> Source:
    """The tree of a YAML file; every problem is a finding, none is raised."""
    reader = _Reader(file)
    try:
        reader.run(decode(content))
    except Undecodable as problem:
        mark = Mark(file, problem.line, problem.column)
        reader.problem(problem.rule, problem.message, mark)
    return Source(
        file=file,
        content=content,
        data=reader.root if isinstance(reader.root, dict) else {},
        marks=reader.marks,
        keys=reader.keys,
        problems=tuple(reader.problems),
    )


def load_schema(content: bytes) -> Any:
    """The plain objects of a YAML file of the program itself, such as a Cerberus schema."""
    return yaml.load(content, Loader=_LOADER)  # noqa: S506 - the loader is a safe one


def dotted(keys: Keys) -> str:
    """A path as an author reads it: `equipe[2].nom`, entries counted from 1."""
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def holders(path: str) -> tuple[str, ...]:
    """A path and the groups and lists that hold it, the widest first: `a`, `a[2]`, `a[2].nom`."""
    keys = keys_of(path)
    return tuple(dotted(keys[:length]) for length in range(1, len(keys) + 1))


def keys_of(path: str) -> Keys:
    """The keys of a path as an author reads it: `equipe[2].nom` → ('equipe', 1, 'nom')."""
    parts = re.findall(r"\[([0-9]+)\]|([^.\[]+)", path)
    return tuple(int(entry) - 1 if entry else name for entry, name in parts)


@dataclass(slots=True)
class _Open:
    """A group or a list being read."""

    node: dict[str, Tree] | list[Tree]
    keys: Keys
    key: str | None = None


class _Stop(Exception):  # noqa: N818 - not an error: reading ends here
    """The rest of the file is not read."""


@dataclass(slots=True)
class _Reader:
    file: str
    root: Tree | None = None
    marks: dict[Keys, Mark] = field(default_factory=dict)
    keys: dict[Keys, Mark] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def run(self, text: str) -> None:
        try:
            for event in _events(text):
                self.event(event)
            if self.root is None:
                self.problem("vide", _EMPTY)
        except _Stop:
            self.root = self.root if self.stack == [] else None
        except yaml.YAMLError as error:
            self.root = None
            mark = _error_mark(error, self.file)
            self.problem("yaml", _indented(text, mark) or in_french(error), mark)

    def event(self, event: Any) -> None:
        if len(self.problems) >= _MAX_PROBLEMS:
            raise _Stop
        mark = Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if getattr(event, "anchor", None) is not None and not isinstance(event, yaml.AliasEvent):
            self.problem("ancre", f"L’ancre « &{quoted(event.anchor)} » n’est pas admise.", mark)
        if getattr(event, "tag", None) is not None:
            self.problem(
                "etiquette", f"L’étiquette « {quoted(event.tag)} » n’est pas admise.", mark
            )
        match event:
            case yaml.ScalarEvent():
                self.scalar(event, mark)
            case yaml.AliasEvent():
                self.problem(
                    "alias", f"Le renvoi « *{quoted(str(event.anchor))} » n’est pas admis.", mark
                )
                self.put("", mark)
            case yaml.MappingStartEvent():
                self.open({}, mark)
            case yaml.SequenceStartEvent():
                self.open([], mark)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case yaml.DocumentStartEvent() if self.root is not None:
                self.problem("documents", "Un seul document YAML est admis par fichier.", mark)
                raise _Stop

    def scalar(self, event: Any, mark: Mark) -> None:
        value: str = event.value
        if bad := FORBIDDEN.search(value):
            self.problem(
                "caractere",
                f"Caractère interdit U+{ord(bad.group()):04X}, en position {bad.start() + 1}.",
                mark,
            )
            value = FORBIDDEN.sub("", value)
        if not event.style and value in ("~", "null"):
            value = ""
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.node, dict) and top.key is None:
            self.name(top, value, mark)
        else:
            self.put(value, mark)

    def name(self, top: _Open, key: str, mark: Mark) -> None:
        keys = (*top.keys, key)
        if keys in self.keys:
            self.problem(
                "doublon",
                f"« {quoted(key)} » est donné deux fois : déjà ligne {self.keys[keys].line}.",
                mark,
                re.sub("\0[^.[]*", "", dotted(keys)),
            )
            # What the second holds is read too, but under a name of its own and into no tree.
            key = f"{key}\0{mark.line}:{mark.column}"
        self.keys[*top.keys, key] = mark
        top.key = key

    def put(self, value: Tree, mark: Mark) -> Keys:
        if not self.stack:
            if value == "":
                self.problem("vide", _EMPTY)
                raise _Stop
            if not isinstance(value, dict):
                self.problem("forme", "Un dossier est une suite de lignes « champ: valeur ».", mark)
                raise _Stop
            self.root = value
            return ()
        if len(self.marks) >= MAX_VALUES:
            self.problem(
                "taille", f"Le fichier compte plus de {MAX_VALUES // 1000} 000 valeurs.", mark
            )
            raise _Stop
        top = self.stack[-1]
        if isinstance(top.node, list):
            keys = (*top.keys, len(top.node))
            top.node.append(value)
            self.marks[keys] = mark
            return keys
        if top.key is None:
            self.problem("cle", "Un nom de champ est un mot simple.", mark)
            raise _Stop
        keys = (*top.keys, top.key)
        if "\0" not in top.key:
            top.node[top.key] = value
        self.marks[keys] = mark if isinstance(value, str) else self.keys[keys]
        top.key = None
        return keys

    def open(self, node: dict[str, Tree] | list[Tree], mark: Mark) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.problem("profondeur", f"Plus de {MAX_DEPTH} niveaux d’imbrication.", mark)
            raise _Stop
        self.stack.append(_Open(node, self.put(node, mark)))

    def problem(self, rule: str, message: str, mark: Mark | None = None, path: str = "") -> None:
        self.problems.append(
            Finding(
                rule=f"lecture/{rule}",
                severity=Severity.ERROR,
                message=message,
                mark=mark or Mark(self.file),
                path=path,
                effect=Verdict.INVALID,
            )
        )


def _events(text: str) -> Iterator[Any]:
    return iter(yaml.parse(text, Loader=_LOADER))


def _error_mark(error: yaml.YAMLError, file: str) -> Mark:
    mark = getattr(error, "problem_mark", None)
    if any(unclosed in str(getattr(error, "problem", "")) for unclosed in _UNCLOSED):
        mark = getattr(error, "context_mark", None) or mark
    return Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file)


def _indented(text: str, mark: Mark) -> str:
    """What is wrong with the indent of a line that stops the parser, or of the one before it."""
    for line in reversed(_LINE_END.split(text)[max(mark.line - 2, 0) : mark.line]):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            return _TAB
        if indent.strip(" "):
            return _NO_BREAK
    return ""


_EMPTY = "Le fichier est vide : un dossier YAML est attendu."
# Where a quote, a bracket or a name begins tells more than where its end was missed.
_UNCLOSED = ("unexpected end of stream", "expected ',' or", "could not find expected ':'")
_TAB = "Une tabulation sert de retrait : employer des espaces."
_NO_BREAK = "Une espace insécable sert de retrait : employer des espaces ordinaires."
