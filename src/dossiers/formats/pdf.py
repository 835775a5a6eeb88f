"""PDF files as bytes: their pages, their words, and the objects they are made of.

The sole importer of pypdf, which is loaded at the first call and whose words never reach the user:
what it cannot read becomes a PdfProblem. `assembly` builds on the objects given here.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import md5
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeGuard

from dossiers.blocks import Attachment

if TYPE_CHECKING:
    from pypdf import PageObject as PageObject
    from pypdf import PdfReader as PdfReader
    from pypdf import PdfWriter as PdfWriter
    from pypdf.generic import Destination as Destination
    from pypdf.generic import DictionaryObject as DictionaryObject
    from pypdf.generic import IndirectObject as IndirectObject
    from pypdf.generic import NameObject, PdfObject, TextStringObject
    from pypdf.generic import StreamObject as StreamObject

_BROKEN = "Le PDF est tronqué ou endommagé : il ne peut pas être lu en entier."
_SEARCHED_HEADER = 1024


class PdfProblem(ValueError):  # noqa: N818 - a state of the user's file, not a fault of the program
    """A PDF that cannot be used, told in French sentences."""


def page_count(data: bytes) -> int:
    """Number of pages.

    Raises PdfProblem for a file that is empty, not a PDF, protected, truncated or broken, or whose
    pages do not hold its content (dynamic form, portfolio, answers that nothing draws).
    """
    with reading():
        return len(opened(data).pages)


def page_texts(data: bytes) -> tuple[str, ...]:
    """The text of each page in drawing order, empty for a scan. Raises PdfProblem."""
    with reading():
        return tuple(page.extract_text() for page in opened(data).pages)


def signature_fields(data: bytes) -> tuple[str, ...]:
    """The names of the signature fields, signed or not, in the order of the form.

    Raises PdfProblem.
    """
    with reading():
        form = entry(opened(data).root_object, "/AcroForm")
        fields = [field.get_object() for field in entry(form, "/Fields") or ()]
        return tuple(str(entry(field, "/T")) for field in fields if entry(field, "/FT") == "/Sig")


@contextmanager
def reading(title: str = "") -> Iterator[None]:
    """Keep pypdf silent, and turn whatever it raises on a broken file into a PdfProblem.

    `title` names the file in the sentence, where several are read.
    """
    log, ear = logging.getLogger("pypdf"), _Patience()
    before, log.propagate = log.propagate, False
    log.addHandler(ear)
    prefix = f"« {title} » : " if title else ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PdfProblem as problem:
        raise PdfProblem(f"{prefix}{problem}") from problem
    except (Exception, _PatienceLostError) as cause:  # broken files make pypdf raise any class
        raise PdfProblem(f"{prefix}{_BROKEN}") from cause
    finally:
        log.removeHandler(ear)
        log.propagate = before


class _PatienceLostError(BaseException):
    """Not an Exception, since pypdf goes on after those."""


class _Patience(logging.Handler):
    """Hears pypdf's complaints and tells nobody, but stops a reading that never ends.

    Damaged compressed objects are parsed as noise for tens of seconds, one complaint after another.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.left = 5000

    def emit(self, record: logging.LogRecord) -> None:
        """Count a complaint."""
        del record
        self.left -= 1
        if self.left < 0:
            raise _PatienceLostError


def opened(data: bytes) -> PdfReader:
    """The file, whose every page is known to be there and to draw its own content.

    To be called under `reading`; raises PdfProblem.
    """
    from pypdf import PdfReader

    if not data:
        raise PdfProblem("Le fichier est vide.")
    if b"%PDF-" not in data[:_SEARCHED_HEADER]:
        raise PdfProblem("Le fichier n’est pas un PDF.")
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise PdfProblem(
            "Le PDF est protégé par un mot de passe ou par des restrictions ; "
            "fournissez-en une copie sans protection."
        )
    if "/Collection" in reader.root_object:
        raise PdfProblem("Le PDF est un porte-documents ; fournissez chacun de ses fichiers.")
    if "/NeedsRendering" in reader.root_object:
        raise PdfProblem("Le PDF est un formulaire dynamique ; imprimez-le en PDF.")
    if not reader.pages:
        raise PdfProblem("Le PDF ne contient aucune page.")
    if entry(entry(reader.root_object, "/Pages"), "/Count") != len(reader.pages):
        raise PdfProblem(_BROKEN)  # pages were lost with a branch of their tree
    for page in reader.pages:
        _require_drawn(page)
    return reader


