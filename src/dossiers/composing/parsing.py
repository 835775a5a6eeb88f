"""Markdown → a tree of its tokens. Sole importer of markdown_it.

Typography is set on the words, and what is structure (an anchor, a number to come, a caption) is
told apart, while values are still sentinels: no value can be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from dossiers.french.typography import typeset
from dossiers.reading.dialect import CONTAINERS

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore


class Node:
    """A token that opens, and what it holds."""

    def __init__(self, token: Token) -> None:
        self.token = token
        self.children: list[Node] = []

    @property
    def kind(self) -> str:
        """The name of the block: `paragraph`, `bullet_list`, `container_encadre`."""
        return self.token.type.removesuffix("_open")


def parse_template(text: str) -> list[Node]:
    """The tree of a template's words."""
    return _nest(_TEMPLATE.parse(text))


def parse_long_text(text: str) -> list[Node]:
    """The tree of a long text of the dossier: no title, no link, no page break, no container."""
    return _nest(_LONG_TEXT.parse(text))


def plain_text(text: str) -> str:
    """The words of a paragraph without the signs of Markdown."""
    inner = (child for token in _TEMPLATE.parse(text) for child in token.children or ())
    return "".join(child.content for child in inner if child.type == "text")


def _nest(tokens: Sequence[Token]) -> list[Node]:
    root = Node(Token("root", "", 0))
    stack = [root]
    for token in tokens:
        if token.nesting == -1:
            stack.pop()
            continue
        node = Node(token)
        stack[-1].children.append(node)
        if token.nesting == 1:
            stack.append(node)
    return root.children


_RULES = ["heading", "list", "table", "emphasis", "link", "newline", "escape", "hr",
          "balance_pairs", "fragments_join"]  # fmt: skip
_LONG_RULES = [rule for rule in _RULES if rule not in ("heading", "link", "hr")]
_CAPTION = re.compile(r"^(Table)\s*: ?")
_ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")
NUMBERED = re.compile(r"^(Article|Annexe)[ \u00a0]–[ \u00a0]")
"""How a title begins that will have a number, once the typography is set."""


def _typography(state: StateCore) -> None:
    """Set the typography of each run of words, before its emphasis is parsed."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = typeset(token.content)


def _structure(state: StateCore) -> None:
    """Take anchors out of titles and « Table : » out of captions, while values are sentinels."""
    before = [Token("", "", 0), *state.tokens]
    for above, opening, token in zip(before, before[1:], before[2:], strict=False):
        if opening.type == "heading_open":
            opening.meta["numbered"] = NUMBERED.match(token.content) is not None
            _take(token, opening, "anchor", _ANCHOR)
        if opening.type == "paragraph_open" and above.type == "table_close":
            _take(token, opening, "caption", _CAPTION)


def _take(token: Token, opening: Token, name: str, pattern: re.Pattern[str]) -> None:
    if found := pattern.search(token.content):
        opening.meta[name] = found.group(1)
        token.content = pattern.sub("", token.content, count=1)


def _parser(rules: list[str], containers: Sequence[str]) -> MarkdownIt:
    parser = MarkdownIt("zero").enable(rules)
    for name in containers:
        parser.use(container_plugin, name)
    parser.core.ruler.after("block", "typography", _typography)
    return parser


_TEMPLATE = _parser(_RULES, CONTAINERS)
_TEMPLATE.core.ruler.after("typography", "structure", _structure)
_LONG_TEXT = _parser(_LONG_RULES, ())
