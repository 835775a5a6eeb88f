"""Every mistake has one sentence at its place, and what nobody can read has one too.

The traps of comparable systems are tested by name: those of Cerberus (#622, #293, #432) and what
PyYAML makes of a French form; those of RDMO are in `test_completeness_laws`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dossiers.commands import main
from dossiers.findings import Finding, Severity, Verdict
from dossiers.judging.assessment import Assessment, assess
from dossiers.library import default
from dossiers.opening.dossier import Dossier, open_dossier
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import read

ERRORS = Path(__file__).parent / "erreurs"
EXAMPLE = default().path("examples/convention-et3p")
TEXT = (EXAMPLE / "complet.yaml").read_text(encoding="utf-8").split("\npieces:")[0] + "\n"


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return Opener(default()).procedure("convention-et3p")


def judged(procedure: Procedure, text: str) -> Assessment:
    return assess(open_dossier(read(text.encode(), "d.yaml"), procedure, Path("absent")))


def faults(procedure: Procedure, old: str, new: str) -> list[Finding]:
    """What the complete example, without its pièces, gives more once a passage is replaced."""
    assert old in TEXT
    before = {finding.message for finding in judged(procedure, TEXT).findings}
    after = judged(procedure, TEXT.replace(old, new, 1)).findings
    return [finding for finding in after if finding.message not in before]


# The twenty-five


def expected() -> Iterator[Mapping[str, Any]]:
    path = ERRORS / "vingt-cinq.attendu.yaml"
    source = read(path.read_bytes(), str(path))
    assert not source.problems
    entries = source.data["constats"]
    assert isinstance(entries, list)
    for entry in entries:
        assert isinstance(entry, dict)
        yield entry


def test_twenty_five_faults_give_those_twenty_five_findings_at_their_places(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "pieces", tmp_path / "pieces")
    shutil.copy(ERRORS / "vingt-cinq.yaml", tmp_path)
    opened = Opener(default()).open(tmp_path / "vingt-cinq.yaml")
    assert isinstance(opened, Dossier)
    found = [f for f in assess(opened).findings if f.severity is not Severity.NOTE]
    places = [(f.mark.line, f.mark.column, f.severity.value, f.rule, f.path) for f in found]
    wanted = list(expected())
    assert places == [
        (int(w["ligne"]), int(w["colonne"]), w["gravite"], w["regle"], w["chemin"]) for w in wanted
    ]
    assert len(places) == 25
    assert len({w["sorte"] for w in wanted}) >= 20
    for finding, want in zip(found, wanted, strict=True):
        assert want.get("dit", "") in finding.message
        assert finding.message.endswith((".", "?"))


# No cascade


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("\nduree:\n", "\nduree: 3 ans\nzut:\n", "duree"),
        ("\nequipe:\n", "\nequipe: Nolwenn Brinzec\nzut:\n", "equipe"),
        ("\nequipe:\n", "\nequipe:\n  nom: Nolwenn Brinzec\nzut:\n", "equipe"),
        ("\ncaisse:\n", "\ncaisse:\n  - MSA\nzut:\n", "caisse"),
        ("\nlitiges:\n", "\nlitige:\n", "litige"),
        ("lieu: Melgven", "lieux: Melgven", "signature.lieux"),
        ("lieu: Melgven", "Lieu: Melgven", "signature.Lieu"),
        ("lieu: Melgven", "lieu: [Melgven, Quimper]", "signature.lieu"),
        ("lieu: Melgven", "lieu: {commune: Melgven}", "signature.lieu"),
        ("mode: tacite", "mode: tacites", "renouvellement.mode"),
        ("profession: medecin", "profession: docteur", "equipe[2].profession"),
        ("date: 2026-11-21", "date: 21/13/2026", "date"),
        ("lieu: Melgven", "lieu:\n  lieu: Melgven", "signature.lieu"),
    ],
)
def test_a_fault_is_told_once_whatever_reads_the_field(
    procedure: Procedure, old: str, new: str, path: str
) -> None:
    told = [f.path for f in faults(procedure, old, new) if f.path != "zut"]
    assert told == [path]


def test_a_name_that_yaml_would_misread_as_a_path_ends_in_a_sentence(procedure: Procedure) -> None:
    for name in ("a[b", "a]", '"["', '"."', '".."', '"x[1]"', '"a[1"', '""'):
        assert judged(procedure, f"{TEXT}{name}: x\n").verdict is Verdict.INVALID


# Files that no one can read


FILES = {
    "vide": b"",
    "blancs": b"  \n\n",
    "commentaire": b"# rien\n",
    "tabulation": TEXT.replace("\n  nom:", "\n\tnom:").encode(),
    "latin-1": TEXT.replace("’", "'").replace("œ", "oe").encode("latin-1", "replace"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 sans marque": TEXT.encode("utf-16-le"),
    "utf-16 gros-boutiste": TEXT.encode("utf-16-be"),
    "word": (default().path("templates/conventions/habillage.docx")).read_bytes(),
    "ancien word": b"\xd0\xcf\x11\xe0" + bytes(500),
    "rtf": rb"{\rtf1\ansi bonjour}",
    "pdf": (EXAMPLE / "pieces/statuts.pdf").read_bytes(),
    "image": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "octets": bytes(range(256)),
    "contrôle": TEXT.replace("Melgven", "Mel\x00gven").encode(),
    "guillemet": TEXT.replace("lieu: Melgven", 'lieu: "Melgven').encode(),
    "accolade": TEXT.replace("lieu: Melgven", "lieu: {a").encode(),
    "deux-points": TEXT.replace("lieu: Melgven", "lieu: a: b").encode(),
    "retrait": TEXT.replace("  lieu: Melgven", "   lieu: Melgven").encode(),
    "arobase": TEXT.replace("lieu: Melgven", "lieu: @x").encode(),
    "liste": b"- a\n- b\n",
    "texte": b"bonjour\n",
    "html": b"<!DOCTYPE html><html></html>",
    "profondeur": b"a: " + b"[" * 100_000,
    "taille": b"a: " + b"x" * 5_000_001,
    "ligne que YAML seul compte": b'a: "b' + "\u2028".encode() * 40,
    "directive": b"%YAML 3.0\n---\na: b\n",
    "sans procédure": TEXT.replace("procedure: convention-et3p\n", "").encode(),
    "procédure inconnue": TEXT.replace("procedure: convention-et3p", "procedure: autre").encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_one_sentence_and_code_1(name: str, tmp_path: Path) -> None:
    path = tmp_path / "dossier.yaml"
    path.write_bytes(FILES[name])
    done = CliRunner().invoke(main, ["check", str(path), "--format", "github"])
    assert done.exit_code == 1, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    (line,) = done.stdout.splitlines()
    assert line.startswith("::error file=")
    assert line.endswith((".", ")."))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("lieu: Melgven", "lieu: Melgven\n  lieu: Quimper", "lecture/doublon"),
        ("\nreferent:\n", "\nreferent:\n  nom: A\nreferent:\n", "lecture/doublon"),
        ("lieu: Melgven", "lieu: &a Melgven", "lecture/ancre"),
        ("lieu: Melgven", "lieu: !!str Melgven", "lecture/etiquette"),
        ("lieu: Melgven", "lieu: *a", "lecture/alias"),
    ],
)
def test_what_yaml_allows_and_a_dossier_does_not_need_is_told_once(
    procedure: Procedure, old: str, new: str, rule: str
) -> None:
    found = judged(procedure, TEXT.replace(old, new, 1)).findings
    assert [f.rule for f in found if f.rule.startswith("lecture/")] == [rule]


# Traps by name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("NON", "NON"),
        ("non", "non"),
        ("off", "off"),
        ("01", "01"),
        ("2A", "2A"),
        ("012345", "012345"),
        ("12:30", "12:30"),
        ("0612345678", "0612345678"),
        ("00123450900014", "00123450900014"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("2026-11-21", "2026-11-21"),
        (".inf", ".inf"),
        ("=", "="),
    ],
)
def test_pyyaml_guesses_nothing(written: str, kept: str) -> None:
    assert read(f"champ: {written}\n".encode(), "d.yaml").data == {"champ": kept}


def test_pyyaml_keys_stay_words(procedure: Procedure) -> None:
    found = faults(procedure, "mention: Exemple fictif\n", "no: x\n012345: y\n12:30: z\n")
    assert [f.path for f in found] == ["no", "012345", "12:30"]
    assert {f.rule for f in found} == {"champ/inconnu"}


@pytest.mark.parametrize("blank", ["''", '"  "', "", "~", "null", "|\n\n", '"\\u00a0"'])
def test_cerberus_required_is_not_met_by_an_empty_text(procedure: Procedure, blank: str) -> None:
    (found,) = faults(procedure, "  lieu: Melgven\n", f"  lieu: {blank}\n")
    assert (found.rule, found.path) == ("champ/requis", "signature.lieu")


def test_cerberus_622_a_conditional_requirement_names_both_fields(procedure: Procedure) -> None:
    (found,) = faults(procedure, "  preavis: 3\nresiliation", "  preavis:\nresiliation")
    assert "Préavis avant le terme" in found.message
    assert "« Mode de renouvellement » est renseigné « tacite reconduction »" in found.message


def test_cerberus_293_and_432_a_nested_error_keeps_its_place(procedure: Procedure) -> None:
    (found,) = faults(procedure, "rpps: 10999900300", "rpps: 1099990030")
    assert found.path == "equipe[3].rpps"
    line = TEXT.split("rpps: 10999900300")[0].count("\n") + 1
    assert (found.mark.line, found.mark.column) == (line, 11)


def test_nine_levels_of_aliases_do_not_grow(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    path = tmp_path / "d.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(path)])
    assert done.exit_code == 1
    assert len(done.stdout) < 20_000


# Strict


def test_strict_makes_doubts_block(procedure: Procedure) -> None:
    text = TEXT.replace('finess: "290999101"', 'finess: "290999102"')
    source = read(text.encode(), "d.yaml")
    dossier = open_dossier(source, procedure, Path("absent"))
    lax, strict = (
        next(f for f in assess(dossier, strict=strict).findings if f.rule == "champ/finess")
        for strict in (False, True)
    )
    assert (lax.severity, lax.effect) == (Severity.WARNING, Verdict.COMPLETE)
    assert (strict.severity, strict.effect) == (Severity.ERROR, Verdict.INVALID)


def test_strict_is_told_in_the_help() -> None:
    told = " ".join(CliRunner().invoke(main, ["check", "--help"]).stdout.split())
    assert "Les doutes et les règles à confirmer bloquent aussi." in told
