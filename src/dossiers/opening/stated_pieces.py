"""The pièces as a dossier states them: the paths of each, those that are scans, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.findings import Finding, Mark, Severity, Verdict, quoted
from dossiers.opening.blanks import is_blank
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.spelling import nearest
from dossiers.reading.source import Keys, Source, dotted

PIECES = "pieces"


@dataclass(frozen=True, slots=True)
class Stated:
    """The paths of the pièces, by id; those declared as scans; what is wrong with them."""

    paths: Mapping[str, tuple[str, ...]]
    scans: frozenset[str]
    findings: tuple[Finding, ...]


def stated_pieces(given: Any, source: Source, procedure: Procedure) -> Stated:
    """What a dossier states under `pieces:`. Nothing is raised."""
    if isinstance(given, str) and is_blank(given, None):
        given = {}
    if not isinstance(given, dict):
        wrong = _wrong(source, (PIECES,), "un groupe « pièce: chemin du fichier » est attendu.")
        return Stated({}, frozenset(), (wrong,))
    known = [piece.id for piece in procedure.pieces]
    paths: dict[str, tuple[str, ...]] = {}
    scans = set()
    findings = []
    for name, node in given.items():
        scanned, node = _scanned(node)  # noqa: PLW2901 - what is left of the entry
        scans |= {name} if scanned else set()
        listed = [node] if isinstance(node, str) else node if isinstance(node, list) else None
        if name not in known:
            told = f"pièce inconnue ; {_hint(name, known)}"
            findings.append(_wrong(source, (PIECES, name), told))
        elif listed is None or not all(isinstance(path, str) for path in listed):
            findings.append(
                _wrong(
                    source,
                    (PIECES, name),
                    "un chemin de fichier, une liste, ou « {fichier: chemin, scan: oui} » est "
                    "attendu.",
                )
            )
        else:
            paths[name] = tuple(str(p).strip() for p in listed if not is_blank(str(p), None))
    return Stated(paths, frozenset(scans), tuple(findings))


def _hint(name: str, known: list[str]) -> str:
    if near := nearest(name, known):
        return f"vouliez-vous dire « {near} » ?"
    return f"connues : {', '.join(known)}." if known else "aucune n’est attendue ici."


def _scanned(node: Any) -> tuple[bool, Any]:
    """Whether a pièce is declared as the scan of a paper, and its file or files.

    None stands for an entry that is written in no known way.
    """
    if not isinstance(node, dict):
        return False, node
    if not node.keys() <= {"fichier", "scan"} or node.get("scan", "non") not in ("oui", "non"):
        return False, None
    return node.get("scan") == "oui", node.get("fichier")


def _wrong(source: Source, keys: Keys, message: str) -> Finding:
    mark: Mark = source.keys.get(keys, source.mark(keys))
    return Finding(
        rule="piece/inconnue",
        severity=Severity.ERROR,
        message=f"« {quoted(dotted(keys))} » : {message}",
        mark=mark,
        path=dotted(keys),
        effect=Verdict.INVALID,
    )
