"""The commands speak French to the last word, click's own words too."""

from __future__ import annotations

import gettext
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import dossiers
from dossiers.commands import main

ROOT = Path(__file__).parent.parent
CATALOGUE = Path(dossiers.__file__).parent / "locale" / "fr" / "LC_MESSAGES"

ENGLISH = re.compile(
    r"Usage:|Options:|Commands|Missing|Error|Show|default|required|Invalid|No such|Try\b|Got\b"
    r"|does not|is not|unexpected|and exit|Aborted|COMMAND\b|ARGS|FILE\b|TEXT\b|DIRECTORY"
)
MISTAKES = (
    (),
    ("chek",),
    ("--verbose",),
    ("list", "de trop"),
    ("list", "--format", "xml"),
    ("new",),
    ("new", "inconnue"),
    ("check",),
    ("check", "absent.yaml"),
    ("check", "docs"),
    ("check", "--date", "21/11", "README.md"),
    ("check", "--depo", "README.md"),
    ("check", "--date"),
    ("check", "README.md"),
    ("render", "README.md", "-t", "odt"),
    ("bundle", "README.md", "--projet=oui"),
    ("bundle", "README.md", "-o", "LICENSE"),
    ("bundle", "a", "b"),
    ("deadlines",),
    ("deadlines", "README.md"),
    ("deadlines", "README.md", "-t", "csv"),
    ("explain",),
    ("explain", "inconnue"),
    ("modele",),
    ("modele", "exporte"),
    ("modele", "exporter"),
    ("modele", "exporter", "inconnue/document"),
    ("modele", "importer", "README.md"),
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dossiers", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


NAMES = ("", *main.list_commands(click.Context(main)), "modele exporter", "modele importer")


@pytest.mark.parametrize("name", NAMES)
def test_help_has_no_english_left(name: str) -> None:
    told = run(*name.split(), "--help")
    assert told.returncode == 0
    assert not ENGLISH.search(told.stdout), told.stdout


@pytest.mark.parametrize("name", ["", "modele"])
def test_the_list_of_commands_tells_each_in_a_whole_sentence(name: str) -> None:
    told = run(*name.split(), "--help").stdout.partition("Commandes")[2]
    assert told.count("\n  ") > 1
    assert "..." not in told, told


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_errors_have_no_english_left(arguments: tuple[str, ...]) -> None:
    told = run(*arguments)
    assert told.returncode in (0, 1, 2)
    assert not ENGLISH.search(told.stdout + told.stderr), told.stdout + told.stderr


def test_each_word_of_click_is_translated() -> None:
    folder = Path(click.__file__).parent
    method = [("**.py", "python")]
    said = {message for _, _, message, _, _ in extract_from_dir(folder, method_map=method)}
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    known = {message.id for message in catalogue if message.id and message.string}
    assert said == known


def test_the_compiled_words_are_those_of_the_catalogue() -> None:
    with (CATALOGUE / "messages.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    for message in catalogue:
        if isinstance(message.id, tuple):
            one, many = message.id
            both = tuple(compiled.ngettext(one, many, count) for count in (1, 2))
            assert both == message.string
        elif message.id:
            assert compiled.gettext(str(message.id)) == message.string
