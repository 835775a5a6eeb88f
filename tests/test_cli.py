"""The command: exit codes by real cases, French throughout, never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from conftest import ID, Ran, Run
from dossiers.commands import main
from permissions import unprivileged
from small import ROOT

COMMANDS = ("list", "new", "check", "render", "bundle", "batch", "explain", "deadlines")
ENGLISH = re.compile(
    r"\b(error|show this|no such|missing|invalid|does not|try|help for|is required|the|directory|"
    r"traceback|permission denied)\b",
    re.IGNORECASE,
)


def refused(done: Ran, code: int) -> str:
    """What a command that failed says, after the checks that hold for every failure."""
    assert done.code == code, done
    assert "Traceback" not in done.err
    assert done.err.strip()
    assert not ENGLISH.search(re.sub(r"«[^»]*»|'[^']*'|--?\w+", "", done.err)), done.err
    return done.err


@pytest.fixture
def copy(tmp_path: Path, examples: Path) -> Path:
    """The examples in a folder that a test may spoil."""
    shutil.copytree(examples, tmp_path / "exemples")
    return tmp_path / "exemples"


# 0


def test_a_complete_dossier_is_0(run: Run, examples: Path) -> None:
    done = run("check", examples / "complet.yaml")
    assert (done.code, done.err) == (0, "")
    assert "complet." in done.out


def test_the_library_is_listed(run: Run) -> None:
    done = run("list")
    assert done.code == 0
    assert ID in done.out
    listed = json.loads(run("list", "--format", "json").out)
    documents = {each["id"]: each["documents"] for each in listed["procedures"]}
    assert documents[ID] == ["convention", "charte", "notice"]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_is_french(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert not ENGLISH.search(re.sub(r"--?[\w-]+", "", done.out)), done.out


# 1


def test_an_incomplete_dossier_is_1_and_stdout_has_the_report(run: Run, examples: Path) -> None:
    done = run("check", examples / "incomplet.yaml")
    assert (done.code, done.err) == (1, "")
    assert "invalide" in done.out


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"a: {b: 1", b"\xff\xfe", "é".encode("latin-1"), b"- a", b"a: 1", b"PK\x03\x04",
     b"procedure: inconnue", b"procedure: [a]", b"procedure: ?", b"[" * 100_000, b"\x00"],
)  # fmt: skip
def test_a_file_that_is_no_dossier_is_1_with_a_reason(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "d.yaml"
    path.write_bytes(content)
    done = run("check", path)
    assert (done.code, done.err) == (1, "")
    assert re.search(r"^ +\d+:\d+  invalide .*\[\w+/\w+\]$", done.out, re.MULTILINE), done.out
    listed = json.loads(run("check", path, "--format", "json").out)
    assert listed["dossiers"][0]["verdict"] == "invalide"
    assert listed["dossiers"][0]["constats"]


@pytest.mark.parametrize("command", ["render", "bundle"])
def test_a_blocking_finding_gives_no_final(
    run: Run, examples: Path, tmp_path: Path, command: str
) -> None:
    said = refused(run(command, examples / "incomplet.yaml", "-o", tmp_path), 1)
    assert "--projet" in said
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_dossier_gives_no_bundle(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("a: {b", encoding="utf-8")
    said = refused(run("bundle", tmp_path / "d.yaml", "-o", tmp_path / "x"), 1)
    assert "n’est pas fermé" in said


def test_a_missing_piece_is_1(run: Run, copy: Path) -> None:
    (copy / "pieces" / "statuts.pdf").unlink()
    done = run("check", copy / "complet.yaml")
    assert done.code == 1
    assert "ce fichier n’existe pas" in done.out


def test_a_delay_beyond_the_calendar_is_1(run: Run, copy: Path, tmp_path: Path) -> None:
    path = copy / "complet.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "  date: 14/09/2026\n  accuse: 28/09/2026\n", "  date: 31/12/9999\n"
    )
    path.write_text(text, encoding="utf-8")
    said = refused(run("render", path, "convention", "-t", "html", "--projet", "-o", tmp_path), 1)
    assert "dépasse l’an 9999" in said


# 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("inconnue",),
        ("check",),
        ("check", "absent.yaml"),
        ("check", "--format", "xml", "{complet}"),
        ("check", "--inconnue", "{complet}"),
        ("check", "--date", "demain", "{complet}"),
        ("check", "--date", "2026-02-30", "{complet}"),
        ("bundle", "absent.yaml"),
        ("render", "{complet}", "inconnu", "-o", "{sortie}"),
        ("render", "{complet}", "-t", "odt"),
        ("new", "inconnue"),
        ("new",),
        ("explain", "inconnue"),
        ("explain", f"critere/{ID}/inconnu"),
        ("explain", "critere/inconnue/x"),
        ("explain", "champ/inconnu/x"),
    ],
)
def test_wrong_use_is_2(
    run: Run, examples: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    named = {"complet": examples / "complet.yaml", "dossier": examples, "sortie": tmp_path}
    refused(run(*(argument.format(**named) for argument in arguments), cwd=tmp_path), 2)


def test_a_folder_that_is_no_bundle_is_kept_with_2_even_on_demand(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ET3P-2026-014"
    target.mkdir()
    (target / "mien.txt").write_text("à moi")
    for more in ((), ("--remplacer",)):
        said = refused(run("bundle", examples / "complet.yaml", "-o", tmp_path, *more), 2)
        assert "n’est pas une liasse" in said
    assert [path.name for path in target.iterdir()] == ["mien.txt"]


def test_new_never_replaces_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text("à moi", encoding="utf-8")
    assert "existe déjà" in refused(run("new", ID, "-o", path), 2)
    assert path.read_text(encoding="utf-8") == "à moi"


# 3


def test_a_wrong_library_is_3_with_its_file_and_line(
    run: Run, tmp_path: Path, examples: Path
) -> None:
    """The program in a checkout whose library its author has broken."""
    for name in ("src", "schemas", "templates", "polices", "examples"):
        (tmp_path / name).mkdir()
        shutil.copytree(ROOT / name, tmp_path / name, dirs_exist_ok=True)
    template = tmp_path / "templates" / "conventions" / ID / "notice.md"
    template.write_text(
        f"{template.read_text(encoding='utf-8')}\n{{{{ inconnu }}}}\n", encoding="utf-8"
    )
    line = template.read_text(encoding="utf-8").count("\n")
    source = {"PYTHONPATH": str(tmp_path / "src")}
    done = run(
        "render", examples / "complet.yaml", "notice", "-t", "html", "-o", tmp_path, **source
    )
    said = refused(done, 3)
    assert f"templates/conventions/{ID}/notice.md, ligne {line}" in said
    assert "« inconnu » n’est pas déclaré" in said
    schema = tmp_path / "schemas" / "conventions" / f"{ID}.yaml"
    schema.write_text(f"{schema.read_text(encoding='utf-8')}inconnu: 1\n", encoding="utf-8")
    assert "clé inconnue" in refused(run("check", examples / "complet.yaml", **source), 3)


# 4


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no file")
def test_a_place_that_takes_no_file_is_4(run: Run, examples: Path) -> None:
    refused(run("new", ID, "-o", "/proc/self/d.yaml"), 4)
    refused(run("render", examples / "complet.yaml", "notice", "-t", "html", "-o", "/proc/x"), 4)


def test_a_file_or_folder_without_permission_is_4(copy: Path) -> None:
    def run(*arguments: str | Path) -> Ran:
        """In this process, since root has all its rights again in one that it starts."""
        done = CliRunner().invoke(main, list(map(str, arguments)))
        return Ran(done.exit_code, done.stdout, done.stderr)

    closed = copy / "clos"
    closed.mkdir(mode=0)
    (copy / "complet.yaml").chmod(0)
    copy.chmod(0o555)
    with unprivileged():
        assert "permission refusée" in refused(run("check", closed), 4)
        refused(run("report", closed), 4)
        assert "permission refusée" in refused(run("check", copy / "complet.yaml"), 4)
        refused(run("bundle", copy / "incomplet.yaml", "--projet", "-o", copy / "x"), 4)
    copy.chmod(0o755)


CLOSED = (
    ("check", "clos.yaml"),
    ("check", "clos"),
    ("check", "clos.zip"),
    ("render", "clos.yaml", "-o", "sortie"),
    ("bundle", "clos.yaml", "-o", "sortie"),
    ("bundle", "ouvert.yaml", "-o", "clos"),
    ("bundle", "ouvert.yaml", "--depot", "-o", "clos"),
    ("batch", "clos.yaml", "clos.csv", "-o", "sortie"),
    ("batch", "ouvert.yaml", "clos.csv", "-o", "sortie"),
    ("batch", "lot.yaml", "lot.csv", "-o", "clos"),
    ("verify", "clos"),
    ("verify", "clos.pdf"),
    ("verify", "ouvert.pdf", "--emis", "clos"),
    ("verify", "ouvert.pdf", "--emis", "clos.pdf"),
    ("deadlines", "clos.yaml"),
    ("compare", "clos.yaml", "ouvert.yaml"),
    ("compare", "clos.docx", "clos.docx"),
    ("report", "clos", "-t", "csv"),
    ("report", ".", "-t", "csv"),
    ("report", "lisible", "-t", "csv"),
    ("modele", "importer", "clos.docx"),
    ("modele", "exporter", f"{ID}/convention", "-o", "clos/x.docx"),
    ("new", ID, "-o", "clos/x.yaml"),
    ("schema", ID, "-o", "clos/x.json"),
    ("check", "ouvert.yaml", "--bibliotheque", "clos"),
    ("lint", ID, "--bibliotheque", "clos"),
)


@pytest.mark.parametrize("arguments", CLOSED, ids=" ".join)
def test_what_is_closed_to_the_user_is_4_in_every_command(
    copy: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    (copy / "complet.yaml").rename("ouvert.yaml")
    shutil.copy("pieces/statuts.pdf", "ouvert.pdf")
    for name in ("clos", "lisible"):
        shutil.copytree("pieces", name)
        shutil.copy("incomplet.yaml", f"{name}/incomplet.yaml")
    Path("clos").chmod(0)
    Path("lisible").chmod(0o444)
    for suffix in ("yaml", "zip", "pdf", "docx", "csv"):
        Path(f"clos.{suffix}").touch(0)
    with unprivileged():
        done = CliRunner().invoke(main, arguments)
    Path("clos").chmod(0o755)
    Path("lisible").chmod(0o755)
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 4, done.output
    assert "permission refusée" in done.output or "--bibliotheque" in arguments  # said elsewhere


def test_a_path_that_cannot_be_read_is_not_taken_for_one_that_is_not_there() -> None:
    """click would say so with 2, the code of a path that is not found."""
    context = click.Context(main)
    types = [
        parameter.type
        for name in main.list_commands(context)
        for command in _with_its_own(main.get_command(context, name))
        for parameter in command.params
    ]
    paths = [each for each in types if isinstance(each, click.Path)]
    assert len(paths) > 30
    assert not any(path.readable for path in paths)


def _with_its_own(command: click.Command | None) -> tuple[click.Command, ...]:
    assert command
    return tuple(command.commands.values()) if isinstance(command, click.Group) else (command,)


# Options and files


def test_the_highest_code_and_every_dossier_are_given(run: Run, examples: Path) -> None:
    done = run("check", examples / "complet.yaml", examples / "incomplet.yaml", "--format", "json")
    assert done.code == 1
    verdicts = [entry["verdict"] for entry in json.loads(done.out)["dossiers"]]
    assert verdicts == ["complet", "invalide"]


def test_the_date_of_the_command_replaces_the_dossiers(run: Run, examples: Path) -> None:
    done = run("check", examples / "complet.yaml", "--date", "2027-03-04", "--format", "json")
    assert json.loads(done.out)["dossiers"][0]["date"] == "2027-03-04"


def test_filing_is_judged_on_demand(run: Run, examples: Path) -> None:
    done = run("check", examples / "complet.yaml", "--depot", "--format", "json")
    (entry,) = json.loads(done.out)["dossiers"]
    assert (entry["etape"], entry["verdict"]) == ("depot", "incomplet")
    absent = [c for c in entry["constats"] if c["gravite"] == "erreur"]
    assert {c["etape"] for c in absent} == {"depot"}


def test_strict_makes_unconfirmed_rules_block(run: Run, examples: Path) -> None:
    count = "\n".join(run("check", examples / "incomplet.yaml").out.split("\n")).count(
        "avertissement "
    )
    strict = run("check", examples / "incomplet.yaml", "--strict")
    assert count > 0
    assert "avertissement " not in strict.out


def test_a_check_loads_nothing_that_writes(examples: Path) -> None:
    script = (
        "import atexit, sys; from dossiers.commands import main; "
        "heavy = {'babel', 'lxml', 'pypdf', 'fontTools', 'weasyprint', 'dossiers.bundling'}; "
        "atexit.register(lambda: print(*heavy & set(sys.modules), file=sys.stderr)); main()"
    )
    # Without its pièces, which another process would read.
    text = (examples / "complet.yaml").read_text(encoding="utf-8").split("\npieces:")[0]
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "/dev/stdin"],
        input=f"{text}\n", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Pièce absente" in done.stdout
    assert done.stderr.strip() == ""


def test_render_writes_the_documents_that_are_named(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    done = run("render", examples / "complet.yaml", "charte", "-t", "html", "-o", tmp_path)
    assert (done.code, done.out) == (0, f"{tmp_path / 'charte.html'}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["charte.html"]


def test_render_replaces_a_document_of_the_dossier_and_nothing_else(
    run: Run, examples: Path, tmp_path: Path
) -> None:
    def render(form: str, *more: str) -> Ran:
        return run("render", examples / "complet.yaml", "charte", "-t", form, "-o", tmp_path, *more)

    for form in ("html", "docx", "pdf"):
        path = tmp_path / f"charte.{form}"
        assert render(form, "--projet").code == 0
        draft = path.read_bytes()
        assert render(form).code == 0
        assert path.read_bytes() != draft
        for other in (b"a moi", (examples / "pieces/statuts.pdf").read_bytes(), b"PK\x03\x04"):
            path.write_bytes(other)
            assert "est gardé" in refused(render(form), 2)
            assert path.read_bytes() == other
    path.write_bytes(draft + b"\n%/ByteRange")
    assert "est signé" in refused(render("pdf"), 2)
    path.unlink()
    path.mkdir()
    assert "est gardé" in refused(render("pdf"), 2)


@pytest.mark.parametrize("rule", ["champ/requis", "champ/siret", "lecture/yaml", "lettres/aucune", f"critere/{ID}/seances",  # noqa: E501
                                  f"piece/{ID}/statuts"])  # fmt: skip
def test_a_rule_is_explained(run: Run, rule: str) -> None:
    done = run("explain", rule)
    assert (done.code, done.err) == (0, "")
    assert len(done.out) > 40


def test_every_rule_of_a_check_can_be_explained(run: Run, examples: Path) -> None:
    checked = json.loads(run("check", examples / "incomplet.yaml", "--format", "json").out)
    rules = {constat["regle"] for constat in checked["dossiers"][0]["constats"]}
    from dossiers.library import default  # noqa: PLC0415
    from dossiers.opening.opener import Opener  # noqa: PLC0415
    from dossiers.reporting.explain import explain  # noqa: PLC0415 - in this process: one start is enough

    opener = Opener(default())
    assert all(explain(rule, opener) for rule in rules)


def blank_of(run: Run, path: Path) -> dict[str, Any]:
    (entry,) = json.loads(run("check", path, "--format", "json").out)["dossiers"]
    found: dict[str, Any] = entry
    return found


def test_a_new_dossier_is_blank_and_well_formed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    assert run("new", ID, "-o", path).code == 0
    entry = blank_of(run, path)
    assert entry["verdict"] == "incomplet"
    rules = {c["regle"].split("/")[0] for c in entry["constats"]}
    assert rules <= {"champ", "piece", "critere"}
    assert {c["regle"] for c in entry["constats"] if c["regle"].startswith("champ/")} == {
        "champ/requis"
    }
    assert entry["completude"]["renseignes"] == 1


def test_a_new_dossier_is_complete_once_filled_as_the_example(run: Run, copy: Path) -> None:
    """Each scalar of the example is put on its line of the blank dossier; lists come whole."""
    blank = run("new", ID).out
    example = (copy / "complet.yaml").read_text(encoding="utf-8")
    (copy / "rempli.yaml").write_text(filled(blank, example), encoding="utf-8")
    entry = blank_of(run, copy / "rempli.yaml")
    assert entry["verdict"] == "complet", [c["message"] for c in entry["constats"]]


def filled(blank: str, example: str) -> str:
    """The blank dossier, each of its root fields replaced by that of the example where given."""
    given = {
        part.split(":", 1)[0]: part for part in re.split(r"\n(?=[a-z_]+:)", f"\n{example}") if part
    }
    parts = re.split(r"\n(?=[a-z_]+:|#)", f"\n{blank}")
    return "\n".join(given.get(part.split(":", 1)[0], part) for part in parts) + "\n"


def test_the_example_of_a_procedure_is_given(run: Run, examples: Path) -> None:
    assert run("new", ID, "--exemple").out == (examples / "complet.yaml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("procedure", ["ami-peps", ID])
def test_a_blank_dossier_makes_room_for_a_long_text(
    run: Run, tmp_path: Path, procedure: str
) -> None:
    """Typed below « | », in paragraphs and a list, it is read as such; left so, it is a blank."""
    blank = run("new", procedure).out
    assert ".. " not in blank
    assert "{" not in blank
    name, indent = (
        ("etat_des_lieux", "    ") if procedure == "ami-peps" else ("soutien_logistique", "  ")
    )
    typed = "".join(
        f"\n{indent}{line}".rstrip(" ") for line in ("Un frein.", "", "- l’un ;", "- deux.")
    )
    filled = re.sub(rf"({name}: \|)$", lambda found: found[0] + typed, blank, flags=re.MULTILINE)
    (tmp_path / "vierge.yaml").write_text(blank, encoding="utf-8")
    (tmp_path / "d.yaml").write_text(filled, encoding="utf-8")
    told = run("compare", tmp_path / "vierge.yaml", tmp_path / "d.yaml").out
    assert "1 changement" in told
    assert "Un frein." in told
    assert "deux." in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", ID, "-o", "d.docx"),
        ("new", ID, "-o", "d"),
        ("schema", ID, "-o", "d.xlsx"),
        ("modele", "exporter", f"{ID}/notice", "-o", "d.doc"),
        ("compare", "LICENSE", "LICENSE", "-o", "d.pdf"),
    ],
    ids=" ".join,
)
def test_a_file_is_not_written_under_the_name_of_another_kind(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    *rest, name = arguments
    told = refused(run(*rest, tmp_path / name), 2)
    assert "un nom qui finit par" in told
    assert not list(tmp_path.iterdir())


def test_a_draft_of_an_almost_blank_dossier_is_written(run: Run, tmp_path: Path) -> None:
    text = run("new", ID).out.replace("\nreference:", "\nreference: VIDE-1")
    (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
    done = run("render", tmp_path / "d.yaml", "-t", "html", "--projet", "-o", tmp_path)
    assert (done.code, done.err) == (0, "")
    html = (tmp_path / "convention.html").read_text(encoding="utf-8")
    assert html.count("à compléter") > 50


def test_a_file_may_have_any_name(run: Run, copy: Path) -> None:
    for name in ("é à.yaml", "a,b:c.yaml", os.fsdecode(b"\xff.yaml")):
        shutil.copy(copy / "complet.yaml", copy / name)
        for form in ("text", "json", "github"):
            done = run("check", copy / name, "--format", form)
            assert (done.code, done.err) == (0, ""), name


def test_a_poor_terminal_gives_no_traceback(run: Run, examples: Path) -> None:
    done = run("check", examples / "incomplet.yaml", PYTHONIOENCODING="ascii")
    assert done.code == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize("more", [(), ("--bibliotheque", "vide"), ("--help",)])
def test_a_disk_without_room_for_what_is_printed_is_the_administrators_turn(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    (tmp_path / "vide").mkdir()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dossiers", "list", *more],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False, cwd=tmp_path,
        )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr == "Erreur : La sortie ne peut pas être écrite : le disque est plein.\n"
