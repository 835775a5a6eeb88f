"""What is written as YAML is read back to the letter, by the program and by any other reader."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.reading.source import FORBIDDEN, Tree, read
from dossiers.reading.yaml_writer import as_yaml, dump

TRAPS = (
    *("01000", "NON", "non", "yes", "null", "~", "12:30", "0612345678", "1e3", "0x1F", "0o17"),
    *("2026-11-21", "21/11/2026", "1_000", ".5", "-1", "=", "<<", "- tiret", "? a", "clé: valeur"),
    *(
        "# dièse",
        "a # b",
        "a: ",
        " avant",
        "après ",
        "\n",
        "a\n",
        "a\n\n",
        "\na",
        "a\n b\n",
        " a\nb",
    ),
    *("a\n\nb", "a\n  \nb", "a\tb", "{", "}", "[a]", '"', "'", "*a", "&a", "!a", "%a", "@a", "`a"),
    *("a,b", "a:b", "fin:", "|", ">", "\u2028", "\x85", "\ufeff", "🩺", "", " "),
)
TEXTS = st.sampled_from(TRAPS) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=30
).filter(lambda text: not FORBIDDEN.search(text))
TREES = st.dictionaries(
    TEXTS.filter(lambda key: key not in ("~", "null")),
    st.recursive(
        TEXTS,
        lambda node: st.lists(node, max_size=3) | st.dictionaries(TEXTS, node, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_a_tree_is_read_back(tree: dict[str, Tree]) -> None:
    source = read(dump(tree).encode(), "écrit.yaml")
    assert source.data == tree
    assert source.problems == ()


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_any_reader_of_yaml_gives_the_same_texts(tree: dict[str, Tree]) -> None:
    assert yaml.safe_load(dump(tree)) == tree


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_kept_as_text_anywhere(trap: str) -> None:
    tree: dict[str, Tree] = {"a": trap, "b": [trap, {"c": trap}], "d": {"e": [[trap]]}}
    assert read(dump(tree).encode(), "x").data == tree


def test_the_text_is_one_that_a_person_goes_on_filling_in() -> None:
    tree: dict[str, Tree] = {
        "nom": "Maison de santé de l’Anse",
        "date": "2026-11-21",
        "equipe": [{"nom": "Ada Exemple", "heures": "40"}],
        "texte": "Un.\n\n- deux ;\n- trois.\n",
        "vide": {},
    }
    assert dump(tree) == (
        "nom: Maison de santé de l’Anse\n"
        'date: "2026-11-21"\n'
        "equipe:\n"
        "  - nom: Ada Exemple\n"
        '    heures: "40"\n'
        "texte: |\n"
        "  Un.\n"
        "\n"
        "  - deux ;\n"
        "  - trois.\n"
        "vide: {}\n"
    )


def test_the_examples_are_read_back(examples: Path) -> None:
    for path in examples.glob("*.yaml"):
        source = read(path.read_bytes(), path.name)
        assert read(dump(source.data).encode(), path.name).data == source.data


def test_a_text_file_stays_byte_for_byte() -> None:
    content = b"procedure:   petite # ici\n"
    assert as_yaml(read(content, "x")) == content
