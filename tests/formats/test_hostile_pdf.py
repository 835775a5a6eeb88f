"""A file that says one thing where another is meant is read or refused in a sentence."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

import hostile_files
import whole
from dossiers.comparing.examination import examined
from dossiers.formats import objects, pdf_links
from dossiers.formats.carried import receipt
from dossiers.formats.pdf import PdfProblem, opened, reading, signature_fields
from dossiers.formats.pdf_parts import attachments, overlays, signature_boxes
from dossiers.formats.pdf_view import views
from dossiers.formats.pdf_words import words
from dossiers.opening.inspection import inspected
from samples import edited, sheets

if TYPE_CHECKING:
    import pypdf

SOUND: tuple[tuple[bytes, int], ...] = (
    (whole.written(), 8),
    *(
        (data, 60)
        for name, data in hostile_files.GOOD.items()
        if name in ("active", "aux noms trompeurs", "formulaire rempli", "signée", "tournée")
    ),
)
STRANGE: tuple[Callable[[pypdf.PdfWriter], Any], ...] = (
    lambda _: NullObject(),
    lambda _: NumberObject(-1),
    lambda _: NumberObject(2**70),
    lambda _: FloatObject(1e300),
    lambda _: NameObject("/X"),
    lambda _: TextStringObject("é"),
    lambda _: ByteStringObject(b"\xff"),
    lambda _: BooleanObject(True),  # noqa: FBT003
    lambda _: ArrayObject([NullObject()]),
    lambda _: ArrayObject([NumberObject(1)] * 3),
    lambda _: DictionaryObject(),
    lambda writer: IndirectObject(99_999, 0, writer),
    lambda writer: writer.root_object.indirect_reference,
)


def places(writer: pypdf.PdfWriter) -> Iterator[tuple[dict[Any, Any], Any]]:
    """Each entry of each dictionary of a file."""
    waiting: list[Any] = list(writer._objects)  # noqa: SLF001
    while waiting:
        match waiting.pop():
            case DictionaryObject() as found:
                yield from ((found, key) for key in found)
                waiting += dict.values(found)
            case ArrayObject() as found:
                waiting += list.__iter__(found)


def confused(data: bytes, count: int) -> Iterator[bytes]:
    """Files made of one, some of whose entries are of another kind; those that pypdf can write."""
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311

        def edit(writer: pypdf.PdfWriter, chance: random.Random = chance) -> None:
            known = list(places(writer))
            for _ in range(chance.choice((1, 1, 2, 4))):
                holder, key = chance.choice(known)
                dict.__setitem__(holder, key, chance.choice(STRANGE)(writer))

        with contextlib.suppress(AttributeError, TypeError, ValueError):
            yield edited(data, edit)


def links(data: bytes) -> None:
    with reading():
        pdf_links.links_of(opened(data))


READERS: tuple[Callable[[bytes], object], ...] = (
    *(attachments, links, overlays, signature_boxes, signature_fields, words),
)


@pytest.mark.parametrize(("sound", "count"), SOUND, ids=range(len(SOUND)))
def test_an_entry_of_another_kind_is_read_or_told(sound: bytes, count: int) -> None:
    for data in confused(sound, count):
        for read in READERS:
            with contextlib.suppress(PdfProblem):
                read(data)
        found = inspected(data)
        assert bool(found.drawn) != bool(found.problem)
        assert isinstance(receipt(data), dict)


def test_what_came_back_of_another_kind_is_compared_or_told() -> None:
    sound = hostile_files.GOOD["signée"]
    for data in confused(sound, 20):
        found = examined(sound, data)
        assert found.problem or found.signatures


@pytest.mark.parametrize(("side", "count"), [(14_400, 1), (2_000, 60)])
def test_pages_that_would_take_all_the_memory_are_not_drawn(side: int, count: int) -> None:
    def edit(writer: pypdf.PdfWriter) -> None:
        for page in writer.pages:
            page[NameObject("/MediaBox")] = RectangleObject((0, 0, side, side))

    with pytest.raises(ValueError, match="trop grandes, ou trop nombreuses"):
        views(edited(sheets(*["un"] * count), edit))


def test_embedded_files_that_hold_themselves_are_read_once() -> None:
    def edit(writer: pypdf.PdfWriter) -> None:
        writer.add_attachment("note.txt", b"une note")
        names = writer.root_object["/Names"]
        assert isinstance(names, DictionaryObject)
        tree = names["/EmbeddedFiles"]
        assert isinstance(tree, DictionaryObject)
        place = writer._add_object(tree)  # noqa: SLF001
        tree[NameObject("/Kids")] = ArrayObject([place] * 50)
        names[NameObject("/EmbeddedFiles")] = place

    assert attachments(edited(sheets("un"), edit)) == {"note.txt": b"une note"}


def test_a_mistake_of_ours_is_not_told_as_a_broken_file() -> None:
    with pytest.raises(AttributeError), reading():
        opened(sheets("un")).no_such_thing  # type: ignore[attr-defined] # noqa: B018


def test_a_mistake_of_ours_is_not_passed_over() -> None:
    with pytest.raises(KeyError), objects.passing_over():
        raise KeyError
    with objects.passing_over():
        objects.new_reader(b"%PDF-1.7")
