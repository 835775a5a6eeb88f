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


class ImageProblem(ValueError):  # noqa: N818 - a state of the user's file, not a fault of the program
    """An image that cannot be used, told in French sentences."""


def as_pdf(data: bytes) -> bytes:
    """The image as a page, its JPEG data as they are. Raises ImageProblem."""
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
    """The image's bytes, whose every point could be read; a mirrored image is set right."""
    import PIL.Image

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
        if image.getexif().get(_ORIENTATION) in _MIRRORED:
            return _righted(image)
    return data


def _righted(image: Image) -> bytes:
    from PIL.ImageOps import exif_transpose

    file = BytesIO()
    exif_transpose(image).save(file, "PNG")
    return file.getvalue()
