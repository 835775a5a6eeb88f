"""A tree of text → YAML that a person can go on filling in.

What a reader of YAML would take for a number, a date, a yes or a blank is quoted, so that any of
them gives back the same texts; lines stand in a block where YAML keeps them as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from dossiers.reading.source import Source, Tree

# A word that no reader of YAML 1.1 or 1.2 takes for anything but a text.
_PLAIN = re.compile(r"[^\W_](?:[\w ’.,;/()°+@€%«»&–—-]*[\w.;)°€%»])?")
_MISREAD = re.compile(
    r"(?:y|yes|n|no|on|off|true|false|null|nan|inf)|[0-9][0-9a-fox_.,+-]*", re.IGNORECASE
)
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]|[^\u0000-\uffff]")


def as_yaml(source: Source) -> bytes:
    """The file of a source itself; the same values in one text for what is not one YAML file."""
    return source.content if source.whole else dump(source.data).encode()


def dump(tree: Mapping[str, Tree]) -> str:
    """The YAML text of a tree; `read` gives the tree back."""
    return "".join(f"{line}\n" for line in _group(tree, "")) or "{}\n"


def _group(tree: Mapping[str, Tree], indent: str) -> Iterator[str]:
    for key, node in tree.items():
        yield from _entry(f"{indent}{_scalar(key)}:", node, indent)


def _list(entries: list[Tree], indent: str) -> Iterator[str]:
    for node in entries:
        if isinstance(node, dict) and node:
            first, *others = _group(node, f"{indent}  ")
            yield f"{indent}- {first.removeprefix(f'{indent}  ')}"
            yield from others
        else:
            yield from _entry(f"{indent}-", node, indent)


def _entry(start: str, node: Tree, indent: str) -> Iterator[str]:
    match node:
        case str():
            yield from _text(start, node, f"{indent}  ")
        case dict() if node:
            yield start
            yield from _group(node, f"{indent}  ")
        case list() if node:
            yield start
            yield from _list(node, f"{indent}  ")
        case _:
            yield f"{start} {'{}' if isinstance(node, dict) else '[]'}"


def _text(start: str, text: str, indent: str) -> Iterator[str]:
    if "\n" not in text or not _blocks(text):
        yield f"{start} {_scalar(text)}"
        return
    yield f"{start} |" if text.endswith("\n") else f"{start} |-"
    for line in text.removesuffix("\n").split("\n"):
        yield f"{indent}{line}" if line else ""


def _blocks(text: str) -> bool:
    """Whether YAML keeps every line of a text in a block, and a person sees what is in it."""
    lines = text.removesuffix("\n").split("\n")
    whole = not text[0].isspace() and lines[-1] != "" and "\t" not in text
    return whole and not _ESCAPED.search(text) and all(not line or line.strip() for line in lines)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _MISREAD.fullmatch(text):
        return text
    return _ESCAPED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return f"\\U{ord(found[0]):08X}"
