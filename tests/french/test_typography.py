"""Typography: a golden table, and what no rule may ever do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.french.typography import RULES, typeset

FIXTURE = Path(__file__).parents[1] / "fixtures" / "typographie.md"
CASE = re.compile(
    r"^(?P<title>\S[^\n]*)\n\.\n(?P<given>.*?)\n\.\n(?P<expected>.*?)\n\.$",
    re.MULTILINE | re.DOTALL,
)
VALUE = re.compile("\ue000\\d+\ue001")
MARK = re.compile("[\ue002\ue003]")

# Pieces that rules look at, so that chance meets them often.
PIECES = st.sampled_from(
    [
        *" \u00a0\u202f\n;:!?,.«»\"'-–…%€°()[]_`&{}/@=<",
        *"aLRn5é\u0301",
        *("\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue0007\ue001", "\ue00012\ue001"),
        *("  ", "--", " - ", " -- ", "...", "10 000", "456", "n°", "1er", "mai", "mois", "h", "30"),
        *("article", "Mme", "M.", "R.", "1161-4", "1°", "a)", "https://a.fr/b", "www.", "a@b.fr"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join))


def written(text: str) -> str:
    """The text of the table with its stand-ins replaced."""
    text = re.sub(r"⟦(\d+)⟧", "\ue000\\1\ue001", text)
    return text.translate(str.maketrans("⍽⎵⟨⟩", "\u00a0\u202f\ue002\ue003"))


CASES = [
    pytest.param(written(case["given"]), written(case["expected"]), id=case["title"])
    for case in CASE.finditer(FIXTURE.read_text("utf-8"))
]


def test_the_table_is_read_whole() -> None:
    lines = FIXTURE.read_text("utf-8").splitlines()
    assert len(CASES) == lines.count(".") / 3 >= 70


@pytest.mark.parametrize(("given_text", "expected"), CASES)
def test_a_text_is_set_as_the_table_says(given_text: str, expected: str) -> None:
    assert typeset(given_text) == expected


@pytest.mark.parametrize(("given_text", "expected"), CASES)
def test_a_set_text_stays_as_it_is(given_text: str, expected: str) -> None:
    assert typeset(expected) == expected
    assert typeset(typeset(given_text)) == typeset(given_text)


@settings(max_examples=400)
@given(TEXTS)
def test_typesetting_twice_changes_nothing_more(text: str) -> None:
    once = typeset(text)
    assert typeset(once) == once


@settings(max_examples=400)
@given(TEXTS)
def test_letters_and_digits_are_never_changed(text: str) -> None:
    def solid(line: str) -> str:
        return "".join(char for char in line if char.isalnum())

    assert solid(typeset(text)) == solid(text)


@settings(max_examples=400)
@given(TEXTS)
def test_values_and_marks_keep_their_number_and_order(text: str) -> None:
    result = typeset(text)
    assert VALUE.findall(result) == VALUE.findall(text)
    assert MARK.findall(result) == MARK.findall(text)


@settings(max_examples=400)
@given(TEXTS)
def test_a_mark_stays_between_the_same_letters(text: str) -> None:
    def solid(line: str) -> str:
        return "".join(char for char in line if char.isalnum() or char in "\ue002\ue003")

    assert solid(typeset(text)) == solid(text)


@given(TEXTS)
def test_marks_do_not_change_what_the_rules_see(text: str) -> None:
    bare = MARK.sub("", text)
    assert MARK.sub("", typeset(f"\ue002{bare}\ue003")) == typeset(bare)


def test_every_rule_is_explained_and_used_by_the_table() -> None:
    used = set()
    for case in CASE.finditer(FIXTURE.read_text("utf-8")):
        line = VALUE.sub("\ue004", MARK.sub("", written(case["given"])))
        for rule in RULES:
            before, line = line, rule.pattern.sub(rule.replacement, line)
            if line != before:
                used.add(rule.why)
    assert [rule.why for rule in RULES if rule.why not in used] == []


def test_a_very_long_word_is_set_without_delay() -> None:
    word = "a" * 200_000
    assert typeset(word) == word
    assert typeset(f"{word} ; «{' ' * 50_000}») : {word}@").count("a") == len(word) * 2
