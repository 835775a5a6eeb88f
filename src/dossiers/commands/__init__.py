"""The commands, one file each: arguments, calls, exit codes. Nothing is judged or written here."""

from __future__ import annotations

import gc
import gettext
import os
import sys
from collections.abc import Callable
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, TypeVar

# click speaks through gettext's default domain: it must know its French before it is imported.
os.environ["LANGUAGE"] = "fr"
gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "locale"))
gettext.textdomain("messages")

import click  # noqa: E402

from dossiers import __version__  # noqa: E402
from dossiers.errors import MachineError, told  # noqa: E402

Result = TypeVar("Result")

# A command is short: collecting what its imports leave would cost a tenth of a check.
gc.set_threshold(200_000, 20, 20)

# A terminal that lacks a character shows « ? » in its place, rather than a traceback.
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")


def printed(work: Callable[[], Result]) -> Result:
    """Do a work whose words may go to a disk that is full: the administrator's turn."""
    try:
        return work()
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename is not None:
            raise
        problem = MachineError(f"La sortie ne peut pas être écrite : {told(error)}.")
        click.echo(f"Erreur : {problem}", err=True)
        sys.exit(problem.exit_code)


class _Commands(click.Group):
    """The modules of this folder, each loaded when it is called, so that `check` starts quickly."""

    def main(self, *args: Any, **options: Any) -> Any:
        return printed(lambda: super(_Commands, self).main(*args, **options))

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(name for _, name, _ in iter_modules(__path__) if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{__name__}.{cmd_name}").command
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    epilog="Codes de sortie\u00a0: 0 complet\u00a0; 1 dossier à corriger\u00a0; 2 commande mal "
    "employée\u00a0; 3 procédure ou modèle faux\u00a0; 4 machine.",
)
@click.version_option(__version__, prog_name="dossiers")
def main() -> None:
    """Contrôle les dossiers du soin et écrit leurs documents, prêts à signer, en Word et PDF."""
