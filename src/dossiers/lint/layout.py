"""A template's Markdown is of the closed subset, and its tags never join two paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dossiers.findings import Finding
from dossiers.lint.shapes import LONG
from dossiers.lint.subject import Subject, Template, finding
from dossiers.lint.walk import walks

_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{##.*?##\}", re.DOTALL)
_TAG_LINE = re.compile(r"^\s*(?:\{%.*?%\}\s*)+$")
_STRUCTURED = re.compile(r"^\s*(?:[-*] |\d+\. |\||:::|#)|^\s{2,}\S|\\$")
_FORBIDDEN = (
    (re.compile(r"^\s*>"), "une citation"),
    (re.compile(r"`"), "du code"),
    (re.compile(r"!\["), "une image"),
    (re.compile(r"\]\((?!#)"), "un lien vers l’extérieur"),
    (re.compile(r"</?[A-Za-z!]"), "du HTML"),
    (re.compile(r"^\s*\[[^\]]+\]:"), "une définition de lien"),
    (re.compile(r"^\s*=+\s*$"), "un titre souligné"),
    (re.compile(r"&[A-Za-z]+;|&#\d+;"), "une entité HTML"),
    (re.compile(r"^#{4,} "), "un titre de quatrième niveau"),
)
_ALONE = re.compile(r"paragraphe \d+ « \{\{[^{}]*\}\} »")
"""Where a value stands alone in a Word model, outside tables, headers and footers."""
_BREAK = re.compile(r"^\s*---+\s*$")


def check(subject: Subject) -> Iterator[Finding]:
    """Look at each line of each template that the procedure's documents use."""
    used = {name for _, walk in walks(subject) for name in walk.included}
    for template in (subject.templates[name] for name in sorted(used)):
        if template.part:
            continue  # a Word model is no Markdown, and was checked when it was read
        lines = template.text.split("\n")
        yield from _markdown(template)
        yield from _joined(template, lines)
        yield from _swallowed(template, lines)
    yield from _long_texts(subject)


def _markdown(template: Template) -> Iterator[Finding]:
    masked = _TAG.sub(lambda tag: "\n" * tag.group().count("\n") + "x", template.text)
    lines = masked.split("\n")
    for number, line in enumerate(lines, 1):
        for pattern, what in _FORBIDDEN:
            if pattern.search(line):
                message = f"Un modèle ne contient pas {what}."
                yield finding("markdown", message, template.mark(number))
        if _BREAK.match(line) and any(n.strip() for n in (lines[number - 2], lines[number])):
            message = "Un saut de page « --- » est seul entre deux lignes vides."
            yield finding("markdown", message, template.mark(number))


def _joined(template: Template, lines: list[str]) -> Iterator[Finding]:
    """Tags alone on their lines vanish: the paragraphs around them must not meet."""
    for number, line in enumerate(lines):
        if not _TAG_LINE.match(line) or (number and _TAG_LINE.match(lines[number - 1])):
            continue
        after = number
        while after < len(lines) and _TAG_LINE.match(lines[after]):
            after += 1
        around = (lines[number - 1] if number else "", lines[after] if after < len(lines) else "")
        if all(text.strip() and not _STRUCTURED.search(text) for text in around):
            message = "Une ligne vide manque autour de cette balise : elle joint deux paragraphes."
            yield finding("balise", message, template.mark(number + 1))


def _swallowed(template: Template, lines: list[str]) -> Iterator[Finding]:
    """A block tag that ends a line of text takes the line's end with it."""
    for number, (line, after) in enumerate(pairwise(lines), 1):
        if line.rstrip().endswith("%}") and not _TAG_LINE.match(line) and after.strip():
            message = "Une balise en fin de ligne joint cette ligne à la suivante."
            yield finding("balise", message, template.mark(number))


def _long_texts(subject: Subject) -> Iterator[Finding]:
    """A long text has blocks of its own: it cannot stand inside a sentence or a cell."""
    for _, walk in walks(subject):
        for use in walk.uses:
            if use.field.kind != LONG or not use.printed:
                continue
            if use.mark.where:
                if not _ALONE.fullmatch(use.mark.where):
                    message = f"Le texte long « {use.path} » est seul dans un paragraphe du texte."
                    yield finding("texte-long", message, use.mark, use.path)
                continue
            lines = ["", *subject.templates[use.mark.file].text.split("\n"), ""]
            line, before, after = (lines[use.mark.line + n] for n in (0, -1, 1))
            alone = re.fullmatch(r"\s*\{\{[^{}]*\}\}\s*", line)
            if not alone or before.strip() or after.strip():
                message = f"Le texte long « {use.path} » se met seul entre deux lignes vides."
                yield finding("texte-long", message, use.mark, use.path)
