"""What a verification found, for a reader and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dossiers.comparing.changes import Change
from dossiers.comparing.examination import Examination
from dossiers.findings import Verdict, continued
from dossiers.formats.pdf_signatures import Signature
from dossiers.judging.labels import VERDICTS


class State(StrEnum):
    """What is concluded of a file, or of all of them, from the best to the worst."""

    EQUAL = "conforme"
    UNCOMPARED = "non_comparable"
    CHANGED = "modifie"


@dataclass(frozen=True, slots=True)
class Examined:
    """A file of what came back. `against` says what it was compared with, empty for nothing."""

    name: str
    against: str = ""
    examination: Examination = field(default_factory=Examination)

    @property
    def state(self) -> State:
        """Changed, where anything in it is not as issued; a scan is not."""
        if self.examination.changes or any(s.problem for s in self.examination.signatures):
            return State.CHANGED
        return State.UNCOMPARED if self.examination.problem else State.EQUAL


@dataclass(frozen=True, slots=True)
class Verification:
    """All that is found of what came back.

    `faults` are sentences on the whole: files altered, missing or added, a dossier replaced.
    `listed` counts the files of the manifest; `verdict` is that of the dossier judged again. None
    where there is no manifest; no dossier, or only a draft of one, which is not handed in.
    `unproved` are the files of a bundle for which its manifest alone vouches, and that would
    otherwise be compared.
    """

    name: str
    files: tuple[Examined, ...]
    faults: tuple[str, ...] = ()
    listed: int | None = None
    verdict: Verdict | None = None
    unproved: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The worst of all."""
        if self.faults or any(file.state is State.CHANGED for file in self.files):
            return State.CHANGED
        compared = self.files and all(file.state is State.EQUAL for file in self.files)
        return State.EQUAL if compared else State.UNCOMPARED

    @property
    def exit_code(self) -> int:
        """0 intact and equal, 1 changed, or of a dossier that is not good; 4 not comparable."""
        if self.verdict not in (None, Verdict.COMPLETE):
            return 1
        return {State.EQUAL: 0, State.CHANGED: 1, State.UNCOMPARED: 4}[self.state]


_CONCLUSIONS = {
    State.EQUAL: "Intact, et conforme au texte émis.",
    State.CHANGED: "Ce n’est plus ce qui a été émis.",
    State.UNCOMPARED: "Non comparable au texte émis.",
}


def text(found: Verification) -> str:
    """The verification for a reader at a terminal."""
    lines = [found.name]
    lines += [f"  altéré        {fault}" for fault in found.faults]
    if found.listed is not None and not found.faults:
        lines.append(f"  manifeste     {found.listed} fichiers, tous intacts")
    if found.verdict is not None:
        lines.append(f"  dossier       jugé de nouveau : {VERDICTS[found.verdict]}")
    lines += [f"  non prouvé    {name} : le manifeste seul en répond" for name in found.unproved]
    for file in found.files:
        lines += ["", f"  {file.name}", *_lines(file)]
    return "\n".join([*lines, "", _CONCLUSIONS[found.state]])


def _lines(file: Examined) -> Iterator[str]:
    for change in file.examination.changes:
        yield f"    modifié     {change}"
    if file.examination.problem:
        yield f"    non comparé {file.examination.problem}"
    elif not file.examination.changes:
        yield f"    conforme    comparé {file.against}"
    for signature in file.examination.signatures:
        yield f"    signé       {_signed(signature)}"
    for empty in file.examination.empty:
        yield f"    non signé   {empty.told or empty.name} (champ {empty.name}, page {empty.page})"


def _signed(signature: Signature) -> str:
    who = f"par {signature.signer}" if signature.signer else "par une personne inconnue"
    when = ""
    if signature.moment is not None:
        sure = "horodaté" if signature.stamped else "selon la machine du signataire"
        when = f", le {signature.moment:%d/%m/%Y à %H:%M %Z} ({sure})"
    held = f" ; elle ne tient pas : {continued(signature.problem)}" if signature.problem else ""
    return f"{who}{when}, champ {signature.field}{held}"


def as_json(found: Sequence[Verification]) -> str:
    """The verifications for a program; keys are added, never renamed."""
    told = {"version": 1, "recus": [_entry(one) for one in found]}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _entry(found: Verification) -> dict[str, Any]:
    return {
        "fichier": found.name,
        "conclusion": found.state.value,
        "verdict": found.verdict.value if found.verdict else None,
        "fautes": list(found.faults),
        "non_prouves": list(found.unproved),
        "documents": [
            {
                "fichier": file.name,
                "conclusion": file.state.value,
                "compare_a": file.against or None,
                "motif": file.examination.problem or None,
                "changements": [_change(change) for change in file.examination.changes],
                "signatures": [_signature(one) for one in file.examination.signatures],
                "champs_vides": [
                    {"champ": one.name, "libelle": one.told, "page": one.page}
                    for one in file.examination.empty
                ],
            }
            for file in found.files
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "nature": change.kind.value,
        "page": change.page or None,
        "avant": change.before or None,
        "apres": change.after or None,
        "message": str(change),
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "champ": signature.field,
        "signataire": signature.signer or None,
        "moment": signature.moment.isoformat() if signature.moment else None,
        "horodate": signature.stamped,
        "tient": not signature.problem,
        "motif": signature.problem or None,
    }
