"""Templates and values → marked Markdown: what is blank, undecided or wrong is never silent."""

from __future__ import annotations

from typing import Any

import pytest

from dossiers.blocks import Heading, Item, Listing, Paragraph, Table, Text, texts
from dossiers.errors import LibraryError
from dossiers.kinds import Amount
from dossiers.language.vocabulary import Group, Missing
from small import Small

BLANK = Missing("cycle.seances", "Nombre de séances")
TEAM = Missing("equipe", "Équipe", Group("equipe[1]", {"nom": Missing("equipe[1].nom", "Nom")}))


def words(small: Small, template: str, *, draft: bool = False, **values: object) -> list[str]:
    found: Any = small.words(template, draft=draft, **values)
    return list(texts(found))


def failure(small: Small, template: str, *, draft: bool = False, **values: object) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        small.words(template, draft=draft, **values)
    return caught.value


# The five traps of notes on style, §8.


def test_an_anchor_is_no_comment_of_jinja(small: Small) -> None:
    found: Any = small.words("## Objet {#objet}\n\nTexte {## caché ##}visible.\n")
    assert found == (
        Heading(2, (Text("Objet"),), "objet"),
        Paragraph((Text("Texte visible."),)),
    )


CONDITION = "Avant.\n\n{% if x > 3 %}\n\nBeaucoup.\n\n{% else %}\n\nPeu.\n\n{% endif %}\n\nAprès.\n"


def test_an_undecided_passage_of_a_draft_stays_visible_and_marked(small: Small) -> None:
    found: Any = small.words(CONDITION, draft=True, x=BLANK)
    said = list(texts(found))
    assert said[0] == "Avant."
    assert said[-1] == "Après."
    both = " ".join(said)
    assert "[passage conditionnel, selon « Nombre de séances » à compléter]" in both
    assert "[sinon, selon « Nombre de séances » à compléter]" in both
    assert both.index("Beaucoup.") < both.index("[sinon") < both.index("Peu.")
    marks = [p for b in found if isinstance(b, Paragraph) for p in b.content
             if isinstance(p, Text) and p.blank]  # fmt: skip
    assert len(marks) == 2


def test_an_undecided_passage_refuses_a_final_document(small: Small) -> None:
    error = failure(small, CONDITION, x=BLANK)
    assert error.mark is not None
    assert error.mark.line == 3
    assert "Nombre de séances" in error.message
    assert "cycle.seances" in error.message
    assert error.exit_code == 3


@pytest.mark.parametrize(("x", "said"), [(4, ["Avant.", "Beaucoup.", "Après."]),
                                         (3, ["Avant.", "Peu.", "Après."])])  # fmt: skip
def test_a_decided_passage_is_written_without_a_mark(small: Small, x: int, said: list[str]) -> None:
    assert words(small, CONDITION, x=x) == words(small, CONDITION, draft=True, x=x) == said


def test_undecided_alternatives_are_all_shown(small: Small) -> None:
    template = "{% if x == 1 %}un{% elif x == 2 %}deux{% else %}trois{% endif %}."
    said = " ".join(words(small, template, draft=True, x=BLANK))
    assert all(word in said for word in ("un", "deux", "trois"))
    assert said.count("selon «") == 4


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("- a\n{% if x %}\n- b\n{% endif %}\n- c\n", Listing),
        ("1. a\n{% if x %}\n2. b\n{% endif %}\n", Listing),
        ("| A |\n| --- |\n{% if x %}\n| b |\n{% endif %}\n", Table),
        ("{% if x %}\n## Titre {#t}\n{% endif %}\n", Heading),
    ],
)
def test_the_mark_of_an_undecided_passage_leaves_its_structure(
    small: Small, template: str, kind: type
) -> None:
    found: Any = small.words(template, draft=True, x=BLANK)
    assert [type(block) for block in found] == [kind]
    assert "[passage conditionnel" in " ".join(texts(found))


def test_list_markers_are_literal_text(small: Small) -> None:
    found: Any = small.words("{% for n in liste %}\n1. {{ n }}\n{% endfor %}\n", liste=(7, 8))
    (listing,) = found
    assert listing == Listing(
        (
            Item("1°", (Paragraph((Text("7"),)),)),
            Item("2°", (Paragraph((Text("8"),)),)),
        )
    )


@pytest.mark.parametrize("value", [12, "12", "    code", "#", "-", "1"])
def test_a_value_at_the_start_of_a_line_is_no_list_no_code_and_no_title(
    small: Small, value: object
) -> None:
    found: Any = small.words("{{ n }}. Objet\n\n{{ n }}) b\n\n{{ n }} titre\n", n=value)
    assert [type(block) for block in found] == [Paragraph] * 3
    assert words(small, "{{ n }}. Objet\n", n=value) == [f"{value}. Objet"]


def test_a_wrong_value_is_a_blank_after_cerberus(small: Small) -> None:
    dossier = small.dossier("procedure: petite\nreference: P-1\nseances: douze\n")
    assert isinstance(dossier.values.fields["seances"], Missing)
    said = words(small, "{{ seances }} séances", draft=True, **dossier.context())
    assert said == ["[à compléter : Séances]\u00a0séances"]


