"""A value that looks like a template, a markup or a formula is text in every output."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from lxml import etree, html

from dossiers.bundling.bundle import Wanted
from dossiers.bundling.rendering import render_documents
from dossiers.judging.assessment import Assessment
from readers.texts import page_texts
from small import DOSSIER, PROCEDURE, Small

PAYLOADS = {
    # Jinja: the probes and the ways out that were published (PortSwigger, HackTricks,
    # CVE-2016-10745, CVE-2019-10906, CVE-2024-56201, CVE-2025-27516).
    "Jinja calcul": "{{ 7*7 }}",
    "Jinja classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "Jinja lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "Jinja cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "Jinja request": "{{ request['application']['__globals__'] }}",
    "Jinja format": "{{ '{0.__class__}'.format(1) }}",
    "Jinja format_map": "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "Jinja attr format": "{{ ''|attr('format')('{0.__class__}') }}",
    "Jinja boucle": "{% for x in [1] %}{{ x }}{% endfor %}",
    "Jinja inclusion": "{% include '/etc/passwd' %}",
    "Jinja commentaire": "{# a #} {## b ##}",
    # docxtpl: its own tags.
    "docxtpl rich text": "{{r nom }}",
    "docxtpl paragraphe": "{%p if 1 %}x{%p endif %}",
    "docxtpl ligne": "{%tr for x in nom %}{%tr endfor %}",
    "docxtpl cellule": "{% cellbg 'FF0000' %}{% colspan 9 %}{% vm %}",
    "docxtpl échappement": "{_{ nom }_} {_% x %_}",
    "docxtpl corps": "{{p corps }}",
    # Markdown, HTML, XML.
    "Markdown titre": "# Titre {#ancre}",
    "Markdown lien": "[a](javascript:alert()) ![b](file:///etc/passwd)",
    "Markdown tableau": "| a | b | --- | :::",
    "Markdown emphase": "**a** _b_ `c` ~~d~~ \\* &amp;",
    "HTML script": "<script>fetch('http://127.0.0.1/')</script>",
    "HTML image": '<img src="file:///etc/passwd" onerror=alert()>',
    "HTML fermeture": "</p></body></html><iframe src=//x>",
    "HTML attribut": "\" onmouseover='alert()' x=`",
    "HTML style": "</style><style>@import url(http://127.0.0.1/)</style>",
    "XML Word": "</w:t></w:r><w:r><w:br/><w:t>",
    "XML section": "]]><![CDATA[<x/>]]>",
    "XML entité": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "XML instruction": "<?xml-stylesheet href='http://127.0.0.1/'?>",
    # Spreadsheets.
    "formule": "=1+1",
    "formule lien": '=HYPERLINK("http://127.0.0.1/","a")',
    "formule DDE": "=cmd|'/C calc'!A0",
    "formule plus": "+1+1",
    "formule arobase": "@SUM(1)",
}
NEUTRAL = "Neutre"
TITLED = PROCEDURE.replace('titre: "Lettre {{ reference }}"', 'titre: "Lettre à {{ nom }}"')
TEMPLATE = "# À {{ nom }}\n\nBonjour **{{ nom }}**.\n\n| A |\n| --- |\n| {{ nom }} |\n"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small.make(tmp_path_factory.mktemp("petite"))
    small.furnish()
    small.put("templates/essai/petite/lettre.md", TEMPLATE)
    return small


def written(small: Small, value: str, form: str) -> bytes:
    """The letter of a dossier whose name is this value: in its title, its header, its body."""
    quoted = value.replace("'", "''")
    text = DOSSIER.replace("nom: Maison Exemple", f"nom: '{quoted}'")
    judged: Assessment = small.judge(text, TITLED)
    (file,) = render_documents(judged, ("lettre",), (form,), Wanted(draft=True))
    return file.data


def word_parts(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The parts of a Word file that a person reads: body, headers, footers, core properties."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml|docProps/core\.xml", name):
                yield name, etree.fromstring(package.read(name))


def shape(root: etree._Element) -> list[tuple[object, list[str]]]:
    """Its elements and the names of their attributes, in order: all but words.

    The HTML page puts what looks like an address in an element of its own, to cut it at line ends.
    """
    return [
        (node.tag, sorted(map(str, node.attrib)))
        for node in root.iter()
        if node.get("class") != "address"
    ]


def words(root: etree._Element) -> str:
    return "".join(str(text) for text in root.itertext())


@pytest.fixture(scope="module")
def neutral(furnished: Small) -> dict[str, bytes]:
    return {form: written(furnished, NEUTRAL, form) for form in ("docx", "html")}


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_is_inert_text_in_word_and_html(
    name: str, furnished: Small, neutral: dict[str, bytes]
) -> None:
    value = PAYLOADS[name]
    pairs = zip(
        word_parts(neutral["docx"]), word_parts(written(furnished, value, "docx")), strict=True
    )
    told = set()
    for (part, before), (_, after) in pairs:
        assert shape(after) == shape(before)
        assert words(after) == words(before).replace(NEUTRAL, value)
        told |= {re.sub(r"\d|\.xml", "", part)} if value in words(after) else set()
    assert told >= {"word/document", "docProps/core"}
    page, plain = (
        html.fromstring(data) for data in (written(furnished, value, "html"), neutral["html"])
    )
    assert shape(page) == shape(plain)
    assert value in words(page)


def test_all_payloads_are_inert_text_in_the_pdf(furnished: Small) -> None:
    value = " ; ".join(PAYLOADS.values())
    data = written(furnished, value, "pdf")
    read = re.sub(r"\s", "", "".join(page_texts(data)))
    for payload in PAYLOADS.values():
        assert re.sub(r"\s", "", payload) in read
    for word in (b"/JavaScript", b"/Launch", b"/URI", b"root:x"):
        assert word not in data


def test_a_payload_in_a_long_text_is_refused_or_inert(furnished: Small) -> None:
    for value in PAYLOADS.values():
        text = DOSSIER + "texte: '" + value.replace("'", "''") + "'\n"
        judged = furnished.judge(text, TITLED)
        told = [f.rule for f in judged.findings if f.path == "texte"]
        assert told in ([], ["champ/texte_long"])


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_payload_is_a_reference(name: str, small: Small) -> None:
    quoted = PAYLOADS[name].replace("'", "''")
    judged = small.judge(DOSSIER.replace("reference: P-1", f"reference: '{quoted}'"))
    assert "champ/reference" in {finding.rule for finding in judged.findings}
