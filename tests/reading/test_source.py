"""YAML text keeps its place and its words; what a dossier does not need is a finding."""

from __future__ import annotations

import time

import pytest

from dossiers.reading.decoding import MAX_BYTES
from dossiers.reading.source import Source, dotted, keys_of, read


def said(content: str | bytes) -> list[tuple[str, str, int, int]]:
    """Each problem as (rule, sentence, line, column)."""
    source = read(content.encode() if isinstance(content, str) else content, "f.yaml")
    return [
        (p.rule.removeprefix("lecture/"), p.message, p.mark.line, p.mark.column)
        for p in source.problems
    ]


def clean(text: str) -> Source:
    source = read(text.encode(), "f.yaml")
    assert source.problems == ()
    return source


@pytest.mark.parametrize(
    "written",
    ["01000", "NON", "oui", "12:30", "0612345678", "1e3", "0x1F", "2026-11-21", "1_000", ".5"],
)
def test_a_scalar_stays_the_text_that_was_typed(written: str) -> None:
    assert clean(f"champ: {written}").data == {"champ": written}


@pytest.mark.parametrize("written", ["~", "null", "", '""', "''"])
def test_an_empty_scalar_is_an_empty_text(written: str) -> None:
    assert clean(f"champ: {written}").data == {"champ": ""}


def test_a_quoted_null_is_a_word() -> None:
    assert clean('champ: "null"').data == {"champ": "null"}


def test_values_and_keys_have_their_places() -> None:
    source = clean("a: 1\ngroupe:\n  b: 2\nliste:\n  - c: 3\n  - quatre\n")
    places = {keys: (mark.line, mark.column) for keys, mark in source.marks.items()}
    assert places == {
        ("a",): (1, 4),
        ("groupe",): (2, 1),
        ("groupe", "b"): (3, 6),
        ("liste",): (4, 1),
        ("liste", 0): (5, 5),
        ("liste", 0, "c"): (5, 8),
        ("liste", 1): (6, 5),
    }
    assert source.keys["liste", 0, "c"].column == 5


def test_an_absent_value_takes_the_place_of_the_group_that_should_hold_it() -> None:
    source = clean("a: 1\ngroupe:\n  b: 2\n")
    assert source.mark(("groupe", "absent", "x")).line == 2
    assert (source.mark(("rien",)).line, source.mark(()).line) == (1, 1)


def test_a_multiline_text_keeps_its_lines_and_a_byte_order_mark_is_no_letter() -> None:
    assert clean("\ufefft: |\n  un\n  deux\n").data == {"t": "un\ndeux\n"}


COLON = (
    "Un « : » de trop, un retrait faux, un « : » qui manque à la ligne précédente, ou une valeur "
    "à mettre entre guillemets droits."
)
NO_COLON = (
    "Après le nom du champ il manque « : » suivi d’une espace ; ou cette ligne continue un texte, "
    "et doit être en retrait."
)
NO_BREAK = "Une espace insécable sert de retrait : employer des espaces ordinaires."
INDENT = "Le retrait de cette ligne n’est pas celui de ses voisines, ou un tiret manque plus haut."
BRACE = (
    "Une accolade ou un crochet ouvert n’est pas fermé, ou une valeur qui contient « : » n’est pas "
    "entre guillemets droits."
)


