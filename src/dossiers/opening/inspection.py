"""What is read of a file that anyone may have made; to be done in a process of its own.

`reader` makes what that process does: bytes in, bytes out, never an object that could do something.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dossiers.formats import images, objects, pdf
from dossiers.formats.images import ImageProblem
from dossiers.formats.pdf import PdfProblem
from dossiers.formats.redraw import redrawn
from dossiers.opening.inspected import Inspected, sent
from dossiers.opening.personal import nirs

if TYPE_CHECKING:
    from dossiers.formats.objects import PdfReader

_UNKNOWN = "Le fichier n’est ni un PDF, ni une image JPEG ou PNG."
_MOST_PAGES = 5_000
_TOO_LONG = f"Le PDF compte plus de {_MOST_PAGES // 1000} 000 pages ; divisez-le."
_OTHERS = (
    (b"PK\x03\x04", b"word/", "un document Word ; enregistrez-le en PDF"),
    (b"PK\x03\x04", b"xl/", "un classeur ; enregistrez-le en PDF"),
    (b"PK\x03\x04", b"opendocument", "un document LibreOffice ; enregistrez-le en PDF"),
    (b"PK\x03\x04", b"", "une archive ; joignez chacun de ses fichiers"),
    (b"\xd0\xcf\x11\xe0", b"", "un document d’un ancien Office ; enregistrez-le en PDF"),
    (b"{\\rtf", b"", "un texte RTF ; enregistrez-le en PDF"),
    (b"II*\0", b"", "une image TIFF ; enregistrez-la en PDF"),
    (b"MM\0*", b"", "une image TIFF ; enregistrez-la en PDF"),
    (b"", b"ftyphei", "une photographie HEIC ; enregistrez-la en JPEG"),
)
"""How a file begins, what is found in it, and what it then is."""


def inspected(content: bytes) -> Inspected:
    """All that is known of a file. Nothing is raised."""
    image = next((end for start, end in images.FORMS.items() if content.startswith(start)), "")
    try:
        if image:
            return _read(images.as_pdf(content), image)
        if content and not pdf.claims_to_be_one(content):
            return Inspected(problem=_refusal(content))
        return _read(content, "pdf")
    except (PdfProblem, ImageProblem) as problem:
        return Inspected(image or "pdf", problem=str(problem))


def _refusal(content: bytes) -> str:
    for start, inside, kind in _OTHERS:
        if content.startswith(start) and inside in content:
            return f"Le fichier est {kind}."
    return _UNKNOWN


def _read(content: bytes, ending: str) -> Inspected:
    with pdf.reading():
        file = pdf.opened(content)
        if len(file.pages) > _MOST_PAGES:
            raise PdfProblem(_TOO_LONG)
        return Inspected(
            ending=ending,
            pages=len(file.pages),
            pages_with_nir=_with_nir(file),
            restricted=file.is_encrypted,
            signatures=pdf.names_of_signatures(file),
            drawn=redrawn(file),
        )


def _with_nir(file: PdfReader) -> tuple[int, ...]:
    """The pages whose text layer holds a social security number, from 1.

    None where the text cannot be read, which is no reason to refuse what can be seen.
    """
    texts: list[str] = []
    with objects.passing_over():  # odd fonts
        texts = [page.extract_text() for page in file.pages]
    return tuple(page for page, text in enumerate(texts, 1) if nirs(text))


def reader() -> Callable[[bytes], tuple[bytes, bytes]]:
    """What inspects a file, its library loaded."""
    objects.load()
    return _told


def _told(content: bytes) -> tuple[bytes, bytes]:
    return sent(inspected(content))
