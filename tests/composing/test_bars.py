"""A chart is a table whose bars tell the truth, whatever the figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.blocks import BAR_STEPS, Bars, Text, plain, texts
from dossiers.composing.bars import lengths
from dossiers.errors import LibraryError
from dossiers.language.vocabulary import Group, Missing
from dossiers.values import Amount, Ratio
from small import Small

HEADER = "| Poste | Montant | Part |\n| --- | --- | --- |\n"
CHART = (
    f"::: barres\n\n{HEADER}{{% for p in postes %}}\n| {{{{ p.nom }}}} | {{{{ p.cout }}}} |\n"
    "{% endfor %}\n\n:::\n"
)
FIGURES = st.lists(st.decimals(-50, 10**9, places=2), min_size=1, max_size=8)


def entries(*costs: object) -> tuple[Group, ...]:
    return tuple(
        Group(f"postes[{n}]", {"nom": f"Poste {n}", "cout": c}) for n, c in enumerate(costs)
    )


def chart(small: Small, template: str, *, draft: bool = False, **values: object) -> Bars:
    match small.words(template, draft=draft, **values):
        case (Bars() as found,):
            return found
    raise AssertionError


@given(FIGURES, st.none() | st.decimals(1, 10**9, places=2))
def test_a_bar_is_its_share_to_the_nearest_step_and_one_at_least(
    figures: list[Decimal], full: Decimal | None
) -> None:
    whole = max(figures) if full is None else full
    for figure, length in zip(figures, lengths(figures, full), strict=True):
        assert 0 <= length <= BAR_STEPS
        assert (length == 0) == (figure <= 0)
        assert (length == BAR_STEPS) == (0 < figure >= whole)
        if 0 < figure < whole:
            assert abs(length - BAR_STEPS * float(figure) / float(whole)) <= 1


@given(FIGURES)
def test_a_greater_figure_never_has_a_shorter_bar(figures: list[Decimal]) -> None:
    found = list(lengths(sorted(figures)))
    assert found == sorted(found)


def test_the_lines_of_a_chart_may_come_from_a_list(small: Small) -> None:
    found = chart(small, CHART, postes=entries(Amount(480), Amount(0), Amount(120)))
    assert [bar.length for bar in found.rows] == [40, 0, 10]
    assert [plain(bar.figure) for bar in found.rows] == ["480\u00a0€", "0\u00a0€", "120\u00a0€"]
    assert sum(found.widths) == 1000


def test_the_words_around_a_figure_are_printed(small: Small) -> None:
    text = (
        f"::: barres\n\n{HEADER}| A | {{{{ a }}}} séances |\n| B | {{{{ b }}}}, arrondi |\n\n:::\n"
    )
    found = chart(small, text, a=3, b=Decimal("1.5"))
    assert [plain(bar.figure) for bar in found.rows] == ["3\u00a0séances", "1,5, arrondi"]
    assert [bar.length for bar in found.rows] == [40, 20]


def test_the_number_of_the_third_header_is_the_full_bar(small: Small) -> None:
    text = CHART.replace("Part", "Sur {{ plafond }}")
    found = chart(small, text, postes=entries(Ratio("0.5"), Ratio("1.2")), plafond=Ratio(1))
    assert [bar.length for bar in found.rows] == [20, 40]
    assert plain(found.header[2]) == "Sur 100\u00a0%"


def test_the_caption_of_a_chart_is_that_of_its_table(small: Small) -> None:
    text = CHART.replace("\n\n:::\n", "\n\nTable : Répartition\n\n:::\n")
    found = chart(small, text, postes=entries(1))
    assert list(texts([found])) == ["Répartition", "Poste", "Montant", "Part", "Poste 0", "1"]


def test_a_blank_of_a_draft_is_marked_and_leaves_the_longest_bar_unknown(small: Small) -> None:
    blank = Missing("postes[1].cout", "Coût")
    found = chart(small, CHART, draft=True, postes=entries(4, blank))
    assert found.rows[1].figure == (Text("[à compléter : Coût]", blank=True),)
    assert [bar.length for bar in found.rows] == [0, 0]


def test_a_known_full_bar_leaves_the_others_their_length(small: Small) -> None:
    text = CHART.replace("Part", "Sur {{ plafond }}")
    blank = Missing("postes[1].cout", "Coût")
    found = chart(small, text, draft=True, postes=entries(4, blank), plafond=8)
    assert [bar.length for bar in found.rows] == [20, 0]


def test_a_blank_full_bar_leaves_every_length_unknown(small: Small) -> None:
    text = CHART.replace("Part", "Sur {{ plafond }}")
    found = chart(small, text, draft=True, postes=entries(4, 2), plafond=Missing("p", "Plafond"))
    assert [bar.length for bar in found.rows] == [0, 0]


def test_a_blank_list_of_a_draft_shows_the_line_to_fill_in(small: Small) -> None:
    (item,) = entries(Missing("postes[].cout", "Coût"))
    found = chart(small, CHART, draft=True, postes=Missing("postes", "Postes", item))
    assert [bar.length for bar in found.rows] == [0]


def test_a_blank_of_a_final_is_the_fault_of_the_author_at_his_line(small: Small) -> None:
    with pytest.raises(LibraryError, match="sans condition") as caught:
        small.words(CHART, postes=entries(Missing("postes[0].cout", "Coût")))
    assert caught.value.mark is not None
    assert caught.value.mark.line == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("texte", "trois titres de colonne"),
        ("| A | B |\n| --- | --- |\n| a | {{ n }} |", "trois titres de colonne"),
        ("| A | B |  |\n| --- | --- | --- |\n| a | {{ n }} |", "trois titres de colonne"),
        (f"{HEADER}| a | {{{{ n }}}} |\n\nEt la suite.", "trois titres de colonne"),
        (f"{HEADER}| a | {{{{ n }}}} | c |", "la troisième case reste vide"),
        (f"{HEADER}| a | 12 |", "la valeur d’un nombre"),
        (f"{HEADER}| a | {{{{ oui }}}} |", "la valeur d’un nombre"),
        (f"{HEADER}| a |", "la valeur d’un nombre"),
        (f"{HEADER}| a | {{{{ n }}}} sur {{{{ n }}}} |", "un seul nombre"),
    ],
)
def test_what_is_no_chart_is_refused(small: Small, text: str, said: str) -> None:
    with pytest.raises(LibraryError, match=said):
        small.words(f"::: barres\n\n{text}\n\n:::\n", n=3, oui=True)
