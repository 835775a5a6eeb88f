"""The calls PEPS: what makes a candidacy inadmissible, and what only a person says of it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from composed import blocks
from conftest import Bundles, Run
from dossiers.blocks import Table, plain
from dossiers.findings import Confidence, Severity, Stage, Verdict
from dossiers.formats.pdf import signature_fields
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.criteria import Status
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.variants import varied
from dossiers.procedures.procedure import Purpose, load
from readers.texts import page_texts

CALLS = ("ami-peps", "ami-peps-2")


def candidacy(library: Library, name: str, day: date | None = None) -> Dossier:
    dossier = Opener(library, day).open(library.path(f"examples/{name}.yaml"))
    assert isinstance(dossier, Dossier)
    return dossier


def statuses(assessment: Assessment) -> dict[str, Status]:
    return {outcome.criterion.id: outcome.status for outcome in assessment.outcomes}


def test_a_late_candidacy_is_inadmissible_and_told_both_dates(run: Run, library: Library) -> None:
    done = run("check", library.path("examples/ami-peps/tardif.yaml"))
    assert done.code == 1
    assert "irrecevable" in done.out
    told = done.out.replace("\u00a0", " ")
    assert "daté du 2 août 2018" in told
    assert "jusqu’au 31 juillet 2018" in told


def test_today_the_call_is_closed_for_all(library: Library) -> None:
    judged = assess(candidacy(library, "ami-peps/complet", date(2026, 11, 22)))
    assert judged.verdict is Verdict.INADMISSIBLE


def test_a_blank_heading_is_incomplete_while_one_writes_and_inadmissible_at_filing(
    library: Library,
) -> None:
    blank = varied(candidacy(library, "ami-peps/complet"), {"rubriques.actions": None})
    assert assess(blank).verdict is Verdict.INCOMPLETE
    assert assess(blank, Stage.FILING).verdict is Verdict.INADMISSIBLE


@pytest.mark.parametrize("form", ["cpts", "esp", "autre"])
def test_another_form_of_practice_is_for_a_person_to_judge(library: Library, form: str) -> None:
    judged = assess(varied(candidacy(library, "ami-peps/complet"), {"structure.type": form}))
    assert judged.verdict is Verdict.COMPLETE
    assert statuses(judged)["statut-autre-forme"] is Status.HUMAN


@pytest.mark.parametrize("call", CALLS)
def test_no_criterion_of_selection_is_scored(library: Library, call: str) -> None:
    selection = [c for c in load(library, call).criteria if c.purpose is Purpose.SELECTION]
    assert len(selection) == {"ami-peps": 6, "ami-peps-2": 1}[call]
    assert all(criterion.holds is None for criterion in selection)


def test_what_is_only_reported_of_the_second_call_blocks_nothing(library: Library) -> None:
    procedure = load(library, "ami-peps-2")
    blocking = [c.reference.confidence for c in procedure.criteria if c.reference.blocks]
    assert set(blocking) == {Confidence.MODEL}
    judged = assess(varied(candidacy(library, "ami-peps-2/complet"), {"structure.type": "cds"}))
    (told,) = (f for f in judged.findings if f.rule == "critere/ami-peps-2/maison-de-sante")
    assert told.severity is Severity.WARNING
    assert "à confirmer" in told.message


@pytest.mark.parametrize("call", CALLS)
def test_the_sheet_for_the_jury_is_one_page(
    bundles_of: Callable[[str], Bundles], call: str
) -> None:
    made = bundles_of(call)
    for folder in (made.final, made.draft):
        assert len(page_texts((folder / "synthese.pdf").read_bytes())) == 1


@pytest.mark.parametrize("call", CALLS)
def test_each_professional_signs_a_letter_of_one_page(
    bundles_of: Callable[[str], Bundles], library: Library, call: str
) -> None:
    letters = sorted(bundles_of(call).final.glob("engagement-*.pdf"))
    team = candidacy(library, f"{call}/complet").value("equipe")
    assert len(letters) == len(team) > 1
    for rank, (letter, member) in enumerate(zip(letters, team, strict=True), 1):
        data = letter.read_bytes()
        (page,) = page_texts(data)
        assert str(member.fields["nom"]) in page
        assert signature_fields(data) == (f"equipe-{rank}-signature",)


@pytest.mark.parametrize("call", CALLS)
def test_the_opinion_of_the_agency_is_left_to_it(library: Library, call: str) -> None:
    dossier = candidacy(library, f"{call}/complet")
    tables = [b for b in blocks(dossier, "synthese") if isinstance(b, Table)]
    assert [[plain(cell) for cell in row] for row in tables[-1].rows] == [
        ["Recevabilité", ""],
        ["Opportunité", ""],
    ]
    jury = tables[0]
    assert {plain(row[-1]) for row in jury.rows} == {""}


def test_the_sheet_of_a_paper_candidacy_leaves_its_values_to_a_person(
    run: Run, library: Library
) -> None:
    done = run("check", library.path("examples/ami-peps/reception.yaml"))
    assert done.code == 1
    assert "page 8 absente" in done.out
    assert "Type de forfait : le type choisi" in done.out.replace("\u00a0", " ")


def test_the_dossiers_of_the_load_test_are_written_by_a_script(
    tmp_path: Path, library: Library
) -> None:
    root = Path(__file__).parent.parent
    script = [sys.executable, "-m", "benchmarks.candidacies", "20"]
    for folder in (tmp_path / "un", tmp_path / "deux"):
        subprocess.run([*script, folder], cwd=root, check=True)
    files = sorted((tmp_path / "un").iterdir())
    texts = [file.read_bytes() for file in files]
    assert texts == [(tmp_path / "deux" / file.name).read_bytes() for file in files]
    assert len(set(texts)) == 20
    opener = Opener(library)
    judged = [assess(d) for file in files if isinstance(d := opener.open(file), Dossier)]
    told = Counter(assessment.verdict for assessment in judged)
    assert told == {Verdict.COMPLETE: 14, Verdict.INCOMPLETE: 4, Verdict.INADMISSIBLE: 2}


@pytest.mark.parametrize("name", ["ami-peps/complet", "ami-peps/tardif", "ami-peps-2/complet"])
def test_the_numbers_of_the_examples_are_valid_in_form(library: Library, name: str) -> None:
    rules = {finding.rule for finding in assess(candidacy(library, name)).findings}
    assert not {rule for rule in rules if rule.startswith("champ/")}
