"""The portfolio as JSON: the contract of `check`, and what the dossiers add up to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from dossiers.findings import Verdict
from dossiers.judging.admissibility import Admissibility
from dossiers.judging.criteria import Status
from dossiers.reporting.portfolio.shelf import Rule, Share, Shelf, Tally
from dossiers.reporting.portfolio.table import in_order
from dossiers.reporting.report import json_pieces


def pieces(shelf: Shelf, today: date) -> Iterator[bytes]:
    """The file, a dossier at a time. Changes only add to it."""
    head = {"synthese": _tally(shelf.tally)}
    for text in json_pieces((row.entry for row in shelf), today, head):
        yield text.encode()


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        **_share(tally.whole),
        "echecs": tally.failures,
        "doublons": list(tally.doubles),
        "repartition": [
            {
                "libelle": title,
                "valeurs": [{"valeur": v, **_share(share)} for v, share in in_order(shares)],
            }
            for title, shares in tally.groups.items()
        ],
        "criteres": [_rule(rule) for rule in tally.rules.values()],
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "dossiers": share.total,
        "verdicts": {verdict.value: share.verdicts[verdict] for verdict in Verdict},
        "recevabilite": {one.value: share.admissibility[one] for one in Admissibility},
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "procedure": rule.procedure,
        "id": rule.id,
        "libelle": rule.label,
        "objet": rule.purpose.value,
        "verdicts": {status.value: rule.statuses[status] for status in Status},
    }
