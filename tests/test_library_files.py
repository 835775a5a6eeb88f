"""Every procedure of the library, whatever it is: well formed, sourced, compiled, exemplified."""

from __future__ import annotations

from pathlib import Path

import cerberus
import pytest

from dossiers.assessment import assess
from dossiers.compose import compose
from dossiers.dialect import in_template
from dossiers.dossier import Dossier
from dossiers.findings import Verdict
from dossiers.language import Language
from dossiers.library import Library, default
from dossiers.opening import Opener
from dossiers.parameters import MODEL
from dossiers.procedure import Procedure, catalogue, load
from dossiers.source import load_schema, read

LIBRARY = default()
NAMES = catalogue(LIBRARY)
TEMPLATES = LIBRARY.names("templates/**/*.md")


@pytest.fixture(scope="module", params=NAMES)
def each(request: pytest.FixtureRequest) -> Procedure:
    """Each procedure in turn."""
    return load(LIBRARY, request.param)


def example(library: Library, procedure: Procedure, name: str) -> Dossier:
    path: Path = library.path(f"examples/{procedure.id}/{name}.yaml")
    dossier = Opener(library).open(path)
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
    cited = [rule.reference.id for rule in (*each.criteria, *each.pieces)]
    cited += [parameter.reference.id for parameter in each.parameters.values()]
    assert set(cited) <= register
    for rule in (*each.criteria, *each.pieces):
        if rule.reference.confidence.value == "verifie":
            assert rule.reference.verified_on is not None


def test_every_rule_has_a_help_and_a_label_that_is_no_sentence(each: Procedure) -> None:
    for criterion in each.criteria:
        assert not criterion.label.endswith(".")
        assert criterion.help == "" or criterion.help.endswith(".")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_keeps_to_the_dialect(name: str) -> None:
    text = LIBRARY.read(name).decode("utf-8")
    Language().from_string(text)
    assert in_template(text) is None


@pytest.mark.parametrize("name", [*LIBRARY.names("schemas/**/*.yaml"), *TEMPLATES])
def test_library_texts_have_typographic_apostrophes(name: str) -> None:
    for number, line in enumerate(LIBRARY.read(name).decode("utf-8").split("\n"), 1):
        words = line.split("#")[0] if name.endswith(".yaml") else line
        for before, after in zip(words, words[1:], strict=False):
            assert not (before.isalpha() and after == "'" and not _quoted(words)), (name, number)


def _quoted(line: str) -> bool:
    """Whether a line has straight quotes that are a syntax, of YAML or of an expression."""
    return line.count("'") % 2 == 0


def test_the_complete_example_is_complete_and_composes_to_finals(each: Procedure) -> None:
    dossier = example(LIBRARY, each, "complet")
    judged = assess(dossier)
    assert judged.verdict is Verdict.COMPLETE
    assert judged.completeness.rate == 1.0
    for spec in each.documents:
        assert compose(dossier, spec, draft=False).blocks


def test_the_incomplete_example_is_not_and_composes_to_drafts(each: Procedure) -> None:
    dossier = example(LIBRARY, each, "incomplet")
    assert assess(dossier).verdict is not Verdict.COMPLETE
    for spec in each.documents:
        assert compose(dossier, spec, draft=True).blocks


def test_what_the_bundle_binds_exists(each: Procedure) -> None:
    documents = {document.id for document in each.documents}
    assert set(each.bundle) <= documents | {"bordereau", "pieces"}
    for name in documents:
        assert LIBRARY.names(f"{each.templates}/{name}.md")
    assert LIBRARY.names(f"templates/{each.family}/habillage.docx")
