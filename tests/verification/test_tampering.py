"""Each thing that is done to a file between its issue and its return is named, with its page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from pyhanko.pdf_utils.generic import ArrayObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

import tampering as done
from conftest import Bundles, Run
from tampering import W

Tampered = Callable[[bytes], bytes]
PRICE, DEARER = "1\u202f480", "1\u202f840"

PDF: dict[str, tuple[Tampered, str]] = {
    "a digit of an amount": (
        lambda data: done.retyped(data, "480", "440"),
        r"page 5 : « 1 480 » est devenu « 1 440 », après « une somme forfaitaire de »",
    ),
    "a deleted paragraph": (
        lambda data: done.without(data, "La Caisse verse, pour chaque"),
        r"page 5 : « La Caisse verse, pour chaque Cycle complet, .* » a été supprimé",
    ),
    "swapped annexes": (
        lambda data: done.reordered(data, lambda pages: [*pages[:9], pages[10], pages[9]]),
        r"page 10 : cette page était la page 11 du texte émis",
    ),
    "a page removed": (
        lambda data: done.reordered(data, lambda pages: [*pages[:5], *pages[6:]]),
        r"page 6 : cette page du texte émis a été retirée \(« opposable au malade",
    ),
    "a page added": (
        lambda data: done.reordered(
            data, lambda pages: [*pages[:5], done.another_page("Clause nouvelle"), *pages[5:]]
        ),
        r"page 6 : cette page n’est pas du texte émis \(« Clause nouvelle",
    ),
    "an annotation laid over": (
        lambda data: done.annotated(data, 5, "une somme forfaitaire de 1 840 €"),
        r"page 5 : une annotation a été posée \(texte\)",
    ),
    "a text in white": (
        lambda data: done.whitened(data, "somme forfaitaire"),
        r"page 5 : les mots sont ceux du texte émis, mais la page ne se voit pas de même",
    ),
    "a white rectangle": (
        lambda data: done.covered(data, 5, (100, 500, 200, 30)),
        r"page 5 : les mots sont ceux du texte émis, mais la page ne se voit pas de même",
    ),
    "an embedded file replaced": (
        lambda data: done.with_attachment(data, "recu.json", b"{}"),
        r"le fichier joint « recu\.json » n’est plus celui du texte émis",
    ),
}


def _moved(root: etree._Element) -> None:
    """Article 10 before article 7."""
    paragraphs = list(root.iter(f"{W}p"))
    titles = {
        number: next(
            p
            for p in paragraphs[40:]
            if re.match(rf"Article\s{number}\s–", "".join(t.text or "" for t in p.iter(f"{W}t")))
        )
        for number in (7, 10, 11)
    }
    body = titles[10].getparent()
    assert body is not None
    siblings = list(body)
    article = siblings[siblings.index(titles[10]) : siblings.index(titles[11])]
    for element in article:
        titles[7].addprevious(element)


def _pending(root: etree._Element) -> None:
    """The amount is struck out and another one inserted, both tracked by Word."""
    run = next(done.runs(root, PRICE))
    for tag, old, new in (("ins", PRICE, DEARER), ("del", PRICE, PRICE)):
        tracked = etree.Element(f"{W}{tag}", {f"{W}id": "900", f"{W}author": "Partenaire"})
        copy = deepcopy(run)
        for text in copy.iter(f"{W}t"):
            text.text = (text.text or "").replace(old, new)
            text.tag = f"{W}delText" if tag == "del" else text.tag
        tracked.append(copy)
        run.addnext(tracked)
    done.remove(run)


def _replaced(root: etree._Element) -> None:
    for text in root.iter(f"{W}t"):
        text.text = (text.text or "").replace(PRICE, DEARER)


def _hidden(root: etree._Element) -> None:
    for run in done.paragraph(root, "La Caisse verse, pour chaque").iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = etree.Element(f"{W}rPr")
            run.insert(0, properties)
        properties.append(etree.Element(f"{W}vanish"))


def _removed(root: etree._Element) -> None:
    done.remove(done.paragraph(root, "La Caisse verse, pour chaque"))


WORD: dict[str, tuple[Callable[[etree._Element], None], str]] = {
    "an amount, its revision accepted": (_replaced, r"page 5 : « 1 480 € » est devenu « 1 840 € »"),
    "a paragraph removed": (_removed, r"page 5 : « La Caisse verse, pour chaque .* a été supprimé"),
    "a paragraph hidden": (_hidden, r"page 5 : « La Caisse verse, pour chaque .* a été supprimé"),
    "a revision that waits": (
        _pending,
        r"une révision de Word est en attente : ajout de « .*1 840",
    ),
    "an article moved": (
        _moved,
        r"page 5 : « Article.10.* » a été déplacé \(page 6 du texte émis\)",
    ),
}


@pytest.mark.parametrize("name", PDF)
def test_what_was_done_to_a_pdf_is_named(
    bundles: Bundles, run: Run, tmp_path: Path, name: str
) -> None:
    tamper, told = PDF[name]
    received = tmp_path / "convention.pdf"
    received.write_bytes(tamper((bundles.final / "convention.pdf").read_bytes()))
    found = run("verify", received, "--emis", bundles.final)
    assert (found.code, found.err) == (1, "")
    assert re.search(told, _plain(found.out)), found.out


@pytest.mark.parametrize("name", WORD)
def test_what_was_done_to_a_word_file_is_named(
    bundles: Bundles, run: Run, tmp_path: Path, name: str
) -> None:
    tamper, told = WORD[name]
    received = tmp_path / "convention.docx"
    received.write_bytes(done.in_word((bundles.final / "convention.docx").read_bytes(), tamper))
    found = run("verify", received, "--emis", bundles.final)
    assert (found.code, found.err) == (1, "")
    assert re.search(told, _plain(found.out)), found.out


def _plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def test_an_edit_after_a_signature_is_named(
    bundles: Bundles, signed_files: Path, run: Run, tmp_path: Path
) -> None:
    writer = IncrementalPdfFileWriter(BytesIO((signed_files / "convention.pdf").read_bytes()))
    page = writer.root["/Pages"]["/Kids"][4]
    page[pdf_name("/Rotate")] = writer.add_object(ArrayObject())
    writer.update_container(page)
    received = tmp_path / "convention.pdf"
    with received.open("wb") as file:
        writer.write(file)  # type: ignore[no-untyped-call]
    found = run("verify", received, "--emis", bundles.final)
    assert found.code == 1
    assert found.out.count("elle ne tient pas : le fichier a été modifié après elle") == 2


def test_a_byte_changed_under_a_signature_is_named(
    bundles: Bundles, signed_files: Path, run: Run, tmp_path: Path
) -> None:
    data = bytearray((signed_files / "convention.pdf").read_bytes())
    at = data.index(b"/Title")
    data[at + 12] ^= 1
    (tmp_path / "convention.pdf").write_bytes(data)
    found = run("verify", tmp_path / "convention.pdf", "--emis", bundles.final)
    assert found.code == 1
    assert "elle ne tient pas : le contenu signé a été altéré" in found.out


def test_a_scan_is_not_compared_and_says_so(bundles: Bundles, run: Run, tmp_path: Path) -> None:
    scan = done.rescanned((bundles.final / "charte.pdf").read_bytes(), tmp_path)
    (tmp_path / "charte.pdf").write_bytes(scan)
    found = run("verify", tmp_path / "charte.pdf", "--emis", bundles.final)
    assert found.code == 4
    assert "ses pages sont des images, sans texte" in found.out
    assert "Non comparable" in found.out


def test_nothing_is_told_of_a_file_that_libreoffice_saved_again(
    bundles: Bundles, run: Run, tmp_path: Path
) -> None:
    office = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"]
    names = ("convention.docx", "charte.docx", "notice.docx")
    subprocess.run(
        [
            *office,
            "--convert-to",
            "docx",
            "--outdir",
            tmp_path,
            *(bundles.final / n for n in names),
        ],
        check=True,
        capture_output=True,
    )
    for name in names:
        assert (tmp_path / name).read_bytes() != (bundles.final / name).read_bytes()
        found = run("verify", tmp_path / name, "--emis", bundles.final)
        assert (found.code, found.err) == (0, ""), found.out
        assert "modifié" not in found.out
