"""The arguments and options that several commands take."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from datetime import date
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from dossiers.commands import printed
from dossiers.errors import LibraryError
from dossiers.library import Library, default
from dossiers.limits import Limits, LostError, bounded

_LIMITS = Limits(computing=300, waiting=1800, memory=4 * 2**30)
"""For the command, or each of its dossiers. Linting the program's own procedures takes some fifteen
seconds and half a gigabyte; a busy machine makes it wait for its processors."""
_TOO_MUCH = (
    "avec la bibliothèque « {} », la commande demande plus de cinq minutes de calcul, d’une "
    "demi-heure d’attente ou de 4 Go de mémoire, ou s’arrête net. C’est à l’auteur de ses "
    "procédures, de ses modèles, de son habillage ou de ses polices de les corriger."
)


class _Place(click.Path[Path]):
    """A file or a folder; a pipe or a device, which may have no end, is refused (exit code 2).

    What the shell itself hands over to be read (`|`, `<(…)`) ends when its writer does.
    """

    def __init__(self, *, exists: bool, file_okay: bool = True, dir_okay: bool = True) -> None:
        kind = {"file_okay": file_okay, "dir_okay": dir_okay}
        # What may not be read is the machine's fault (exit code 4), not one of the command.
        super().__init__(exists=exists, **kind, readable=False, path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        path = super().convert(value, param, ctx)
        if _is_stream(path) and not (self.exists and _handed_over(path)):
            self.fail(
                f"« {path} » est un tube ou un périphérique : un fichier ou un répertoire est "
                "attendu.",
                param,
                ctx,
            )
        return path


def _is_stream(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False  # nothing there yet, or nothing that may be looked at
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _handed_over(path: Path) -> bool:
    return path == Path("/dev/stdin") or path.parent in {Path("/dev/fd"), Path("/proc/self/fd")}


class NewFile(_Place):
    """A file to write, whose name ends as what is written in it, if endings are given."""

    def __init__(self, *suffixes: str) -> None:
        super().__init__(exists=False, dir_okay=False)
        self.suffixes = suffixes

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        path = super().convert(value, param, ctx)
        if self.suffixes and path.suffix.lower() not in self.suffixes:
            expected = " ou ".join(self.suffixes)
            self.fail(f"« {path} » : un nom qui finit par {expected} est attendu.", param, ctx)
        return path


RECEIVED = _Place(exists=True)
FILE = _Place(exists=True, dir_okay=False)
FOLDER = _Place(exists=False, file_okay=False)
_FRONT = _Place(exists=True, file_okay=False)


class _Day(click.ParamType[date]):
    """A date on the command line, AAAA-MM-JJ."""

    name = "aaaa-mm-jj"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n’est pas une date AAAA-MM-JJ.", param, ctx)


day = click.option("--date", "day", type=_Day(), help="Date qui remplace celle du dossier.")
draft = click.option(
    "--projet", "draft", is_flag=True, help="Écrit le projet : filigrane, blancs marqués."
)
_library = click.option(
    "--bibliotheque",
    "library",
    type=_FRONT,
    callback=lambda _ctx, _param, folder: default(folder),
    help="Dossier dont les fichiers passent devant ceux du programme.",
)


def library(command: Callable[..., None]) -> Callable[..., None]:
    """The option --bibliotheque; with it, a command works within limits, in a process of its own.

    What comes from elsewhere may be wrong in any way, or hostile: endless, too large, or a font
    that breaks the library that reads it.
    """

    @wraps(command)
    def guarded(*args: Any, library: Library, **options: Any) -> None:
        work = partial(printed, partial(command, *args, library=library, **options))
        if library.front is None:
            work()
            return
        try:
            code = bounded(work, _LIMITS)
        except LostError:
            click.echo(f"Erreur : {_TOO_MUCH.format(library.front)}", err=True)
            code = LibraryError.exit_code
        sys.exit(code)

    return _library(guarded)


output = click.option(
    "-o", "output", type=FOLDER, default=Path(), help="Dossier où écrire.", show_default="ici"
)


def form(*forms: str) -> Callable[..., Any]:
    """The option --format of a command, text by default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="text",
        show_default=True,
        help="Forme du résultat.",
    )
