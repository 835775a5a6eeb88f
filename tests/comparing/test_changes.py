"""What became of the words of a text."""

from __future__ import annotations

from time import monotonic

from dossiers.comparing.changes import Word, word_changes


def test_a_text_that_repeats_a_word_without_end_is_compared_all_the_same() -> None:
    issued = [Word("le", 1)] * 30_000
    received = [*issued[:15_000], Word("la", 1), *issued[15_001:]]
    started = monotonic()
    told = word_changes(issued, received)
    assert monotonic() - started < 30  # each word against each would take minutes
    assert any("la" in change.after for change in told)
    assert word_changes(issued, issued) == ()
