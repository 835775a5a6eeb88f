"""Whether documents may be written of a dossier, and the sentence that refuses them."""

from __future__ import annotations

from dossiers.assessment import Assessment
from dossiers.errors import Refused, UsageProblem
from dossiers.personal import NIR
from dossiers.report import VERDICTS


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
    if assessment.verdict.rank and not draft:
        raise Refused(
            f"Le dossier est {VERDICTS[assessment.verdict]} : les documents à signer ne sont pas "
            "écrits. « dossiers check » dit ce qui manque ; l’option --projet écrit le projet, les "
            "blancs marqués."
        )
