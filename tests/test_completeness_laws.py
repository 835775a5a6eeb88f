"""The laws of completeness, for any schema and any dossier.

They are what RDMO got wrong (#1778, #429, #1346, #1336), and that only an answer is one. Schemas
and dossiers are generated: groups in groups, lists, fields required always, never, or where another
field says yes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dossiers.findings import Mark, Verdict
from dossiers.judging.assessment import Assessment, assess
from dossiers.language.expressions import Expression
from dossiers.library import default
from dossiers.opening.dossier import open_dossier
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import GROUP, LIST, Field, Form
from dossiers.reading.source import read

MARK = Mark("procedure.yaml")
HELP = "Nom et prénom, tels qu’à l’état civil."
NO_ANSWERS = [
    "",
    "  ",
    "\u00a0\n",
    "à compléter",
    "[À COMPLÉTER]",
    "Idem",
    "voir annexe",
    "…",
    HELP,
]
HEAD = {"procedure": "convention-et3p", "reference": "E-1", "date": "2026-11-21"}

blank = st.sampled_from(NO_ANSWERS)
answer = st.sampled_from(["Melgven", "01000", "non", "0"])


@dataclass(frozen=True)
class Case:
    """A field and what a dossier says of it."""

    field: Field
    value: Any


@cache
def base() -> Procedure:
    return Opener(default()).procedure("convention-et3p")


def text(name: str, **options: Any) -> Field:
    return Field(name, "texte", name, MARK, help=HELP, **options)


@st.composite
def cases(draw: st.DrawFn, name: str = "a", depth: int = 0) -> Case:
    shapes = ("texte", GROUP, LIST) if depth < 2 else ("texte",)
    kind = draw(st.sampled_from(shapes))
    required = draw(st.booleans())
    if kind == GROUP:
        inner = draw(st.lists(st.integers(), min_size=1, max_size=3))
        children = [draw(cases(f"{name}{n}", depth + 1)) for n in range(len(inner))]
        group = Field(
            name, GROUP, name, MARK, required=required, fields=tuple(c.field for c in children)
        )
        return Case(group, {c.field.name: c.value for c in children})
    if kind == LIST:
        item = draw(cases(f"{name}0", depth + 1))
        shape = replace(item.field, name="entree")
        if shape.kind == LIST:
            shape = Field("entree", GROUP, "Entrée", MARK, fields=(text("n", required=True),))
        entries = [entry(draw, shape) for _ in range(draw(st.integers(0, 3)))]
        least = draw(st.integers(0, 3))
        return Case(
            Field(name, LIST, name, MARK, required=required, least=least, item=shape), entries
        )
    return Case(text(name, required=required), draw(blank | answer))


def entry(draw: st.DrawFn, shape: Field) -> Any:
    if shape.kind == GROUP:
        return {f.name: entry(draw, f) for f in shape.fields}
    if shape.kind == LIST:
        return []
    return draw(blank | answer)


def judged(fields: tuple[Field, ...], values: dict[str, Any]) -> Assessment:
    """Any dossier of any fields, after those that every dossier has; JSON is YAML."""
    declared = (*(f for f in base().fields if f.name in (*HEAD, "mention")), *fields)
    procedure = replace(
        base(), fields=declared, form=Form(declared), criteria=(), pieces=(), documents=()
    )
    content = json.dumps(HEAD | values, ensure_ascii=False).encode()
    return assess(open_dossier(read(content, "dossier.yaml"), procedure, Path("absent")))


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[tuple[Field, ...], dict[str, Any]]:
    drawn = [draw(cases(f"champ{n}")) for n in range(draw(st.integers(1, 3)))]
    return tuple(c.field for c in drawn), {c.field.name: c.value for c in drawn}


@given(dossiers(), blank)
def test_adding_a_visible_required_field_never_raises_the_rate(
    dossier: tuple[tuple[Field, ...], dict[str, Any]], said: str
) -> None:
    fields, values = dossier
    before = judged(fields, values).completeness
    added = (*fields, text("ajoute", required=True))
    for more in ({}, {"ajoute": said}):
        after = judged(added, values | more).completeness
        assert after.rate <= before.rate
        assert (after.filled, after.expected) == (before.filled, before.expected + 1)


@given(dossiers(), st.sampled_from(["oui", "non", ""]), blank | answer)
def test_a_hidden_conditional_field_never_counts_whatever_it_holds(
    dossier: tuple[tuple[Field, ...], dict[str, Any]], switch: str, said: str
) -> None:
    fields, values = dossier
    condition = Expression.compile("interrupteur", MARK)
    switched = (*fields, Field("interrupteur", "oui_non", "Interrupteur", MARK))
    values = values | {"interrupteur": switch}
    hidden = judged(switched, values).completeness
    conditional = (*switched, text("cache", required_if=condition))
    for more in ({}, {"cache": said}):
        seen = judged(conditional, values | more)
        count = (seen.completeness.filled, seen.completeness.expected)
        asked = switch == "oui"
        filled = asked and more.get("cache", "") not in NO_ANSWERS
        assert count == (hidden.filled + filled, hidden.expected + asked)
        told = [f for f in seen.findings if f.path == "cache"]
        assert len(told) == (asked and not filled)


@given(
    least=st.integers(1, 3),
    given_entries=st.integers(0, 4),
    blank_entries=st.integers(0, 4),
    required=st.booleans(),
)
def test_a_list_below_its_minimum_is_incomplete_and_blank_entries_are_none(
    least: int, given_entries: int, blank_entries: int, *, required: bool
) -> None:
    shape = Field("entree", GROUP, "Entrée", MARK, fields=(text("n"), text("m")))
    listed = Field("liste", LIST, "Liste", MARK, required=required, least=least, item=shape)
    entries = [{"n": "Melgven"}] * given_entries + [{"n": " ", "m": "idem"}] * blank_entries
    seen = judged((listed,), {"liste": entries})
    assert (seen.verdict is Verdict.COMPLETE) == (given_entries >= least)
    assert (seen.completeness.rate == 1) == (given_entries >= least)


@given(st.sampled_from(NO_ANSWERS), st.sampled_from(["texte", "texte_long", "entier", "siret"]))
def test_what_says_nothing_is_no_answer(said: str, kind: str) -> None:
    field = Field("champ", kind, "Champ", MARK, required=True, help=HELP)
    seen = judged((field,), {"champ": said})
    assert seen.completeness.filled == judged((field,), {}).completeness.filled
    assert [f.rule for f in seen.findings] == ["champ/requis"]


@given(dossiers())
def test_the_rate_is_one_exactly_when_nothing_is_missing(
    dossier: tuple[tuple[Field, ...], dict[str, Any]],
) -> None:
    seen = judged(*dossier)
    missing = [f for f in seen.findings if f.rule == "champ/requis"]
    assert (seen.completeness.rate == 1) == (not missing) == (seen.verdict is Verdict.COMPLETE)
    assert seen.completeness.expected - seen.completeness.filled == len(missing)
    assert 0 <= seen.completeness.rate <= 1
