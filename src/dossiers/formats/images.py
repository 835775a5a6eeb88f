"""A photograph or a scan → a PDF of one A4 sheet, upright as the camera noted it.

The sole importer of Pillow and of img2pdf, loaded at the first call.
"""

from __future__ import annotations

import logging
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from dossiers.formats.blame import raised_by

if TYPE_CHECKING:
    from PIL.Image import Image

FORMS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
"""How the files that become pages begin, and the ending of their names."""

_MOST_PIXELS = 120_000_000
_TOO_LARGE = f"L’image dépasse {_MOST_PIXELS // 1_000_000} millions de points ; réduisez-la."
_CUT = "L’image est tronquée ou endommagée."
_SCAN_OF_JPEG, _END_OF_JPEG = b"\xff\xda", b"\xff\xd9"
"""Neither can stand in the data of a scan, and no reader complains where the end is missing."""
_MARGIN = 36.0
"""Points on each side of the sheet, so that the folio does not lie on the picture."""
_ORIENTATION = 0x0112
_MIRRORED = (2, 4, 5, 7)
"""The orientations of EXIF 2.3, 4.6.4, that turning alone does not undo."""


_NOTES = (b"\xff\xe1", b"\xff\xed", b"\xff\xfe")
"""The segments of a JPEG file beside its picture: EXIF and XMP, Photoshop's, remarks."""


class ImageProblem(ValueError):  # noqa: N818 - a state of the user's file, not a fault of the program
    """An image that cannot be used, told in French sentences."""


def as_pdf(data: bytes) -> bytes:
    """The image as a page, its JPEG data as they are but for notes. Raises ImageProblem."""
    import img2pdf

    sheet = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    layout = img2pdf.get_layout_fun(
        sheet, border=(_MARGIN, _MARGIN), fit=img2pdf.FitMode.into, auto_orient=True
    )
    quiet = logging.getLogger("img2pdf")
    before, quiet.disabled = quiet.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            page: bytes = img2pdf.convert(
                _sound(data),
                layout_fun=layout,
                rotation=img2pdf.Rotation.ifvalid,
                engine=img2pdf.Engine.internal,
                nodate=True,
            )
    except Exception as cause:
        if isinstance(cause, MemoryError) or not raised_by(cause, "PIL", "img2pdf"):
            raise
        raise ImageProblem(_CUT) from cause
    finally:
        quiet.disabled = before
    return page


def _sound(data: bytes) -> bytes:
    """The image's bytes, whose every point could be read; a mirrored image is set right.

    What a camera notes, such as the place and the day, stays behind.
    """
    import PIL.Image
    import PIL.ImageFile

    # WeasyPrint, where a process has loaded it, lets every library take cut images for whole.
    PIL.ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image = PIL.Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    except PIL.Image.DecompressionBombError as cause:
        raise ImageProblem(_TOO_LARGE) from cause
    with image:
        if image.width * image.height > _MOST_PIXELS:
            raise ImageProblem(_TOO_LARGE)
        image.load()
        if data.rfind(_END_OF_JPEG) < data.rfind(_SCAN_OF_JPEG) and image.format != "PNG":
            raise ImageProblem(_CUT)
        turned = image.getexif().get(_ORIENTATION, 1)
        if turned in _MIRRORED:
            return _righted(image)
        return _without_notes(data, turned) if image.format == "JPEG" else data


def _without_notes(data: bytes, turned: int) -> bytes:
    """A JPEG file whose only note is how it is turned (ISO 10918-1, B.1.1.4)."""
    import PIL.Image

    exif = PIL.Image.Exif()
    exif[_ORIENTATION] = turned
    note = exif.tobytes()
    kept, at = [data[:2], _NOTES[0], (len(note) + 2).to_bytes(2), note], 2
    while data[at : at + 2] != _SCAN_OF_JPEG and data[at : at + 1] == b"\xff":
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        kept += [] if data[at : at + 2] in _NOTES else [data[at:end]]
        at = end
    return b"".join((*kept, data[at:]))


def _righted(image: Image) -> bytes:
    from PIL.ImageOps import exif_transpose

    file = BytesIO()
    exif_transpose(image).save(file, "PNG")
    return file.getvalue()
