"""Every procedure of the library, whatever it is: well formed, sourced, compiled, exemplified."""

from __future__ import annotations

import re
from pathlib import Path

import cerberus
import pytest

from dossiers.composing.compose import compose
from dossiers.findings import Confidence, Verdict
from dossiers.judging.assessment import assess
from dossiers.judging.referral import open_whole
from dossiers.language.sandbox import Language
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.papers import documents_of
from dossiers.procedures.parameters import MODEL
from dossiers.procedures.procedure import Procedure, catalogue, load
from dossiers.reading.dialect import in_template
from dossiers.reading.source import load_schema, read

LIBRARY = default()
NAMES = catalogue(LIBRARY)
TEMPLATES = LIBRARY.names("templates/**/*.md")


@pytest.fixture(scope="module", params=NAMES)
def each(request: pytest.FixtureRequest) -> Procedure:
    """Each procedure in turn."""
    return load(LIBRARY, request.param)


def example(library: Library, procedure: Procedure, name: str) -> Dossier:
    path: Path = library.path(f"examples/{procedure.id}/{name}.yaml")
    dossier = open_whole(Opener(library), path)
    assert isinstance(dossier, Dossier)
    return dossier


def test_the_schema_of_procedure_files_is_one_of_cerberus() -> None:
    schemas = load_schema(LIBRARY.read("schemas/procedure.yaml"))
    registry = cerberus.schema.SchemaRegistry()
    for name, rules in schemas.items():
        registry.add(name, rules)
    for rules in schemas.values():
        cerberus.Validator(rules, schema_registry=registry)


def test_the_form_of_a_procedure_is_a_schema_of_cerberus(each: Procedure) -> None:
    cerberus.Validator(each.form.rules())


def test_every_rule_cites_the_register(each: Procedure) -> None:
    register = {*read(LIBRARY.read("schemas/sources.yaml"), "").data, MODEL.id}
    cited = [criterion.reference for criterion in each.criteria]
    cited += [piece.reference for piece in each.pieces]
    cited += [parameter.reference for parameter in each.parameters.values()]
    assert {reference.id for reference in cited} <= register
    assert all(r.verified_on for r in cited if r.confidence is Confidence.VERIFIED)


def test_every_rule_has_a_help_and_a_label_that_is_no_sentence(each: Procedure) -> None:
    for criterion in each.criteria:
        assert not criterion.label.endswith(".")
        assert criterion.help == "" or criterion.help.endswith(".")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_keeps_to_the_dialect(name: str) -> None:
    text = LIBRARY.read(name).decode("utf-8")
    Language().from_string(text)
    assert in_template(text) is None


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_have_typographic_apostrophes(name: str) -> None:
    text = LIBRARY.read(name).decode("utf-8")
    assert not re.search(r"\w'\w", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text))


def test_the_complete_example_is_complete_and_composes_to_finals(each: Procedure) -> None:
    dossier = example(LIBRARY, each, "complet")
    judged = assess(dossier)
    assert judged.verdict is Verdict.COMPLETE
    assert judged.completeness.rate == 1.0
    for spec in documents_of(dossier, draft=False):
        assert compose(dossier, spec, draft=False).blocks


def test_the_incomplete_example_is_not_and_composes_to_drafts(each: Procedure) -> None:
    dossier = example(LIBRARY, each, "incomplet")
    assert assess(dossier).verdict is not Verdict.COMPLETE
    for spec in documents_of(dossier, draft=True):
        assert compose(dossier, spec, draft=True).blocks


def test_what_the_bundle_binds_exists(each: Procedure) -> None:
    documents = {document.id for document in each.documents}
    letters = {"lettres"} if each.letters_of else set()
    assert set(each.bundle) <= documents | letters | {"bordereau", "pieces"}
    for spec in (*each.documents, *each.letters):
        assert LIBRARY.names(spec.template)
    assert LIBRARY.names(f"templates/{each.family}/habillage.docx")
