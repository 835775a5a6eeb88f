"""A portfolio: one row a dossier, whatever it is, in four forms that say the same."""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from conftest import Bundles, Once, Ran, Run
from dossiers.errors import MachineError
from dossiers.findings import Verdict
from dossiers.judging.admissibility import Admissibility
from dossiers.reporting.portfolio.row import Row
from dossiers.reporting.portfolio.rows import Asked, rows
from dossiers.reporting.portfolio.shelf import Shelf
from dossiers.reporting.portfolio.writing import FORMS, write
from small import CRITERION, DOSSIER, PROCEDURE, Small

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def lot(once: Once, examples: Path, bundles: Bundles, run: Run) -> Path:
    """A folder as an agency has it: every kind of thing that may come."""

    def make(folder: Path) -> None:
        shutil.copytree(examples / "pieces", folder / "pieces")
        shutil.copy(examples / "incomplet.yaml", folder / "b.yaml")
        text = (examples / "complet.yaml").read_text(encoding="utf-8")
        text = text.replace("ET3P-2026-014", "ET3P-1").replace("29140", "35000")
        parts = text.partition("\nstructure:")
        (folder / "a.yaml").write_text(f"inclut: [structure.yaml]\n{parts[0]}\n", encoding="utf-8")
        (folder / "structure.yaml").write_text(f"structure:{parts[2]}", encoding="utf-8")
        (folder / "z.yaml").write_text("a: [b", encoding="utf-8")
        shutil.copytree(bundles.final, folder / "liasse")
        run("new", "convention-et3p", "--reception", "-o", folder / "fiche.xlsx")

    return once("portefeuille", make)


