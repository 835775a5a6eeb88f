"""A reception sheet says what came of a paper dossier, and guesses nothing of what it says."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from conftest import ID, Run
from dossiers.findings import Stage, Verdict
from dossiers.forms.reception_form import reception_sheets, reception_text
from dossiers.judging.assessment import Assessment
from dossiers.judging.criteria import Status
from dossiers.opening.opener import Opener
from dossiers.opening.pieces import PieceStatus
from dossiers.opening.reception import items, open_reception, unread
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import read
from dossiers.reporting.checking import judge
from readers.texts import page_texts
from small import PROCEDURE, Small

SELECTIVE = PROCEDURE.replace(
    "criteres:\n",
    "criteres:\n"
    "  - {id: recent, objet: selection, libelle: Date récente, si: date is renseigne,\n"
    "     sinon: Date ancienne., source: loi}\n"
    "  - {id: motive, objet: coherence, libelle: Motif donné, si: motif is renseigne,\n"
    "     sinon: Sans motif., source: loi}\n",
).replace(
    "pieces:\n",
    "pieces:\n"
    "  accord: {libelle: Accord écrit, requis_si: accord, source: loi}\n"
    "  plan: {libelle: Plan, source: loi}\n"
    "  charte: {libelle: Charte signée, requis: oui, etape: depot, source: rapport}\n",
)


def answered(procedure: Procedure, **answers: str) -> str:
    """The sheet with « oui » on each line, but for the answers given by the last key."""
    lines = reception_text(procedure).replace("recu: ,", "recu: oui,").splitlines()
    for name, answer in answers.items():
        place = next(n for n, line in enumerate(lines) if line.lstrip().startswith(f"{name}: {{"))
        lines[place] = lines[place].replace("recu: oui", f"recu: {answer}")
    text = "\n".join([*lines, ""])
    for name, value in (("reference", "P-1"), ("date", "2026-02-03")):
        text = text.replace(f"\n{name}:\n", f"\n{name}: {value}\n", 1)
    return text


def judged(small: Small, text: str, procedure: str = SELECTIVE) -> Assessment:
    small.procedure(procedure)
    path = small.root / "fiche.yaml"
    path.write_text(text, encoding="utf-8")
    found = judge(Opener(small.library).open(path), Stage.SIGNATURE)
    assert isinstance(found, Assessment)
    return found


def test_the_items_are_what_is_required_or_conditional_in_order(small: Small) -> None:
    listed = [(".".join(map(str, i.keys)), i.required) for i in items(small.procedure(SELECTIVE))]
    assert listed == [
        ("nom", True),
        ("seances", True),
        ("motif", False),
        ("chef.nom", False),
        ("equipe", False),
        ("pieces_recues.accord", False),
        ("pieces_recues.plan", False),
        ("pieces_recues.charte", True),
        ("pieces_recues.statuts", True),
    ]


def test_a_sheet_has_one_line_an_item_and_reads_as_yaml(procedure: Procedure) -> None:
    text = reception_text(procedure)
    source = read(text.encode(), "r.yaml")
    assert source.problems == ()
    assert text.count('{recu: , page: "", remarque: ""}') == len(items(procedure))


def test_all_received_is_complete_at_both_stages(small: Small) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE)))
    assert found.verdict is Verdict.COMPLETE
    assert found.stage is Stage.FILING
    assert found.completeness.rate == 1


def test_a_blank_sheet_is_to_complete_line_by_line(small: Small) -> None:
    found = judged(small, reception_text(small.procedure(SELECTIVE)))
    assert found.verdict is Verdict.INCOMPLETE
    blank = {f.path for f in found.findings if f.rule == "champ/requis"}
    assert blank == {
        "reference", "date", "nom.recu", "seances.recu", "motif.recu", "chef.nom.recu",
        "equipe.recu", "pieces_recues.accord.recu", "pieces_recues.charte.recu",
        "pieces_recues.statuts.recu",
    }  # fmt: skip
    assert (found.completeness.filled, found.completeness.expected) == (1, 11)


@pytest.mark.parametrize(
    ("answer", "rule", "words"),
    [
        ({"nom": "non"}, "reception/absent", "Nom de la structure : non reçu."),
        ({"nom": "illisible"}, "reception/illisible", "reçu, mais illisible."),
        ({"statuts": "non"}, "piece/petite/statuts", "Statuts signés : non reçu."),
        ({"statuts": "illisible"}, "piece/petite/statuts", "reçu, mais illisible."),
        ({"plan": "illisible"}, "piece/petite/plan", "reçu, mais illisible."),
    ],
)
def test_what_did_not_come_or_cannot_be_read_makes_it_incomplete(
    small: Small, answer: dict[str, str], rule: str, words: str
) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE), **answer))
    (finding,) = found.findings
    assert (finding.rule, finding.effect) == (rule, Verdict.INCOMPLETE)
    assert words in finding.message
    assert finding.mark.line > 5
    assert found.verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize("name", ["motif", "accord", "charte", "equipe"])
def test_what_may_not_be_due_or_is_to_confirm_only_warns(small: Small, name: str) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE), **{name: "non"}))
    (finding,) = found.findings
    assert finding.effect is Verdict.COMPLETE
    assert "à apprécier" in finding.message or "à confirmer" in finding.message
    assert found.verdict is Verdict.COMPLETE


def test_an_optional_piece_that_did_not_come_is_nothing(small: Small) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE), plan="non"))
    assert found.findings == ()
    statuses = {piece.spec.id: piece.status for piece in found.pieces}
    assert statuses["plan"] is PieceStatus.ABSENT
    assert statuses["statuts"] is PieceStatus.PRESENT


def test_a_criterion_that_reads_a_value_is_for_a_person(small: Small) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE)))
    statuses = {outcome.criterion.id: outcome.status for outcome in found.outcomes}
    assert statuses == {
        "recent": Status.MET,
        "motive": Status.HUMAN,
        "seuil": Status.HUMAN,
    }


def test_an_answer_may_be_in_capitals(small: Small) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE), nom="OUI", seances="Illisible"))
    assert [f.rule for f in found.findings] == ["reception/illisible"]


def test_an_answer_that_is_none_of_the_three_is_wrong(small: Small) -> None:
    found = judged(small, answered(small.procedure(SELECTIVE), nom="peut-être"))
    (finding,) = found.findings
    assert finding.effect is Verdict.INVALID
    assert "oui, non, illisible" in finding.message


def test_a_line_that_the_procedure_does_not_expect_is_told(small: Small) -> None:
    text = answered(small.procedure(SELECTIVE)) + "nomm: {recu: oui}\n"
    found = judged(small, text)
    assert [f.rule for f in found.findings] == ["champ/inconnu"]


def test_a_workbook_of_reception_reads_as_the_text(small: Small) -> None:
    procedure = small.procedure(SELECTIVE)
    book = openpyxl.load_workbook(BytesIO(reception_sheets(procedure)))
    assert book.sheetnames == [
        "Mode d’emploi",
        "Dossier",
        "Éléments reçus",
        "Pièces reçues",
        "Listes",
    ]
    book["Dossier"]["C5"].value, book["Dossier"]["C6"].value = "P-1", "2026-02-03"
    for name in ("Éléments reçus", "Pièces reçues"):
        for row in range(3, book[name].max_row + 1):
            book[name].cell(row, 3).value = "oui"
    book["Éléments reçus"]["C4"].value = "illisible"
    book["Éléments reçus"]["D4"].value = 12
    book["Éléments reçus"]["E4"].value = "tache d’encre"
    path = small.root / "fiche.xlsx"
    book.save(path)
    found = judge(Opener(small.library).open(path), Stage.SIGNATURE)
    assert isinstance(found, Assessment)
    (finding,) = found.findings
    assert finding.mark.place == "Éléments reçus!C4"
    assert finding.message.endswith("Remarque : tache d’encre.")
    assert [(r.path, r.page) for r in found.received if r.answer != "oui"] == [("seances", "12")]
    assert reception_sheets(procedure) == reception_sheets(procedure)


def test_a_remark_that_holds_a_social_security_number_stops_the_grid(
    run: Run, procedure: Procedure, tmp_path: Path
) -> None:
    number = "1 85 05 78 006 084 91"
    path = tmp_path / "fiche.yaml"
    path.write_text(
        answered(procedure).replace('remarque: ""', f'remarque: "{number}"', 1), encoding="utf-8"
    )
    checked = run("check", path)
    assert checked.code == 1
    assert number not in checked.out
    assert run("render", path, "-o", tmp_path).code == 1
    assert not (tmp_path / "grille.pdf").exists()


def test_the_commands_judge_a_sheet_and_write_its_grid(
    run: Run, procedure: Procedure, tmp_path: Path
) -> None:
    path = tmp_path / "fiche.yaml"
    assert run("new", ID, "--reception", "-o", path).code == 0
    assert path.read_text(encoding="utf-8") == reception_text(procedure)
    path.write_text(answered(procedure, mandat_esp="non", statuts="illisible"), encoding="utf-8")
    checked = run("check", path, "--format", "json")
    assert checked.code == 1
    (entry,) = json.loads(checked.out)["dossiers"]
    assert (entry["verdict"], entry["etape"]) == ("incomplet", "depot")
    assert {"chemin": "pieces_recues.statuts", "recu": "illisible"}.items() <= entry["reception"][
        [line["chemin"] for line in entry["reception"]].index("pieces_recues.statuts")
    ].items()
    assert run("render", path, "grille", "-t", "pdf", "-o", tmp_path).code == 0
    words = " ".join(page_texts((tmp_path / "grille.pdf").read_bytes()))
    assert "Éléments reçus" in words
    assert "illisible" in words
    for refused in (("bundle", path), ("bundle", path, "--projet"), ("render", path, "convention")):
        done = run(*refused, cwd=tmp_path)
        assert done.code == 2
        assert "fiche de réception" in done.err
    assert run("new", ID, "--reception", "--exemple").code == 2
    assert run("explain", "reception/illisible").code == 0


def test_the_date_of_the_command_is_that_of_what_a_sheet_is_about(small: Small) -> None:
    source = read(answered(small.procedure(SELECTIVE)).encode(), "fiche.yaml")
    day = date(2027, 5, 4)
    sheet = open_reception(source, small.procedure(SELECTIVE), small.root, day)
    assert unread(sheet).fields["date"] == day
