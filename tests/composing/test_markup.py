"""Markdown → blocks: a closed subset, nothing lost, and a value is never structure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dossiers.blocks import (
    Align,
    Bars,
    Block,
    Contents,
    Cover,
    Heading,
    Item,
    Listing,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    Text,
    paragraphs,
    plain,
    texts,
)
from dossiers.composing.compose import compose
from dossiers.composing.markup import build
from dossiers.composing.wording import Passage, Wording, write
from dossiers.errors import DossiersError, LibraryError, Refused
from dossiers.kinds import LongText
from dossiers.kinds.texte import parse as parse_text
from dossiers.language.vocabulary import Missing
from dossiers.opening.blanks import is_blank
from dossiers.values import ParseError
from small import Small


def blocks(text: str, *values: object) -> tuple[Block, ...]:
    """The blocks of a text in which ⟨0⟩ stands for the first value."""
    for number in range(len(values)):
        text = text.replace(f"⟨{number}⟩", f"\ue000{number}\ue001")
    return build(Wording(text, values, "templates/essai.md"))


def said(found: Iterable[Block]) -> list[str]:
    return list(texts(found))


def test_every_construct_of_the_subset_has_its_block() -> None:
    found = blocks(
        "::: couverture\n\nau-dessus\n\n# Titre\n\ndessous\n\n:::\n\n"
        "::: sommaire\n\nSommaire\n\n:::\n\n"
        "## Article – Objet {#objet}\n\n"
        "Texte **gras** et *italique*, voir l’[](#objet).\\\nSuite.\n\n"
        "1. un ;\n2. deux :\n   1. a ;\n   2. b.\n\n- puce\n\n"
        "| A | B |\n| :--- | ---: |\n| a | b |\n\nTable : Légende\n\n"
        "::: encadre\n\nNote.\n\n:::\n\n---\n\n::: signatures\n\n- **A**\\\n  b\n\n:::\n"
    )
    kinds = [type(block) for block in found]
    assert kinds == [
        Cover, Contents, Heading, Paragraph, Listing, Listing, Table, Note, PageBreak, Signatures,
    ]  # fmt: skip
    heading, table, listing = found[2], found[6], found[4]
    assert isinstance(heading, Heading)
    assert (heading.level, heading.anchor, heading.numbered) == (2, "objet", True)
    assert isinstance(table, Table)
    assert (table.aligns, plain(table.caption)) == ((Align.LEFT, Align.RIGHT), "Légende")
    assert sum(table.widths) == 1000
    assert isinstance(listing, Listing)
    assert [item.marker for item in listing.items] == ["1°", "2°"]
    inner = listing.items[1].blocks[1]
    assert isinstance(inner, Listing)
    assert [item.marker for item in inner.items] == ["a)", "b)"]


def test_looks_and_references_are_told_apart() -> None:
    (found,) = blocks("un **deux *trois*** [](#a) quatre")
    assert isinstance(found, Paragraph)
    assert found.content == (
        Text("un "),
        Text("deux ", bold=True),
        Text("trois", bold=True, italic=True),
        Text(" "),
        Text("", target="a"),
        Text(" quatre"),
    )


def test_the_twenty_seventh_letter_is_followed_by_two() -> None:
    inner = "".join(f"   1. e{n} ;\n" for n in range(28))
    (found,) = blocks(f"1. un :\n{inner}")
    assert isinstance(found, Listing)
    listing = found.items[0].blocks[1]
    assert isinstance(listing, Listing)
    assert [item.marker for item in listing.items][24:] == ["y)", "z)", "aa)", "ab)"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3. trois\n4. quatre\n", "commence à 1"),
        ("[texte](#objet)", "n’a pas de texte"),
        ("[](https://example.org)", "Seul un renvoi"),
        ("## {#ancre}", "Un titre a un texte"),
        ("- # titre", "sans emploi ici : heading"),
        ("::: encadre\n\n## Titre\n\n:::", "sans emploi ici : heading"),
        ("::: couverture\n\nrien\n\n:::", "Une couverture"),
        ("::: couverture\n\n# a\n\n# b\n\n:::", "Une couverture"),
        ("::: couverture\n\n# a\n\n- b\n\n:::", "Une couverture"),
        ("::: sommaire\n\n:::", "Un sommaire"),
        ("::: signatures\n\ntexte\n\n:::", "cadre de signature"),
        ("::: signatures\n\n-\n- a\n\n:::", "cadre de signature"),
        ("::: encadre\n\na\n", "« ::: » n’est pas fermé"),
        ("a\n\n:::\n", "« ::: » ne ferme aucun bloc"),
        ("::: encadre\n\na\n\n:::\n:::\n", "« ::: » ne ferme aucun bloc"),
        ("::: encadre\n\n::: signatures\n\n- a\n\n:::", "ne se met dans rien d’autre"),
        ("- ::: sommaire\n  a\n  :::", "ne se met dans rien d’autre"),
        ("| A |\n| --- |\n| a | b |\n", "Texte perdu"),
        ("| A |\n| --- |\n| a | ⟨0⟩ |\n", "Valeurs perdues"),
    ],
)
def test_what_has_no_meaning_here_is_refused(text: str, said: str) -> None:
    with pytest.raises(LibraryError) as caught:
        blocks(text, "valeur")
    assert said in caught.value.message
    assert "\ue000" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a\n\n![x](y.png)", 3, "une image"),
        ("a [b](https://c.example)", 1, "un lien"),
        ("a [b][c]", 1, "un lien"),
        ("a\n\n[b]: https://c.example", 3, "un lien"),
        ("[](https://c.example)", 1, "un lien vers autre chose"),
        ("a <b>c</b>", 1, "du HTML"),
        ("<!-- a -->", 1, "du HTML"),
        ("<https://c.example>", 1, "du HTML"),
        ("```\na\n```", 1, "du code"),
        ("a `b` c", 1, "du code"),
        ("> a", 1, "une citation"),
        ("a ~~b~~", 1, "du texte barré"),
        ("a &nbsp; b &#160;", 1, "une entité HTML"),
        ("Titre\n===", 2, "un titre souligné"),
        ("Titre\n---", 2, "un saut de page collé"),
        ("#### Quatre", 1, "un titre de niveau 4"),
        ("texte {#ancre}", 1, "une ancre hors d’un titre"),
        ("texte # 1 {#ancre} suite", 1, "une ancre hors d’un titre"),
        ("::: inconnu\n\na\n\n:::", 1, "un bloc « ::: »"),
        ("{{ nom }}\n{% if nom is renseigne %}\n{{\nnom }} > 1\n\n> a\n{% endif %}", 6, "citation"),
    ],
)
def test_forbidden_markdown_is_refused_at_its_line_in_the_template(
    small: Small, text: str, line: int, what: str
) -> None:
    with pytest.raises(LibraryError) as caught:
        small.words(text, nom="Ada")
    assert what in caught.value.message
    assert caught.value.mark is not None
    assert (caught.value.mark.file, caught.value.mark.line) == ("templates/essai.md", line)


NASTY = [
    "# titre", "## Article – Pirate {#pirate}", "Article – Objet", "Annexe – X", "x {#evil}",
    "{#evil}", "Table : pirate", "Table: p", "1. un", "12", "12.", "- puce", "* *", "**gras**",
    "_i_", "a | b | c", "|", "\\", "`c`", "```", "> q", "---", "===", "::: encadre", ":::",
    "[a](b)", "[](#objet)", "![a](b)", "<b>&amp;", "</w:t></w:r></w:p>", "&#0;", "{{ 7*7 }}",
    "{% if %}", "{## ##}", "${x}", "=1+1", "a  b", "«a»", "a ; b", "N'Guyen", "...", "--", "ﬁ",
    "<!--", "[à compléter : X]", "1°", "a)", "\u00a0x", "http://a.example", "2026-01-01",
]  # fmt: skip
POSITIONS = """\
::: couverture

