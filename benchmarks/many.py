"""`check` of a thousand dossiers against naive reading and Cerberus, on one core and on two."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import cerberus
import yaml

from benchmarks.measures import Measure
from dossiers.library import default
from dossiers.procedures.procedure import load
from dossiers.reporting.checking import Asked, check_all

_COUNT, _NAIVE = 1_000, 150
_EXAMPLE = "examples/convention-et3p/complet.yaml"


def measures() -> Iterator[Measure]:
    """Seconds a dossier, ours and theirs, the naive way being timed on a sample."""
    library = default()
    text = library.read(_EXAMPLE).decode()
    bare, pieces = text.split("\npieces:")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = _written(folder / "sans", bare + "\n", _COUNT)
        (folder / "avec").mkdir()
        (folder / "avec" / "pieces").symlink_to(library.path("examples/convention-et3p/pieces"))
        with_pieces = _written(folder / "avec", text, _NAIVE)
        naive = median(_naive(paths[:_NAIVE]) for _ in range(3)) / _NAIVE
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(cores)})
        one = _ours(paths) / _COUNT
        joined = _ours(with_pieces) / _NAIVE
        os.sched_setaffinity(0, cores)
        two = _ours(paths) / _COUNT
    yield Measure(
        "yaml.safe_load + Cerberus / check, 1 000 dossiers, un cœur", naive / one, least=2
    )
    yield Measure("yaml.safe_load + Cerberus / check, 1 000 dossiers, deux cœurs", naive / two,
                  least=3.5)  # fmt: skip
    count = pieces.count("\n")
    yield Measure(f"coût d’une pièce / dossier sans pièce ({count} pièces)",
                  (joined - one) / count / one)  # fmt: skip


def _written(folder: Path, text: str, count: int) -> Sequence[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:04}.yaml" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(text.replace("ET3P-2026-014", f"ET3P-2026-{number:04}"), encoding="utf-8")
    return paths


def _ours(paths: Sequence[Path]) -> float:
    start = perf_counter()
    for _ in check_all(paths, Asked(default())):
        pass
    return perf_counter() - start


def _naive(paths: Sequence[Path]) -> float:
    """What one writes first: PyYAML's safe loader, then Cerberus with the same rules."""
    validator = cerberus.Validator(load(default(), "convention-et3p").form.rules())
    start = perf_counter()
    for path in paths:
        validator.validate(_text(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return perf_counter() - start


def _text(node: Any) -> Any:
    """YAML's guesses back to text, since the rules read text."""
    match node:
        case dict():
            return {key: _text(value) for key, value in node.items()}
        case list():
            return [_text(value) for value in node]
        case _:
            return str(node)
