"""The verdict: every case of the table, and the worst wins."""

from __future__ import annotations

from itertools import product

import pytest

from dossiers.findings import Finding, Severity, Stage, Verdict
from dossiers.judging.assessment import Assessment
from dossiers.judging.criteria import Status
from small import CRITERION, DOSSIER, PROCEDURE, Small

SI = {
    Status.MET: "si: accord, sinon: Non.",
    Status.UNMET: "si: not accord, sinon: Non.",
    Status.INCOMPLETE: "si: chef.heures > 1, sinon: Non.",
    Status.HUMAN: "aide: Lire",
    Status.NOT_APPLICABLE: "quand: not accord",
}
UNMET = {
    "recevabilite": Verdict.INADMISSIBLE,
    "coherence": Verdict.NON_COMPLIANT,
    "completude": Verdict.INCOMPLETE,
    "selection": Verdict.COMPLETE,
}
SOURCES = {"loi": True, "modele": True, "rapport": False, "usage": False}
CASES = list(product(UNMET, SI, SOURCES, ("signature", "depot"), Stage, (False, True)))
PIECES = PROCEDURE[PROCEDURE.index("pieces:") : PROCEDURE.index("documents:")]
NO_PIECE = PROCEDURE.replace(PIECES, "pieces: {}\n")


def told(assessment: Assessment) -> list[Finding]:
    return [f for f in assessment.findings if f.rule == "critere/petite/seuil"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small.make(tmp_path_factory.mktemp("verdicts"))


@pytest.mark.parametrize(("purpose", "status", "source", "due", "stage", "strict"), CASES)
def test_the_verdict_table(
    shared: Small,
    purpose: str,
    status: Status,
    source: str,
    due: str,
    stage: Stage,
    *,
    strict: bool,
) -> None:
    criterion = (
        f"  - {{id: seuil, objet: {purpose}, etape: {due}, libelle: L, source: {source}, "
        f"{SI[status]}}}\n"
    )
    judged = shared.judge(DOSSIER, NO_PIECE.replace(CRITERION, criterion), stage, strict=strict)
    (outcome,) = judged.outcomes
    assert outcome.status is status
    blocks = SOURCES[source] or strict
    now = due == "signature" or stage is Stage.FILING
    expected = Verdict.COMPLETE
    if blocks and now and status is Status.UNMET:
        expected = UNMET[purpose]
    if blocks and now and status is Status.INCOMPLETE and purpose != "selection":
        expected = Verdict.INCOMPLETE
    assert judged.verdict is expected
    assert judged.left_to_judge == (status is Status.HUMAN)
    found = told(judged)
    assert len(found) == (status in (Status.UNMET, Status.INCOMPLETE))
    for finding in found:
        blocking = Severity.ERROR if expected is not Verdict.COMPLETE else Severity.WARNING
        assert finding.severity is (blocking if now else Severity.NOTE)
        assert ("à confirmer" in finding.message) == (not SOURCES[source])
        assert finding.message.startswith("À joindre au dépôt : ") == (not now)


ENDINGS = {
    Verdict.INVALID: ("heures: 40", "heures: x"),
    Verdict.INADMISSIBLE: ("mention", "mention"),
    Verdict.NON_COMPLIANT: ("seances: 6", "seances: 1"),
    Verdict.INCOMPLETE: ("nom: Maison Exemple", "nom:"),
}


@pytest.mark.parametrize(
    "several",
    [
        set(ENDINGS),
        {Verdict.NON_COMPLIANT, Verdict.INCOMPLETE},
        {Verdict.INADMISSIBLE, Verdict.NON_COMPLIANT},
        set(),
    ],
)
def test_the_worst_verdict_wins(shared: Small, several: set[Verdict]) -> None:
    text, procedure = DOSSIER, NO_PIECE
    for verdict in several - {Verdict.INADMISSIBLE}:
        text = text.replace(*ENDINGS[verdict])
    if Verdict.INADMISSIBLE in several:
        procedure = procedure.replace(
            "criteres:\n",
            "criteres:\n  - {id: a, objet: recevabilite, libelle: A, si: not accord, sinon: N, "
            "source: loi}\n",
        )
    worst = max(several, key=lambda v: v.rank, default=Verdict.COMPLETE)
    assert shared.judge(text, procedure).verdict is worst


def test_the_verdicts_are_ranked_from_best_to_worst() -> None:
    assert [v.value for v in sorted(Verdict, key=lambda v: v.rank)] == [
        "complet", "incomplet", "non_conforme", "irrecevable", "invalide",
    ]  # fmt: skip


def test_gravity_error_means_blocking_and_only_it_does(shared: Small) -> None:
    text = DOSSIER.replace("seances: 6", "seances: 1").replace("nom: Maison Exemple", "zzz: a")
    for stage in Stage:
        for finding in shared.judge(text, PROCEDURE, stage).findings:
            blocking = finding.effect is not Verdict.COMPLETE
            assert (finding.severity is Severity.ERROR) == blocking


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("strict", [False, True])
def test_an_absent_piece_blocks_as_its_source_does(
    shared: Small, source: str, *, strict: bool
) -> None:
    text = PROCEDURE.replace(
        "requis: oui, source: loi}\ndoc", f"requis: oui, source: {source}}}\ndoc"
    )
    judged = shared.judge(DOSSIER, text, strict=strict)
    blocks = SOURCES[source] or strict
    assert judged.verdict is (Verdict.INCOMPLETE if blocks else Verdict.COMPLETE)
    (finding,) = judged.findings
    assert finding.mark.line == 1
    assert finding.path == "pieces.statuts"


def test_a_blank_that_has_its_finding_is_not_told_again(shared: Small) -> None:
    judged = shared.judge(DOSSIER.replace("seances: 6", "seances:"), NO_PIECE)
    assert [f.rule for f in judged.findings] == ["champ/requis"]


def test_a_field_due_at_filing_does_not_hush_a_criterion_due_at_signature(shared: Small) -> None:
    text = NO_PIECE.replace("requis: oui, min: 1", "requis: oui, etape: depot, min: 1")
    judged = shared.judge(DOSSIER.replace("seances: 6", "seances:"), text)
    assert {f.rule for f in judged.findings} == {"champ/requis", "critere/petite/seuil"}
    assert judged.verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("period", "verdict"),
    [
        ("{du: 2026-02-03, au: 2026-02-03}", Verdict.COMPLETE),
        ("{du: 2026-02-04}", Verdict.INADMISSIBLE),
        ("{au: 2026-02-02}", Verdict.INADMISSIBLE),
        ("{du: a_confirmer, au: a_confirmer}", Verdict.COMPLETE),
    ],
)
def test_a_procedure_applies_in_its_period(shared: Small, period: str, verdict: Verdict) -> None:
    judged = shared.judge(DOSSIER, NO_PIECE.replace("{du: a_confirmer}", period))
    assert judged.verdict is verdict


