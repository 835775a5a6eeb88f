"""PDF files as bytes: whether they can be read, their pages, their words, their fields.

The words of pypdf never reach the user: what it cannot read becomes a PdfProblem.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from dossiers.formats import objects
from dossiers.formats.objects import entries, entry, is_stream, notes

if TYPE_CHECKING:
    from dossiers.formats.objects import DictionaryObject, PageObject, PdfReader

_BROKEN = "Le PDF est tronqué ou endommagé : il ne peut pas être lu en entier."
TOO_MUCH = "Le fichier demande trop de temps ou de mémoire pour être lu ; allégez-le ou divisez-le."
_SEARCHED_HEADER = 1024
_kept: ContextVar[dict[bytes, PdfReader] | None] = ContextVar("kept", default=None)
_DEEPEST_FIELD = 50
_SHOWING = re.compile(rb"\b(?:T[jJ]|Do|BI|c)\b|[)>]\s*['\"]")
"""The operators that show text, or what may stand for it: a form, an image, a curve."""


class PdfProblem(ValueError):  # noqa: N818 - a state of the user's file, not a fault of the program
    """A PDF that cannot be used, told in French sentences."""


def page_count(data: bytes) -> int:
    """Number of pages.

    Raises PdfProblem for a file that is empty, not a PDF, protected, truncated or broken, or whose
    pages do not hold its content (dynamic form, portfolio, answers that nothing draws).
    """
    with reading():
        return len(opened(data).pages)


def signature_fields(data: bytes) -> tuple[str, ...]:
    """The names of the signature fields, signed or not, in the order of the form.

    Raises PdfProblem.
    """
    with reading():
        return names_of_signatures(opened(data))


def names_of_signatures(reader: PdfReader) -> tuple[str, ...]:
    """The names of the signature fields, signed or not. To be called under `reading`."""
    form = entry(reader.root_object, "/AcroForm")
    fields = entries(form, "/Fields")
    return tuple(str(entry(field, "/T")) for field in fields if entry(field, "/FT") == "/Sig")


def claims_to_be_one(data: bytes) -> bool:
    """Whether a file says at its beginning that it is a PDF."""
    return b"%PDF-" in data[:_SEARCHED_HEADER]


@contextmanager
def reading(title: str = "") -> Iterator[None]:
    """Keep pypdf silent, and turn whatever it raises on a broken file into a PdfProblem.

    What our own lines raise goes on: it is no fault of the file. `title` names the file in the
    sentence, where several are read.
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
    except MemoryError as cause:
        raise PdfProblem(f"{prefix}{TOO_MUCH}") from cause
    except (Exception, _PatienceLostError) as cause:
        if not isinstance(cause, _ENDLESS) and not objects.of_the_file(cause):
            raise
        raise PdfProblem(f"{prefix}{_BROKEN}") from cause
    finally:
        log.removeHandler(ear)
        log.propagate = before


class _PatienceLostError(BaseException):
    """Not an Exception, since pypdf goes on after those."""


_ENDLESS = (_PatienceLostError, RecursionError)
"""What a file that holds itself, or nests without end, comes to wherever it is read."""


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


@contextmanager
def kept_open() -> Iterator[None]:
    """Within this, a file that is opened again is not parsed again."""
    before = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(before)


def opened(data: bytes) -> PdfReader:
    """The file, whose every page is known to be there and to draw its own content.

    To be called under `reading`; raises PdfProblem.
    """
    kept = _kept.get()
    if kept is None:
        return _opened(data)
    if data not in kept:
        kept[data] = _opened(data)
    return kept[data]


def _opened(data: bytes) -> PdfReader:
    if not data:
        raise PdfProblem("Le fichier est vide.")
    if not claims_to_be_one(data):
        raise PdfProblem("Le fichier n’est pas un PDF.")
    reader = objects.new_reader(data)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PdfProblem(
            "Le PDF est protégé par un mot de passe ; fournissez-en une copie qui s’ouvre sans lui."
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
        streams = entries(page, "/Contents") or (entry(page, "/Contents"),)
        if not all(map(is_stream, streams)):
            raise PdfProblem(_BROKEN)
    for note in notes(page):
        if _inherited(note, "/FT") in ("/Tx", "/Ch") and not _shows_its_answer(note):
            raise PdfProblem(
                "Le PDF est un formulaire dont les réponses ne sont pas dessinées ; "
                "imprimez-le en PDF."
            )


def _shows_its_answer(field: DictionaryObject) -> bool:
    """Whether a field is blank, or its picture shows some text.

    Which text is not asked: a form may print « 1 234,50 € » for 1234.5.
    """
    answer = _inherited(field, "/V")
    if answer is None or not str(answer).strip(" \r\n"):
        return True
    picture = entry(entry(field, "/AP"), "/N")
    return is_stream(picture) and bool(_SHOWING.search(picture.get_data()))


def _inherited(field: DictionaryObject, key: str) -> Any:
    """What a field says, or a field above it (ISO 32000-1, 12.7.3.1)."""
    above: Any = field
    for _ in range(_DEEPEST_FIELD):
        if above is None or (value := entry(above, key)) is not None:
            return None if above is None else value
        above = entry(above, "/Parent")
    return None
