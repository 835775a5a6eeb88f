"""A library from elsewhere: its author's turn, within limits, and nothing read but its files."""

from __future__ import annotations

import io
import os
import re
import resource
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import weasyprint

import guard.sitecustomize as guard
from conftest import ID, Ran, command
from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.formats.fonts import read_fonts
from dossiers.formats.ooxml import read_parts
from dossiers.language.expressions import Expression
from dossiers.library import default
from dossiers.render.docx import _prepared
from dossiers.render.pdf import closed_fetcher
from dossiers.skins.skin import read_skin
from small import Small

FONTS = (default().path("polices"),)
SKIN = default().read("templates/conventions/habillage.docx")
PASSAGE = "templates/communs/modele-a-valider.md"
COMPLETE = default().path(f"examples/{ID}/complet.yaml")
LOOP = "{% for a in [1, 2, 3, 4, 5, 6, 7, 8, 9] %}"


def nested(start: str, inside: str, end: str, times: int) -> str:
    return start * times + inside + end * times


# The language

TEMPLATES = {
    "texte multiplié": "{% set a = 'a' * 999999999 %}{{ a }}",
    "liste multipliée": "{% for a in [1] * 999999999 %}{% endfor %}",
    "texte mis en forme": "{{ '%999999999d' % 1 }}",
    "puissance sans fin": "{{ 9 ** 999999999 }}",
    "modèle qui s’inclut": "{% include 'essai.md' %}",
    "modèle hors de la bibliothèque": "{% include '../../../etc/passwd' %}",
    "parenthèses sans fin": "{{ " + nested("(", "1", ")", 3_000) + " }}",
    "boucles sans fin": nested(f"{LOOP}\n", "x\n", "{% endfor %}\n", 30),
    "conditions sans fin": nested("{% if true %}\n", "x\n", "{% endif %}\n", 150),
    "classes de Python": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attribut par le filtre": "{{ ''|attr('__class__') }}",
    "appel": "{{ v() }}",
    "format": "{{ '{0.__class__}'.format(v) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': v}) }}",
    "globales": "{{ lipsum.__globals__ }}",
    "suite sans fin": "{% for a in range(999999999) %}{% endfor %}",
    "macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "import": "{% import 'essai.md' as a %}{{ a.b }}",
    "héritage": "{% extends v %}",
    "balise de docxtpl": "{{r v }}",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_hostile_template_is_its_authors_turn(name: str, small: Small) -> None:
    with pytest.raises(LibraryError) as caught:
        small.words(TEMPLATES[name], v="x")
    assert caught.value.exit_code == 3
    assert caught.value.mark or "bibliothèque" in caught.value.message


EXPRESSIONS = {
    "critère multiplié": "'a' * 999999999 == ''",
    "critère élevé": "9 ** 999999999 > 1",
    "critère imbriqué": nested("(", "1", ")", 3_000),
    "critère à négations": "not " * 3_000 + "1",
    "critère à classes": "''.__class__",
    "critère à appel": "''.join(['a'])",
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_hostile_criterion_is_its_authors_turn(name: str) -> None:
    with pytest.raises(LibraryError) as caught:
        Expression.compile(EXPRESSIONS[name], Mark("p.yaml", 1, 1)).holds({})
    assert caught.value.mark


# Limits


def limited(folder: Path, kind: int, most: int) -> Ran:
    """`render` with a folder in front, the machine giving less than the program would."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dossiers", "render", COMPLETE, "convention", "-t", "docx"),
            *("-o", folder / "sortie", "--bibliotheque", folder),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(kind, (most, most)),
    )
    assert not (folder / "sortie").exists()
    return Ran(done.returncode, done.stdout, done.stderr)


GREEDY = {
    "calcul sans fin": (nested(f"{LOOP}\n", "x\n", "{% endfor %}\n", 15), resource.RLIMIT_CPU, 4),
    "mémoire sans fin": (
        "{% set a = 'aaaaaaaaaaaaaaaa' %}" + "{% set a = a + a %}" * 40 + "{{ a }}\n",
        resource.RLIMIT_AS,
        2**30,
    ),
}


@pytest.mark.parametrize("name", GREEDY)
def test_what_a_library_may_take_is_bounded(name: str, tmp_path: Path) -> None:
    text, kind, most = GREEDY[name]
    (tmp_path / PASSAGE).parent.mkdir(parents=True)
    (tmp_path / PASSAGE).write_text(text, encoding="utf-8")
    done = limited(tmp_path, kind, most)
    assert (done.code, done.out) == (3, ""), done.err
    assert done.err.startswith("Erreur : ")
    assert "Traceback" not in done.err


def test_a_command_within_limits_says_and_returns_what_it_would(tmp_path: Path) -> None:
    incomplete = COMPLETE.with_name("incomplet.yaml")
    plain = command("check", incomplete)
    assert command("check", incomplete, "--bibliotheque", tmp_path) == plain
    assert plain.code == 1


# Files


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


FILES: dict[str, Callable[[Path], object]] = {
    "police qui est un tube": put_pipe,
    "police qui n’en est pas une": lambda path: path.write_bytes(b"\0\1\0\0" + bytes(60)),
    "police coupée": lambda path: path.write_bytes(
        (FONTS[0] / "SourceSans3-Bold.ttf").read_bytes()[:9_000]
    ),
    "police aux tables brouillées": lambda path: path.write_bytes(
        (FONTS[0] / "SourceSans3-Bold.ttf").read_bytes()[:300] + bytes(range(256)) * 2_000
    ),
    "police qui est un lien sans fin": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_font_is_its_authors_turn(name: str, tmp_path: Path) -> None:
    FILES[name](tmp_path / "A.ttf")
    with pytest.raises(LibraryError, match="n’est pas une police lisible"):
        read_fonts((tmp_path,))


def test_a_file_of_a_library_has_a_bound(tmp_path: Path) -> None:
    (tmp_path / PASSAGE).parent.mkdir(parents=True)
    with (tmp_path / PASSAGE).open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(LibraryError, match="dépasse 50 Mo"):
        default(tmp_path).read(PASSAGE)


# Skins


def changed(part: str, old: str, new: str, **added: str) -> bytes:
    """The skin of the conventions, a part of it changed and others added (`__` for `/`)."""
    parts = read_parts(SKIN, "habillage.docx")
    text = parts[part].decode()
    assert re.search(old, text)
    parts[part] = re.sub(old, lambda _: new, text, count=1).encode()
    parts |= {name.replace("__", "/"): content.encode() for name, content in added.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def arrow(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    end = "</Relationships>"
    new = f'<Relationship Id="rIdX" Type="{office}/{kind}" Target="{target}"{mode}/>{end}'
    return changed("word/_rels/document.xml.rels", end, new)


def field(code: str) -> bytes:
    run = f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"
    return changed("word/document.xml", "<w:sectPr", f"{run}<w:sectPr")


def coloured(colour: str) -> bytes:
    return changed("word/styles.xml", r'<w:color w:val="[0-9A-F]{6}"', f'<w:color w:val="{colour}"')


TYPE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&#97;">]>'
SKINS: dict[str, Callable[[], bytes]] = {
    "image distante": lambda: arrow("image", "http://127.0.0.1/a.png"),
    "modèle distant": lambda: arrow("attachedTemplate", "http://127.0.0.1/a.dotm"),
    "objet OLE": lambda: arrow("oleObject", "embeddings/a.bin", ""),
    "objet OLE distant": lambda: arrow("oleObject", "file://127.0.0.1/a"),
    "fichier incorporé": lambda: arrow("afChunk", "a.html", ""),
    "macro": lambda: arrow("vbaProject", "vbaProject.bin", ""),
    "sous-document": lambda: arrow("subDocument", "file:///etc/passwd"),
    "lien vers un fichier": lambda: arrow("hyperlink", "file:///etc/passwd"),
    "lien qui exécute": lambda: arrow("hyperlink", "javascript:alert()"),
    "champ DDE": lambda: field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"),
    "champ d’inclusion": lambda: field('INCLUDEPICTURE "http://127.0.0.1/a.png"'),
    "bombe zip": lambda: changed("word/styles.xml", "$", " " * 31_000_000),
    "entités XML": lambda: changed("word/styles.xml", "<w:styles", f"{TYPE}<w:styles"),
    "XML trop imbriqué": lambda: changed(
        "word/document.xml", "<w:sectPr", nested("<w:p>", "", "</w:p>", 400) + "<w:sectPr"
    ),
    "couleur qui lit un fichier": lambda: coloured("0}@font-face{src:url(file:///etc/passwd)}"),
    "couleur qui appelle": lambda: coloured("0;background:url(http://127.0.0.1/)"),
    "couleur qui ferme le style": lambda: coloured("0&lt;/style&gt;&lt;script&gt;"),
    "police qui sort de son nom": lambda: changed(
        "word/styles.xml", r'w:ascii="[^"]*"', 'w:ascii="x&quot;;}@import url(file:///a);"'
    ),
}


@pytest.mark.parametrize("name", SKINS)
def test_a_hostile_skin_is_its_authors_turn(name: str) -> None:
    with pytest.raises(LibraryError) as caught:
        read_skin(SKINS[name](), "habillage.docx", FONTS)
    assert str(caught.value).startswith("habillage.docx, fichier entier : ")


def test_the_settings_of_a_skin_lead_nowhere() -> None:
    tags = '<w:attachedTemplate r:id="rId1"/><w:mailMerge><w:query w:val="SELECT"/></w:mailMerge>'
    data = changed("word/settings.xml", "</w:settings>", f"{tags}</w:settings>")
    parts = _prepared(read_skin(data, "habillage.docx", FONTS)).parts
    assert b"attachedTemplate" not in parts["word/settings.xml"]
    assert b"mailMerge" not in parts["word/settings.xml"]
    assert "word/_rels/settings.xml.rels" not in parts


# WeasyPrint: nothing but what the page itself carries (the vectors of the project's notes)

UNREAD = "TEXTE-QUE-NUL-NE-LIT"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>{}</svg>"
VECTORS = {
    "image par http": '<img src="{server}/a.png">',
    "image d’un fichier": '<img src="{secret}">',
    "image par ..": '<img src="{parent}/../{leaf}/secret.txt">',
    "image par %2e%2e": '<img src="{parent}/%2e%2e/{leaf}/secret.txt">',
    "image par un lien": '<img src="{link}">',
    "image par FILE:": '<img src="{upper}">',
    "image relative": '<img src="secret.txt">',
    "feuille importée": "<style>@import url({server}/a.css);</style>",
    "feuille d’un fichier": "<style>@import url({secret});</style>",
    "feuille liée": '<link rel=stylesheet href="{secret}">',
    "fond": "<style>body {{ background: url({secret}) }}</style>",
    "contenu": "<style>p::before {{ content: url({secret}) }}</style>",
    "police": "<style>@font-face {{ font-family: a; src: url({secret}) }}</style>",
    "pièce jointe": '<link rel=attachment href="{secret}">',
    "pièce jointe par un lien": '<a rel=attachment href="{secret}">a</a>',
    "base": '<base href="{folder}/"><img src="secret.txt">',
    "objet": '<object data="{secret}"></object><embed src="{secret}">',
    "SVG en ligne": SVG.format('<image xlink:href="{secret}" width="9" height="9"/>'),
    "SVG qui en emploie un autre": SVG.format('<use xlink:href="{secret}#a"/>'),
    "SVG en donnée": '<img src="data:image/svg+xml,'
    + SVG.format("<image xlink:href='{secret}' width='9' height='9'/>") + '">',
    "SVG à entités": "<img src=\"data:image/svg+xml,<!DOCTYPE svg [<!ENTITY a SYSTEM '{secret}'>]>"
    + SVG.format("<text>&a;</text>") + '">',
}  # fmt: skip


@pytest.fixture(scope="module")
def deaf() -> Iterator[socket.socket]:
    """A server that no one is to call, whichever library would."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0)
        yield server


@pytest.mark.parametrize("name", VECTORS)
def test_weasyprint_reads_no_file_and_calls_no_address(
    name: str, tmp_path: Path, deaf: socket.socket
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(UNREAD, encoding="utf-8")
    (tmp_path / "lien.png").symlink_to(secret)
    port = deaf.getsockname()[1]
    page = VECTORS[name].format(
        server=f"http://127.0.0.1:{port}",
        secret=secret.as_uri(),
        parent=tmp_path.as_uri(),
        leaf=tmp_path.name,
        link=(tmp_path / "lien.png").as_uri(),
        upper=secret.as_uri().replace("file:", "FILE:"),
        folder=tmp_path.as_uri(),
    )
    fetcher = closed_fetcher()
    try:
        with guard.reading_nothing_in(tmp_path):
            html = weasyprint.HTML(string=f"<p>a</p>{page}", url_fetcher=fetcher)
            data = html.write_pdf(uncompressed_pdf=True)
    except BaseException as error:  # noqa: BLE001 - WeasyPrint's own has no other class
        assert type(error).__module__.startswith("weasyprint")  # noqa: PT017
        data = b""
    assert UNREAD.encode() not in data
    with pytest.raises(BlockingIOError):
        deaf.accept()
