"""The guide of an author who is no programmer, followed to the letter."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import Run
from readers.pages import ROOT, blocks, page

GUIDE = "docs/nouvelle-procedure.md"
MADE = ROOT / "tests/fixtures/nouvelle-procedure"
FILE = re.compile(
    r"^`(kerlaouen/[^`\n]+)` :\n\n```(?:yaml|markdown)\n(.*?)^```$", re.DOTALL | re.MULTILINE
)


def written() -> dict[str, str]:
    """The files that the guide has its reader write, by their path."""
    return dict(FILE.findall(page(GUIDE)))


def sessions() -> list[tuple[str, str]]:
    """The commands of the guide in their order, each with the lines that it shows."""
    found = []
    for block in blocks(page(GUIDE), "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed))
    return found


def test_the_files_of_the_guide_are_those_of_the_fixture() -> None:
    text = {path for path in MADE.rglob("*") if path.suffix in {".yaml", ".md"}}
    assert set(written()) == {path.relative_to(MADE).as_posix() for path in text}
    for name, content in written().items():
        assert (MADE / name).read_text(encoding="utf-8") == content, name


def test_each_block_of_the_guide_is_a_file_of_the_procedure() -> None:
    told = page(GUIDE)
    assert len(written()) == len(blocks(told, "yaml")) + len(blocks(told, "markdown"))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Where the reader works: the files of the guide, and a statute of their own."""
    for name, content in written().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    pieces = "kerlaouen/examples/appel-prevention/pieces"
    shutil.copytree(MADE / pieces, tmp_path / pieces)
    return tmp_path


def test_the_commands_of_the_guide_print_what_it_shows(desk: Path, run: Run) -> None:
    """A line « … » stands for any lines, and a space for any space."""
    for command, printed in sessions():
        name, *arguments = command.split()
        if name == "mkdir":
            assert all((desk / folder).is_dir() for folder in arguments if folder != "-p")
            continue
        assert name == "dossiers"
        done = run(*arguments, cwd=desk)
        assert done.err == "", command
        shown = [re.escape(part) for part in re.split(r"^…\n", printed, flags=re.MULTILINE)]
        told = re.sub("[\u00a0\u202f]", " ", done.out)
        assert re.fullmatch(r"(?:[^\n]*\n)*?".join(shown), told), told
    assert (desk / "sortie/KER-2026-001/liasse.pdf").is_file()
    assert (desk / "sortie/KER-2026-002-projet/candidature.docx").is_file()