{{ v }}

# {{ v }}

{{ v }}

:::

## {{ v }}

## Article – {{ v }} {#objet}

## Titre {{ v }}

{{ v }}

{{ v }}. Objet

Mot {{ v }} mot, **{{ v }}**, *{{ v }}*.\\
{{ v }}

1. {{ v }}
2. {{ v }} et {{ v }}
   1. {{ v }}
   2. b

- {{ v }}

| {{ v }} | B |
| :--- | :--- |
| {{ v }} | x {{ v }} |
| {{ v }}{{ v }} | - {{ v }} |

{{ v }}

| A |
| --- |
| {{ v }} |

Table : {{ v }}

::: encadre

{{ v }}

:::

::: barres

| {{ v }} | B {{ v }} | {{ v }} |
| --- | --- | --- |
| {{ v }} | {{ v }} {{ 3 }} |

Table : {{ v }}

:::

::: signatures

- **{{ v }}**\\
  {{ v }}
- {{ v }}

:::
"""


def shape(found: Iterable[Block]) -> object:
    """The structure of blocks without their words."""
    return [_shape(block) for block in found]


def _shape(block: Block) -> object:  # noqa: PLR0911 - one case a block
    match block:
        case Heading():
            return (block.level, block.anchor, block.numbered)
        case Listing():
            return [(item.marker, shape(item.blocks)) for item in block.items]
        case Table():
            return ([len(row) for row in (block.header, *block.rows)], bool(block.caption))
        case Bars():
            return ("bars", [bar.length for bar in block.rows])
        case Note():
            return ("note", shape(block.blocks))
        case Cover():
            return ("cover", bool(block.above), len(block.below))
        case Signatures():
            return [len(box.lines) for box in block.boxes]
        case _:
            return type(block).__name__


SMALL = Small.make(Path(mkdtemp()))
SMALL.put("templates/positions.md", POSITIONS)


def at_every_position(value: object) -> tuple[Block, ...]:
    return build(write(SMALL.library, "templates/positions.md", {"v": value}, draft=False))


def one_line(text: str) -> bool:
    try:
        return parse_text(text) == text != ""
    except ParseError:
        return False


PLAIN = at_every_position("valeur")
LETTERS = st.sampled_from([*"#*_|>-+=:.{}[]()!`~<>&;'\"\\/0129 aé\u00a0°«»", *NASTY])
VALUES = st.lists(LETTERS, min_size=1, max_size=8).map("".join).map(str.strip).filter(one_line)


def check_inert(value: str) -> None:
    found = at_every_position(value)
    assert shape(found) == shape(PLAIN)
    expected = [text.replace("valeur", value) for text in said(PLAIN)]
    assert said(found) == expected


@given(VALUES)
def test_a_value_is_never_structure_in_any_position(value: str) -> None:
    check_inert(value)


@pytest.mark.parametrize("value", NASTY)
def test_a_nasty_value_is_words_in_every_position(value: str) -> None:
    check_inert(value)


@given(st.text(min_size=1, max_size=30).map(str.strip).filter(one_line))
@example("e\u0301")
def test_any_text_that_a_field_may_hold_is_words(value: str) -> None:
    check_inert(parse_text(value))


@pytest.mark.parametrize("value", [v for v in NASTY if not is_blank(v, None)])
def test_a_nasty_value_stays_words_in_a_composed_document(small: Small, value: str) -> None:
    template = "## {{ nom }}\n\n## Article – Objet {#objet}\n\n{{ nom }} : [](#objet)\n"
    small.put("templates/essai/petite/lettre.md", template)
    quoted = "'" + value.strip().replace("'", "''") + "'"
    dossier = small.dossier(f"procedure: petite\nreference: P-1\ndate: 2026-01-01\nnom: {quoted}\n")
    name = dossier.text("nom")
    document = compose(dossier, dossier.procedure.documents[0], draft=False)
    assert list(paragraphs(document)) == [
        name,
        "Article\u00a01er\u00a0– Objet",
        f"{name}\u00a0: article\u00a01er",
    ]


LONG = """\
Un **gras** et *italique*.

