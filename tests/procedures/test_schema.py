# ruff: noqa: ISC004 - a message of two lines is one message
"""Form: unknown names, groups and lists, typed values, bounds, closed choices."""

from __future__ import annotations

from datetime import date
from time import process_time
from typing import Any

import cerberus
import pytest

from dossiers.findings import Mark, Verdict
from dossiers.judging.assessment import assess
from dossiers.kinds import Amount, Code
from dossiers.opening.dossier import open_dossier
from dossiers.procedures.schema import Field, Form
from dossiers.reading.source import read
from small import DOSSIER, Small

MARK = Mark("p.yaml")


def field(name: str, kind: str, **more: Any) -> Field:
    return Field(
        name=name, kind=kind, label=more.pop("label", name.capitalize()), mark=MARK, **more
    )


FORM = Form(
    (
        field("nombre", "entier", min=2, max=1000),
        field("somme", "montant", max=Amount("1500")),
        field("jour", "date", min=date(2020, 1, 1)),
        field("choix", "choix", options={"a": "Premier", "b": "Second"}),
        field("groupe", "groupe", fields=(field("dedans", "entier"), field("autre", "texte"))),
        field(
            "liste",
            "liste",
            item=field("entree", "groupe", fields=(field("n", "entier"), field("m", "texte"))),
        ),
        field("mots", "liste", item=field("entree", "entier")),
    )
)


def parse(text: str) -> tuple[Any, list[tuple[str, str, str, int]]]:
    source = read(text.encode(), "d.yaml")
    assert source.problems == ()
    values, findings = FORM.parse(source.data, source)
    assert all(f.effect is Verdict.INVALID for f in findings)
    return values, [(f.rule, f.path, f.message, f.mark.line) for f in findings]


def test_values_get_their_types() -> None:
    values, findings = parse("nombre: 12\nchoix: a\ngroupe: {dedans: 3}\nliste:\n  - {n: 1}\n")
    assert findings == []
    assert values == {"nombre": 12, "choix": "a", "groupe": {"dedans": 3}, "liste": [{"n": 1}]}
    assert isinstance(values["choix"], Code)
    assert values["choix"].shown == "Premier"


@pytest.mark.parametrize(
    ("text", "rule", "path", "message"),
    [
        ("nombre: douze", "champ/entier", "nombre",
         "Nombre « douze » : le nombre ne s’écrit pas seulement avec des chiffres (attendu : un "
         "nombre entier, par exemple 12 ou 10 000)."),
        ("nombre: 1", "champ/entier", "nombre", "Nombre : au moins 2 est attendu."),
        ("nombre: 1001", "champ/entier", "nombre", "Nombre : au plus 1000 est attendu."),
        ("somme: 1501", "champ/montant", "somme",
         "Somme : au plus 1\u202f500\u00a0€ est attendu."),
        ("jour: 2019-12-31", "champ/date", "jour",
         "Jour : au moins 1er\u00a0janvier\u00a02020 est attendu."),
        ("choix: c", "champ/choix", "choix",
         "Choix « c » : ce choix n’existe pas (attendu : l’un de ces mots : a, b)."),
        ("choix: B", "champ/choix", "choix",
         "Choix « B » : ce choix n’existe pas ; vouliez-vous dire « b » ? (attendu : l’un de ces "
         "mots : a, b)."),
        ("groupe: texte", "champ/groupe", "groupe",
         "Groupe « texte » : forme fausse (attendu : un groupe de lignes « champ: valeur », en "
         "retrait)."),
        ("groupe:\n  - a", "champ/groupe", "groupe",
         "Groupe : forme fausse (attendu : un groupe de lignes « champ: valeur », en retrait)."),
        ("liste: texte", "champ/liste", "liste",
         "Liste « texte » : forme fausse (attendu : une liste d’entrées précédées d’un tiret)."),
        ("liste: {n: 1}", "champ/liste", "liste",
         "Liste : forme fausse (attendu : une liste d’entrées précédées d’un tiret)."),
        ("nombre: {a: 1}", "champ/entier", "nombre",
         "Nombre : une valeur simple est attendue, non un groupe ni une liste (attendu : un "
         "nombre entier, par exemple 12 ou 10 000)."),
        ("liste:\n  - {n: 1}\n  - {n: x}", "champ/entier", "liste[2].n",
         "Liste › entrée 2 › N « x » : le nombre ne s’écrit pas seulement avec des chiffres "
         "(attendu : un nombre entier, par exemple 12 ou 10 000)."),
        ("nombr: 12", "champ/inconnu", "nombr",
         "« nombr » n’est pas un champ de cette procédure ; vouliez-vous dire « nombre » ?"),
        ("groupe: {zzz: 1}", "champ/inconnu", "groupe.zzz",
         "« zzz » n’est pas un champ de cette procédure ; connus ici : dedans, autre."),
    ],
)  # fmt: skip
def test_a_wrong_form_is_one_french_sentence(text: str, rule: str, path: str, message: str) -> None:
    _, findings = parse(text)
    assert [found[:3] for found in findings] == [(rule, path, message)]


