"""The pages of the documentation: their sections, their tables, their examples."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading that contains these words, up to the next of its level."""
    level, kept, fenced = 0, [], False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        depth = 0 if fenced else len(line) - len(line.lstrip("#"))
        if level and 0 < depth <= level:
            break
        if level:
            kept.append(line)
        elif depth and heading in line:
            level = depth
    assert level, heading
    return "".join(kept)


def rows(text: str) -> list[list[str]]:
    """The cells of the table rows of a text."""
    lines = re.findall(r"^\| (.+) \|$", text, re.MULTILINE)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]


def first_names(text: str) -> set[str]:
    """The names in backticks of the first cell of each row."""
    return {name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[0])}


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
