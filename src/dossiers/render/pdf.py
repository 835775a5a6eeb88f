"""The PDF of a document: tagged, titled, in French, from the library's fonts and nothing else."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
from base64 import b64encode
from datetime import UTC, datetime, time
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossiers.errors import LibraryError, MachineError, Refused
from dossiers.render.html import page
from dossiers.stylesheet import draft_stylesheet, stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dossiers.blocks import Attachment, Document
    from dossiers.skin import Skin

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def render(document: Document, skin: Skin, attachments: tuple[Attachment, ...] = ()) -> bytes:
    """The PDF/UA-1 file, its attachments embedded with their relationship; the same bytes twice.

    Raises Refused for a character that no font of the library has, LibraryError for a page that
    cannot be laid out, MachineError where Pango is missing.
    """
    engine = _engine(skin.folders)
    fonts, sheet = _look(skin)
    sheets = [sheet, _draft_look(skin)] if document.draft else [sheet]
    fetcher = closed_fetcher()
    embedded = [_embedded(engine, fetcher, document, item) for item in attachments]
    with _failures():
        laid_out = engine.HTML(string=page(document, skin), url_fetcher=fetcher).render(
            stylesheets=sheets, font_config=fonts
        )
        data: bytes = laid_out.write_pdf(
            pdf_variant="pdf/ua-1",
            attachments=embedded,
            finisher=partial(_finish, attachments=attachments),
        )
    return data


def _engine(folders: tuple[Path, ...]) -> Any:
    """WeasyPrint, which sees no font but those of these folders."""
    try:
        # On failure WeasyPrint prints an advice in English before it raises.
        with _only_fonts_of(folders), contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - cold start
            from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415 - cold start
    except OSError as error:
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
    listed = "".join(f"<dir>{escape(str(folder.resolve()))}</dir>" for folder in folders)
    home = Path(_temporary().name) / f"{len(list(Path(_temporary().name).iterdir()))}"
    home.mkdir()
    file = home / "fonts.conf"
    file.write_text(
        f"<fontconfig>{listed}<cachedir>{escape(str(home / 'cache'))}</cachedir></fontconfig>",
        encoding="utf-8",
    )
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
    return fonts, CSS(string=stylesheet(skin), font_config=fonts)


@lru_cache(maxsize=8)
def _draft_look(skin: Skin) -> Any:
    """The style sheet that marks a draft."""
    from weasyprint import CSS  # noqa: PLC0415 - cold start

    return CSS(string=draft_stylesheet(skin))


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
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
    for record in handler.records:
        message = record.getMessage()
        if ".notdef" in message and isinstance(record.args, tuple):
            raise Refused(
                f"Aucune police de la bibliothèque ne contient le caractère « {record.args[0]} » "
                f"(U+{record.args[1]:04X})."
            )
        raise LibraryError(f"Mise en page impossible : {message}")


class _Listener(logging.Handler):
    """Keeps the records that it is given."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


def _finish(laid_out: Any, pdf: Any, *, attachments: tuple[Attachment, ...]) -> None:
    """What WeasyPrint leaves undone, before the file is written."""
    del laid_out
    _relate_attachments(pdf, attachments)
    _wrap_entries(pdf)
    _leave_out_page_numbers(pdf)
    _mark_margins(pdf)


def _typed(pdf: Any, kind: str) -> list[Any]:
    return [entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == kind]


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _relate_attachments(pdf: Any, attachments: tuple[Attachment, ...]) -> None:
    """Say how each embedded file relates to the document (ISO 32000-2, 7.11.3 and 14.13)."""
    import pydyf  # noqa: PLC0415 - cold start

    relationships = {item.name: item.relationship for item in attachments}
    files = _typed(pdf, "/Filespec")
    for entry in files:
        entry["AFRelationship"] = f"/{relationships[entry['UF'].string]}"
    if files:
        pdf.catalog["AF"] = pydyf.Array([entry.reference for entry in files])


def _wrap_entries(pdf: Any) -> None:
    """Put the paragraphs of a list's entry in its body, where PDF/UA wants them.

    An LI holds an Lbl and an LBody only (ISO 32000-1, table 336); WeasyPrint makes the latter
    for bare text, not for paragraphs.
    """
    import pydyf  # noqa: PLC0415 - cold start

    for entry in _typed(pdf, "/StructElem"):
        if entry["S"] != "/LI":
            continue
        loose = [kid for kid in entry["K"] if _object(pdf, kid)["S"] not in ("/Lbl", "/LBody")]
        if loose:
            body = pydyf.Dictionary(
                {
                    "Type": "/StructElem",
                    "S": "/LBody",
                    "K": pydyf.Array(loose),
                    "Pg": entry["Pg"],
                    "P": entry.reference,
                }
            )
            pdf.add_object(body)
            for kid in loose:
                _object(pdf, kid)["P"] = body.reference
            labels = [kid for kid in entry["K"] if kid not in loose]
            entry["K"] = pydyf.Array([*labels, body.reference])


def _leave_out_page_numbers(pdf: Any) -> None:
    """Keep the page numbers of the table of contents out of the words that are read.

    A reader who hears the document follows the link; and these numbers, which the Word file
    has not, are no words of the document.
    """
    import pydyf  # noqa: PLC0415 - cold start

    for entry in _typed(pdf, "/StructElem"):
        if entry["S"] == "/LBody":
            links = [kid for kid in entry["K"] if _object(pdf, kid)["S"] == "/Link"]
            if links:
                entry["K"] = pydyf.Array(links)


def _mark_margins(pdf: Any) -> None:
    """Make artifacts of running headers and footers, so that they are not read as content.

    Their marked content has a place in the parent tree but none in the structure tree, and is
    found by that (ISO 14289-1, 7.8).
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    alive = _marked_content(pdf, root)
    parents = _object(pdf, root["ParentTree"])["Nums"]
    for entry in _typed(pdf, "/Page"):
        stream = _object(pdf, entry["Contents"]).stream
        owners = parents[2 * entry["StructParents"] + 1]
        for index, operand in enumerate(stream):
            number = operand.get("MCID") if isinstance(operand, dict) else None
            if number is not None and (entry.reference, number) not in alive:
                stream[index - 1] = "/Artifact"
                stream[index] = b"<</Type/Pagination>>"
                owners[number] = b"null"


def _marked_content(pdf: Any, root: Any) -> set[tuple[bytes, int]]:
    """The page and number of each piece of content that the structure tree reaches."""
    reached: set[tuple[bytes, int]] = set()
    waiting: list[tuple[Any, bytes]] = [(root["K"], b"")]
    while waiting:
        kid, on_page = waiting.pop()
        if isinstance(kid, list):
            waiting.extend((inner, on_page) for inner in kid)
        elif isinstance(kid, int):
            reached.add((on_page, kid))
        elif isinstance(kid, bytes):
            element = _object(pdf, kid)
            if isinstance(element, dict) and "K" in element:
                waiting.append((element["K"], element.get("Pg", on_page)))
    return reached
