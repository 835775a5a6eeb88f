"""Many candidacies to the call PEPS of 2018, each its own: the dossiers of the load test.

`python -m benchmarks.candidacies 500 DOSSIER` writes them; the same number gives the same files.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.measures import Measure
from dossiers.library import default
from dossiers.reading.source import read
from dossiers.reading.yaml_writer import dump
from dossiers.reporting.checking import Asked, check_all

_EXAMPLE = "examples/ami-peps/complet.yaml"
_FEW, _MANY = 100, 1_000
_TARGET = 1.2
_LAST_DAY = date(2018, 7, 31)
_TOPICS = ("diabete", "coeur", "respiration", "personnes_agees")
_PRINTED = ("attentes", "organisation", "partenariats")
_LATE, _BLANK = 10, 4
"""One candidacy in ten is late; one in four leaves a heading blank."""


def measures() -> Iterator[Measure]:
    """The time of `check` a candidacy, a thousand of them against a hundred."""
    with tempfile.TemporaryDirectory() as name:
        few, many = (_timed(written(Path(name) / str(count), count)) for count in (_FEW, _MANY))
    title = f"temps de check par candidature, {_MANY} / {_FEW}"
    yield Measure(title, many / few, most=_TARGET)


def written(folder: Path, count: int) -> Sequence[Path]:
    """The files of as many candidacies: complete, with a heading blank, or late."""
    folder.mkdir(parents=True, exist_ok=True)
    text = default().read(_EXAMPLE)
    paths = [folder / f"PEPS-2018-ESS-{number:04}.yaml" for number in range(1, count + 1)]
    for number, path in enumerate(paths, 1):
        path.write_text(dump(_candidacy(text, number)), encoding="utf-8")
    return paths


def _candidacy(text: bytes, number: int) -> dict[str, Any]:
    data: Any = read(text, _EXAMPLE).data
    del data["pieces"], data["structure"]["signataire"]["pouvoir"]
    late = number % _LATE == 0
    day = _LAST_DAY + timedelta(days=number % 30 + 1 if late else -(number % 60))
    data |= {"reference": f"PEPS-2018-ESS-{number:04}", "date": day.isoformat()}
    data["structure"]["nom"] = f"Maison de santé de l’Essai n° {number}"
    data["forfait"]["thematique"] = _TOPICS[number % len(_TOPICS)]
    data["equipe"] = data["equipe"][: 2 + number % (len(data["equipe"]) - 1)]
    data["patientele"] |= {"totale": str(5000 + number), "concernes": str(100 + number % 400)}
    if number % _BLANK == 0:
        data["rubriques"][_PRINTED[number % len(_PRINTED)]] = "à compléter"
    return dict(data)


def _timed(paths: Sequence[Path]) -> float:
    """Seconds a dossier."""
    start = perf_counter()
    for _ in check_all(paths, Asked(default())):
        pass
    return (perf_counter() - start) / len(paths)


if __name__ == "__main__":
    written(Path(sys.argv[2]), int(sys.argv[1]))
