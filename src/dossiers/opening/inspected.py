"""What is known of a joined file, and how it travels from the process that read it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file is: its usual ending, its pages, and what is wrong with it, if anything is.

    `drawn` is the PDF that shows the same and can do nothing; `restricted` tells that its author
    forbids some uses of it; `signatures` are the names of its signature fields.
    """

    ending: str = "pdf"
    pages: int = 0
    problem: str = ""
    pages_with_nir: tuple[int, ...] = ()
    restricted: bool = False
    signatures: tuple[str, ...] = ()
    drawn: bytes = b""


def sent(found: Inspected) -> tuple[bytes, bytes]:
    """What was found, as JSON, and the PDF that shows the same."""
    told = {name: value for name, value in asdict(found).items() if name != "drawn"}
    return json.dumps(told).encode(), found.drawn


def received(answer: tuple[bytes, ...]) -> Inspected:
    """What was sent. Raises ValueError, KeyError or TypeError for anything else."""
    told, drawn = answer
    found: dict[str, Any] = json.loads(told)
    for name in ("pages_with_nir", "signatures"):
        found[name] = tuple(found[name])
    return Inspected(**found, drawn=drawn)
