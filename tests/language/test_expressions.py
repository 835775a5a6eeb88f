"""The one language: three truths, closed, sandboxed; an undeclared name is the author's."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest

from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.kinds import Amount, Code
from dossiers.language.expressions import Expression, Sentence
from dossiers.language.vocabulary import FILTERS, TESTS, Group, Missing, MissingValue

MARK = Mark("schemas/essai.yaml", 7, 9)
BLANK = Missing("vide", "Champ vide")

VALUES: dict[str, Any] = {
    "vrai": True,
    "faux": False,
    "vide": BLANK,
    "cinq": 5,
    "zero": 0,
    "nom": "Maison",
    "type": Code("msp", "maison de santé"),
    "montant": Amount("12.50"),
    "jour": dt.date(2026, 1, 31),
    "groupe": Group("groupe", {"a": 1, "b": Missing("groupe.b", "Le b")}),
    "blanc": Group("blanc", {"a": Missing("blanc.a", "Le a")}),
    "liste": (Group("liste[1]", {"n": 1}), Group("liste[2]", {"n": 2})),
    "trou": (Group("trou[1]", {"n": 1}), Group("trou[2]", {"n": Missing("trou[2].n", "n")})),
    "aucun": Missing("aucun", "Liste", Group("aucun[1]", {"n": Missing("aucun[1].n", "n")})),
    "parametres": Group("parametres", {"seuil": 3}),
}


def holds(text: str) -> bool | str:
    """True, False, or the path of the blank that leaves the answer undecided."""
    try:
        return Expression.compile(text, MARK).holds(VALUES)
    except MissingValue as undecided:
        return undecided.missing.path


TRUTHS = {"vrai": True, "faux": False, "vide": None}


@pytest.mark.parametrize(("left", "right"), list(product(TRUTHS, TRUTHS)))
def test_and_and_or_are_kleenes_in_any_order(left: str, right: str) -> None:
    sides = (TRUTHS[left], TRUTHS[right])
    both = False if False in sides else "vide" if None in sides else True
    either = True if True in sides else "vide" if None in sides else False
    assert holds(f"{left} and {right}") == both
    assert holds(f"{left} or {right}") == either


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not vide", "vide"),
        ("vide and (faux or faux)", False),
        ("not (vide and faux)", True),
        ("vide == 'x' or cinq == 5", True),
        ("cinq == 6 and vide > 3", False),
        ("vide > 3 and cinq == 6", False),
        ("vrai and groupe.b", "groupe.b"),
        ("vrai if vide else faux", "vide"),
        ("vrai if cinq == 5 else vide", True),
        ("vide if vrai else faux", "vide"),
        ("1 < cinq < vide", "vide"),
        ("6 < cinq < vide", False),
    ],
)
def test_an_answer_that_one_side_decides_is_given(text: str, expected: bool | str) -> None:  # noqa: FBT001
    assert holds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "vide", "vide == 1", "1 == vide", "vide != 1", "vide < 1", "1 >= vide", "vide in (1, 2)",
        "1 in vide", "nom in (vide, 'x')", "vide + 1 == 2", "1 + vide == 2", "vide - 1 > 0",
        "2 * vide > 0", "vide * montant > 0", "montant * vide > 0", "montant - vide > 0",
        "vide / 2 > 0", "1 / vide > 0", "vide // 2 > 0", "7 // vide > 0", "vide % 2 == 0",
        "7 % vide == 0", "vide ** 2 > 0", "2 ** vide > 0", "-vide < 0", "+vide > 0",
        "vide[:2] == 'a'", "vide | compte > 0", "vide | lettres == 'un'",
        "jour | plus_mois(vide) > jour", "liste | filtre('n', vide) | compte > 0",
        "vide | somme + 1 > 0", "vide.champ", "vide == vide",
    ],
)  # fmt: skip
def test_whatever_is_made_of_a_blank_is_undecided(text: str) -> None:
    assert holds(text) == "vide"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vide is renseigne", False),
        ("nom is renseigne", True),
        ("groupe is renseigne", True),
        ("blanc is renseigne", False),
        ("aucun is renseigne", False),
        ("liste is renseigne", True),
        ("blanc.a == 1", "blanc.a"),
        ("groupe.a == 1", True),
        ("groupe['a'] == 1", True),
        ("aucun | compte >= 2", "aucun"),
        ("aucun | champ('n') | somme > 1", "aucun"),
        ("trou | champ('n') | somme > 1", "trou[2].n"),
        ("liste | champ('n') | somme == 3", True),
        ("type == 'msp'", True),
        ("cinq >= parametres.seuil", True),
    ],
)
def test_blank_groups_and_lists_answer_as_their_children(text: str, expected: bool | str) -> None:  # noqa: FBT001
    assert holds(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("inconnu", "le nom « inconnu » n’est pas déclaré"),
        ("inconnu is renseigne and faux", "le nom « inconnu » n’est pas déclaré"),
        ("groupe.inconnu == 1", "le nom « groupe.inconnu » n’est pas déclaré"),
        ("blanc.inconnu == 1", "le nom « blanc.inconnu » n’est pas déclaré"),
        ("liste | champ('z') | compte > 1", "les entrées n’ont pas de champ « z »"),
        ("nom | champ('z') | compte > 1", "les entrées n’ont pas de champ « z »"),
        ("cinq / zero > 1", "division par zéro"),
        ("nom > 1", "cette opération n’a pas de sens pour ces valeurs"),
        ("cinq | compte > 1", "cette opération n’a pas de sens pour ces valeurs"),
        ("liste | distincts | compte > 1", "cette opération n’a pas de sens pour ces valeurs"),
        ("nom | court == 'x'", "cette opération n’a pas de sens pour ces valeurs"),
        ("jour | plus_duree(3) > jour", "cette opération n’a pas de sens pour ces valeurs"),
        ("nom | lettres == 'x'", "cette opération n’a pas de sens pour ces valeurs"),
        ("cinq | accorde('séance') == 'x'", "le filtre n’a pas les arguments qu’il demande"),
        ("groupe | majuscule == 'x'", "un groupe ou une liste ne s’imprime pas"),
        ("nom | plus_jours(3) > jour", "cette opération n’a pas de sens pour ces valeurs"),
    ],
)
def test_the_authors_mistake_is_told_at_the_authors_line(text: str, reason: str) -> None:
    with pytest.raises(LibraryError) as caught:
        holds(text)
    assert reason in caught.value.message
    assert caught.value.mark == MARK


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nom | default('x')", "le filtre « default » n’existe pas"),
        ("nom | upper", "le filtre « upper » n’existe pas"),
        ("liste | map(attribute='n')", "le filtre « map » n’existe pas"),
        ("nom is defined", "le test « defined » n’existe pas"),
        ("nom is none", "le test « none » n’existe pas"),
        ("nom ~ 'x' == 'y'", "« ~ » n’est pas admis"),
        ("vrai if faux", "demande un « else »"),
        ("cinq ==", "la fin manque"),
        ("cinq == )", "« ) » n’a pas sa place ici"),
        ("nom == 'x' '", "« ' » n’a pas sa place ici"),
        ("nom == $", "« $ » n’a pas sa place ici"),
        ("cinq cinq", "rien n’est attendu après"),
        ("", "la fin manque"),
        ("nom }} {{ 7", ""),
    ],
)
def test_what_is_not_in_the_language_is_refused_when_it_is_read(text: str, reason: str) -> None:
    with pytest.raises(LibraryError) as caught:
        Expression.compile(text, MARK)
    assert reason in caught.value.message
    assert caught.value.mark == MARK


@pytest.mark.parametrize(
    "payload",
    [
        "nom.__class__",
        "nom['__class__']",
        "nom.__class__.__mro__[1].__subclasses__()",
        "groupe.__class__",
        "groupe.fields",
        "groupe.path",
        "liste.count(1)",
        "liste[0]",
        "nom.upper()",
        "nom.format(1)",
        "'{0.__class__}'.format(nom)",
        "jour.replace(year=1)",
        "montant.__reduce__()",
        "type.shown",
        "cycler.__init__.__globals__",
        "lipsum.__globals__['os'].popen('id').read()",
        "range(9)",
        "dict(a=1)",
        "namespace()",
        "joiner()",
        "self.__init__",
        "nom.x.y",
        "parametres()",
    ],
)
def test_attributes_methods_and_calls_are_refused(payload: str) -> None:
    with pytest.raises(LibraryError):
        Expression.compile(payload, MARK).holds(VALUES)


def test_no_default_no_range_no_lipsum_and_the_lists_are_closed() -> None:
    assert not {"default", "d", "map", "attr", "safe", "format", "join", "replace"} & set(FILTERS)
    assert set(TESTS) == {"renseigne"}


def test_a_field_may_have_any_name_that_the_grammar_allows() -> None:
    values = {"context": 2, "environment": 3, "missing": 4, "values": 5, "loop_": 6}
    for name, value in values.items():
        assert Expression.compile(f"{name} == {value}", MARK).holds(values)


def test_the_names_that_a_condition_reads_are_dotted_paths() -> None:
    text = "a.b.c == 1 and (x or parametres.y) and liste | filtre('n', z) | compte > 1"
    names = Expression.compile(text, MARK).names()
    assert names == {"a.b.c", "x", "parametres.y", "liste", "z"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Il y a {{ cinq }} séances.", "Il y a 5\u00a0séances."),
        ("Type : {{ type }}.", "Type\u00a0: maison de santé."),
        ("Le {{ vide }}.", "Le «\u00a0Champ vide\u00a0» (à compléter)."),
        ("{{ montant }} le {{ jour }}", "12,50\u00a0€ le 31\u00a0janvier\u00a02026"),
        ("{% if vide %}oui{% else %}non{% endif %}", "ouinon"),
        ("{{ cinq | accorde('séance', 'séances') }}", "séances"),
        ("{{ nom }}", "Maison"),
    ],
)
def test_a_sentence_is_said_with_its_values(text: str, said: str) -> None:
    assert (
        Sentence(text, MARK).say(VALUES).replace("« ", "«\u00a0").replace(" »", "\u00a0»") == said
    )


def test_a_value_is_never_read_as_a_sentence() -> None:
    nasty = "{{ 7 * 7 }} {% if x %} « a » ; b"
    assert Sentence("{{ nom }} !", MARK).say({"nom": nasty}) == f"{nasty}\u202f!"


@pytest.mark.parametrize(
    "text", ["{{ inconnu }}", "{{ nom.x }}", "{{ nom", "{{ liste }}", "{% x %}"]
)
def test_a_wrong_sentence_is_the_authors(text: str) -> None:
    with pytest.raises(LibraryError) as caught:
        Sentence(text, MARK).say(VALUES)
    assert caught.value.mark == MARK


def test_what_a_blank_or_a_person_has_to_say_is_not_decided() -> None:
    def decided(text: str) -> bool | None:
        return Expression.compile(text, MARK).decided(VALUES)

    assert [decided("vrai"), decided("faux"), decided("vide")] == [True, False, None]
    assert decided("liste | filtre('n', 7) | champ('n') | minimum > 1") is None
    assert decided("jour | plus_mois(100000) > jour") is None


def test_a_tag_cut_by_the_end_of_a_line_keeps_its_signs() -> None:
    assert Sentence("{{ cinq | accorde('un',\n'des') }}", MARK).say(VALUES) == "des"