- un ;
- deux :
  1. a
  2. b

3. trois
4. quatre

2026) bilan

texte
14. suite du texte

| A | B |
| --- | ---: |
| a | 1 |

Table : reste un texte.
"""


def test_a_long_text_has_a_structure_of_its_own() -> None:
    found = blocks("Avant :\n\n⟨0⟩\n\nAprès.", LongText(LONG.strip()))
    kinds = [type(block).__name__ for block in found]
    assert kinds == [
        "Paragraph", "Paragraph", "Listing", "Listing", "Listing", "Paragraph", "Table",
        "Paragraph", "Paragraph",
    ]  # fmt: skip
    assert "Table\u00a0: reste un texte." in said(found)
    assert "3° trois" in said(found)
    assert "texte 14. suite du texte" in said(found)


@pytest.mark.parametrize(
    "value",
    ["- a\n-\n- b", "-", "1.\n2. b", "{{ x }} {#a}", "a\n\n::: b", "Table : x", "[x]", "1 > 0", "*",
     "a\\\nb", "***", "- - a", "| a |", "1) a\n2) b", "a *b", "_a_", "a\u2028b"],
)  # fmt: skip
def test_any_long_text_keeps_its_letters(value: str) -> None:
    found = blocks("| A |\n| --- |\n| a |\n\n⟨0⟩\n\nFin.", LongText(value))
    assert isinstance(found[0], Table)
    assert found[0].caption == ()
    assert said(found)[-1] == "Fin."


@given(
    st.lists(st.sampled_from([*"ab1 -*_|#>\n", "\n\n", "1. ", "- ", "| a |\n", "---"]), max_size=20)
)
def test_a_long_text_never_ends_in_an_error_of_the_program(parts: list[str]) -> None:
    value = "".join(parts).strip() or "x"
    try:
        found = blocks("⟨0⟩\n\n## Titre\n", LongText(value))
    except DossiersError as error:
        assert isinstance(error, Refused)  # noqa: PT017 - most texts raise nothing
    else:
        assert isinstance(found[-1], Heading)


def test_a_long_text_whose_table_would_lose_a_cell_is_refused_to_the_applicant() -> None:
    with pytest.raises(Refused, match="ne se met pas en forme"):
        blocks("⟨0⟩", LongText("| A |\n| --- |\n| a | b |"))


def test_a_long_text_in_a_sentence_or_a_cell_is_words() -> None:
    found = blocks("| A |\n| --- |\n| ⟨0⟩ |\n\nMot ⟨0⟩ mot.", LongText("- a\n- b"))
    assert said(found) == ["A", "- a - b", "Mot - a - b mot."]


def test_what_says_nothing_leaves_no_trace_and_takes_no_number() -> None:
    found = blocks("⟨0⟩\n\n1. ⟨0⟩\n2. un\n3.\n4. deux\n\n::: encadre\n\n⟨0⟩\n\n:::\n", "")
    assert said(found) == ["1° un", "2° deux"]
    assert [type(block) for block in found] == [Listing]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Missing("nom", "Nom"), "[à compléter : Nom]"),
        (Passage((Paragraph((Text("Un texte."),)),)), "Un texte."),
    ],
)
def test_a_value_that_is_lost_is_told_whatever_it_is(value: object, shown: str) -> None:
    with pytest.raises(LibraryError) as caught:
        blocks("| A |\n| --- |\n| a | ⟨0⟩ |\n", value)
    assert shown in caught.value.message


def test_a_bullet_has_no_marker_of_its_own() -> None:
    assert blocks("- a\n") == (Listing((Item(None, (Paragraph((Text("a"),)),)),)),)