@pytest.fixture(scope="module")
def made(lot: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("formes")
    for form in FORMS:
        done = run("report", lot, "-o", folder / f"p.{form}", "--date", DAY)
        assert (done.code, done.out) == (1, f"{folder / f'p.{form}'}\n")
        assert f"{DAY[8:]}/11/2026, date demandée" in done.err
    return {form: (folder / f"p.{form}").read_bytes() for form in FORMS}


def test_each_thing_that_came_has_its_row_in_every_form(made: dict[str, bytes]) -> None:
    verdicts = ["complet", "invalide", "incomplet", "incomplet", "invalide"]
    told = json.loads(made["json"])
    assert [one["verdict"] for one in told["dossiers"]] == verdicts
    assert [one["etape"] for one in told["dossiers"]] == [
        "signature", "signature", "depot", "depot", None,
    ]  # fmt: skip
    lines = list(csv.DictReader(StringIO(made["csv"].decode("utf-8-sig")), delimiter=";"))
    assert [line["Verdict"] for line in lines] == verdicts
    assert [line["Région"] for line in lines] == ["Bretagne", "", "", "Bretagne", ""]
    assert told["synthese"]["dossiers"] == 5
    assert told["synthese"]["verdicts"]["invalide"] == 2
    page = made["html"].decode()
    assert page.count('<tr><th scope="row">') >= 5
    assert all(line["Fichier"] in page for line in lines)


def test_a_dossier_of_the_json_is_that_of_check(
    made: dict[str, bytes], lot: Path, run: Run
) -> None:
    path = lot / "b.yaml"
    (checked,) = json.loads(run("check", path, "--format", "json", "--date", DAY).out)["dossiers"]
    (found,) = [d for d in json.loads(made["json"])["dossiers"] if d["fichier"] == str(path)]
    assert {key: found[key] for key in checked} == checked
    assert found["prochaine"]["date"] == "2026-12-31"
    assert found["prochaine"]["jours"] == 39


def test_a_workbook_has_real_dates_and_numbers_filters_and_a_frozen_header(
    made: dict[str, bytes],
) -> None:
    book = openpyxl.load_workbook(BytesIO(made["xlsx"]))
    assert book.sheetnames[:3] == ["Dossiers", "Constats", "Critères"]
    page = book["Dossiers"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("B2", f"A1:{page.dimensions[3:]}")
    titles = [cell.value for cell in page[1]]
    first = dict(zip(titles, page[2], strict=True))
    assert first["Terme"].value == datetime(2029, 12, 31)  # noqa: DTZ001 - a day of a sheet
    assert first["Complétude"].value == 1
    assert first["Complétude"].number_format.endswith("%")
    assert first["Forfait par cycle"].value == 1480
    assert first["Jours restants"].data_type == "n"
    held = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in held if cell.data_type == "f"]
    assert b"1980" in made["xlsx"] or book.properties.created.year == 1980


def test_each_row_of_a_sheet_is_as_high_as_its_texts(made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(made["xlsx"])) as archive:
        findings = archive.read("xl/worksheets/sheet2.xml")
    assert findings.count(b' customHeight="1"') == findings.count(b"<row ") > 20


class _Reader(HTMLParser):
    """What a browser without a script would load, and the headers of its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.bare: list[str] = []
        self.lang = ""
        self.tables = self.captions = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = given.get("lang") or self.lang
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.bare.append(str(attrs))
        wanted = {given.get("src"), given.get("href")} - {None}
        self.loaded += [str(url) for url in wanted if not str(url).startswith("#")]


def test_the_page_stands_alone_and_its_tables_can_be_heard(made: dict[str, bytes]) -> None:
    reader = _Reader()
    reader.feed(made["html"].decode())
    assert (reader.lang, reader.loaded, reader.bare) == ("fr", [], [])
    assert reader.tables == reader.captions > 3
    assert "url(" not in made["html"].decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_dossiers_give_the_same_bytes(
    made: dict[str, bytes], form: str, lot: Path, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / f"autre.{form}"
    run("report", lot, "-o", target, "--date", DAY)
    assert target.read_bytes() == made[form]
    assert run("report", lot, "-o", target, "--date", DAY).out == f"{target}\n"


def test_a_portfolio_is_no_dossier_of_the_next_one(made: dict[str, bytes], tmp_path: Path) -> None:
    from dossiers.judging.collection import collect  # noqa: PLC0415 - the one test of both

    (tmp_path / "hier.xlsx").write_bytes(made["xlsx"])
    assert collect((tmp_path,)) == ()


# Exit codes


def test_the_exit_code_is_the_highest_of_the_dossiers(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    def code(done: Ran) -> int:
        return done.code

    assert code(run("report", examples / "complet.yaml")) == 0
    assert code(run("report", examples / "complet.yaml", examples / "incomplet.yaml")) == 1
    empty = run("report", tmp_path)
    assert (empty.code, empty.out) == (2, "")
    assert "aucun dossier" in empty.err


def test_another_file_is_kept_and_an_unknown_form_refused(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    target = tmp_path / "p.csv"
    target.write_text("à moi", encoding="utf-8")
    done = run("report", examples / "complet.yaml", "-o", target)
    assert (done.code, target.read_text(encoding="utf-8")) == (2, "à moi")
    assert sorted(tmp_path.iterdir()) == [target]
    assert "-t" in run("report", examples / "complet.yaml", "-o", tmp_path / "p.doc").err


def test_a_row_that_the_disk_does_not_take_is_a_sentence() -> None:
    row = Row("a.yaml", Verdict.COMPLETE, 0, title="x" * 100_000)
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with Shelf() as shelf, pytest.raises(MachineError, match="dossier temporaire"):
            shelf.add(row)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))


# On the small library


SECTION = """\
portefeuille:
  - {libelle: Nom, valeur: nom}
  - {libelle: Accord, valeur: accord, repartition: oui}
  - {libelle: Équipe, valeur: "equipe|champ('nom')", repartition: oui}
"""


Gather = Callable[..., Shelf]


@pytest.fixture
def gathered(small: Small) -> Iterator[Gather]:
    """Puts dossiers of the small procedure, with its columns, on a shelf."""
    with ExitStack() as stack:

        def gather(*texts: str, procedure: str = PROCEDURE) -> Shelf:
            small.put("schemas/essai/petite.yaml", procedure + SECTION)
            paths = [small.root / f"recus/{number}.yaml" for number in range(len(texts))]
            for path, text in zip(paths, texts, strict=True):
                small.put(f"recus/{path.name}", text)
            shelf = stack.enter_context(Shelf())
            for row in rows(paths, Asked(small.library, date(2026, 11, 22))):
                shelf.add(row)
            return shelf

        yield gather


def told(small: Small, shelf: Shelf, form: str) -> bytes:
    shutil.copytree("templates/reports", small.root / "templates/reports", dirs_exist_ok=True)
    file = BytesIO()
    write(form, shelf, Asked(small.library, date(2026, 11, 22)), file)
    return file.getvalue()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", " =", "'="])
def test_no_value_becomes_a_formula(small: Small, gathered: Gather, start: str) -> None:
    value = f"{start}1+1|cmd"
    shelf = gathered(DOSSIER.replace("Maison Exemple", f"'{value.replace(chr(39), 2 * chr(39))}'"))
    (line,) = csv.DictReader(StringIO(told(small, shelf, "csv").decode("utf-8-sig")), delimiter=";")
    assert line["Nom"].startswith("'")
    book = openpyxl.load_workbook(BytesIO(told(small, shelf, "xlsx")))
    cells = [cell for cell in book["Dossiers"][2] if str(cell.value).endswith("1+1|cmd")]
    assert [(cell.value, cell.data_type) for cell in cells] == [(value.strip(), "s")]


def test_no_value_becomes_markup(small: Small, gathered: Gather) -> None:
    shelf = gathered(DOSSIER.replace("Maison Exemple", "'<script>alert(1)</script> \"&'"))
    page = told(small, shelf, "html").decode()
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &#34;&amp;" in page


def test_dossiers_are_counted_by_value_and_several_values_count_each(gathered: Gather) -> None:
    other = DOSSIER.replace("accord: oui", "accord: non\nmotif: aucun").replace("P-1", "P-2")
    tally = gathered(DOSSIER, other, DOSSIER.replace("accord: oui\n", "")).tally
    groups = {title: {v: s.total for v, s in g.items()} for title, g in tally.groups.items()}
    assert groups == {
        "Accord": {"oui": 1, "non": 1, "(non renseigné)": 1},
        "Équipe": {"Ada Exemple": 3, "Bob Exemple": 3},
    }
    assert tally.doubles == ("P-1",)


def test_a_share_is_rounded_alike_in_the_page_and_in_the_workbook(
    small: Small, gathered: Gather
) -> None:
    shelf = gathered(DOSSIER, DOSSIER, "a: [b")
    page = told(small, shelf, "html").decode()
    book = openpyxl.load_workbook(BytesIO(told(small, shelf, "xlsx")))
    assert "66,7" in page
    assert 0.667 in [cell.value for row in book["Synthèse"] for cell in row]


@pytest.mark.parametrize(
    ("source", "seances", "expected"),
    [
        ("loi", "6", Admissibility.YES),
        ("loi", "2", Admissibility.NO),
        ("usage", "2", Admissibility.HUMAN),
        ("loi", "''", Admissibility.INCOMPLETE),
    ],
)
def test_admissibility_is_what_its_criteria_say_together(
    gathered: Gather, source: str, seances: str, expected: Admissibility
) -> None:
    rule = CRITERION.replace("objet: coherence", "objet: recevabilite")
    rule = rule.replace("source: loi", f"source: {source}")
    text = DOSSIER.replace("seances: 6", f"seances: {seances}")
    (row,) = gathered(text, procedure=PROCEDURE.replace(CRITERION, rule))
    assert row.admissibility is expected


@pytest.mark.parametrize("form", FORMS)
def test_a_name_that_is_no_text_has_its_row_in_every_form(
    small: Small, form: str, tmp_path: Path
) -> None:
    small.procedure()
    names = [os.fsdecode(b"a\xff.zip"), "b\x01.yaml", "c\u2028\x07.zip", "d\u00a0e.yaml"]
    paths = [tmp_path / name for name in names]
    paths[2].write_bytes(b"rien")
    with Shelf() as shelf:
        for row in rows(paths, Asked(small.library, date(2026, 11, 22), detailed=True)):
            shelf.add(row)
        assert [Path(row.file).name for row in shelf] == [
            "a\ufffd.zip", "b\ufffd.yaml", "c\ufffd\ufffd.zip", "d\u00a0e.yaml",
        ]  # fmt: skip
        assert told(small, shelf, form)


def test_a_wrong_library_is_a_row_and_its_code(small: Small, gathered: Gather) -> None:
    shelf = gathered(DOSSIER, procedure=PROCEDURE.replace("si: seances", "si: seance"))
    (row,) = shelf
    assert (row.exit_code, shelf.tally.exit_code, shelf.tally.failures) == (3, 3, 1)
    assert row.failure in row.wrong
    assert "Fichiers non jugés" in str(
        [c.value for r in openpyxl.load_workbook(BytesIO(told(small, shelf, "xlsx")))["Synthèse"]
         for c in r]
    )  # fmt: skip
