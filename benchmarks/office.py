"""A document in Word and PDF against docxtpl and LibreOffice: same words, two processes each side.

Theirs is what one writes first: a Word template with its tags, rendered by docxtpl, handed to
LibreOffice, started for each document (cold) or kept running behind unoserver (warm).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from io import BytesIO
from multiprocessing import current_process
from pathlib import Path
from socket import create_connection
from time import sleep
from zipfile import ZIP_DEFLATED, ZipFile

from docxtpl import DocxTemplate

from benchmarks.measures import Measure
from benchmarks.timing import ratio
from dossiers.bundling.bundle import Wanted, written
from dossiers.bundling.writing import Writer
from dossiers.composing.compose import compose
from dossiers.formats.pdf import kept_open
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.papers import documents_of

_EXAMPLE = "examples/convention-et3p/complet.yaml"
_SHORT, _LONG = "charte", "convention"
_REFERENCE = "ET3P-2026-014"
_SIDES = 2
"""Processes a side, one a core."""
_ROUND, _ROUNDS = 4, 5
"""Documents a round, shared between the processes; rounds of each side in turn."""
_COLD_SHORT, _COLD_LONG = 2.5, 1.0
_PORT = 23_180
_PATIENCE = 60
_SYSTEM = "/usr/bin/python3"
"""The interpreter for which the distribution packs LibreOffice's own module, `uno`."""


def measures() -> Iterator[Measure]:
    """Both formats of a short and of a long document; warm only where unoserver can run."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pool = stack.enter_context(ProcessPoolExecutor(_SIDES))
        lengths = {}
        for name in (_SHORT, _LONG):
            word, lengths[name] = _pair(name, 0)
            (folder / f"{name}.docx").write_bytes(tagged(word))
        warm = stack.enter_context(_servers(folder))
        for told, convert, targets in (
            ("LibreOffice à froid", _cold, (_COLD_SHORT, _COLD_LONG)),
            ("unoserver, LibreOffice à chaud", warm, (None, None)),
        ):
            for name, least in zip((_SHORT, _LONG), targets, strict=True):
                if convert is None:
                    continue
                theirs = partial(_theirs, folder, name, convert)
                measured = ratio(_shared(pool, theirs), _shared(pool, partial(_pair, name)),
                                 _ROUNDS)  # fmt: skip
                title = f"docxtpl + {told} / Word et PDF, {name}, {lengths[name]} p."
                yield Measure(title, measured, least=least, rival=True)


def _shared(pool: ProcessPoolExecutor, work: Callable[[int], object]) -> Callable[[], object]:
    return lambda: list(pool.map(work, range(_ROUND)))


@cache
def _writer() -> Writer:
    opened = Opener(default()).open(default().path(_EXAMPLE))
    assert isinstance(opened, Dossier)  # noqa: S101 - the example is one
    return Writer(opened)


def _pair(name: str, _number: int) -> tuple[bytes, int]:
    """The Word file of a document, and the pages of its PDF: composed, written, read back."""
    writer = _writer()
    spec = next(s for s in documents_of(writer.dossier, draft=False) if s.name == name)
    document = compose(writer.dossier, spec, draft=False)
    with kept_open():
        word, page = (
            written(writer, writer.dossier, document, form, Wanted()) for form in ("docx", "pdf")
        )
    return word.data, page.pages or 0


def tagged(word: bytes) -> bytes:
    """Our Word file as a template of docxtpl: tags for the reference, no font inside."""
    lean = BytesIO()
    with ZipFile(BytesIO(word)) as given, ZipFile(lean, "w", ZIP_DEFLATED) as kept:
        for name in given.namelist():
            if "fonts/" in name or name == "word/_rels/fontTable.xml.rels":
                continue
            data = given.read(name)
            if name.startswith("word/"):
                data = data.replace(_REFERENCE.encode(), b"{{ reference }}")
            if name == "word/fontTable.xml":
                data = data.split(b"<w:font ")[0] + b"</w:fonts>"
            kept.writestr(name, data)
    return lean.getvalue()


def raw(template: bytes) -> bytes:
    """What a user of docxtpl does: open a Word template, render it, save it."""
    word = DocxTemplate(BytesIO(template))
    word.render({"reference": _REFERENCE}, autoescape=True)
    saved = BytesIO()
    word.save(saved)
    return saved.getvalue()


def _theirs(folder: Path, name: str, convert: Callable[[Path, Path], None], number: int) -> int:
    given, made = (folder / f"{name}-{number}.{form}" for form in ("docx", "pdf"))
    given.write_bytes(raw((folder / f"{name}.docx").read_bytes()))
    made.unlink(missing_ok=True)
    convert(given, made)
    return made.stat().st_size


def _cold(given: Path, made: Path) -> None:
    """LibreOffice, with a profile a process: two may not share one."""
    profile = (made.parent / f"profil-{_rank()}").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", made.parent, given],
        check=True, capture_output=True,
    )  # fmt: skip


def _warm(given: Path, made: Path) -> None:
    """A server a process of the pool."""
    from unoserver.client import UnoClient  # noqa: PLC0415 - of an optional group

    client = UnoClient(server="127.0.0.1", port=str(_PORT + _rank()))
    client.convert(inpath=str(given), outpath=str(made))


def _rank() -> int:
    """Which process of its pool this is, 0 or 1."""
    return current_process()._identity[0] % _SIDES  # noqa: SLF001 - there is no public name


@contextmanager
def _servers(folder: Path) -> Iterator[Callable[[Path, Path], None] | None]:
    """A LibreOffice a process, listening; nothing where unoserver or uno are missing."""
    try:
        import unoserver  # noqa: PLC0415 - of an optional group

        subprocess.run([_SYSTEM, "-c", "import uno"], check=True, capture_output=True)
    except (ImportError, OSError, subprocess.CalledProcessError):
        print("unoserver ou python3-uno manque : pas de mesure à chaud", file=sys.stderr)
        yield None
        return
    package = folder / "site"
    for part in Path(unoserver.__file__).parents[1].glob("unoserver*"):
        shutil.copytree(part, package / part.name)
    with ExitStack() as stack:
        for rank in range(_SIDES):
            stack.enter_context(_server(package, folder / f"serveur-{rank}", rank))
        for rank in range(_SIDES):
            _await(_PORT + rank)
        yield _warm


def _await(port: int) -> None:
    for _ in range(_PATIENCE):
        with suppress(OSError), create_connection(("127.0.0.1", port)):
            return
        sleep(1)
    raise TimeoutError(f"unoserver n’écoute pas sur le port {port}")


@contextmanager
def _server(package: Path, profile: Path, rank: int) -> Iterator[None]:
    command = [
        _SYSTEM, "-m", "unoserver.server", "--port", str(_PORT + rank),
        "--uno-port", str(_PORT + 10 + rank), "--user-installation", str(profile),
    ]  # fmt: skip
    with subprocess.Popen(
        command, env={"PYTHONPATH": str(package), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            yield
        finally:
            server.terminate()
