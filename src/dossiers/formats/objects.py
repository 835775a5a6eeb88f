"""The objects that PDF files are made of: found in one that is read, made for one that is written.

The sole importer of pypdf, which is loaded at the first call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeGuard

from dossiers.formats.blame import raised_by
from dossiers.formats.geometry import Box

if TYPE_CHECKING:
    from pypdf import PageObject as PageObject
    from pypdf import PdfReader as PdfReader
    from pypdf import PdfWriter as PdfWriter
    from pypdf.generic import Destination as Destination
    from pypdf.generic import DictionaryObject as DictionaryObject
    from pypdf.generic import IndirectObject as IndirectObject
    from pypdf.generic import NameObject, PdfObject, RectangleObject, TextStringObject
    from pypdf.generic import StreamObject as StreamObject


_BEYOND = 1e9
"""In points: a page has 14,400 at the most (ISO 32000-1, annex C.2)."""


def load() -> None:
    """Load pypdf now, for a process that may write nothing later, not even a compiled module."""
    import pypdf  # noqa: F401


def new_reader(data: bytes) -> PdfReader:
    """The file as pypdf reads it, which raises any class of error for a broken one."""
    from pypdf import PdfReader

    return PdfReader(BytesIO(data))


def of_the_file(error: BaseException) -> bool:
    """Whether pypdf raised an error, as it does with any class of error for a broken file."""
    return raised_by(error, "pypdf")


@contextmanager
def passing_over() -> Iterator[None]:
    """Within this, what is broken in a file is left out, and the rest of it read."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        if not of_the_file(error):
            raise


def notes(page: PageObject) -> Iterator[DictionaryObject]:
    """The page's annotations: links, fields, stamps… What is not a dictionary is passed over."""
    from pypdf.generic import DictionaryObject

    for note in entries(page, "/Annots"):
        if isinstance(note, DictionaryObject):
            yield note


def entry(parent: object, key: str) -> Any:
    """The value under a key of a dictionary, behind any reference; None where there is none."""
    from pypdf.generic import DictionaryObject, NullObject

    if not isinstance(parent, DictionaryObject) or key not in parent:
        return None
    value = parent[key]
    return None if isinstance(value, NullObject) else value


def entries(parent: object, key: str) -> tuple[Any, ...]:
    """What an array holds, behind any reference; nothing where there is no array."""
    value = entry(parent, key)
    return tuple(item.get_object() for item in value) if isinstance(value, list) else ()


def figures(parent: object, key: str) -> tuple[float, ...]:
    """The figures of an array, such as a matrix; nothing where it holds what no page can use."""
    found = entries(parent, key)
    right = all(isinstance(value, int | float) and abs(value) < _BEYOND for value in found)
    return tuple(map(float, found)) if right else ()


