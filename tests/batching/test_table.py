"""A table is read whatever a spreadsheet saves it as; what is wrong has its row and column."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dossiers.batching.table import Table, read_table
from dossiers.findings import Verdict
from dossiers.procedures.procedure import Procedure
from dossiers.reading.decoding import Undecodable
from dossiers.workbooks import delimited
from dossiers.workbooks.page import Page
from small import Small

# What Windows-1252 can say of French, separators and quotes included.
TEXTS = st.text(st.sampled_from("aé’œ€0;,\"' \n-="), min_size=1, max_size=8)


@pytest.fixture
def procedure(small: Small) -> Procedure:
    return small.procedure()


def read(folder: Path, procedure: Procedure, content: bytes | str, name: str = "t.csv") -> Table:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, procedure)


def told(table: Table) -> list[tuple[int, int, str]]:
    return [(p.mark.line, p.mark.column, p.message) for p in table.problems]


def workbook(rows: list[list[str]], *, text: bool = True) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Lot"
    for n, row in enumerate(rows, 1):
        for m, value in enumerate(row, 1):
            cell = sheet.cell(n, m, value)
            if text:
                cell.number_format = "@"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# Encodings and separators


@given(rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=4))
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_cell_says_the_same_in_every_encoding_and_with_every_separator(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    file = io.StringIO()
    titled = [["a.b", "c", "d"], *rows]
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(titled)
    content = file.getvalue().encode(encoding)
    page = delimited.load(content)
    held = {
        (n, m): text
        for n, row in enumerate(titled, 1)
        for m, text in enumerate(row, 1)
        if text.strip()
    }
    assert {place: cell.text for place, cell in page.cells.items()} == held


def test_leading_zeros_and_long_numbers_stay_as_they_were_typed(
    tmp_path: Path, procedure: Procedure
) -> None:
    table = read(tmp_path, procedure, "reference,nom,mention\nA,01000,00987650900010\n")
    assert dict(table.rows[0].texts) == {1: "A", 2: "01000", 3: "00987650900010"}
    rows: list[list[str]] = [["reference", "nom", "mention"], ["A", "01000", "00987650900010"]]
    sheet = read(tmp_path, procedure, workbook(rows), "t.xlsx")
    assert sheet.rows[0].texts == table.rows[0].texts


def test_rows_are_counted_as_a_spreadsheet_counts_them(
    tmp_path: Path, procedure: Procedure
) -> None:
    table = read(tmp_path, procedure, 'reference;nom\nA;"deux\nlignes"\n\n;\nB;x\n')
    assert [row.number for row in table.rows] == [2, 5]
    assert table.rows[0].texts[2] == "deux\nlignes"


def test_a_row_may_stop_before_its_blank_cells(tmp_path: Path, procedure: Procedure) -> None:
    table = read(tmp_path, procedure, "reference;nom;seances\nA\nB;x\n")
    assert [dict(row.texts) for row in table.rows] == [{1: "A"}, {1: "B", 2: "x"}]


# Titles


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("equipe.0.nom", ("equipe", 0, "nom")),
        ("equipe[1].nom", ("equipe", 0, "nom")),
        ("equipe.12.heures", ("equipe", 12, "heures")),
        ("chef.nom", ("chef", "nom")),
        ("pieces.statuts", ("pieces", "statuts")),
        ("pieces.statuts.1", ("pieces", "statuts", 1)),
    ],
)
def test_a_title_is_the_path_of_a_field(
    tmp_path: Path, procedure: Procedure, title: str, keys: tuple[str | int, ...]
) -> None:
    table = read(tmp_path, procedure, f"reference;{title}\nA;x\n")
    assert table.problems == ()
    assert table.columns[1].keys == keys


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("nm", "« nm » n’est pas un champ de cette procédure ; vouliez-vous dire « nom » ?"),
        ("equpe.0.nom", "vouliez-vous dire « equipe » ?"),
        ("equipe.0.non", "vouliez-vous dire « equipe[1].nom » ?"),
        ("equipe", "telles que « equipe[1] »"),
        ("equipe.0", "tels que « equipe[1].nom »"),
        ("chef", "tels que « chef.nom »"),
        ("nom.0", "n’est pas un champ"),
        ("pieces.statut", "pièce inconnue ; vouliez-vous dire « statuts » ?"),
        ("pieces", "une pièce se nomme"),
        ("procedure", "la procédure est celle du modèle"),
        ("=1+1", "est le chemin d’un champ"),
        ("a..b", "est le chemin d’un champ"),
        ("equipe[0].nom", "est le chemin d’un champ"),
        ("equipe.9999999.nom", "n’est pas un champ"),
    ],
)
def test_a_title_that_is_no_field_is_told_at_its_column(
    tmp_path: Path, procedure: Procedure, title: str, words: str
) -> None:
    table = read(tmp_path, procedure, f"reference;{title}\nA;x\n")
    ((line, column, message),) = told(table)
    assert (line, column) == (1, 2)
    assert words in message
    assert table.rows == ()


def test_two_columns_of_one_field_are_told(tmp_path: Path, procedure: Procedure) -> None:
    table = read(tmp_path, procedure, "reference;equipe.0.nom;equipe[1].nom\nA;x;y\n")
    assert [place[:2] for place in told(table)] == [(1, 3)]


def test_a_table_without_references_or_without_rows_is_told(
    tmp_path: Path, procedure: Procedure
) -> None:
    assert "« reference » est attendue" in told(read(tmp_path, procedure, "nom\nx\n"))[0][2]
    assert "pas de ligne" in told(read(tmp_path, procedure, "reference;nom\n"))[0][2]
    assert "« reference » est attendue" in told(read(tmp_path, procedure, ""))[0][2]


def test_a_column_of_notes_is_not_read_and_one_without_a_title_is_told(
    tmp_path: Path, procedure: Procedure
) -> None:
    table = read(tmp_path, procedure, "# site;reference;\nRennes;A;\nMauron;B;perdu\n")
    assert table.problems == ()
    assert table.rows[0].problems == ()
    ((found),) = table.rows[1].problems
    assert (found.mark.line, found.mark.column) == (3, 3)
    assert "« perdu » est dans une colonne sans titre" in found.message


# Rows


def test_rows_of_one_reference_each_name_the_others(tmp_path: Path, procedure: Procedure) -> None:
    table = read(tmp_path, procedure, "reference;nom\nA;x\nB;y\n a ;z\nA;t\n")
    doubled = {
        row.number: found.message
        for row in table.rows
        for found in row.problems
        if found.effect is Verdict.INVALID
    }
    assert set(doubled) == {2, 4, 5}
    assert "des lignes 4 et 5" in doubled[2]


def test_a_formula_an_error_and_a_forbidden_character_are_told_at_their_cell(
    tmp_path: Path, procedure: Procedure
) -> None:
    rows: list[list[str]] = [
        ["reference", "nom", "mention"],
        ["A", "=1+1", "#N/A"],
        ["B", "a\u202eb", ""],
    ]
    table = read(tmp_path, procedure, workbook(rows, text=False), "t.xlsx")
    found = {
        (problem.mark.place, problem.path): problem.message
        for row in table.rows
        for problem in row.problems
    }
    assert "formule" in found["Lot!B2", "nom"]
    assert "erreur « #N/A »" in found["Lot!C2", "mention"]
    assert "U+202E" in found["Lot!B3", "nom"]


def test_another_sheet_is_told_and_does_not_block(tmp_path: Path, procedure: Procedure) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["reference"])
    first.append(["A"])
    book.create_sheet("Autre").append(["x"])
    file = io.BytesIO()
    book.save(file)
    table = read(tmp_path, procedure, file.getvalue(), "t.xlsx")
    assert len(table.rows) == 1
    assert "« Autre » n’est pas lue" in table.problems[0].message


def test_a_social_security_number_is_never_quoted(tmp_path: Path, procedure: Procedure) -> None:
    number = "2 69 05 49 588 157 80"
    for text in (
        f"reference;{number}\nA;x\n",
        f"reference;\nA;{number}\n",
        f"reference\n{number}\n{number}\n",
    ):
        table = read(tmp_path, procedure, text)
        said = [*table.problems, *(p for row in table.rows for p in row.problems)]
        assert said
        assert not any(number in found.message for found in said)


# Hostile


HOSTILE = {
    "nul": b"reference;nom\nA;\0\n",
    "utf-16": "reference;nom\nA;x\n".encode("utf-16"),
    "neither encoding": b"reference;nom\nA;\x81\x8d\n",
    "a quote that never ends": b'reference;nom\nA;"x\n' + b"B;y\n" * 1000,
    "text after a quote": b'reference;nom\n"A"x;y\n',
    "a huge cell": b"reference;nom\nA;" + b"x" * 200_000 + b"\n",
    "ten thousand columns": b";".join(b"mention" for _ in range(10_000)) + b"\nA\n",
    "a million separators": b"reference\n" + b";" * 1_000_000 + b"x\n" + b"A;x\n" * 200_001,
    "too many rows": b"reference\n" + b"A\n" * 10_001,
    "a hundred megabytes": b"reference;nom\n" + b"A;x\n" * 25_000_000,
    "a pdf": b"%PDF-1.7\n",
    "a word file named csv": b"\xd0\xcf\x11\xe0",
    "an archive that is no workbook": b"PK\x03\x04rien",
    "noise": random.Random(1).randbytes(5000),  # noqa: S311 - bytes to be refused
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_table_is_a_sentence(tmp_path: Path, procedure: Procedure, name: str) -> None:
    table = read(tmp_path, procedure, HOSTILE[name])
    assert table.rows == ()
    assert table.problems
    assert all(problem.message.endswith((".", "?")) for problem in table.problems)


@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    try:
        page = delimited.load(content)
    except Undecodable as problem:
        page = Page(problem.message, {})
    assert page.name == "" or page.name.endswith(".")


def test_ten_thousand_columns_of_a_workbook_are_told(tmp_path: Path, procedure: Procedure) -> None:
    wide: list[list[str]] = [["reference", *["# note"] * 1_200], ["A"]]
    table = read(tmp_path, procedure, workbook(wide), "t.xlsx")
    assert table.problems == ()
    wide = [["reference", *["# note"] * 999, "nom"], ["A"]]
    assert "1000 colonnes" in told(read(tmp_path, procedure, workbook(wide), "t.xlsx"))[0][2]
