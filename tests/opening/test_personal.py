"""Personal data is found wherever it is written, blocks or warns, and is never printed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.findings import Finding, Severity, Stage, Verdict
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.referral import open_whole
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.personal import masked, nirs, search
from dossiers.reading.source import read
from dossiers.reporting.checking import judge
from kinds.test_shape import TEXTS, iban, one_siret
from samples import sheets

EXAMPLE = default().path("examples/convention-et3p/complet.yaml")

# Built from their keys: nobody bears them.
NIRS = [
    "269054958815780",
    "2 69 05 49 588 157 80",
    "2 69 05 49 588 157  80",
    "2.69.05.49.588.157.80",
    "2-69-05-49-588-157-80",
    "2/69/05/49/588/157/80",
    "2\u00a069\u00a005\u00a049\u00a0588\u00a0157\u00a080",
    "2690549588157 80",
    "253072B07300470",
    "2 53 07 2b 073 004 70",
    "253072A07300443",
]


def keyed(body: str) -> str:
    """A NIR of thirteen characters and its key."""
    figures = body.replace("2A", "19").replace("2B", "18")
    return f"{body}{97 - int(figures) % 97:02d}"


@pytest.mark.parametrize("nir", NIRS)
@pytest.mark.parametrize("text", ["{}", "assuré n° {}, à rappeler", "NIR:{}.", "12 {} 7", "({})"])
def test_a_social_security_number_is_found_in_any_text(nir: str, text: str) -> None:
    written = text.format(nir)
    assert len(nirs(written)) == 1
    assert not nirs(masked(written))
    assert "588" not in masked(written)


@pytest.mark.parametrize("month", ["01", "12", "20", "42", "50", "99"])
@pytest.mark.parametrize("place", ["35238", "2A004", "2B033", "97105", "99350"])
def test_months_and_places_that_insee_gives_are_known(month: str, place: str) -> None:
    assert nirs(keyed(f"185{month}{place}012"))


@pytest.mark.parametrize("month", ["00", "13", "19", "43", "49"])
def test_months_that_insee_does_not_give_make_no_number(month: str) -> None:
    assert not nirs(keyed(f"185{month}35238012"))


@pytest.mark.parametrize(
    "text",
    [
        "269054958815781",  # another key
        "26905495881578",
        "2690549588157801",
        "x269054958815780",
        "269054958815780x",
        "FR76269054958815780",
        "1. 12345678200010\n2. 00987650900010",
        "",
    ],
)
def test_what_has_not_the_form_and_the_key_is_no_number(text: str) -> None:
    assert not nirs(text)


RANDOM = st.randoms(use_true_random=False)


@given(RANDOM)
def test_the_numbers_of_a_dossier_are_never_taken_for_one(rng: random.Random) -> None:
    siret = one_siret(rng)
    account = "".join(rng.choice("0123456789") for _ in range(23))
    letters = account[:10] + rng.choice("ABMZ") + account[11:]
    numbers = [iban(account), iban(letters), siret, f"3{siret}", f"1. {siret}", f"2 {siret}"]
    numbers += [" ".join(n[i : i + 4] for i in range(0, 27, 4)) for n in numbers[:2]]
    numbers.append(f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}")
    for kind in ("telephone", "finess", "rpps", "siren", "code_postal", "reference", "rna", "date"):
        numbers.append(TEXTS[kind](rng))
    for number in numbers:
        assert not nirs(number), number
        assert not nirs(f"Tél. {number} et {rng.choice(numbers)}"), number


@pytest.mark.parametrize("path", sorted(default().path("examples").glob("*/*.yaml")), ids=str)
def test_no_example_gives_a_false_alarm(path: Path) -> None:
    found = judge(open_whole(Opener(default()), path), Stage.SIGNATURE)
    assert [f for f in found.findings if f.rule.startswith("donnees/")] == []


def judged(path: Path, *, strict: bool = False) -> Assessment:
    opened = Opener(default()).open(path)
    assert isinstance(opened, Dossier)
    return assess(opened, strict=strict)


def dossier(folder: Path, old: str, new: str) -> Path:
    """The complete example without its pièces, one passage replaced."""
    text = EXAMPLE.read_text(encoding="utf-8").split("\npieces:")[0] + "\n"
    assert old in text
    path = folder / "dossier.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def personal(path: Path, *, strict: bool = False) -> list[Finding]:
    found = judged(path, strict=strict).findings
    return [finding for finding in found if finding.rule.startswith("donnees/")]


PLACES = {
    "a text": ("lieu: Melgven", "lieu: Melgven, assurée {}", "signature.lieu"),
    "a long text": ("  - l’impression", "  - madame {} ;\n  - l’impression", "soutien_logistique"),
    "a number": ("heures: 42", "heures: {}", "equipe[1].heures"),
    "a choice": ("mode: tacite", "mode: {}", "renouvellement.mode"),
    "a siret": ("siret: 001 234 509 00014", "siret: {}", "caisse.siret"),
    "an unknown field": ("lieu: Melgven", "lieu: Melgven\n  patient: {}", "signature.patient"),
    "the reference": ("reference: ET3P-2026-014", "reference: {}", "reference"),
    "a group": ("forfait_cycle: 1 480,00 €", "forfait_cycle: {{a: {}}}", "forfait_cycle.a"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("nir", ["269054958815780", "2 53 07 2B 073 004 70"])
def test_a_number_in_a_value_blocks_once_and_is_printed_nowhere(
    tmp_path: Path, place: str, nir: str
) -> None:
    old, new, path = PLACES[place]
    file = dossier(tmp_path, old, new.format(nir))
    (found,) = personal(file)
    assert (found.rule, found.path, found.effect) == ("donnees/nir", path, Verdict.INVALID)
    assert [f for f in judged(file).findings if f.path == path] == [found]
    for form in ("text", "json", "github"):
        assert_unprinted(["check", str(file), "--format", form], nir, 1)
    for command in (["render", "--projet"], ["bundle", "--projet"], ["bundle"]):
        assert_unprinted([*command, str(file), "-o", str(tmp_path / "out")], nir, 1)
    assert not list(tmp_path.glob("out/**/*"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reference: ET3P", "269054958815780: x\nreference: ET3P"),
        ("reference: ET3P", "{}: x\n{}: y\nreference: ET3P".replace("{}", "269054958815780")),
        ("procedure: convention-et3p", "procedure: 269054958815780"),
        ("lieu: Melgven", "lieu: !269054958815780 Melgven"),
        ("lieu: Melgven", "lieu: Melgven  # 2 69 05 49 588 157 80"),
        ("signature:\n", "pieces:\n  statuts: 269054958815780.pdf\nsignature:\n"),
        ("signature:\n", "pieces:\n  269054958815780: a.pdf\nsignature:\n"),
        ("reference: ET3P", "inclut: 269054958815780.yaml\nreference: ET3P"),
    ],
)
def test_a_number_elsewhere_in_the_file_is_printed_nowhere(
    tmp_path: Path, old: str, new: str
) -> None:
    file = dossier(tmp_path, old, new)
    for form in ("text", "json", "github"):
        assert_unprinted(["check", str(file), "--format", form], "269054958815780", 1)


def test_many_numbers_in_comments_are_found_in_little_time() -> None:
    source = read(b"reference: P-1\n" + b"# 2 69 05 49 588 157 80\n" * 40_000, "d.yaml")
    begun = process_time()
    found = search(source, str).findings
    assert (len(found), found[-1].mark.line, found[-1].mark.column) == (40_000, 40_001, 1)
    assert process_time() - begun < 3


def test_a_number_in_a_comment_is_found_at_its_place(tmp_path: Path) -> None:
    file = dossier(tmp_path, "lieu: Melgven", "lieu: Melgven  # 2 69 05 49 588 157 80")
    (found,) = personal(file)
    line = file.read_text(encoding="utf-8").split("# 2 69")[0]
    assert (found.mark.line, found.mark.column) == (line.count("\n") + 1, 18)


def test_a_number_in_an_included_file_is_found_there(tmp_path: Path) -> None:
    file = dossier(tmp_path, "reference: ET3P", "inclut: autre.yaml\nreference: ET3P")
    other = tmp_path / "autre.yaml"
    other.write_text("mandat_esp: 269054958815780 # 269054958815780\n", encoding="utf-8")
    (found,) = personal(file)
    assert found.mark.file.endswith("autre.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "Madame Exemple, née le 3 mai 1948",
        "M. Exemple né le 03/05/1948 à Quimper",
        "date de naissance : 1948-05-03",
        "Date de naissance du patient (03.05.1948)",
        "DDN 3/5/48",
        "né(e) le 1er mai 1948",
        "né·e le 1er mai 1948",
        "le patient Exemple, 3 mai 1948, suivi depuis",
        "patiente : Mme Exemple (03/05/1948)",
    ],
)
def test_a_birth_date_beside_a_name_warns_without_printing_it(tmp_path: Path, text: str) -> None:
    file = dossier(tmp_path, "lieu: Melgven", f'lieu: "{text}"')
    (found,) = personal(file)
    assert (found.rule, found.severity) == ("donnees/naissance", Severity.WARNING)
    assert found.effect is Verdict.COMPLETE
    assert "48" not in found.message
    assert judged(file, strict=True).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "text",
    [
        "les patients sont accueillis à partir du 12 janvier 2027",
        "l’accord est né le premier jour du programme",
        "aucune date de naissance n’est transmise ; convention du 3 mai 2026",
        "charte du patient remise le 2 février 2027",
        "année 2027, séances du 2 février au 30 mars 2027",
    ],
)
def test_an_ordinary_date_gives_no_alarm(tmp_path: Path, text: str) -> None:
    assert personal(dossier(tmp_path, "lieu: Melgven", f'lieu: "{text}"')) == []


def test_a_number_in_the_text_of_a_piece_warns_with_its_page(tmp_path: Path) -> None:
    file = dossier(tmp_path, "signature:\n", "pieces:\n  statuts: liste.pdf\nsignature:\n")
    words = ("Statuts", "NIR 2 69 05 49 588 157 80", "SIRET 123 456 782 00010")
    (tmp_path / "liste.pdf").write_bytes(sheets(*words))
    (found,) = personal(file)
    assert (found.rule, found.path) == ("donnees/nir-piece", "pieces.statuts")
    assert (found.severity, found.effect) == (Severity.WARNING, Verdict.COMPLETE)
    assert "liste.pdf" in found.message
    assert "page 2" in found.message
    assert_unprinted(["check", str(file), "--format", "json"], "269054958815780", 1)
    assert personal(file, strict=True)[0].effect is Verdict.INVALID


def assert_unprinted(command: list[str], nir: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dossiers", *command], capture_output=True, text=True, check=False
    )
    printed = done.stdout + done.stderr
    if "--format" in command and "json" in command:
        json.loads(done.stdout)
    assert done.returncode == code, printed
    assert "Traceback" not in printed
    assert not nirs(printed)
    assert nir not in printed