@pytest.mark.parametrize(
    ("content", "rule", "sentence", "place"),
    [
        ("", "vide", "Le fichier est vide : un dossier YAML est attendu.", (1, 1)),
        ("# rien\n", "vide", "Le fichier est vide : un dossier YAML est attendu.", (1, 1)),
        ("- a", "forme", "Un dossier est une suite de lignes « champ: valeur ».", (1, 1)),
        ("un texte", "forme", "Un dossier est une suite de lignes « champ: valeur ».", (1, 1)),
        ("? [a]\n: b", "cle", "Un nom de champ est un mot simple.", (1, 3)),
        ("a: 1\na: 2", "doublon", "« a » est donné deux fois : déjà ligne 1.", (2, 1)),
        ("a: &x 1", "ancre", "L’ancre « &x » n’est pas admise.", (1, 4)),
        ("a: *x", "alias", "Le renvoi « *x » n’est pas admis.", (1, 4)),
        ("a: !!int 1", "etiquette", "L’étiquette « tag:yaml.org,2002:int » n’est pas admise.",
         (1, 4)),
        ("a: 1\n---\nb: 2", "documents", "Un seul document YAML est admis par fichier.", (2, 1)),
        ('a: "x\\u202ey"', "caractere", "Caractère interdit U+202E, en position 2.", (1, 4)),
        ('a: "\\ue000"', "caractere", "Caractère interdit U+E000, en position 1.", (1, 4)),
        ("a:\n\tb: 1", "yaml", "Une tabulation sert de retrait : employer des espaces.", (2, 1)),
        ("a: @b", "yaml",
         "Ce signe ne peut pas commencer une valeur : la mettre entre guillemets.", (1, 4)),
        ("a: b: c", "yaml", COLON, (1, 5)),
        ('a: "b\nc: d', "yaml", "Un guillemet ouvert n’est pas fermé.", (1, 4)),
        ("a: 1\nbc\nd: 1", "yaml", NO_COLON, (2, 1)),
        ("a: 1\nb:2\nd: 1", "yaml", NO_COLON, (2, 1)),
        ("a: |\nbc\nd: 1", "yaml", NO_COLON, (2, 1)),
        ("a:\n\u00a0b: 1\n  c: 1", "yaml", NO_BREAK, (3, 4)),
        ("a: 1\n b: 2", "yaml", COLON, (2, 3)),
        ("a:\n  - b\n  c: d", "yaml", "Le retrait de cette entrée n’est pas celui des autres.",
         (3, 3)),
        ("  a: 1\n b: 2", "yaml", "Le retrait de cette ligne n’est pas celui de ses voisines.",
         (2, 2)),
        ("a:\n  b: 1\n  - b: 2", "yaml", INDENT, (3, 3)),
        ("a: 1\nb: \x01", "caractere", "Le fichier contient un caractère de contrôle, U+0001.",
         (2, 4)),
        ("a: {b: 1", "yaml", BRACE, (1, 4)),
        ("a: [b, c", "yaml", BRACE, (1, 4)),
        ("a: {b: c: d}", "yaml", BRACE, (1, 4)),
        ("a: | x", "yaml",
         "Un texte annoncé par « | » commence à la ligne suivante, en retrait.", (1, 6)),
        (b"\xff\xfea\x00", "encodage", "Le fichier est en UTF-16 : l’enregistrer en UTF-8.",
         (1, 1)),
        ("a: 1\né: à".encode("latin-1"), "encodage",
         "Caractère illisible : le fichier n’est pas en UTF-8. L’enregistrer en UTF-8.", (2, 1)),
        (b"\xef\xbb\xbfa: 1\nb: \xe9", "encodage",
         "Caractère illisible : le fichier n’est pas en UTF-8. L’enregistrer en UTF-8.", (2, 4)),
        ("a: é".encode("utf-16-le"), "encodage",
         "Le fichier est en UTF-16 : l’enregistrer en UTF-8.", (1, 1)),
        ("---\n", "vide", "Le fichier est vide : un dossier YAML est attendu.", (1, 1)),
        (b"PK\x03\x04", "format",
         "Ce fichier est un document Word ou un classeur, non un texte YAML.", (1, 1)),
        (b"%PDF-1.7", "format", "Ce fichier est un PDF, non un texte YAML.", (1, 1)),
        (b"\x89PNG\r\n", "format", "Ce fichier est une image, non un texte YAML.", (1, 1)),
        (b"a" * (MAX_BYTES + 1), "taille", "Le fichier dépasse 5 Mo.", (1, 1)),
    ],
)  # fmt: skip
def test_each_problem_is_a_french_sentence_with_its_place(
    content: str | bytes, rule: str, sentence: str, place: tuple[int, int]
) -> None:
    assert said(content)[0] == (rule, sentence, *place)


def test_a_group_given_twice_is_one_finding_and_the_first_one_counts() -> None:
    source = read(b"s:\n  n: 1\n  m: 2\ns:\n  n: 3\n", "f.yaml")
    assert [p.message for p in source.problems] == ["« s » est donné deux fois : déjà ligne 1."]
    assert source.data == {"s": {"n": "1", "m": "2"}}


def test_a_list_given_twice_is_one_finding() -> None:
    assert len(said("l:\n  - a: 1\nl:\n  - a: 2\n")) == 1


def test_fifty_levels_are_read_and_one_more_is_refused() -> None:
    deep = "".join(f"{' ' * n}a:\n" for n in range(49))
    assert said(f"{deep}{' ' * 49}a: 1") == []
    assert said(f"{deep}{' ' * 49}a:\n{' ' * 50}b: 1")[0][:2] == (
        "profondeur",
        "Plus de 50 niveaux d’imbrication.",
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "[",
        "{",
        "a: [",
        "- ",
        "? ",
        "a: {a: ",
        "!",
        "a: &a ",
        "[[a, ",
        "'",
        '"',
        "|",
        "a:\n",
        "a: 1\n",
    ],
)
def test_a_million_nestings_are_refused_at_once(bomb: str) -> None:
    start = time.perf_counter()
    source = read((bomb * 1_000_000)[:4_000_000].encode(), "f.yaml")
    assert source.problems
    assert time.perf_counter() - start < 3
    assert all(len(problem.message) < 300 for problem in source.problems)


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\r"])
def test_line_ends_that_only_yaml_counts_do_not_lose_the_place(end: str) -> None:
    assert said(f"a: 1{end}b: [")[0][0] == "yaml"


def test_a_thousand_broken_texts_raise_nothing() -> None:
    pieces = [
        "a: 1\n",
        "- ",
        "{",
        "}",
        "[",
        '"',
        "'",
        "|\n",
        "\t",
        "é",
        "&x ",
        "*x ",
        "? ",
        "\u2028",
    ]
    for seed in range(1000):
        text = "".join(pieces[(seed * 7 + n * n * (seed + 3)) % len(pieces)] for n in range(12))
        read(text.encode(), "f.yaml")


def test_paths_are_written_as_people_count() -> None:
    assert dotted(("equipe", 1, "nom")) == "equipe[2].nom"
    assert keys_of("equipe[2].nom") == ("equipe", 1, "nom")
    assert (dotted(()), keys_of("")) == ("", ())