def rectangle(parent: object, key: str) -> Box | None:
    """A rectangle, its corners in order whatever the file's; None where there is none."""
    match figures(parent, key):
        case (left, bottom, right, top):
            return (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    return None


def destinations(reader: PdfReader) -> dict[str, Sequence[Any]]:
    """The named places of a file: each a page, and where on it (ISO 32000-1, 12.3.2)."""
    return {name: place.dest_array for name, place in reader.named_destinations.items()}


def sides(box: RectangleObject) -> Box:
    """A rectangle of the file as plain figures."""
    return (float(box.left), float(box.bottom), float(box.right), float(box.top))


def is_stream(value: object) -> TypeGuard[StreamObject]:
    """Whether an object carries data."""
    from pypdf.generic import StreamObject

    return isinstance(value, StreamObject)


def decoder(font: DictionaryObject) -> Callable[[bytes], str]:
    """What turns the bytes of a string drawn in a font into its characters."""
    from pypdf._cmap import get_encoding

    encoding, characters = get_encoding(font)

    def decoded(data: bytes) -> str:
        if isinstance(encoding, str):
            codes = data.decode(encoding, "replace")
        else:
            codes = "".join(encoding.get(code, chr(code)) for code in data)
        return "".join(characters.get(code, code) for code in codes)

    return decoded


def new_writer() -> PdfWriter:
    """A file without a page."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    return writer


def added(writer: PdfWriter, entries: Mapping[str, Any]) -> IndirectObject:
    """A reference to a new dictionary of the file."""
    return writer._add_object(dictionary(entries))


def complete(owner: Any, entries: Mapping[str, Any]) -> None:
    """Put entries into a dictionary of the file, or into the one behind a reference."""
    owner.get_object().update(dictionary(entries))


def reference(value: PdfObject) -> IndirectObject:
    """The reference to an object that the file already holds."""
    if value.indirect_reference is None:
        raise TypeError("an object without a place in a file")
    return value.indirect_reference


def added_stream(writer: PdfWriter, data: bytes, entries: Mapping[str, Any]) -> IndirectObject:
    """A reference to new compressed data in the file, described by `entries`."""
    from pypdf.generic import DecodedStreamObject

    plain = DecodedStreamObject()
    plain.set_data(data)
    stream = plain.flate_encode()
    stream.update(dictionary(entries))
    return writer._add_object(stream)


def added_metadata(writer: PdfWriter, packet: str) -> IndirectObject:
    """A reference to the file's XMP, left readable by programs that do not know PDF."""
    from pypdf.generic import DecodedStreamObject

    stream = DecodedStreamObject()
    stream.set_data(packet.encode())
    stream.update(dictionary({"/Type": "/Metadata", "/Subtype": "/XML"}))
    return writer._add_object(stream)


def stands_for(writer: PdfWriter, source: PdfObject, target: IndirectObject) -> None:
    """Let whatever is cloned from now on lead to `target` where it led to `source`.

    Cloning would follow a link from page to page, and drag a second copy of the whole file along.
    """
    if (origin := source.indirect_reference) is not None:
        known = writer._id_translated.setdefault(id(origin.pdf), {"PreventGC": origin.pdf})
        known[origin.idnum] = target.idnum


def strip(writer: PdfWriter, keys: frozenset[str]) -> None:
    """Take these keys out of every dictionary of the file."""
    from pypdf.generic import ArrayObject, DictionaryObject

    waiting: list[Any] = list(writer._objects)
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject):
            for key in keys & item.keys():
                del item[key]
            waiting += item.values()
        elif isinstance(item, ArrayObject):
            waiting += item


def name(value: str) -> NameObject:
    """A PDF name, its oblique included: `/Page`."""
    from pypdf.generic import NameObject

    return NameObject(value)


def text(value: str) -> TextStringObject:
    """A PDF string, for words that could begin with an oblique."""
    from pypdf.generic import TextStringObject

    return TextStringObject(value)


def dictionary(entries: Mapping[str, Any]) -> DictionaryObject:
    """A PDF dictionary; see `pdf_object` for the values."""
    from pypdf.generic import DictionaryObject

    return DictionaryObject({name(key): pdf_object(value) for key, value in entries.items()})


def pdf_object(value: Any) -> PdfObject:
    """The PDF form of a value: a str is a name, text and bytes are made by `text` and by bytes.

    KeyError for a value without a PDF form.
    """
    from pypdf import generic

    if isinstance(value, generic.PdfObject):
        return value
    if isinstance(value, Mapping):
        return dictionary(value)
    if isinstance(value, tuple | list):
        return generic.ArrayObject(pdf_object(item) for item in value)
    made: dict[type, Callable[[Any], PdfObject]] = {
        bool: generic.BooleanObject,
        int: generic.NumberObject,
        float: generic.FloatObject,
        bytes: generic.ByteStringObject,
        str: generic.NameObject,
    }
    return made[type(value)](value)


def written(writer: PdfWriter, identifier: bytes) -> bytes:
    """The file's bytes, with 16 fixed bytes as its identity where pypdf would draw lots."""
    from pypdf.generic import ArrayObject, ByteStringObject

    writer._ID = ArrayObject([ByteStringObject(identifier), ByteStringObject(identifier)])
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
