"""The lists of a Word file: what stands before their entries, level by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.formats.ooxml import Element, q, value, whole
from dossiers.formats.word_styles import part_of


@dataclass(frozen=True, slots=True)
class WordList:
    """A list: the shape with which it counts, and its levels by depth from 0.

    Lists of one shape count on from each other; `begun` are the numbers at which this one begins
    anew, by depth.
    """

    shape: str
    levels: Mapping[int, Element]
    begun: Mapping[int, int]


def lists_of(parts: Mapping[str, bytes], where: str) -> dict[str, WordList]:
    """The lists of a package, by the number that paragraphs bear. Raises LibraryError."""
    root = part_of(parts, "numbering", where)
    if root is None:
        return {}
    shapes = _shapes(root)
    return {value(each, "w:numId") or "": _list(each, shapes) for each in root.iterfind(q("w:num"))}


def form(level: Element) -> str:
    """How a level counts, as Word names it: `decimal`, `bullet`, `none`."""
    return value(level.find(q("w:numFmt"))) or "decimal"


def _shapes(root: Element) -> dict[str, Mapping[int, Element]]:
    """The levels of each shape; one that has a style of lists has those of that style."""
    shapes = list(root.iterfind(q("w:abstractNum")))
    styled = {value(link): each for each in shapes for link in each.iterfind(q("w:styleLink"))}
    return {
        value(each, "w:abstractNumId") or "": _by_depth(
            styled.get(value(each.find(q("w:numStyleLink"))), each), "w:lvl"
        )
        for each in shapes
    }


def _list(own: Element, shapes: Mapping[str, Mapping[int, Element]]) -> WordList:
    shape = value(own.find(q("w:abstractNumId"))) or ""
    levels, begun = dict(shapes.get(shape, {})), {}
    for depth, change in _by_depth(own, "w:lvlOverride").items():
        level, start = change.find(q("w:lvl")), change.find(q("w:startOverride"))
        if level is not None:
            levels[depth] = level
        if start is not None:
            begun[depth] = whole(start)
    return WordList(shape, levels, begun)


def _by_depth(parent: Element, tag: str) -> dict[int, Element]:
    return {whole(each, "w:ilvl"): each for each in parent.iterfind(q(tag))}
