"""Whether documents may be written of a dossier, and the sentence that refuses them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dossiers.errors import Refused, UsageProblem
from dossiers.findings import Severity, Stage
from dossiers.judging.assessment import Assessment
from dossiers.judging.labels import VERDICTS
from dossiers.judging.referral import open_whole
from dossiers.library import Library
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.personal import NIR
from dossiers.reporting.checking import judge
from dossiers.reporting.report import finding_lines


def assessed(
    library: Library, path: Path, day: date | None = None, stage: Stage = Stage.SIGNATURE
) -> Assessment:
    """The assessment of a dossier that is to be written. Raises Refused with its findings."""
    judged = judge(open_whole(Opener(library, day), path), stage)
    if isinstance(judged, Unreadable):
        raise Refused(f"« {path} » ne peut pas être lu.\n{finding_lines(judged.findings)}")
    return judged


def refuse_personal(assessment: Assessment) -> None:
    """A social security number would be carried along by any file. Raises Refused."""
    if any(finding.rule == NIR for finding in assessment.findings):
        raise Refused(
            "Le dossier contient un numéro de sécurité sociale : aucun document n’est écrit tant "
            "qu’il y figure. « dossiers check » en donne la ligne."
        )


def refuse_unready(assessment: Assessment, *, draft: bool) -> None:
    """Final documents exist only without a blocking finding. Raises Refused, UsageProblem."""
    refuse_personal(assessment)
    if assessment.received:
        raise UsageProblem(
            "Une fiche de réception n’a ni documents ni liasse : elle se contrôle (dossiers check) "
            "et donne sa grille (dossiers render FICHIER grille)."
        )
    if not assessment.dossier.reference:
        raise Refused("La référence du dossier est à compléter : elle nomme la liasse.")
    if assessment.verdict.rank and assessment.stage is Stage.FILING:
        blocking = [found for found in assessment.findings if found.severity is Severity.ERROR]
        raise Refused(
            f"Le dossier est {VERDICTS[assessment.verdict]} : la liasse à déposer n’est pas "
            f"écrite.\n{finding_lines(blocking)}"
        )
    if assessment.verdict.rank and not draft:
        raise Refused(
            f"Le dossier est {VERDICTS[assessment.verdict]} : les documents à signer ne sont pas "
            "écrits. « dossiers check » dit ce qui manque ; l’option --projet écrit le projet, les "
            "blancs marqués."
        )
