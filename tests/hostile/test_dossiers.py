"""What a dossier from outside may hold: one sentence, code 1, nothing written, nobody called."""

from __future__ import annotations

import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

import guard.sitecustomize as guard
from conftest import command
from dossiers.commands import main
from dossiers.library import default

EXAMPLE = default().path("examples/convention-et3p")
TEXT = (EXAMPLE / "complet.yaml").read_text(encoding="utf-8")
MANY = 100_000_000
LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))


def check(path: Path) -> str:
    """What `check` prints of a file that it refuses, writing nothing but what it takes away."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        guard.writing_only_in(Path(scratch)),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(tempfile, "tempdir", scratch)
        done = CliRunner().invoke(main, ["check", str(path)])
        assert os.listdir(scratch) == []  # noqa: PTH208
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == 1, done.output
    return " ".join(done.output.split())


def sparse(start: bytes) -> Callable[[Path], None]:
    """A file of a hundred megabytes, none of which is on the disk but its start."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            file.truncate(MANY)

    return make


def zipped(parts: Mapping[str, bytes], times: int = 1) -> bytes:
    """An archive, each of its parts repeated."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for _ in range(times):
                    part.write(data)
    return file.getvalue()


def lying(data: bytes) -> bytes:
    """The archive, its one part said to have a hundred bytes."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, data.rfind(b"PK\x01\x02") + 24, 100)
    return bytes(changed)


BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
ENTITIES = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><workbook>&a;</workbook>"
FILES: dict[str, tuple[str, bytes | Callable[[Path], None], str]] = {
    "bombe d’alias": ("d.yaml", b"a0: &a0 [x, x]\n" + LAUGHS.encode(), "n’est pas admis"),
    "fichier de 100 Mo": ("d.yaml", sparse(b"a: b\n"), "Le fichier dépasse 5 Mo."),
    "classeur de 100 Mo": ("d.xlsx", sparse(b"PK\x03\x04"), "Le classeur dépasse 5 Mo."),
    "1 000 imbrications": ("d.yaml", b"a: " + b"[" * 1_000, "Plus de 50 niveaux"),
    "1 000 000 d’imbrications": ("d.yaml", b"a: " + b"[" * 1_000_000, "Plus de 50 niveaux"),
    "octet nul": ("d.yaml", b"a: \x00", "caractère de contrôle, U+0000"),
    "demi-codet en UTF-8": ("d.yaml", b"a: \xed\xa0\x80", "n’est pas en UTF-8"),
    "zip qui se déplie sans fin": ("d.zip", zipped({"dossier.yaml": bytes(10**6)}, 600), "500 Mo"),
    "zip qui ment sur sa taille": (
        "d.zip",
        lying(zipped({"dossier.yaml": bytes(10**6)}, 400)),
        "endommagée",
    ),
    "zip dont un nom sort": ("d.zip", zipped({"../../intrus.yaml": b"a: b"}), "sort de son doss"),
    "zip à nom absolu": ("d.zip", zipped({"/etc/intrus": b"a: b"}), "sort de son doss"),
    "zip dont un nom devient absolu": (
        "d.zip",
        zipped({"a/dossier.yaml": b"a: b", f"a/{tempfile.gettempdir()}/intrus": b"a: b"}),
        "procédures connues",
    ),
    "classeur qui se déplie sans fin": (
        "d.xlsx",
        zipped({**BOOK, "xl/worksheets/sheet1.xml": bytes(10**6)}, 40),
        "déplié, dépasse 30 Mo",
    ),
    "classeur à entités XML": (
        "d.xlsx",
        zipped({**BOOK, "xl/workbook.xml": ENTITIES}),
        "déclare des entités XML",
    ),
    "Word qui se déplie sans fin": (
        "d.docx",
        zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(10**6)}, 40),
        "Ce n’est pas un fichier Word lisible.",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_one_sentence(name: str, tmp_path: Path) -> None:
    leaf, content, sentence = FILES[name]
    path = tmp_path / leaf
    content(path) if callable(content) else path.write_bytes(content)
    told = check(path)
    assert any(words in told for words in sentence.split("|")), told


