"""Two Word files → which words changed, for a reader at a terminal or a program, and a redline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossiers.errors import LibraryError, Refused
from dossiers.formats.redline import Edit, redline
from dossiers.formats.word_text import WordFile, read_word
from dossiers.french.words import agree
from dossiers.judging.comparison import Nature
from dossiers.judging.differences import NATURES
from dossiers.reading.received import received
from dossiers.reporting.report import VERSION

_AROUND = 8
LEGEND = "  [-retiré-] {+ajouté+}"
_PENDING = "contient des révisions en attente, comparées comme si elles étaient acceptées"


@dataclass(frozen=True, slots=True)
class Rewording:
    """What changed from one Word file to another, and the second with its revisions marked."""

    before: Path
    after: Path
    pending: tuple[Path, ...]
    edits: tuple[Edit, ...]
    redline: bytes


def reworded(before: Path, after: Path) -> Rewording:
    """The comparison of two Word files. Raises Refused for what is not one, MachineError."""
    one, other = _read(before), _read(after)
    data, edits = redline(one, other)
    pending = tuple(path for path, file in ((before, one), (after, other)) if file.pending)
    return Rewording(before, after, pending, edits, data)


def text(found: Rewording) -> str:
    """What changed, paragraph by paragraph, under the title where it stands."""
    lines = [f"  avant  {found.before}", f"  après  {found.after}"]
    lines += [f"  {path} {_PENDING}." for path in found.pending]
    if found.edits:
        lines.append(LEGEND)
    heading = None
    for edit in found.edits:
        if edit.heading != heading:
            heading = edit.heading
            lines += ["", heading or "(avant le premier titre)"]
        lines.append(f"  {NATURES[nature(edit)]:<7}  {marked(edit)}")
    count = len(found.edits)
    if not count:
        return "\n".join((*lines, "", "Aucun changement\u00a0: les deux textes sont les mêmes."))
    paragraphs = agree(count, "paragraphe changé", "paragraphes changés")
    return "\n".join((*lines, "", f"{count} {paragraphs}."))


def as_json(found: Rewording) -> str:
    """What changed, for a program. Changes of this form only add to it."""
    told = {
        "version": VERSION,
        "avant": {"fichier": str(found.before)},
        "apres": {"fichier": str(found.after)},
        "changements": [_json_edit(edit) for edit in found.edits],
        "constats": [],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _read(path: Path) -> WordFile:
    try:
        return read_word(received(path), str(path))
    except LibraryError as error:
        raise Refused(error.message) from error


def nature(edit: Edit) -> Nature:
    """Whether a paragraph was added, removed or changed."""
    if edit.before and edit.after:
        return Nature.CHANGED
    return Nature.ADDED if edit.after else Nature.REMOVED


def marked(edit: Edit) -> str:
    """The paragraph with its changes marked; what has not changed is cut short between them."""
    return "".join(_shown(edit))


def _shown(edit: Edit) -> Iterator[str]:
    for rank, (old, new) in enumerate(edit.parts):
        if old == new:
            yield _shortened(old, first=rank == 0, last=rank == len(edit.parts) - 1)
            continue
        yield f"[-{old}-]" if old else ""
        yield f"{{+{new}+}}" if new else ""


def _shortened(same: str, *, first: bool, last: bool) -> str:
    words = same.split(" ")
    if len(words) <= 2 * _AROUND:
        return same
    head = "" if first else " ".join(words[:_AROUND]) + " "
    tail = "" if last else " " + " ".join(words[-_AROUND:])
    return f"{head}…{tail}"


def _json_edit(edit: Edit) -> dict[str, Any]:
    return {
        "nature": nature(edit).value,
        "titre": edit.heading or None,
        "avant": edit.before or None,
        "apres": edit.after or None,
    }
