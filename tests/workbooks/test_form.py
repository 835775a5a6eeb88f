"""A workbook says what a dossier says: nothing lost, nothing guessed, each fault in its cell."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ID, Run
from dossiers.composing.receipt import values_sha256
from dossiers.errors import UsageProblem
from dossiers.findings import Severity, Verdict
from dossiers.judging.assessment import assess
from dossiers.library import Library
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener, Unreadable
from dossiers.opening.reception import Reception
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import FORBIDDEN, Source, Tree, read
from dossiers.reading.yaml_writer import as_yaml, dump
from dossiers.workbooks import form as workbook
from dossiers.workbooks import sheets
from dossiers.workbooks.answers import read as read_workbook
from small import PROCEDURE, Small
from spreadsheet import edited, saved_by_libreoffice

COMPLETE = "complet.yaml"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() != "" and not FORBIDDEN.search(text)
) | st.sampled_from(
    ["01000", "=1+1", "#N/A", "+33", "_x0041_", " a", "a\n\nb ", "1e3", "VRAI", "-"]
)


def tree_of(path: Path) -> dict[str, Tree]:
    return read(path.read_bytes(), path.name).data


def said(node: Tree) -> Any:
    """A tree without what says nothing: blank texts, empty groups."""
    match node:
        case dict():
            kept = {key: said(value) for key, value in node.items()}
            return {key: value for key, value in kept.items() if value not in ("", {}, [])}
        case list():
            return [said(value) for value in node]
        case _:
            return node if node.strip() else ""


def without_pieces(tree: dict[str, Tree]) -> dict[str, Tree]:
    return {name: node for name, node in tree.items() if name != "pieces"}


def taken(content: bytes, procedure: Procedure) -> Source:
    return read_workbook(content, "d.xlsx", {procedure.id: procedure}.get)


@pytest.mark.parametrize("name", ["complet", "incomplet"])
def test_an_example_comes_back_whole(procedure: Procedure, examples: Path, name: str) -> None:
    tree = tree_of(examples / f"{name}.yaml")
    source = taken(workbook.write(procedure, tree), procedure)
    assert source.problems == ()
    assert said(source.data) == said(tree)
    text = read(dump(source.data).encode(), "d.yaml")
    assert text.data == source.data
    assert taken(workbook.write(procedure, text.data), procedure).data == source.data


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_texts_come_back(data: st.DataObject, small_procedure: Procedure) -> None:
    person: Any = st.fixed_dictionaries({"nom": TEXTS}, optional={"heures": TEXTS})
    asked: dict[str, Any] = {"procedure": st.just("petite")}
    tree: Any = data.draw(
        st.fixed_dictionaries(
            asked,
            optional={
                "reference": TEXTS,
                "nom": TEXTS,
                "seances": TEXTS,
                "accord": TEXTS,
                "texte": TEXTS,
                "chef": person,
                "equipe": st.lists(person, min_size=1, max_size=3),
                "pieces": st.fixed_dictionaries({"statuts": st.just(["a.pdf", "b.pdf"])}),
            },
        )
    )
    source = taken(workbook.write(small_procedure, tree), small_procedure)
    assert source.problems == ()
    assert source.data == tree


@pytest.fixture(scope="module")
def small_procedure(tmp_path_factory: pytest.TempPathFactory) -> Procedure:
    return Small.make(tmp_path_factory.mktemp("petite")).procedure()


def test_the_same_bytes_come_each_time(procedure: Procedure, examples: Path) -> None:
    tree = tree_of(examples / "complet.yaml")
    first = workbook.write(procedure, tree)
    assert workbook.write(procedure, tree) == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_person_sees_labels_helps_lists_and_what_is_required(procedure: Procedure) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook.write(procedure)))
    assert book.sheetnames[:3] == ["Mode d’emploi", "Dossier", "Caisse de MSA"]
    assert book.sheetnames[-2:] == ["Pièces", "Listes"]
    assert book["Listes"].sheet_state == "hidden"
    page = book["Structure d’exercice coordonné"]
    assert page.freeze_panes == "C3"
    assert page.row_dimensions[1].hidden
    assert page.column_dimensions["A"].hidden
    assert [page.cell(2, n).value for n in range(2, 6)] == [
        "Champ", "Réponse", "Obligatoire", "Aide",
    ]  # fmt: skip
    row = next(n for n in range(3, 30) if page.cell(n, 1).value == "structure.adresse.code_postal")
    assert page.cell(row, 2).value == "Adresse › Code postal"
    assert page.cell(row, 4).value == "obligatoire"
    assert "un code postal de 5 chiffres" in str(page.cell(row, 5).value)
    rules = {rule.formula1: str(rule.sqref) for rule in page.data_validations.dataValidation}
    (place,) = (cells for cells in rules.values() if cells == "C4")
    assert place == "C4"
    chosen = next(formula for formula, cells in rules.items() if cells == "C4")
    letter = chosen.split("$")[1]
    assert book["Listes"][f"{letter}3"].value == "maison de santé pluriprofessionnelle"


def test_every_cell_to_fill_is_text(procedure: Procedure) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook.write(procedure)))
    for page in book.worksheets:
        for number, column in enumerate(page.iter_cols(min_row=3, min_col=2), 2):
            if page.cell(1, number).value:
                assert {cell.number_format for cell in column} == {"@"}


def test_a_number_kept_as_text_is_no_fault_for_the_spreadsheet(procedure: Procedure) -> None:
    with zipfile.ZipFile(BytesIO(workbook.write(procedure))) as archive:
        part = archive.read("xl/worksheets/sheet2.xml")
    assert b'numberStoredAsText="1"' in part
    assert b"customHeight" not in part


def test_a_list_is_a_table_with_a_line_an_entry(procedure: Procedure, examples: Path) -> None:
    book = openpyxl.load_workbook(
        BytesIO(workbook.write(procedure, tree_of(examples / "complet.yaml")))
    )
    page = book["Équipe éducative"]
    assert page["A1"].value == "dossiers liste equipe"
    assert [page.cell(1, n).value for n in (2, 3, 4)] == ["nom", "profession", "titre"]
    assert page["C4"].value == "infirmier"
    assert page["C7"].value == "masseur-kinésithérapeute"


def test_names_of_sheets_are_short_and_differ() -> None:
    names: list[str] = []
    for label in ("Un [long] nom/de feuille: qui ne tient pas", "Listes", "A", "a", "'", "A" * 40):
        names.append(sheets.sheet_name(label, names))
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert "listes" not in {name.casefold() for name in names}


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (12, "General", "12"),
        (12.5, "0.00", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (10999900201.0, "General", "10999900201"),
        (1000, "00000", "01000"),
        (0.8, "0%", "80 %"),
        (-3, "General", "-3"),
        (date(2026, 11, 21), "DD/MM/YYYY", "2026-11-21"),
        (datetime(2026, 11, 21, 14, 30), "DD/MM/YYYY HH:MM", "2026-11-21 14:30:00"),  # noqa: DTZ001
        (time(14, 30), "HH:MM", "14:30:00"),
        (True, "General", "vrai"),
        ("01000", "@", "01000"),
        (12, "0" * 200, "12"),
    ],
)
def test_what_a_person_types_as_a_number_or_a_date_is_read_as_text(
    small_procedure: Procedure, value: object, shown: str, text: str
) -> None:
    def edit(book: Any) -> None:
        book["Dossier"]["C7"].value = value
        book["Dossier"]["C7"].number_format = shown

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    assert source.problems == ()
    assert source.data["nom"] == text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=A1&B2", "formule"),
        ("#REF!", "#REF!"),
        (1234567890123456, "15 chiffres"),
        ("un\ue000deux", "U+E000"),
        ("_xD83D_", "U+D83D"),
    ],
)
def test_what_no_one_can_read_is_a_finding_in_its_cell(
    small_procedure: Procedure, value: object, words: str
) -> None:
    def edit(book: Any) -> None:
        book["Équipe"]["B5"].value = value

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    (problem,) = source.problems
    assert words in problem.message
    assert problem.mark.place == "Équipe!B5"
    assert problem.effect is Verdict.INVALID


def test_a_cell_that_cannot_be_read_is_not_said_to_be_blank(small: Small) -> None:
    path = small.root / "formule.xlsx"

    def edit(book: Any) -> None:
        book["Dossier"]["C7"].value = "=A1&B2"

    path.write_bytes(edited(workbook.write(small.procedure(), {"procedure": "petite"}), edit))
    opened = Opener(small.library).open(path)
    assert isinstance(opened, Dossier)
    assert [f.rule for f in assess(opened).findings if f.path == "nom"] == ["lecture/cellule"]


def test_the_key_and_the_label_of_a_choice_are_both_read(procedure: Procedure) -> None:
    for typed in (
        "msp",
        "Maison de santé pluriprofessionnelle",
        " maison de santé PLURIprofessionnelle",
    ):
        content = workbook.write(procedure, {"procedure": ID, "structure": {"type": typed}})
        data: Any = taken(content, procedure).data
        assert data["structure"]["type"] == "msp"
    content = workbook.write(procedure, {"procedure": ID, "structure": {"type": "clinique"}})
    data = taken(content, procedure).data
    assert data["structure"]["type"] == "clinique"


def test_labels_and_names_of_sheets_may_change(procedure: Procedure, examples: Path) -> None:
    tree = tree_of(examples / "complet.yaml")

    def edit(book: Any) -> None:
        book["Caisse de MSA"]["B3"].value = "Un autre libellé"
        book["Caisse de MSA"].title = "Ma caisse"
        book["Équipe éducative"]["B2"].value = "Qui ?"
        book.move_sheet("Signature", offset=-8)

    source = taken(edited(workbook.write(procedure, tree), edit), procedure)
    assert source.problems == ()
    assert said(source.data) == said(tree)
    assert source.mark(("caisse", "nom")).place == "Ma caisse!C3"


def test_blank_lines_of_a_table_do_not_count(small_procedure: Procedure) -> None:
    def edit(book: Any) -> None:
        page = book["Équipe"]
        page["B6"].value, page["B9"].value, page["C9"].value = "Ada Exemple", "Bob Exemple", "40"

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    assert source.data["equipe"] == [{"nom": "Ada Exemple"}, {"nom": "Bob Exemple", "heures": "40"}]
    assert source.mark(("equipe", 1, "heures")).place == "Équipe!C9"
    assert source.mark(("equipe", 0, "heures")).place == "Équipe!C6"


def test_what_stands_outside_the_form_is_told(small_procedure: Procedure) -> None:
    def edit(book: Any) -> None:
        book["Dossier"]["H5"].value = "note en marge"
        book["Dossier"]["B40"].value = "Autre"
        book["Dossier"]["C40"].value = "une réponse sans champ"
        book["Dossier"].row_dimensions[41].height = 30
        book.create_sheet("Brouillon")["A1"].value = "à moi"

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    told = {problem.mark.place: problem.severity for problem in source.problems}
    assert told == {
        "Dossier!H5": Severity.WARNING,
        "Dossier!C40": Severity.ERROR,
        "Brouillon!A1": Severity.WARNING,
    }


def test_a_field_given_twice_and_a_list_given_twice_are_told(small_procedure: Procedure) -> None:
    def edit(book: Any) -> None:
        page = book["Dossier"]
        page["A30"].value, page["C30"].value, page["C7"].value = "nom", "Encore", "Une fois"
        book["Équipe"]["B4"].value = "Ada Exemple"
        book.copy_worksheet(book["Équipe"])

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    assert [p.mark.place for p in source.problems] == ["Dossier!C30", "Équipe Copy!A1"]
    assert "Dossier!C7" in source.problems[0].message


def test_a_hidden_key_that_was_changed_is_an_unknown_field(small: Small) -> None:
    procedure = small.procedure()

    def edit(book: Any) -> None:
        book["Dossier"]["A7"].value = "nomm"
        book["Dossier"]["C7"].value = "Maison"

    path = small.root / "d.xlsx"
    path.write_bytes(edited(workbook.write(procedure), edit))
    opened = Opener(small.library).open(path)
    assert isinstance(opened, Dossier)
    unknown = [f for f in opened.findings if f.rule == "champ/inconnu"]
    assert [f.mark.place for f in unknown] == ["Dossier!C7"]


def packed(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def bent(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a part changed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    assert old in parts[name]
    return packed(**{**parts, name: parts[name].replace(old, new, 1)})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda _: b"procedure: petite\n", "n’est pas un classeur"),
        (lambda _: b"", "n’est pas un classeur"),
        (lambda good: good[:2000], "tronqué"),
        (lambda good: good[: len(good) // 2] + b"\0" * 9 + good[len(good) // 2 :], "classeur"),
        (lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "mot de passe"),
        (lambda _: packed(**{"word/document.xml": b"<w/>"}), "n’est pas un classeur"),
        (lambda _: packed(**{"xl/workbook.xml": b"<pas du xml"}), "abîmé"),
        (lambda _: packed(**{"xl/workbook.xml": b"0" * 40_000_000}), "déplié"),
        (lambda _: b"PK\x03\x04" + b"0" * 6_000_000, "dépasse 5 Mo"),
        (
            lambda good: bent(
                good,
                "xl/worksheets/sheet2.xml",
                b"<worksheet",
                b"<!DOCTYPE x [<!ENTITY e 'e'>]><worksheet",
            ),
            "entités",
        ),
    ],
)
def test_what_is_no_workbook_is_a_sentence(small: Small, made: Any, words: str) -> None:
    path = small.root / "d.xlsx"
    path.write_bytes(made(workbook.write(small.procedure())))
    opened = Opener(small.library).open(path)
    assert isinstance(opened, Unreadable)
    (finding,) = opened.findings
    assert words in finding.message


@pytest.mark.parametrize(("row", "column"), [(10_001, 2), (1_048_576, 2)])
def test_a_sheet_without_end_is_refused(small_procedure: Procedure, row: int, column: int) -> None:
    def edit(book: Any) -> None:
        book["Équipe"].cell(row, column).value = "loin"

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    assert [p.rule for p in source.problems] == ["lecture/taille"]


def test_a_part_made_to_be_slow_is_not_read(small_procedure: Procedure) -> None:
    good = workbook.write(small_procedure)
    styles = b"<xf/>" * 500_000
    heavy = bent(good, "xl/styles.xml", b"</cellXfs>", styles + b"</cellXfs>")
    far = bent(good, "xl/worksheets/sheet2.xml", b'<row r="9"', b'<row r="99999999999"')
    for content in (heavy, far):
        (problem,) = taken(content, small_procedure).problems
        assert problem.rule == "lecture/taille"


def test_a_text_longer_than_a_cell_is_not_read(small_procedure: Procedure) -> None:
    content = workbook.write(small_procedure, {"procedure": "petite", "nom": "Maison"})
    long = bent(content, "xl/worksheets/sheet2.xml", b">Maison<", b">" + b"a" * 32_768 + b"<")
    (problem,) = taken(long, small_procedure).problems
    assert problem.message == "Ce texte dépasse les 32767 signes d’une cellule."
    assert problem.mark.place == "Dossier!C7"


def test_long_texts_in_many_cells_are_not_all_read(small_procedure: Procedure) -> None:
    def edit(book: Any) -> None:
        for row in range(5, 405):
            book["Équipe"].cell(row, 2).value = "a" * 30_000

    source = taken(edited(workbook.write(small_procedure), edit), small_procedure)
    assert [p.message for p in source.problems] == [
        "Le classeur dépasse 10000 lignes remplies, 200000 cellules ou 10 millions de signes."
    ]


def test_cells_beyond_the_size_that_a_file_declares_are_read(small_procedure: Procedure) -> None:
    content = workbook.write(small_procedure, {"procedure": "petite", "nom": "Maison"})
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = archive.read("xl/worksheets/sheet2.xml")
    (declared,) = re.findall(rb'<dimension ref="[^"]*"', part)
    small = bent(content, "xl/worksheets/sheet2.xml", declared, b'<dimension ref="A1"')
    assert taken(small, small_procedure).data["nom"] == "Maison"


def test_a_file_that_a_workbook_includes_is_joined(small: Small) -> None:
    procedure = small.procedure()

    def edit(book: Any) -> None:
        book["Dossier"]["A30"].value, book["Dossier"]["C30"].value = "inclut", "suite.yaml"
        book["Dossier"]["C7"].value = "Maison"

    path = small.root / "d.xlsx"
    path.write_bytes(edited(workbook.write(procedure), edit))
    small.put("suite.yaml", "nom: Autre\nseances: 6\n")
    opened = Opener(small.library).open(path)
    assert isinstance(opened, Dossier)
    assert opened.text("nom") == "Maison"
    assert opened.text("seances") == "6"
    (twice,) = (f for f in opened.findings if f.rule == "lecture/inclut")
    assert "Dossier!C7" in twice.message


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda page: page.delete_cols(1), "a perdu sa ligne 1 ou sa colonne A"),
        (lambda page: page.delete_rows(1), "a perdu sa ligne 1 ou sa colonne A"),
        (lambda page: page.delete_cols(3), "a perdu la colonne de ses réponses"),
    ],
    ids=["column A", "row 1", "answers"],
)
def test_a_sheet_that_lost_what_reads_it_says_so(
    small: Small, edit: Callable[[Any], None], told: str
) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook.write(small.procedure(), None)))
    edit(book["Dossier"])
    path = small.root / "mutile.xlsx"
    book.save(path)
    opened = Opener(small.library).open(path)
    assert not isinstance(opened, Reception)
    assert any(told in f.message for f in opened.findings), opened.findings


def test_a_workbook_of_one_s_own_is_no_dossier(small: Small) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "SIRET"  # type: ignore[index]
    path = small.root / "mien.xlsx"
    book.save(path)
    small.procedure()
    opened = Opener(small.library).open(path)
    assert isinstance(opened, Unreadable)
    assert "dossiers new" in opened.findings[1].message


def test_a_workbook_is_known_by_its_content(small: Small) -> None:
    path = small.root / "sans-suffixe"
    path.write_bytes(workbook.write(small.procedure(), {"procedure": "petite", "nom": "Maison"}))
    opened = Opener(small.library).open(path)
    assert isinstance(opened, Dossier)
    assert opened.text("nom") == "Maison"


def test_what_has_no_place_in_a_workbook_is_refused(small_procedure: Procedure) -> None:
    for tree in ({"nomm": "a"}, {"chef": "a"}, {"equipe": "a"}, {"nom": "a" * 40_000}):
        with pytest.raises(UsageProblem, match="n’a pas de place"):
            workbook.write(small_procedure, dict(tree))


def test_a_list_inside_a_list_is_refused_with_a_sentence(small: Small) -> None:
    inside = "de: {nom: {type: texte}, mots: {type: liste, de: {type: texte}}}"
    procedure = small.procedure(PROCEDURE.replace("de: {comme: personne}", inside))
    with pytest.raises(UsageProblem, match="contient une liste"):
        workbook.write(procedure)


def test_a_list_of_texts_has_one_column(small: Small) -> None:
    procedure = small.procedure(PROCEDURE.replace("de: {comme: personne}", "de: {type: texte}"))
    tree: dict[str, Tree] = {"procedure": "petite", "equipe": ["Ada", "Bob"]}
    assert taken(workbook.write(procedure, tree), procedure).data == tree


def test_the_dossier_is_the_same_whatever_it_is_written_in(
    library: Library, procedure: Procedure, examples: Path, tmp_path: Path, complete: Dossier
) -> None:
    path = tmp_path / "complet.xlsx"
    path.write_bytes(workbook.write(procedure, tree_of(examples / "complet.yaml")))
    shutil.copytree(examples / "pieces", tmp_path / "pieces")
    opened = Opener(library).open(path)
    assert isinstance(opened, Dossier)
    assert values_sha256(opened) == values_sha256(complete)
    assert assess(opened).verdict is Verdict.COMPLETE
    assert read(as_yaml(opened.source), "dossier.yaml").data == opened.source.data


def test_findings_name_their_cell_and_follow_the_sheets(
    library: Library, procedure: Procedure, examples: Path, tmp_path: Path
) -> None:
    path = tmp_path / "incomplet.xlsx"
    path.write_bytes(workbook.write(procedure, tree_of(examples / "incomplet.yaml")))
    opened = Opener(library).open(path)
    assert isinstance(opened, Dossier)
    findings = assess(opened).findings
    by_place = {f.path: f.mark.place for f in findings}
    assert by_place["structure.siret"] == "Structure d’exercice coordonné!C6"
    assert by_place["forfait_cycle"] == "Dossier!C10"
    order = [opened.source.sheets.index(f.mark.sheet) for f in findings]
    assert order == sorted(order)


def test_the_commands_take_a_workbook_as_a_dossier(
    run: Run, tmp_path: Path, examples: Path
) -> None:
    path = tmp_path / "dossier.xlsx"
    assert run("new", ID, "--exemple", "-o", path).code == 0
    shutil.copytree(examples / "pieces", tmp_path / "pieces")
    checked = run("check", path, "--format", "json")
    assert checked.code == 0
    assert '"feuille": "Pièces"' in checked.out
    made = run("bundle", path, "-o", tmp_path / "sortie")
    assert (made.code, made.err) == (0, "")
    folder = tmp_path / "sortie" / "ET3P-2026-014"
    assert (folder / "sources" / "dossier.xlsx").read_bytes() == path.read_bytes()
    whole, given = (tree_of(f / n) for f, n in ((folder, "dossier.yaml"), (examples, COMPLETE)))
    assert said(without_pieces(whole)) == said(without_pieces(given))
    assert run("check", folder / "dossier.yaml").code == 0


def test_a_blank_workbook_is_checked_as_a_blank_dossier(run: Run, tmp_path: Path) -> None:
    assert run("new", ID, "-o", tmp_path / "vierge.xlsx").code == 0
    assert run("new", ID, "-o", tmp_path / "vierge.yaml").code == 0
    sheet = run("check", tmp_path / "vierge.xlsx")
    text = run("check", tmp_path / "vierge.yaml")
    assert sheet.code == text.code == 1
    assert "Traceback" not in sheet.err
    assert text.out.count("[champ/requis]") >= sheet.out.count("[champ/requis]") > 50
    assert run("new", ID, "-o", tmp_path / "vierge.xls").code == 2


def test_a_cell_edited_in_libreoffice_is_read(
    procedure: Procedure, examples: Path, tmp_path: Path
) -> None:
    tree = tree_of(examples / "complet.yaml")
    tree["caisse"]["adresse"]["code_postal"] = "01000"  # type: ignore[index, call-overload]
    content = saved_by_libreoffice(
        workbook.write(procedure, tree), tmp_path, "Corentin Lestrédiou", "Ada Exemple"
    )
    source = taken(content, procedure)
    assert source.problems == ()
    tree["referent"]["nom"] = "Ada Exemple"  # type: ignore[index, call-overload]
    assert said(source.data) == said(tree)
    assert source.mark(("referent", "nom")).place == "Référent de la caisse!C3"
