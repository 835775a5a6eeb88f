"""`dossiers explain`."""

from __future__ import annotations

import click

from dossiers.commands._running import ending
from dossiers.library import default
from dossiers.opening.opener import Opener
from dossiers.reporting.explain import explain


@click.command("explain")
@click.argument("rule", metavar="REGLE")
def command(rule: str) -> None:
    """Ce que demande une règle, pourquoi, et sa source."""
    with ending():
        click.echo(explain(rule, Opener(default())))
