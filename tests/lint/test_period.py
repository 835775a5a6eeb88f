"""The period of a procedure, and those that it follows or precedes."""

from __future__ import annotations

import pytest

from dossiers.lint.period import check
from dossiers.lint.subject import Subject
from small import PROCEDURE, Small


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("du: 2026-01-01, au: 2026-01-01", []),
        ("du: 2026-01-02, au: 2026-01-01", ["finit avant de commencer"]),
        ("du: 2026-01-01, precedente: petite", []),
        ("du: 2026-01-01, precedente: absente, suivante: rien", ["« absente »", "« rien »"]),
    ],
)
def test_a_period_begins_before_it_ends_between_procedures_that_exist(
    small: Small, period: str, told: list[str]
) -> None:
    text = PROCEDURE.replace("du: a_confirmer", period)
    found = list(check(Subject.open(small.procedure(text))))
    assert all(words in one.message for words, one in zip(told, found, strict=True))