def _require_drawn(page: PageObject) -> None:
    """Refuse a page whose content is lost, or whose filled fields nothing draws."""
    if "/Contents" in page:  # a reference to nothing is a content that was lost
        contents = page["/Contents"]
        streams = contents if isinstance(contents, list) else [contents]
        if not all(is_stream(stream.get_object()) for stream in streams):
            raise PdfProblem(_BROKEN)
    for note in notes(page):
        answered = entry(note, "/FT") in ("/Tx", "/Ch") and entry(note, "/V")
        if answered and "/AP" not in note:
            raise PdfProblem(
                "Le PDF est un formulaire dont les réponses ne sont pas dessinées ; "
                "imprimez-le en PDF."
            )


def notes(page: PageObject) -> Iterator[DictionaryObject]:
    """The page's annotations: links, fields, stamps… What is not a dictionary is passed over."""
    from pypdf.generic import DictionaryObject

    for item in entry(page, "/Annots") or ():
        if isinstance(note := item.get_object(), DictionaryObject):
            yield note


def entry(parent: object, key: str) -> Any:
    """The value under a key of a dictionary, behind any reference; None where there is none."""
    from pypdf.generic import DictionaryObject, NullObject

    if not isinstance(parent, DictionaryObject) or key not in parent:
        return None
    value = parent[key]
    return None if isinstance(value, NullObject) else value


def is_stream(value: object) -> TypeGuard[StreamObject]:
    """Whether an object carries data."""
    from pypdf.generic import StreamObject

    return isinstance(value, StreamObject)


def new_writer() -> PdfWriter:
    """A file without a page."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    return writer


def added(writer: PdfWriter, entries: Mapping[str, Any]) -> IndirectObject:
    """A reference to a new dictionary of the file."""
    return writer._add_object(dictionary(entries))


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


def embed(writer: PdfWriter, attachments: Sequence[Attachment]) -> None:
    """Put files into the file: name tree and /AF, each with its media type and relationship."""
    if not attachments:
        return
    listed = {item.name: _embedded(writer, item) for item in attachments}
    tree = [entry for name in sorted(listed) for entry in (text(name), listed[name])]
    root = {"/AF": list(listed.values()), "/Names": {"/EmbeddedFiles": {"/Names": tree}}}
    writer.root_object.update(dictionary(root))


def _embedded(writer: PdfWriter, item: Attachment) -> IndirectObject:
    digest = md5(item.data, usedforsecurity=False).digest()  # the checksum that ISO 32000 asks for
    kind = {"/Type": "/EmbeddedFile", "/Subtype": f"/{item.media_type}"}
    facts = {"/Size": len(item.data), "/CheckSum": digest}
    data = added_stream(writer, item.data, kind | {"/Params": facts})
    entries = {
        "/Type": "/Filespec",
        "/F": text(item.name),
        "/UF": text(item.name),
        "/Desc": text(item.description),
        "/AFRelationship": f"/{item.relationship}",
        "/EF": {"/F": data, "/UF": data},
    }
    return added(writer, entries)


def written(writer: PdfWriter, identifier: bytes) -> bytes:
    """The file's bytes, with 16 fixed bytes as its identity where pypdf would draw lots."""
    from pypdf.generic import ArrayObject, ByteStringObject

    writer._ID = ArrayObject([ByteStringObject(identifier), ByteStringObject(identifier)])
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