# Blanks, and the author's mistakes.


def test_a_blank_of_a_draft_is_printed_as_what_is_to_be_filled_in(small: Small) -> None:
    found: Any = small.words(
        "Il y a {{ x }} et {{ x * 2 }}, {{ x | lettres }}.", draft=True, x=BLANK
    )
    assert [p.text for p in found[0].content if p.blank] == [
        "[à compléter : Nombre de séances]"
    ] * 3


def test_a_blank_of_a_final_names_the_field_and_the_line(small: Small) -> None:
    error = failure(small, "Un.\n\nDeux {{ x }}.\n", x=BLANK)
    assert error.mark is not None
    assert (error.mark.file, error.mark.line) == ("templates/essai.md", 3)
    assert "is renseigne" in error.message


def test_a_guarded_blank_is_left_out(small: Small) -> None:
    template = "A{% if x is renseigne %} {{ x }}{% endif %}.\n"
    assert words(small, template, x=BLANK) == words(small, template, draft=True, x=BLANK) == ["A."]


def test_a_blank_list_shows_one_blank_row_in_a_draft_and_refuses_a_final(small: Small) -> None:
    template = "| Nom |\n| --- |\n{% for s in equipe %}\n| {{ s.nom }} |\n{% endfor %}\n"
    assert words(small, template, draft=True, equipe=TEAM) == ["Nom", "[à compléter : Nom]"]
    assert "Nom" in failure(small, template, equipe=TEAM).message


def test_what_comes_of_a_blank_list_is_printed_by_a_draft(small: Small) -> None:
    template = "{% for n in equipe | champ('nom') | distincts %}\n- {{ n }}\n{% endfor %}\n"
    assert words(small, template, draft=True, equipe=TEAM) == ["[à compléter : Équipe]"]


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("{% if nom %}\n\nUn.\n", None, "il manque « {% endif %} »"),
        ("{% for x in liste %}\n\nUn.\n", None, "il manque « {% endfor %} »"),
        ("a\n\n{{ inconnu }}", 3, "le nom « inconnu » n’est pas déclaré"),
        ("a\n{% if inconnu is renseigne %}b{% endif %}", 2, "« inconnu » n’est pas déclaré"),
        ("{{ groupe.z }}", 1, "le nom « groupe.z » n’est pas déclaré"),
        ("a\n{{ groupe }}", 2, "un groupe ou une liste ne s’imprime pas"),
        ("a\n{{ liste }}", 2, "un groupe ou une liste ne s’imprime pas"),
        ("{{ none }}", 1, "ne s’imprime pas"),
        ("{{ 1.5 }}", 1, "ne s’imprime pas"),
        ("a\n\n{{ nom.upper() }}", 3, "seuls les groupes ont des champs"),
        ("{{ nom ~ nom }}", 1, "« ~ » n’est pas admis"),
        ("a\n{% if %}", 2, ""),
        ("a\n{{ nom | truc }}", 2, "le filtre « truc » n’existe pas"),
        ("{% macro m() %}a{% endmacro %}{{ m() }}", 1, "appel de fonction"),
        ("{% include 'communs/absent.md' %}", None, "« templates/communs/absent.md »"),
        ("a\n\n{{ nom * 1.5 }}", 3, "n’a pas de sens"),
        ("a \ue000", 1, "usage privé"),
    ],
)
def test_an_authors_mistake_has_its_file_and_line(
    small: Small, template: str, line: int | None, said: str
) -> None:
    values: dict[str, Any] = {
        "nom": "Ada",
        "groupe": Group("groupe", {"a": 1}),
        "liste": ("a", "b"),
    }
    error = failure(small, template, **values)
    assert said in error.message
    if line is not None:
        assert error.mark is not None
        assert (error.mark.file, error.mark.line) == ("templates/essai.md", line)


def test_a_mistake_in_an_included_passage_is_told_in_its_file(small: Small) -> None:
    small.put("templates/communs/passage.md", "Un\n\n{{ inconnu }}\n")
    error = failure(small, "a\n\n{% include 'communs/passage.md' %}\n")
    assert error.mark is not None
    assert (error.mark.file, error.mark.line) == ("templates/communs/passage.md", 3)


def test_a_template_in_another_encoding_is_told(small: Small) -> None:
    path = small.root / "templates" / "essai" / "petite" / "lettre.md"
    path.write_bytes("é".encode("latin-1"))
    small.put("templates/x.md", "")
    with pytest.raises(LibraryError, match="UTF-8"):
        small.words("{% include 'essai/petite/lettre.md' %}")


def test_values_are_shown_by_their_kind_and_never_typeset(small: Small) -> None:
    said = words(small, "{{ m }} ; {{ o }} ; {{ t }} !", m=Amount(1480), o=True, t="a ; b...")
    assert said == ["1\u202f480\u00a0€\u202f; oui\u202f; a ; b...\u202f!"]


def test_a_set_block_keeps_its_values_aside(small: Small) -> None:
    said = words(small, "{% set a %}# {{ n }}{% endset %}Mot {{ a }}.", n="**x**")
    assert said == ["Mot # **x**."]