def test_a_wrong_value_leaves_the_values_and_its_neighbours_stay() -> None:
    values, findings = parse(
        "nombre: x\nliste:\n  - {n: x, m: a}\n  - {n: 2, m: b}\nmots: [1, x, 3]"
    )
    assert values == {"liste": [{"m": "a"}, {"n": 2, "m": "b"}], "mots": [1, {}, 3]}
    assert sorted(path for _, path, _, _ in findings) == ["liste[1].n", "mots[2]", "nombre"]


def test_an_unknown_field_has_the_place_of_its_name() -> None:
    assert parse("nombre: 12\ngroupe:\n  dedans: 1\n  zzz: 2\n")[1][0][3] == 4


def test_a_long_text_of_the_applicant_is_quoted_on_one_line_and_cut() -> None:
    _, findings = parse("nombre: |\n  5\n  Dossier P : complet\n" + "  xxxxxxxxxx\n" * 20)
    message = findings[0][2]
    assert "\n" not in message
    assert message.startswith("Nombre « 5 Dossier P : complet xxx")
    assert len(message) < 250
    assert "\n" not in parse('"a\\nb": 1')[1][0][2]


@pytest.mark.parametrize(
    "name", ["type", "schema", "required", "min", "coerce", "allowed", "keysrules"]
)
def test_a_field_may_have_the_name_of_a_rule_of_cerberus(name: str) -> None:
    inner = (field(name, "entier"), field("x", "groupe", fields=(field(name, "entier"),)))
    form = Form((field(name, "groupe", fields=inner),))
    cerberus.Validator(form.rules())
    text = f"{name}: {{{name}: 3, x: {{{name}: 4}}}}"
    source = read(text.encode(), "d.yaml")
    assert form.parse(source.data, source) == ({name: {name: 3, "x": {name: 4}}}, ())


def test_one_form_serves_any_number_of_dossiers() -> None:
    assert parse("nombre: x")[1]
    assert parse("nombre: 12")[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"inconnu{number}: 1\n" for number in range(5_000)),
        "liste:\n" + "  - {n: x, inconnu: 1}\n" * 5_000,
    ],
    ids=["unknown fields", "wrong values"],
)
def test_thousands_of_faults_are_found_in_little_time(text: str) -> None:
    source = read(text.encode(), "d.yaml")
    begun = process_time()
    assert len(FORM.parse(source.data, source)[1]) >= 5_000
    assert process_time() - begun < 5  # half a minute, were all sorted again at each one


@pytest.mark.parametrize("entry", ["{nmo: Ada}", "Ada", "{nom: [Ada]}"])
def test_thousands_of_wrong_entries_are_judged_in_little_time(small: Small, entry: str) -> None:
    head, _, _ = DOSSIER.partition("  - {nom")
    source = read((head + f"  - {entry}\n" * 4_000).encode(), "d.yaml")
    procedure = small.procedure()
    begun = process_time()
    dossier = open_dossier(source, procedure, small.root)
    assert len(dossier.findings) == 4_000
    assert assess(dossier).verdict is Verdict.INVALID
    assert process_time() - begun < 5
