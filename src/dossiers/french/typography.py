"""French typography for the text of templates and for long texts, never for other values.

Reference: « Lexique des règles typographiques en usage à l’Imprimerie nationale ». The thin space
is U+202F, the wide one U+00A0; both are no-break. A rule moves spaces and punctuation only: it
never changes a letter or a digit, which `tests/french/test_typography.py` holds on any text.

The rules are written with four visible stand-ins:

====  ==========================================================================
`␣`   any space of a line: plain, no-break, thin
`⍽`   U+00A0, the no-break space
`⎵`   U+202F, the thin no-break space
`◆`   what no rule may touch and every rule counts as a letter and as a digit: a
      value not yet put in (`U+E000 digits U+E001`), an address of the Web, an
      e-mail, a token of code
====  ==========================================================================

The zero-width marks U+E002 and U+E003 are lifted before the rules and put back at their places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from dossiers.values import NO_BREAK, THIN

_SPACES = " \u00a0\u2009\u202f"
_OPAQUE = "\ue004"
_STAND_INS: Final = {
    ord("␣"): f"[{_SPACES}]",
    ord("⍽"): NO_BREAK,
    ord("⎵"): THIN,
    ord("◆"): _OPAQUE,
}

# A token of code holds one of _ \ { }; what ends a clause is not part of an address or of a token.
_PROTECTED: Final = re.compile(
    r"""
    (?:https?://|www\.)[^\s«»"\ue002\ue003]*[^\s«»".,;:!?…)\ue002\ue003]
    | (?<![^\s«»"'’()\ue002\ue003])[^\s«»"'’()\ue002\ue003]*[_\\{}]
      (?:[^\s«»"'’()\ue002\ue003]*[^\s«»"'’().,;:!?…\ue002\ue003])?
    | (?<![\w+-])\w[\w.+-]{0,63}@[\w-]+(?:\.[\w-]+)+
    | `[^`\n]+`
    | &\#?\w+;
    | \ue000\d+\ue001
    | [\ue000\ue001\ue004-\uf8ff]
    """,
    re.VERBOSE,
)
_MARKS: Final = re.compile("[\ue002\ue003]")

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DIVISIONS = (
    r"articles?|art\.|annexes?|alinéas?|al\.|chapitres?|chap\.|titres?|livres?|sections?|"
    r"parties?|points?|pages?|pp?\.|figures?|fig\.|tableaux?|tabl\.|volumes?|vol\.|phases?|"
    r"lots?|avenants?|§"
)
_UNITS = (
    r"ans?|années?|trimestres?|semestres?|mois|semaines?|jours?|heures?|minutes?|secondes?|"
    r"h|min|s|km|m|cm|mm|m²|km²|kg|g|mg|µg|l|L|ml|mL|dl|°C|pts?|points?|fois|"
    r"euros?|centimes?|k€|M€|millions?|milliards?|Ko|Mo|Go|"
    r"séances?|cycles?|patients?|personnes?|participants?|bénéficiaires?|assurés?|"
    r"professionnels?|médecins?|habitants?|communes?|exemplaires?|pages?|kilomètres?|mètres?"
)

Replacement: TypeAlias = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, what takes its place, and why."""

    pattern: re.Pattern[str]
    replacement: Replacement
    why: str


def _rule(pattern: str, replacement: Replacement, why: str) -> Rule:
    if isinstance(replacement, str):
        replacement = replacement.translate(_STAND_INS)
    inside_classes = re.sub(r"\[[^\]]*␣[^\]]*\]", lambda m: m[0].replace("␣", _SPACES), pattern)
    return Rule(re.compile(inside_classes.translate(_STAND_INS)), replacement, why)


def _thin_groups(match: re.Match[str]) -> str:
    return re.sub(f"[{_SPACES}]", THIN, match[0])


RULES: Final[tuple[Rule, ...]] = (
    _rule(r"(?<=\S) {2,}(?=\S)", " ", "one space between words; an indent is left alone"),
    _rule(r"(?<!\.)\.{3}(?!\.)", "…", "three dots are one sign; a dotted line stays"),
    # Quotation marks, then the apostrophe that may stand before them.
    _rule(
        r'(?<![\w◆"])"(?=[^\s"«»](?:[^"«»\n]*[^\s"«»])?"(?![\w◆"]))',
        "«",
        "a straight pair becomes guillemets: the opening one",
    ),
    _rule(r'(«[^"«»\n]*)"(?![\w◆"])', r"\1»", "and the closing one"),
    _rule(r"(?<=[^\W\d_]|◆)'(?=[\w«◆])", "’", "the apostrophe of an elision; not 5'30"),
    _rule(r"«␣*(?=\S)", "«⍽", "guillemets hold what they quote"),
    _rule(r"(?<=\S)␣*»", "⍽»", "guillemets hold what they quote"),
    # Punctuation.
    _rule(r"(?<=[^\s;!?(\[«])␣+(?=[;!?])", "⎵", "a thin space before ; ! ?"),
    _rule(
        r'(?<=[\w)\]»’%€°…◆])(?=[;!?]+(?:[\s»)\]"]|$))',
        "⎵",
        "the same where the author put none, at the end of a word only",
    ),
    _rule(r"(?<=[^\s:(\[«])␣+(?=:(?![:/()\-]))", "⍽", "a no-break space before :"),
    _rule(
        r"(?<=[\w)\]»%€°◆])(?=:(?:[\s»]|$))",
        "⍽",
        "the same where the author put none; 12:30 and 1:2 have no space after and stay",
    ),
    _rule(r"(?<=[^\s,(\[«])␣+(?=,(?:[\s»)]|$))", "", "no space before a comma"),
    _rule(r"(?<=[^\s.(\[«])␣+(?=\.(?:[\s»)]|$))", "", "no space before a full stop"),
    # Numbers and what they count.
    _rule(
        r"(?<![\w/◆-])(?<!\d[.,␣])[1-9]\d{0,2}(?:␣\d{3})+(?!␣?\d)",
        _thin_groups,
        "thousands already grouped stay together; a SIRET or a telephone is no such number",
    ),
    _rule(r"(?<=[\d◆])␣*(?=[%‰€](?!\w))", "⍽", "a no-break space before % and €"),
    _rule(rf"(?<=[\d◆])␣+(?=(?:{_UNITS})(?![\w’']))", "⍽", "a number keeps its unit"),
    _rule(r"(?<=\d⍽h)␣+(?=\d\d(?!\d))", "⍽", "9 h 30"),
    _rule(r"([≥≤±×<>=])␣+(?=[\d◆])", r"\1⍽", "a comparison keeps its number"),
    _rule(rf"(?<!\d)(\d{{1,2}}|1er)␣+(?=(?:{_MONTHS})(?!\w))", r"\1⍽", "a day keeps its month"),
    # References and names.
    _rule(r"(?<!\w)([nN]°s?)␣*(?=[\dA-Z◆])", r"\1⍽", "n° keeps its number"),
    _rule(
        rf"(?<!\w)((?i:{_DIVISIONS}))␣+"
        r"(?=[\d◆]|[IVXLC]+(?![\w’'])|[A-Z](?![\w’'.])|[LRDA]\.␣*\d)",
        r"\1⍽",
        "article 4, annexe A, titre II, p. 4",
    ),
    _rule(r"(?<!\w)([LRDA])\.(?:␣+(?=[\d◆])|(?=\d{3}))", r"\1.⍽", "article of a code: R. 1161-4"),
    _rule(
        r"(?<!\w)(MM?\.|Mmes?|Mlles?|Drs?|Prs?|Me|Mgr)␣+(?=[A-ZÀ-ÖØ-ÞŒ◆])",
        r"\1⍽",
        "a title keeps its name",
    ),
    _rule(r"(?<![\w◆])(\d{1,2}°)␣+(?=[\w«(◆])", r"\1⍽", "1° keeps its first word"),
    _rule(r"(?<!\S)([a-z]\))␣+(?=[\w«(◆])", r"\1⍽", "a) keeps its first word"),
    # Dashes come last: their pairs are told apart by what is no-break around them.
    _rule(
        r"(?<=[^\W\d]|[.,;!?)»…%€°◆])␣+(?:--?|–)␣+(?=[\w«(◆])"
        r"|(?<=\d)␣+(?:--?|–)␣+(?=[^\W\d]|[«(◆])",
        " –⍽",
        "an incise opens with a dash that holds to what follows; 3 - 5 is no incise",
    ),
    _rule(
        r"( –⍽(?:(?![.!?] )[^–\n])+?) –⍽",
        r"\1⍽– ",
        "the second dash of a sentence closes the incise and holds to what precedes",
    ),
)


def typeset(text: str) -> str:
    """`text` in French typography: same letters and digits, same values and marks, in order.

    Pure and idempotent. One paragraph at a time: rules look at neighbours on the same line.
    """
    masked, hidden = _mask(text)
    line, marks = _lift(masked)
    for rule in RULES:
        if marks:
            line, marks = _apply(rule, line, marks)
        else:
            line = rule.pattern.sub(rule.replacement, line)
    return _unmask(_put_back(line, marks), hidden)


def _mask(text: str) -> tuple[str, str]:
    """The text with each protected character opaque, and these characters in order."""
    hidden = "".join(_PROTECTED.findall(text))
    return _PROTECTED.sub(lambda match: _OPAQUE * len(match[0]), text), hidden


def _unmask(text: str, hidden: str) -> str:
    if not hidden:
        return text
    originals = iter(hidden)
    return "".join(next(originals) if char == _OPAQUE else char for char in text)


Marks: TypeAlias = Sequence[tuple[int, str]]


def _lift(text: str) -> tuple[str, Marks]:
    """The text without its marks, and each mark with its place in what remains."""
    marks = [
        (match.start() - before, match[0]) for before, match in enumerate(_MARKS.finditer(text))
    ]
    return _MARKS.sub("", text), marks


def _put_back(text: str, marks: Marks) -> str:
    for place, mark in reversed(marks):
        text = text[:place] + mark + text[place:]
    return text


def _apply(rule: Rule, text: str, marks: Marks) -> tuple[str, Marks]:
    """What the rule makes of the text, the marks following the characters they stand between."""
    edits = [_edit(match, rule.replacement) for match in rule.pattern.finditer(text)]
    moved = [(_moved(place, edits), mark) for place, mark in marks]
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return text, moved


def _edit(match: re.Match[str], replacement: Replacement) -> tuple[int, int, str]:
    """The least change that the match asks for: common beginnings and ends are left out."""
    old = match[0]
    new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
    start, end = match.span()
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    while old and new and old[-1] == new[-1]:
        old, new, end = old[:-1], new[:-1], end - 1
    return start, end, new


def _moved(place: int, edits: Sequence[tuple[int, int, str]]) -> int:
    shift = 0
    for start, end, new in edits:
        if place <= start:
            break
        if place < end:
            return start + shift + min(place - start, len(new))
        shift += len(new) - (end - start)
    return place + shift