LONG = "a" * 300
VALUES: dict[str, tuple[str, str, str]] = {
    **{
        f"référence {name}": (
            "reference: ET3P-2026-014",
            f"reference: {typed}",
            "[champ/reference]",
        )
        for name, typed in {
            "../../x": "../../x",
            "/etc/x": "/etc/x",
            "CON": "CON",
            "aux.txt": "aux.txt",
            "de 300 signes": LONG,
            "commençant par un tiret": "-rf",
            "gabarit": "'{{ 7 * 7 }}'",
            "formule": "=1+1",
        }.items()
    },
    **{
        f"pièce {name}": ("pieces/statuts.pdf", path, sentence)
        for name, (path, sentence) in {
            "hors du dossier": ("../../../etc/passwd", "doit être dans le dossier"),
            "à chemin absolu": ("/etc/passwd", "doit être dans le dossier"),
            "qui est un périphérique": ("/dev/zero", "doit être dans le dossier"),
            "qui est un lien vers l’extérieur": ("lien.pdf", "doit être dans le dossier"),
            "qui est un lien vers un périphérique": ("zero.pdf", "doit être dans le dossier"),
            "qui est un lien vers elle-même": ("boucle.pdf", "ne peut pas être ouvert"),
            "qui est un tube": ("tube.pdf", "n’existe pas"),
            "qui est un répertoire": ("pieces", "mais un dossier"),
            "de 300 signes": (LONG, "ne peut pas être ouvert"),
            "de plus de 100 Mo": ("grande.pdf", "dépasse 100 Mo"),
        }.items()
    },
    **{
        f"inclusion {name}": ("mention: Exemple fictif", f"inclut: ['{path}']", sentence)
        for name, (path, sentence) in {
            "hors du dossier": ("../x.yaml", "doit être dans le dossier"),
            "d’un périphérique": ("/dev/zero", "doit être dans le dossier"),
            "d’un lien vers l’extérieur": ("lien.pdf", "doit être dans le dossier"),
            "d’un lien vers lui-même": ("boucle.pdf", "ne peut pas être ouvert"),
            "d’un tube": ("tube.pdf", "n’existe pas"),
            "de 300 signes": (LONG, "ne peut pas être ouvert"),
            "de plus de 5 Mo": ("grande.pdf", "dépasse 5 Mo"),
            "de soi-même": ("d.yaml", "s’incluent l’un l’autre"),
        }.items()
    },
    **{
        f"valeur {name}": ("mention: Exemple fictif", f'mention: "{typed}"', sentence)
        for name, (typed, sentence) in {
            "d’1 Mo": ("x" * 1_000_000, "2000 au plus"),
            "à caractère de contrôle": ("a\\x07b", "Caractère interdit U+0007"),
            "à caractère nul": ("a\\0b", "Caractère interdit U+0000"),
            "à demi-codet": ("a\\ud800b", "Ce code ne désigne aucun caractère"),
            "à fin de ligne U+2028": ("a\\u2028b", "plusieurs lignes"),
            "qui inverse la lecture": ("a\\u202eb", "Caractère interdit U+202E"),
            "à marque d’isolement": ("a\\u2066b", "Caractère interdit U+2066"),
            "à usage privé": ("a\\ue000b", "Caractère interdit U+E000"),
            "qui n’est pas un caractère": ("a\\uffffb", "Caractère interdit U+FFFF"),
        }.items()
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier's folder, where links, a pipe and a file too large lie among the rest."""
    path = tmp_path / "recu"
    path.mkdir()
    shutil.copytree(EXAMPLE / "pieces", path / "pieces")
    (path / "lien.pdf").symlink_to("/etc/passwd")
    (path / "zero.pdf").symlink_to("/dev/zero")
    (path / "boucle.pdf").symlink_to("boucle.pdf")
    os.mkfifo(path / "tube.pdf")
    sparse(b"%PDF-1.7")(path / "grande.pdf")
    with (path / "grande.pdf").open("ab") as file:
        file.truncate(MANY + 1)
    return path


@pytest.mark.parametrize("name", VALUES)
def test_a_hostile_value_is_one_sentence_at_its_place(name: str, folder: Path) -> None:
    old, new, sentence = VALUES[name]
    assert old in TEXT
    (folder / "d.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    assert sentence in check(folder / "d.yaml")


def test_an_emoji_without_glyph_is_named_before_anything_is_written(folder: Path) -> None:
    text = TEXT.replace("mention: Exemple fictif", "mention: Visage \U0001fae8")
    (folder / "d.yaml").write_text(text, encoding="utf-8")
    (folder.parent / "sortie").mkdir()
    done = command(
        *("render", folder / "d.yaml", "notice", "-t", "pdf", "--projet"),
        *("-o", folder.parent / "sortie"),
        TESTS_WRITE_IN=str(folder.parent),
        TMPDIR=str(folder.parent),
    )
    assert done.code == 1, done.err
    assert "aucune police de la bibliothèque ne contient" in done.err
    assert list((folder.parent / "sortie").iterdir()) == []


def _cost(path: Path) -> float:
    """Seconds of computing that a whole command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "dossiers", "check", path], check=False, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_million_nestings_cost_at_most_twice_a_thousand(tmp_path: Path) -> None:
    costs = []
    for count in (1_000, 1_000_000):
        path = tmp_path / f"{count}.yaml"
        path.write_bytes(b"a: " + b"[" * count)
        costs.append(min(_cost(path) for _ in range(3)))
    assert costs[1] <= 2 * costs[0]
