"""The documentation says what the program does, and all of it."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click
import pytest

import dossiers
from dossiers.bundling.bundle import Wanted, make
from dossiers.commands import main
from dossiers.findings import Verdict
from dossiers.judging.assessment import assess
from dossiers.kinds import KINDS
from dossiers.language.vocabulary import FILTERS, TESTS
from dossiers.library import Library, default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.procedures.fields import RESERVED
from dossiers.procedures.schema import GROUP, LIST
from dossiers.reading.source import load_schema
from dossiers.skins.letterhead import TAGS
from dossiers.skins.skin import CHARACTERS, FRAME, PARAGRAPHS, TABLE
from readers.pages import ROOT, blocks, first_names, page, rows, section
from readers.texts import page_texts

PACKAGE = Path(dossiers.__file__).parent
CONTEXT = click.Context(main)
COMMANDS = main.list_commands(CONTEXT)
PAGES = (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")), ROOT / "polices/README.md")
NEW = "docs/nouvelle-procedure.md"
LAST_ROW_OF_JUDGING, ROW_OF_WRITING = 4, 5


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dossiers", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


# Commands


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_and_each_of_its_options_is_named(name: str) -> None:
    told = page("README.md") + page("docs/guide.md")
    assert f"`dossiers {name}" in told
    command = main.get_command(CONTEXT, name)
    assert command
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert any(re.search(rf"(?<![\w-]){o}(?![\w-])", told) for o in parameter.opts)


def test_no_command_is_told_that_does_not_exist() -> None:
    for name in ("README.md", "docs/guide.md", "docs/procedure.md", "CHANGELOG.md", NEW):
        assert set(re.findall(r"`dossiers ([a-z]+)", page(name))) <= set(COMMANDS)


def _sessions() -> Iterator[tuple[str, str]]:
    """The command and the printed lines of each example of the pages that shows its output."""
    for name in ("README.md", "docs/guide.md"):
        for block in blocks(page(name), "console"):
            command, _, printed = block.partition("\n")
            if (
                re.match(r"\$ dossiers (check|deadlines|explain|list)\b", command)
                and printed.strip()
            ):
                yield command.removeprefix("$ dossiers "), printed


@pytest.mark.parametrize(("command", "printed"), list(_sessions()))
def test_an_example_prints_what_it_shows(command: str, printed: str) -> None:
    """A line « … » stands for any lines, and a space for any space."""
    shown = [re.escape(part) for part in re.split(r"^…\n", printed, flags=re.MULTILINE)]
    told = re.sub("[\u00a0\u202f]", " ", run(*command.split()).stdout)
    assert re.fullmatch(r"(?:[^\n]*\n)*?".join(shown), told), told


def test_the_dossier_of_the_readme_is_read_without_a_fault(tmp_path: Path) -> None:
    (text,) = blocks(page("README.md"), "yaml")
    (tmp_path / "dossier.yaml").write_text(text, encoding="utf-8")
    shutil.copytree(default().path("examples/convention-et3p/pieces"), tmp_path / "pieces")
    report = json.loads(run("check", "--format", "json", f"{tmp_path}/dossier.yaml").stdout)
    rules = {found["regle"] for found in report["dossiers"][0]["constats"]}
    assert {rule for rule in rules if rule.startswith(("champ/", "lecture/"))} == {"champ/requis"}
    assert len(text.splitlines()) == 12


def _all_keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
        for value in node.values():
            yield from _all_keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from _all_keys(value)


def test_each_key_of_the_json_report_is_described() -> None:
    told = section(page("docs/guide.md"), "Le résultat en JSON")
    report = run("check", "--format", "json", "examples/convention-et3p/incomplet.yaml").stdout
    described = set(re.findall(r"`([a-z_0-9]+)`", told))
    assert set(_all_keys(json.loads(report))) <= described


def test_each_key_of_the_json_of_deadlines_is_described() -> None:
    told = section(page("docs/guide.md"), "Le résultat en JSON")
    report = run("deadlines", "-t", "json", "examples/convention-et3p/incomplet.yaml").stdout
    described = set(re.findall(r"`([a-z_0-9]+)`", told))
    assert set(_all_keys(json.loads(report))) <= described


def test_each_key_of_the_json_of_a_portfolio_is_described() -> None:
    told = section(page("docs/guide.md"), "Le résultat en JSON")
    report = json.loads(
        run("report", "-t", "json", "examples/convention-et3p/incomplet.yaml").stdout
    )
    described = set(re.findall(r"`([a-z_0-9]+)`", told))
    assert set(_all_keys(report)) <= described


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_table_ends_with_a_blank_line(path: Path) -> None:
    """Without it, the paragraph that follows would be read as one more row."""
    told = re.sub(r"(?ms)^ *```.*?^ *```$", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"(?m)^\|.*\n(?=[^|\n])", told)


def test_each_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    told = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert set(re.findall(r"[`$] ?make ([a-z]+)", told)) <= targets


# Procedures


def _keys(rules: dict[str, Any]) -> Iterator[str]:
    for key, rule in rules.items():
        yield key
        if rule.get("type") == "dict" and isinstance(rule.get("schema"), dict):
            yield from _keys(rule["schema"])


def test_each_key_of_a_procedure_file_has_its_row() -> None:
    told = page("docs/procedure.md")
    groups = load_schema(default().read("schemas/procedure.yaml"))
    for group, rules in groups.items():
        assert first_names(section(told, f"(`{group}`)")) >= set(_keys(rules)), group


def test_each_key_of_the_register_of_sources_has_its_row() -> None:
    told = first_names(section(page("docs/procedure.md"), "Le registre des sources"))
    register = load_schema(default().read("schemas/sources.yaml"))
    assert told == {key for entry in register.values() for key in entry}


def test_kinds_filters_and_tests_have_their_rows_and_no_other_has() -> None:
    told = page("docs/procedure.md")
    assert first_names(section(told, "Les types de champ")) == {*KINDS, GROUP, LIST}
    assert first_names(section(told, "Les expressions")) - {"a", "b"} == set(FILTERS)
    assert all(f"is {test}`" in told for test in TESTS)


def test_styles_tags_shared_groups_and_reserved_names_are_listed() -> None:
    told = page("docs/procedure.md")
    skin = section(told, "L’habillage")
    assert all(f"`{style}`" in skin for style in (*PARAGRAPHS, *CHARACTERS, TABLE, FRAME))
    assert all(f"`{{{{ {tag} }}}}`" in skin for tag in TAGS)
    shared = {Path(name).stem for name in default().names("schemas/communs/*.yaml")}
    assert all(f"`{name}`" in section(told, "(`groupe`)") for name in shared)
    assert all(f"`{name}`" in told for name in RESERVED - {"procedure_"})


def test_the_worked_example_is_a_whole_procedure(tmp_path: Path) -> None:
    told = section(page("docs/procedure.md"), "1. Un exemple entier")
    procedure, dossier = blocks(told, "yaml")
    (words,) = blocks(told, "markdown")
    for folder in ("schemas", "templates", "polices"):
        shutil.copytree(default().path(folder), tmp_path / folder)
    name = "attestation-participation"
    for path, text in (
        (f"schemas/conventions/{name}.yaml", procedure),
        (f"templates/conventions/{name}/attestation.md", words),
        (f"examples/{name}/complet.yaml", dossier),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    piece = tmp_path / f"examples/{name}/pieces/emargement.pdf"
    piece.parent.mkdir()
    shutil.copy(default().path("examples/convention-et3p/pieces/statuts.pdf"), piece)
    opened = Opener(Library(tmp_path)).open(tmp_path / f"examples/{name}/complet.yaml")
    assert isinstance(opened, Dossier)
    assessment = assess(opened)
    assert assessment.verdict is Verdict.COMPLETE
    files = {file.name: file.data for file in make(assessment, Wanted()).files}
    assert "42 heures" in "".join(page_texts(files["attestation.pdf"])).replace("\u00a0", " ")


# Architecture and dependencies


def _imports(path: Path) -> set[str]:
    """The modules that a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "dossiers":
            found |= {f"dossiers.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def _modules() -> dict[str, Path]:
    """The source files of the program, by their path inside it."""
    return {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}


def test_each_module_has_its_row_and_imports_from_no_lower_one() -> None:
    place = {
        name.rstrip("/"): int(row[0])
        for row in rows(section(page("docs/architecture.md"), "Layers"))
        if row[0].isdigit()
        for name in re.findall(r"`([^`]+)`", row[2])
    }
    for name, path in _modules().items():
        own = name.split("/", maxsplit=1)[0].removesuffix(".py")
        if own.startswith("__"):
            continue
        assert own in place, f"{own} has no row in docs/architecture.md"
        for module in _imports(path):
            if module.startswith("dossiers.") and "__" not in module:
                other = place[module.split(".")[1]]
                assert other <= place[own], f"{own} imports {module}"
                assert (place[own], other) != (ROW_OF_WRITING, LAST_ROW_OF_JUDGING)


def test_each_module_is_placed_in_a_stage_or_among_what_all_stages_share() -> None:
    told = page("docs/architecture.md").split("## Layers")[0]
    for name in _modules():
        own = name if "/" not in name else f"{name.split('/')[0]}/"
        assert "__" in name or own in told, name


def test_each_dependency_names_all_the_modules_that_import_it() -> None:
    told = {
        row[0].strip("`"): set(re.findall(r"`([^`]+)`", row[1]))
        for row in rows(section(page("CONTRIBUTING.md"), "Dependencies"))
        if row[0].startswith("`")
    }
    project = tomllib.loads(page("pyproject.toml"))["project"]
    needed = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[><=!\[; ]", entry)[0] for entry in needed}
    assert set(told) == names
    units = {
        name: own if (own := name.split("/")[0]) == "commands" else name for name in _modules()
    }
    owners = importlib.metadata.packages_distributions()
    for name in names:
        packages = {p for p, of in owners.items() if name in {o.lower() for o in of}}
        importers = {
            units[module]
            for module, path in _modules().items()
            if packages & {imported.split(".")[0] for imported in _imports(path)}
        }
        assert importers == told[name], name


# Pages


def _slug(heading: str) -> str:
    """The anchor that a heading is given where these pages are read."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_link_of_a_page_leads_somewhere(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", words, flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        other = path.parent / file if file else path
        assert other.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", other.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_slug(heading) for heading in headings}, target


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{dossiers.__version__}]" in page("CHANGELOG.md")
