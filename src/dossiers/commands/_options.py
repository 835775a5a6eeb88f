"""The arguments and options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from dossiers.library import default

RECEIVED = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


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
library = click.option(
    "--bibliotheque",
    "library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=lambda _ctx, _param, folder: default(folder),
    help="Dossier dont les fichiers passent devant ceux du programme.",
)
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
