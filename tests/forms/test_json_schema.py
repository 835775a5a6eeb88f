"""What an editor is told of a procedure: valid JSON Schema, and never stricter than `check`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conftest import ID, Run
from dossiers.forms.json_schema import json_schema
from dossiers.kinds import KINDS, ParseError
from dossiers.library import Library
from dossiers.procedures.procedure import Procedure, catalogue, load
from dossiers.reading.source import read
from small import PROCEDURE, Small

LETTERS = "0123456789 -./+()@€,oui non OUI 1er février 2027 2A AB\u202f\u00a0"
WRITTEN = {
    "code_postal": ("01000", "01 000", "97400"),
    "courriel": ("a@b.example", "Contact@MSP.example"),
    "date": ("2026-11-21", "21/11/2026", "1er janvier 2027", "3 août 2026", " 2026-11-21 "),
    "decimal": ("12", "1,5", "1 234,567"),
    "dossier": ("recus/candidature.yaml",),
    "duree": ("18 mois", "3 ans", "2 années", "1 an et 6 mois", " 5 JOURS "),
    "iban": ("FR14 2004 1010 0505 0001 3M02 606", "IBAN FR1420041010050500013M02606"),
    "pourcent": ("80 %", "12,5%", "80"),
    "region": ("Bretagne", "53"),
    "rna": ("W751234567", "w 751 234 567"),
    "url": ("https://www.msp.example", "HTTP://msp.example/a?b=1"),
    "entier": ("0", "12", "10 000", "10\u202f000"),
    "finess": ("290999101", "2a 000 001 4"),
    "montant": ("480", "1 234,50 €", "1234.5", "12 euros", "12 EUR", "1\u202f480,00\u00a0€"),
    "oui_non": ("oui", "NON", "Oui"),
    "reference": ("ET3P-2026-014", "a"),
    "rpps": ("10999000010", "1099900001 0"),
    "siren": ("123 456 782",),
    "siret": ("123 456 782 00010", "12345678200010"),
    "telephone": ("02 61 91 00 00", "+33 (0)2 61 91 00 00", "0261910000", "(+33) 2 61 91 00 00"),
    "texte": ("un texte", "12", "à"),
    "texte_long": ("un\n\ntexte",),
}


def plain(node: Any) -> Any:
    """What an editor sees: numbers as numbers, dates as texts (YAML 1.2)."""
    match node:
        case dict():
            return {key: plain(value) for key, value in node.items()}
        case list():
            return [plain(value) for value in node]
        case date():
            return node.isoformat()
    return node


def faults(procedure: Procedure, tree: Any) -> dict[str, str]:
    found = Draft202012Validator(json_schema(procedure)).iter_errors(tree)
    return {".".join(map(str, error.absolute_path)): error.message for error in found}


def test_every_procedure_gives_a_valid_schema(library: Library) -> None:
    for name in catalogue(library):
        schema = json_schema(load(library, name))
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_complete_example_passes_as_text_and_as_an_editor_reads_it(
    procedure: Procedure, examples: Path
) -> None:
    content = (examples / "complet.yaml").read_bytes()
    assert faults(procedure, read(content, "x").data) == {}
    assert faults(procedure, plain(yaml.safe_load(content))) == {}


def test_the_wrong_values_and_the_blanks_of_the_incomplete_example_fail(
    procedure: Procedure, examples: Path
) -> None:
    content = (examples / "incomplet.yaml").read_bytes()
    as_text = faults(procedure, read(content, "x").data)
    assert {"structure.adresse.code_postal", "delai_paiement", "forfait_cycle"} <= set(as_text)
    edited = faults(procedure, plain(yaml.safe_load(content)))
    assert {"declaration.date", "delai_paiement", "engagements.independance", "pieces"} <= set(
        edited
    )
    assert "structure.finess" not in edited


def holds(kind: str, text: str) -> bool:
    return Draft202012Validator({"type": ["string", "number"], **KINDS[kind].json}).is_valid(text)


@pytest.mark.parametrize("kind", sorted(WRITTEN))
def test_usual_texts_of_a_kind_are_accepted(kind: str) -> None:
    for text in WRITTEN[kind]:
        KINDS[kind].parse(text)
        assert holds(kind, text), text


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from(LETTERS), max_size=14))
def test_no_text_that_a_kind_reads_is_refused(kind: str, text: str) -> None:
    try:
        KINDS[kind].parse(text)
    except ParseError:
        return
    assert holds(kind, text)


def test_labels_helps_examples_and_options_are_in_french(procedure: Procedure) -> None:
    fields = json_schema(procedure)["properties"]
    kind = fields["structure"]["properties"]["type"]
    assert kind["title"] == "Forme d’exercice coordonné"
    assert kind["enum"][0] == "msp"
    assert kind["enumDescriptions"][0] == "maison de santé pluriprofessionnelle"
    assert "msp = maison de santé pluriprofessionnelle" in kind["description"]
    assert fields["reference"]["examples"] == ["ET3P-2026-001"]
    assert fields["equipe"]["minItems"] == 2
    assert fields["cycle"]["properties"]["seances"]["minimum"] == 1
    assert fields["pieces"]["properties"]["statuts"]["title"].startswith("Statuts")


def test_an_optional_group_may_be_blank_and_an_unknown_field_may_not(small: Small) -> None:
    procedure = small.procedure()
    tree: dict[str, Any] = {
        "procedure": "petite",
        "reference": "P-1",
        "date": "2026-02-03",
        "nom": "Maison",
        "seances": 6,
        "pieces": {"statuts": "a.pdf"},
    }
    assert faults(procedure, tree) == {}
    assert faults(procedure, tree | {"chef": None, "motif": None, "accord": None}) == {}
    assert faults(procedure, tree | {"chef": {"nom": None, "heures": ""}}) == {}
    assert set(faults(procedure, tree | {"nomm": "a"})) == {""}
    assert set(faults(procedure, tree | {"seances": 0})) == {"seances"}
    assert set(faults(procedure, tree | {"equipe": [{"nom": None}]})) == {"equipe", "equipe.0.nom"}
    assert set(faults(procedure, tree | {"procedure": "autre"})) == {"procedure"}


def test_a_dossier_made_of_several_files_may_lack_fields(small: Small) -> None:
    procedure = small.procedure()
    assert faults(procedure, {"procedure": "petite", "inclut": ["suite.yaml"]}) == {}
    assert set(faults(procedure, {"procedure": "petite"})) == {""}


def test_bounds_of_an_amount_are_numbers(small: Small) -> None:
    bounded = "prix: {type: montant, libelle: Prix, min: 10, max: '20,50'}\n  texte:"
    schema = json_schema(small.procedure(PROCEDURE.replace("texte:", bounded, 1)))
    assert schema["properties"]["prix"]["minimum"] == 10
    assert schema["properties"]["prix"]["maximum"] == 20.5
    json.dumps(schema)


def test_the_bound_of_a_share_is_the_figure_that_one_types(small: Small) -> None:
    bounded = "part: {type: pourcent, libelle: Part, max: 90 %}\n  texte:"
    procedure = small.procedure(PROCEDURE.replace("texte:", bounded, 1))
    assert json_schema(procedure)["properties"]["part"]["maximum"] == 90


def test_every_kind_has_texts_here() -> None:
    assert set(WRITTEN) == set(KINDS) - {"choix"}


def test_the_command_writes_it_where_a_blank_dossier_looks_for_it(run: Run, tmp_path: Path) -> None:
    dossier = run("new", ID).out
    first = dossier.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    name = first.partition("=")[2]
    assert f"dossiers schema {ID} -o {name}" in dossier
    assert run("schema", ID, "-o", name, cwd=tmp_path).out == f"{name}\n"
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written == run("schema", ID).out
    Draft202012Validator.check_schema(json.loads(written))
    assert run("schema", "inconnue").code == 2