def test_findings_come_in_the_order_of_the_file(shared: Small) -> None:
    text = DOSSIER.replace("nom: Maison Exemple", "nom:").replace("seances: 6", "seances: 1")
    lines = [finding.mark.line for finding in shared.judge(f"{text}zzz: 1\n").findings]
    assert lines == sorted(lines)


def test_a_criterion_has_the_place_of_the_first_field_that_it_reads(shared: Small) -> None:
    (finding,) = told(shared.judge(DOSSIER.replace("seances: 6", "seances: 1"), NO_PIECE))
    assert (finding.path, finding.mark.line, finding.mark.column) == ("seances", 5, 10)
    assert finding.message == "1\u00a0séances prévues, il en faut 5."
    assert finding.reference is not None
    assert finding.reference.id == "loi"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2019-12-31", "ne s’applique pas au 31/12/2019 : voir « ancienne », qui la précède."),
        ("2020-01-01", ""),
        ("2026-12-31", ""),
        ("2027-01-01", "ne s’applique pas au 01/01/2027."),
    ],
)
def test_out_of_its_period_a_procedure_tells_which_one_to_see(
    small: Small, day: str, told: str
) -> None:
    period = "{du: 2020-01-01, au: 2026-12-31, precedente: ancienne}"
    procedure = PROCEDURE.replace("{du: a_confirmer}", period)
    judged = small.judge(DOSSIER.replace("2026-02-03", day), procedure)
    found = [f.message for f in judged.findings if f.rule == "procedure/periode"]
    assert found == ([f"La procédure « Petite procédure » {told}"] if told else [])
