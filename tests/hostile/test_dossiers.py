"""What a dossier from outside may hold: one sentence, code 1, nothing written, nobody called."""

from __future__ import annotations

import os
import resource
import shutil
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from attempts import refusals, sparse, zipped
from conftest import command
from dossiers.library import default

EXAMPLE = default().path("examples/convention-et3p")
TEXT = (EXAMPLE / "complet.yaml").read_text(encoding="utf-8")
MANY = 100_000_000
LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))


def lying(data: bytes) -> bytes:
    """The archive, its one part said to have a hundred bytes."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, data.rfind(b"PK\x01\x02") + 24, 100)
    return bytes(changed)


BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
ENTITIES = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><workbook>&a;</workbook>"
TOO_MANY = b"".join(b"c%d: a\n" % number for number in range(20_001))
FILES: dict[str, tuple[str, bytes | Callable[[Path], None], str]] = {
    "bombe d’alias": ("d.yaml", b"a0: &a0 [x, x]\n" + LAUGHS.encode(), "n’est pas admis"),
    "fichier de 100 Mo": ("d.yaml", sparse(b"a: b\n", MANY), "Le fichier dépasse 5 Mo."),
    "classeur de 100 Mo": ("d.xlsx", sparse(b"PK\x03\x04", MANY), "Le classeur dépasse 5 Mo."),
    "1 000 imbrications": ("d.yaml", b"a: " + b"[" * 1_000, "Plus de 50 niveaux"),
    "1 000 000 d’imbrications": ("d.yaml", b"a: " + b"[" * 1_000_000, "Plus de 50 niveaux"),
    "20 001 valeurs": ("d.yaml", TOO_MANY, "plus de 20 000 valeurs"),
    "nom de champ de 4 Mo": ("d.yaml", b"x" * 4_000_000 + b": a", "« champ: valeur »"),
    "texte en UTF-16": ("d.yaml", TEXT.encode("utf-16"), "en UTF-16"),
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
    found = refusals(path)
    assert sentence in found[0].told
    assert len(found) == 1 or (name == "bombe d’alias" and len(found) < 110)


LONG = "a" * 300
VALUES: dict[str, tuple[str, str, str]] = {
    **{
        f"référence {name}": (
            "reference: ET3P-2026-014",
            f"reference: {typed}",
            "champ/reference : ",
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
            "dont le nom sort, et revient par un lien": (
                "profond/../../statuts.pdf",
                "doit être dans le dossier",
            ),
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
    "clé de fusion": ("mention: Exemple fictif", "<<: {a: b}", "« << » n’est pas un champ"),
    "ancre devant un nom": ("mention: Exemple fictif", "&a mention: x", "n’est pas admise"),
    "étiquette de Python": (
        "mention: Exemple fictif",
        "mention: !!python/name:os.system x",
        "python/name:os.system » n’est pas admise",
    ),
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
    sparse(b"%PDF-1.7", MANY + 1)(path / "grande.pdf")
    (path / "a/b/c").mkdir(parents=True)
    (path / "profond").symlink_to("a/b/c")
    shutil.copy(path / "pieces/statuts.pdf", path / "a")
    return path


@pytest.mark.parametrize("name", VALUES)
def test_a_hostile_value_is_one_sentence_at_its_place(name: str, folder: Path) -> None:
    old, new, sentence = VALUES[name]
    before, _, _ = TEXT.partition(old)
    assert before != TEXT
    (folder / "d.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    (refusal,) = refusals(folder / "d.yaml")
    assert sentence in refusal.told
    assert refusal.line == before.count("\n") + 1


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
    assert f"ligne {text[: text.index('mention: ')].count(chr(10)) + 1}," in done.err
    assert list((folder.parent / "sortie").iterdir()) == []


def _cost(path: Path) -> float:
    """Seconds of computing that a whole command takes to refuse a file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = command("check", path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.code, done.err) == (1, "")
    assert "Plus de 50 niveaux" in done.out
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_million_nestings_cost_at_most_twice_a_thousand(tmp_path: Path) -> None:
    costs = []
    for count in (1_000, 1_000_000):
        path = tmp_path / f"{count}.yaml"
        path.write_bytes(b"a: " + b"[" * count)
        costs.append(min(_cost(path) for _ in range(3)))
    assert costs[1] <= 2 * costs[0]


def test_what_is_wrong_many_times_costs_in_proportion(folder: Path) -> None:
    """Each of thousands of faults was compared with all the others: minutes of computing."""
    names = "".join(f"c{number}: a\n" for number in range(8_000))
    (folder / "e.yaml").write_text(names, encoding="utf-8")
    for text in (f"{TEXT}{names}", TEXT.replace("mention: Exemple fictif", "inclut: e.yaml")):
        (folder / "d.yaml").write_text(text, encoding="utf-8")
        start = time.process_time()
        assert len(refusals(folder / "d.yaml")) == 8_000
        assert time.process_time() - start < 20
