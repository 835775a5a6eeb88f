from __future__ import annotations

import contextlib
import random

import pypdf
import pytest
from pypdf.generic import BooleanObject, DictionaryObject, NameObject

from dossiers.formats.pdf import PdfProblem, kept_open, opened, page_count, reading
from readers.texts import page_texts
from samples import edited, made, sheets


def _protected(writer: pypdf.PdfWriter) -> None:
    writer.encrypt("u", owner_password="x", algorithm="RC4-128")  # noqa: S106


def _portfolio(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/Collection")] = DictionaryObject()


def _dynamic(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)  # noqa: FBT003


def _answered_without_a_picture(writer: pypdf.PdfWriter) -> None:
    field = DictionaryObject()
    field.update(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/V"): pypdf.generic.TextStringObject("Dupont"),
            NameObject("/Rect"): pypdf.generic.RectangleObject((10, 10, 99, 30)),
        }
    )
    writer.pages[0][NameObject("/Annots")] = pypdf.generic.ArrayObject([field])


def _without_content(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/Contents")] = pypdf.generic.IndirectObject(9999, 0, writer)


def test_pages_are_counted_and_read_in_order() -> None:
    data = sheets("premier", "deuxième", "troisième")
    assert page_count(data) == 3
    texts = page_texts(data)
    assert [text.split("\n")[0] for text in texts] == ["premier", "deuxième", "troisième"]


def _with_a_lost_page(writer: pypdf.PdfWriter) -> None:
    kids: pypdf.generic.ArrayObject = writer.root_object["/Pages"]["/Kids"]  # type: ignore[index]
    kids.pop()


def _without_a_page(writer: pypdf.PdfWriter) -> None:
    writer.remove_page(0)


BAD = {
    "vide": (b"", "vide"),
    "texte": (b"Bonjour", "n’est pas un PDF"),
    "zip": (b"PK\x03\x04" + bytes(3000), "n’est pas un PDF"),
    "en-tête seul": (b"%PDF-1.7\n", "endommagé"),
    "coupé à la moitié": (sheets("un", "deux")[:4000], "endommagé"),
    "protégé": (edited(sheets("un"), _protected), "mot de passe"),
    "porte-documents": (edited(sheets("un"), _portfolio), "porte-documents"),
    "dynamique": (edited(sheets("un"), _dynamic), "formulaire dynamique"),
    "réponse invisible": (
        edited(sheets("un"), _answered_without_a_picture),
        "ne sont pas dessinées",
    ),
    "sans page": (edited(sheets("un"), _without_a_page), "aucune page"),
    "page perdue": (edited(sheets("un", "deux"), _with_a_lost_page), "endommagé"),
    "contenu perdu": (edited(sheets("un"), _without_content), "endommagé"),
}


@pytest.mark.parametrize(("data", "words"), BAD.values(), ids=BAD)
def test_what_cannot_be_used_is_told_in_a_sentence(
    data: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PdfProblem, match=words) as problem:
        page_count(data)
    assert str(problem.value).endswith(".")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_anywhere_is_refused(kept: float) -> None:
    data = made("<h1>Statuts</h1>" + "<p style='break-after: page'>Texte</p>" * 20)
    with pytest.raises(PdfProblem):
        page_count(data[: int(len(data) * kept)])


def test_a_repairable_file_is_read_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    data = sheets("un", "deux")
    start = data.rindex(b"startxref")
    shifted = data[:start] + b"startxref\n12\n%%EOF\n"
    assert page_count(shifted) == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_is_survived_or_told_but_never_counted_wrong(
    seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)  # noqa: S311
    data = bytearray(made("<h1>Statuts</h1>" + "<p style='break-after: page'>Texte</p>" * 20))
    for _ in range(chance.choice((1, 5, 20))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(PdfProblem):
        assert page_count(bytes(data)) == 20
    assert capfd.readouterr() == ("", "")


def test_a_file_kept_open_is_parsed_once_and_forgotten_afterwards() -> None:
    data = sheets("un")
    with kept_open(), reading():
        assert opened(data) is opened(bytes(bytearray(data)))
    with reading():
        assert opened(data) is not opened(data)
