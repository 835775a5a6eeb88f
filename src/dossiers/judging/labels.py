"""The French name of each thing that judging may say."""

from __future__ import annotations

from collections.abc import Mapping

from dossiers.findings import Confidence, Stage, Verdict
from dossiers.judging.admissibility import Admissibility
from dossiers.judging.criteria import Status
from dossiers.procedures.procedure import Purpose

VERDICTS: Mapping[Verdict, str] = {
    Verdict.COMPLETE: "complet",
    Verdict.INCOMPLETE: "incomplet",
    Verdict.NON_COMPLIANT: "non conforme",
    Verdict.INADMISSIBLE: "irrecevable",
    Verdict.INVALID: "invalide",
}
STATUSES: Mapping[Status, str] = {
    Status.MET: "satisfait",
    Status.UNMET: "non satisfait",
    Status.INCOMPLETE: "à compléter",
    Status.HUMAN: "à apprécier",
    Status.NOT_APPLICABLE: "sans objet",
}
ADMISSIBILITY: Mapping[Admissibility, str] = {
    Admissibility.YES: "recevable",
    Admissibility.NO: "irrecevable",
    Admissibility.INCOMPLETE: "à compléter",
    Admissibility.HUMAN: "à apprécier",
}
PURPOSES: Mapping[Purpose, str] = {
    Purpose.ADMISSIBILITY: "recevabilité",
    Purpose.COMPLETENESS: "complétude",
    Purpose.CONSISTENCY: "cohérence",
    Purpose.SELECTION: "sélection",
}
STAGES: Mapping[Stage, str] = {Stage.SIGNATURE: "signature", Stage.FILING: "dépôt"}
CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.VERIFIED: "source vérifiée",
    Confidence.SECONDARY: "source secondaire, à confirmer",
    Confidence.UNCONFIRMED: "à confirmer",
    Confidence.MODEL: "exigence du document",
}
