"""The shape of the code: no cycle, one importer a library, small modules, regular folders.

That imports go one way through the layers of `docs/architecture.md` is held by `test_docs.py`,
which reads the one table there is.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import dossiers
from dossiers import render
from dossiers.kinds import KINDS

PACKAGE = Path(dossiers.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from run_time(child)


def imports(name: str) -> set[str]:
    """The modules that a module imports, at its head or inside a function."""
    found: set[str] = set()
    for node in run_time(TREES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            own = {i for i in inner if i.removeprefix("dossiers.") in MODULES}
            found |= own or {node.module}
    return found


def _graph(depth: int | None) -> dict[str, set[str]]:
    """What each module imports of the program; with a depth of 1, each folder at the root."""
    graph: dict[str, set[str]] = defaultdict(set)
    for name in MODULES:
        own = ".".join(name.split(".")[:depth])
        for module in imports(name):
            other = ".".join(module.removeprefix("dossiers.").split(".")[:depth])
            if module.startswith("dossiers.") and other != own and "__" not in module:
                graph[own].add(other)
    return graph


@pytest.mark.parametrize("depth", [None, 1], ids=["modules", "folders"])
def test_nothing_imports_itself_through_others(depth: int | None) -> None:
    assert list(TopologicalSorter(_graph(depth)).static_order())


def test_each_third_party_library_has_one_importer() -> None:
    importers: dict[str, set[str]] = defaultdict(set)
    for name in MODULES:
        for module in imports(name):
            library = module.split(".")[0]
            if library not in sys.stdlib_module_names | {"dossiers", "__future__"}:
                importers[library].add("commands" if name.startswith("commands.") else name)
    assert {lib: names for lib, names in importers.items() if len(names) > 1} == {}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_small_and_says_what_it_is(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").split("\n")) - 1 <= 300
    if not name.startswith("__"):
        assert ast.get_docstring(TREES[name])
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 40, node.name


@pytest.mark.parametrize("name", MODULES)
def test_a_module_names_no_grab_bag_and_prints_nothing(name: str) -> None:
    assert not {"utils", "helpers", "common", "base", "misc"} & set(name.split("."))
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.ImportFrom):
            assert "*" not in {alias.name for alias in node.names}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "eval", "exec")


def test_each_file_of_kinds_has_the_same_shape() -> None:
    names = {path.stem for path in (PACKAGE / "kinds").glob("[!_]*.py")}
    assert names == set(KINDS)
    for name in names:
        module = importlib.import_module(f"dossiers.kinds.{name}")
        assert isinstance(module.EXPECTED, str)
        assert list(inspect.signature(module.parse).parameters) == ["text"]
        assert list(inspect.signature(module.show).parameters) == ["value"]


def test_each_file_of_render_writes_a_document_from_a_skin() -> None:
    names = {path.stem for path in (PACKAGE / "render").glob("[!_]*.py")}
    assert names == set(render.MEDIA_TYPES)
    for name in names:
        parameters = inspect.signature(render.renderer(name).render).parameters
        assert list(parameters) == ["document", "skin", "attachments"]


def test_every_value_is_frozen_and_slotted() -> None:
    """A dataclass of the program is a value, or a worker that is private or says what it holds."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    text = ast.unparse(decorator)
                    if text.startswith("dataclass"):
                        assert "slots=True" in text or "cached_property" in ast.unparse(node), (
                            name, node.name,
                        )  # fmt: skip
