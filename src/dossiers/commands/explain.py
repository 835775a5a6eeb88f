"""`dossiers explain`."""

from __future__ import annotations

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import Library
from dossiers.opening.opener import Opener
from dossiers.reporting.explain import explain


@click.command("explain")
@click.argument("rule", metavar="REGLE")
@options.library
def command(rule: str, library: Library) -> None:
    """Développe une règle : ce qu’elle demande, et sa source.

    REGLE est le nom écrit entre crochets à la fin d’un constat.
    """
    with ending(library):
        click.echo(explain(rule, Opener(library)))
