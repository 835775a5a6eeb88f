"""The PDF of a document: tagged, titled, in French, from the library's fonts and nothing else."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
import warnings
from base64 import b64encode
from datetime import UTC, datetime, time
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossiers.errors import LibraryError, MachineError, told, unreadable
from dossiers.render import UndrawnCharacterError
from dossiers.render.html import page
from dossiers.render.page.conformity import finish
from dossiers.render.page.stylesheet import draft_stylesheet, stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dossiers.blocks import Attachment, Document
    from dossiers.skins.skin import Skin

_NO_FILE = "Aucun PDF ne peut être produit, faute d’un fichier temporaire"
_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def render(document: Document, skin: Skin, attachments: tuple[Attachment, ...] = ()) -> bytes:
    """The PDF/A-3a and PDF/UA-1 file, its attachments embedded; the same bytes twice.

    A final document has a signature field in each of its frames, a draft has none.
    Raises UndrawnCharacterError for a character that no font of the library has, LibraryError for
    a page that cannot be laid out, MachineError where Pango is missing.
    """
    engine = _engine(skin.folders)
    fonts, sheet = _look(skin)
    sheets = [sheet, _draft_look(skin)] if document.draft else [sheet]
    fetcher = closed_fetcher()
    embedded = [_embedded(engine, fetcher, document, item) for item in attachments]
    html = page(document, skin, fields=not document.draft)
    with _failures():
        laid_out = engine.HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=sheets, font_config=fonts
        )
        data: bytes = laid_out.write_pdf(
            pdf_variant="pdf/a-3a",
            attachments=embedded,
            finisher=partial(finish, attachments=attachments),
        )
    return data


def _engine(folders: tuple[Path, ...]) -> Any:
    """WeasyPrint, which sees no font but those of these folders.

    Raises MachineError where a library of the system is missing, or a file cannot be had.
    """
    try:
        # On failure WeasyPrint prints an advice in English before it raises.
        with _only_fonts_of(folders), contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - cold start
            from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415 - cold start
    except OSError as error:
        if error.errno is not None:  # a file that the system refuses; a library not found has none
            raise unreadable("weasyprint", error) from error
        raise _missing_libraries() from error
    if harfbuzz_subset is None:
        # Without it WeasyPrint falls back on a slow path whose bytes differ at each run.
        raise _missing_libraries()
    return weasyprint


@contextlib.contextmanager
def _only_fonts_of(folders: tuple[Path, ...]) -> Iterator[None]:
    """Hide the machine's fonts while a configuration is made, which is when Fontconfig looks.

    The name is given back afterwards: other programs that this one starts have their own fonts.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_font_configuration(folders))
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


def _missing_libraries() -> MachineError:
    return MachineError(
        "Il manque à cette machine des bibliothèques pour produire un PDF : "
        f"apt-get install --no-install-recommends {_PACKAGES}"
    )


@lru_cache(maxsize=8)
def _font_configuration(folders: tuple[Path, ...]) -> Path:
    """A file that tells Fontconfig of these folders alone. Raises MachineError."""
    listed = "".join(f"<dir>{escape(str(folder.resolve()))}</dir>" for folder in folders)
    try:
        home = Path(tempfile.mkdtemp(dir=_temporary().name))  # another process may share the folder
        cache = f"<cachedir>{escape(str(home / 'cache'))}</cachedir>"
        file = home / "fonts.conf"
        file.write_text(f"<fontconfig>{listed}{cache}</fontconfig>", encoding="utf-8")
    except FileNotFoundError as error:  # no folder that `tempfile` knows takes a file
        raise MachineError(f"{_NO_FILE} : le disque est plein, ou protégé en écriture.") from error
    except OSError as error:
        raise MachineError(f"{_NO_FILE} : {told(error)}.") from error
    return file


@lru_cache(maxsize=1)
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="dossiers-polices-")


@lru_cache(maxsize=8)
def _look(skin: Skin) -> tuple[Any, Any]:
    """The fonts and the style sheet of a skin, parsed once."""
    from weasyprint import CSS  # noqa: PLC0415 - cold start
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - cold start

    with _only_fonts_of(skin.folders):
        fonts = FontConfiguration()
    return fonts, CSS(string=stylesheet(skin), font_config=fonts, url_fetcher=closed_fetcher())


@lru_cache(maxsize=8)
def _draft_look(skin: Skin) -> Any:
    """The style sheet that marks a draft."""
    from weasyprint import CSS  # noqa: PLC0415 - cold start

    return CSS(string=draft_stylesheet(skin), url_fetcher=closed_fetcher())


def closed_fetcher() -> Any:
    """Reads nothing but what the page itself carries: no file, no network."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - cold start

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


def _embedded(engine: Any, fetcher: Any, document: Document, item: Attachment) -> Any:
    """An attachment dated by the document; its address is the only way to set its media type."""
    day = datetime.combine(document.date, time(), UTC)
    return engine.Attachment(
        url=f"data:{item.media_type};base64,{b64encode(item.data).decode()}",
        url_fetcher=fetcher,
        name=item.name,
        description=item.description,
        created=day,
        modified=day,
        relationship=item.relationship,
    )


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """Turns what WeasyPrint only logs into errors: a lost character or a lost link is a failure."""
    logger = logging.getLogger("weasyprint")
    handler = _Listener(logging.WARNING)
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        with warnings.catch_warnings():
            # It leaves its colour profile open, for Python to close.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
    for record in handler.records:
        message = record.getMessage()
        if ".notdef" in message and isinstance(record.args, tuple):
            raise UndrawnCharacterError(str(record.args[0]))
        raise LibraryError(f"Mise en page impossible : {message}")


class _Listener(logging.Handler):
    """Keeps the records that it is given."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)
