"""What nobody edits keeps its bytes, and what is edited is read again as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dossiers.blocks import Attachment
from dossiers.composing.parsing import plain_text
from dossiers.formats.word_text import read_word
from dossiers.manuscripts.envelope import Label
from dossiers.manuscripts.paper import write
from dossiers.manuscripts.passages import LISTED, TABULAR, Kind, Passage, Placed, read, shown
from dossiers.manuscripts.reading import Returned, manuscript
from dossiers.manuscripts.spans import Span, identity, key, opening, spans, typed, written
from dossiers.manuscripts.weaving import weave

SOURCES = (
    "# Titre {#ancre}",
    "## Article – {{ nom }}",
    "Un paragraphe\\\nde deux **lignes**,\nécrit sur trois.",
    "{% if a is renseigne %}",
    "{% endif %}",
    "{## une remarque\nde deux lignes ##}",
    "::: encadre",
    ":::",
    "---",
    "- une entrée ;\n- une autre,\\\n  qui continue.",
    "1. premier\n2. *deuxième*\n   1. dedans\n3. troisième",
    "- une entrée\n\n  et sa suite",
    "1. premier\n\n   et sa suite\n\n2. deuxième",
    "".join(f"{n}. entrée\n" for n in range(1, 10)) + "   - dedans\n   - encore",
    "| A | B |\n| :--- | ---: |\n{% for x in liste %}\n| {{ x | court }} | 1 \\| 2 |\n{% endfor %}",
    "Table : Légende",
    "{% for s in signataires %}\n- **{{ s.nom }}**\\\n  {{ s.qualite }}\n{% endfor %}",
)
GAPS = st.sampled_from(["\n\n", "\n\n\n", "\n"])
TEMPLATES = st.builds(
    lambda head, parts, end: head + "".join(f"{a}{b}" for a, b in parts[:-1]) + parts[-1][0] + end,
    st.sampled_from(["", "\n", "\n\n"]),
    st.lists(st.tuples(st.sampled_from(SOURCES), GAPS), min_size=1, max_size=7),
    st.sampled_from(["", "\n", "\n\n"]),
)
WORDS = st.lists(
    st.sampled_from(["le", "5", "%", "préavis", "{{ n }}", "*", "**", "_x_", "#", "1.", "|", "a|b",
                     "-", ":::", "l’", "(", "\\", "« oui »", "[](#objet)"]),
    min_size=1, max_size=6,
).map(" ".join)  # fmt: skip
NEW = st.one_of(
    st.tuples(
        st.sampled_from([Kind.TEXT, Kind.BULLET, Kind.NUMBER, Kind.CONTINUED]), st.tuples(WORDS)
    ),
    st.tuples(st.just(Kind.HEADING), st.tuples(WORDS)),
)


def returned(passages: Sequence[Passage]) -> list[Returned]:
    return [Returned(passage, rank) for rank, passage in enumerate(passages, 1)]


def parts(source: str) -> tuple[str, tuple[Placed, ...], list[Passage]]:
    head, blocks = read(source)
    return head, blocks, [block.passage for block in blocks]


@given(TEMPLATES)
def test_the_blocks_of_a_source_joined_again_are_the_source(source: str) -> None:
    head, blocks, _ = parts(source)
    assert head + "".join(map(shown, blocks)) == source
    lines = source.split("\n")
    for block in blocks:
        assert lines[block.line - 1] == block.source.split("\n")[0]


@given(TEMPLATES)
def test_what_comes_back_unchanged_gives_the_same_source(source: str) -> None:
    head, blocks, passages = parts(source)
    woven = weave(head, blocks, returned(passages))
    assert woven.source == source if source.endswith("\n") else woven.source == f"{source}\n"
    assert woven.edits == ()


@given(TEMPLATES, NEW, st.data())
def test_a_passage_put_in_is_read_again_and_touches_no_other(
    source: str, new: tuple[Kind, tuple[str]], data: st.DataObject
) -> None:
    head, blocks, passages = parts(source)
    place = data.draw(st.integers(0, len(passages)))
    kind, (words,) = new
    above, below = passages[max(place - 1, 0) : place], passages[place : place + 1]
    assume(kind is not Kind.CONTINUED or any(each.kind in LISTED for each in above))
    assume(kind is Kind.CONTINUED or not any(map(_inner, below)))
    text = typed(written([Span(words)]))
    assume(text.strip())
    text = text if kind is Kind.HEADING else opening(text)
    added = Passage(kind, (text,), 2 if kind is Kind.HEADING else 0)
    wanted = [*passages[:place], added, *passages[place:]]
    woven = weave(head, blocks, returned(wanted))
    assert len(woven.edits) == 1
    again = [identity(block.passage) for block in read(woven.source)[1]]
    assert again == [identity(passage) for passage in wanted]
    kept = [block.source for block in blocks if block.passage.kind is not Kind.NUMBER]
    for piece in kept:
        assert piece in woven.source


def _inner(passage: Passage) -> bool:
    """Whether a passage belongs to an entry above it."""
    return passage.kind is Kind.CONTINUED or (passage.kind in LISTED and passage.level > 0)


@given(TEMPLATES, WORDS, st.data())
def test_a_passage_that_changes_is_read_again_where_it_was(
    source: str, words: str, data: st.DataObject
) -> None:
    head, blocks, passages = parts(source)
    place = data.draw(st.integers(0, len(passages) - 1))
    kind = passages[place].kind
    assume(kind not in (Kind.TAG, *TABULAR) and "{{" not in words)
    text = typed(written([Span(words)]))
    changed = replace(passages[place], texts=(text if kind is Kind.HEADING else opening(text),))
    wanted = [*passages[:place], changed, *passages[place + 1 :]]
    woven = weave(head, blocks, returned(wanted))
    again = [identity(block.passage) for block in read(woven.source)[1]]
    assert again == [identity(passage) for passage in wanted]


@given(TEMPLATES, st.sampled_from([Kind.TEXT, Kind.BULLET, Kind.NUMBER]), st.data())
def test_a_paragraph_and_an_entry_become_each_other_and_join_nothing(
    source: str, kind: Kind, data: st.DataObject
) -> None:
    head, blocks, passages = parts(source)
    place = data.draw(st.integers(0, len(passages) - 1))
    assume(passages[place].kind in (Kind.TEXT, *LISTED))
    assume(not any(map(_inner, passages[place : place + 2])))
    changed = Passage(kind, (opening(passages[place].texts[0]),))
    wanted = [*passages[:place], changed, *passages[place + 1 :]]
    woven = weave(head, blocks, returned(wanted))
    again = [identity(block.passage) for block in read(woven.source)[1]]
    assert again == [identity(passage) for passage in wanted]


def test_a_page_break_put_in_stands_between_two_blank_lines() -> None:
    source = "{% if a %}\nUn.\n{% endif %}\n\nDeux.\n"
    head, blocks, passages = parts(source)
    for place in range(1, 4):
        added = [*passages[:place], Passage(Kind.TAG, ("---",)), *passages[place:]]
        assert "\n\n---\n\n" in weave(head, blocks, returned(added)).source


@given(TEMPLATES, st.data())
def test_a_passage_taken_out_is_gone_and_touches_no_other(source: str, data: st.DataObject) -> None:
    head, blocks, passages = parts(source)
    place = data.draw(st.integers(0, len(passages) - 1))
    woven = weave(head, blocks, returned(passages[:place] + passages[place + 1 :]))
    assert len(woven.edits) == 1
    assert woven.edits[0][1].after == ""
    for rank, block in enumerate(blocks):
        if rank != place and block.passage.kind is not Kind.NUMBER:
            assert block.source in woven.source


@given(WORDS)
def test_words_typed_in_word_are_printed_as_they_are(words: str) -> None:
    """Whatever looks like a sign of Markdown is a character that somebody typed."""
    assume("{{" not in words and "[](" not in words)
    printed = plain_text(opening(written([Span(words)])))
    assert re.sub(r"[\s–-]", "", printed) == re.sub(r"[\s–-]", "", words)


TYPED = ["**gras**", "*italique*", "mot", "{{ n }}", "\\*", "5 * 3", "_a_", "***tout***",
         "**{{ x }}**", "l’**a** b"]  # fmt: skip


@given(st.lists(st.sampled_from(TYPED), max_size=6))
def test_spans_are_written_back_as_their_author_typed_them(words: list[str]) -> None:
    markdown = " ".join(words)
    again = written(spans(markdown))
    assert markdown in (again, opening(again))


def test_what_the_typography_sets_is_no_change_of_words() -> None:
    plain = "Un délai de 30 jours ; « oui » à 5 % : l’article 4, {{ n | accorde('a', 'b') }} !"
    word = (
        "Un délai de 30\u00a0jours\u00a0; «\u202foui\u00a0» à 5\u00a0% : l'article\u00a04, "
        "{{\u00a0n | accorde(‘a’, ’b’) }}\u00a0!"
    )
    assert key(word) == key(plain)
    assert typed(word.replace("‘a’, ’b’", "'a', 'b'")).replace("\u00a0n", " n") == plain


@pytest.mark.parametrize(
    "source",
    ["- a\n  - b\n    - c\n      - d\n        - e\n", "1. a\n   1. b\n      1. c\n         1. d\n",
     "## **Gras** et *italique* {#a}\n", "- a\n\n  suite\n\n  - b\n\n    suite\n"],
)  # fmt: skip
def test_a_source_goes_to_word_and_back_whatever_its_depth(source: str) -> None:
    head, blocks = read(source)
    mark = Attachment("modele.json", b"{}", "application/json", "Modèle exporté")
    word = read_word(write(blocks, Label("Titre", "essai", "", ""), mark), "essai")
    woven = weave(head, blocks, manuscript(word).passages)
    assert (woven.source, woven.edits) == (source, ())


def test_a_numbered_list_counts_on_where_an_entry_comes_in() -> None:
    head, blocks, passages = parts("1. un\n2. deux\n3. trois\n\nFin.\n")
    added = Passage(Kind.NUMBER, ("nouveau",))
    woven = weave(head, blocks, returned([passages[0], added, *passages[1:]]))
    assert woven.source == "1. un\n2. nouveau\n3. deux\n4. trois\n\nFin.\n"
    assert len(woven.edits) == 1


def test_a_row_put_in_a_table_stays_in_it() -> None:
    source = "| A | B |\n| :--- | ---: |\n{% for x in l %}\n| {{ x }} | 1 |\n{% endfor %}\n\nFin.\n"
    head, blocks, passages = parts(source)
    added = Passage(Kind.ROW, ("Total", "2"))
    woven = weave(head, blocks, returned([*passages[:4], added, *passages[4:]]))
    assert woven.source == source.replace("endfor %}\n", "endfor %}\n| Total | 2 |\n")
