"""Completeness by properties: those that comparable systems got wrong, for any procedure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given
from hypothesis import strategies as st

from dossiers.findings import Mark, Stage, Verdict
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.completeness import Completeness, needs
from dossiers.opening.dossier import open_dossier
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import Field, Form
from dossiers.reading.source import read
from small import DOSSIER, PROCEDURE, Small

MARK = Mark("p.yaml")
NAMES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)
WHITE = st.text(" \t\u00a0\n", max_size=4)
BLANK = WHITE | st.sampled_from(["à compléter", "Idem", "voir annexe", "[…]"])
VALUE = BLANK | st.just("une réponse")


@cache
def base() -> Procedure:
    return Small.make(Path(mkdtemp())).procedure()


def judged(fields: tuple[Field, ...], values: dict[str, str]) -> Assessment:
    """A dossier of text fields after the common ones, in a procedure without criterion."""
    declared = (*base().fields[:4], *fields)
    procedure = replace(base(), fields=declared, form=Form(declared), criteria=(), pieces=())
    lines = [f"{name}: {quoted(value)}" for name, value in values.items()]
    text = "procedure: petite\nreference: P-1\ndate: 2026-01-01\n" + "\n".join(lines)
    return assess(open_dossier(read(text.encode(), "d.yaml"), procedure, Path()))


def quoted(value: str) -> str:
    return '"' + value.replace("\n", "\\n").replace("\t", "\\t") + '"'


def texts(names: list[str], *, required: bool = True) -> tuple[Field, ...]:
    return tuple(Field(n, "texte", n, MARK, required=required) for n in names)


@given(NAMES, st.data())
def test_adding_a_required_field_never_raises_the_rate(
    names: list[str], data: st.DataObject
) -> None:
    values = {name: data.draw(VALUE) for name in names}
    before = judged(texts(names), values).completeness.rate
    added = data.draw(VALUE)
    after = judged(texts([*names, "z"]), {**values, "z": added}).completeness
    if "réponse" not in added:
        assert after.rate <= before
    assert after.expected == len(names) + 4
    assert (after.rate == 1.0) == (after.filled == after.expected)


@given(st.data())
def test_a_hidden_field_never_counts(data: st.DataObject) -> None:
    text = PROCEDURE.replace("requis_si: not accord", "requis_si: accord and nom == 'x'")
    filled = data.draw(st.sampled_from(["", "motif: donné\n", "motif: à compléter\n"]))
    small = Small.make(Path(mkdtemp()))
    hidden = small.judge(DOSSIER + filled, text).completeness
    assert hidden == small.judge(DOSSIER, text).completeness
    shown = small.judge(DOSSIER.replace("Maison Exemple", "x") + filled, text).completeness
    assert shown.expected == hidden.expected + 1


@given(least=st.integers(1, 4), entries=st.lists(st.booleans(), max_size=6))
def test_a_list_short_of_its_minimum_is_incomplete(least: int, entries: list[bool]) -> None:
    item = Field("entree", "groupe", "Entrée", MARK, fields=texts(["n"], required=False))
    field = Field("l", "liste", "Liste", MARK, least=least, item=item)
    declared = (*base().fields[:4], field)
    procedure = replace(base(), fields=declared, form=Form(declared), criteria=(), pieces=())
    rows = "".join(f"  - n: {'x' if given else ''}\n" for given in entries)
    text = f"procedure: petite\nreference: P-1\ndate: 2026-01-01\nl:\n{rows}"
    judged = assess(open_dossier(read(text.encode(), "d.yaml"), procedure, Path()))
    assert (judged.verdict is Verdict.COMPLETE) == (sum(entries) >= least)


@given(NAMES, st.data())
def test_white_space_and_words_that_say_nothing_are_no_answer(
    names: list[str], data: st.DataObject
) -> None:
    values = {name: data.draw(BLANK) for name in names}
    result = judged(texts(names), values)
    assert result.completeness == judged(texts(names), {}).completeness
    assert result.completeness.filled == 3
    assert [f.rule for f in result.findings] == ["champ/requis"] * len(names)


def test_the_rate_is_rounded_down_so_that_one_means_all() -> None:
    assert Completeness(1999, 2000).rate == 0.999
    assert Completeness(2, 3).rate == 0.666
    assert Completeness(0, 0).rate == 1.0


def test_the_fields_of_an_optional_group_count_once_it_is_begun(small: Small) -> None:
    before = small.judge().completeness
    begun = small.judge(f"{DOSSIER}chef: {{heures: 3}}\n")
    assert begun.completeness.expected == before.expected + 1
    assert [f.path for f in begun.findings if f.rule == "champ/requis"] == ["chef.nom"]


def test_a_list_says_how_many_entries_are_expected(small: Small) -> None:
    text = DOSSIER.replace("  - {nom: Bob Exemple}\n", "")
    (lack,) = (f for f in small.judge(text).findings if f.rule == "champ/requis")
    assert (lack.path, lack.message) == ("equipe", "Équipe : 1 sur 2 attendus au moins.")


def test_a_blank_entry_of_a_list_is_missing(small: Small) -> None:
    text = PROCEDURE.replace("criteres:", "  mots: {type: liste, de: {type: texte}}\ncriteres:", 1)
    dossier = small.dossier(f"{DOSSIER}mots:\n  - un\n  -\n", text)
    assert [n.keys for n in needs(dossier) if not n.filled] == [("mots", 1)]


def test_a_condition_that_a_blank_leaves_undecided_asks_for_nothing_yet(small: Small) -> None:
    judged = small.judge(DOSSIER.replace("accord: oui", "accord:"))
    assert [f.path for f in judged.findings if f.rule == "champ/requis"] == []
    refused = small.judge(DOSSIER.replace("accord: oui", "accord: non"))
    assert [f.path for f in refused.findings if f.rule == "champ/requis"] == ["motif"]


def test_what_is_due_at_filing_counts_at_filing_only(small: Small) -> None:
    text = PROCEDURE.replace("{type: texte_long,", "{type: texte_long, requis: oui, etape: depot,")
    signing, filing = small.judge(DOSSIER, text), small.judge(DOSSIER, text, Stage.FILING)
    assert filing.completeness.expected == signing.completeness.expected + 1
    (later,) = (f for f in signing.findings if f.path == "texte")
    assert (later.severity.value, later.effect) == ("information", Verdict.COMPLETE)
    (now,) = (f for f in filing.findings if f.path == "texte")
    assert now.effect is Verdict.INCOMPLETE


def test_an_entry_of_an_optional_list_counts_once_it_is_begun(small: Small) -> None:
    optional = PROCEDURE.replace("minimum: 2, libelle: Équipe", "libelle: Équipe")
    alone = DOSSIER[: DOSSIER.index("equipe:")]
    blank = f"{alone}equipe:\n  - {{nom: , heures: }}\n"
    without = small.judge(alone, optional).completeness
    assert small.judge(blank, optional).completeness == without
    begun = small.judge(blank.replace("heures: }", "heures: 3}"), optional)
    assert [f.path for f in begun.findings if f.rule == "champ/requis"] == ["equipe[1].nom"]
