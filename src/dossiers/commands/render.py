"""`dossiers render`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from dossiers.bundling.bundle import Wanted
from dossiers.bundling.readiness import assessed
from dossiers.bundling.rendering import render_documents
from dossiers.bundling.store import put_document
from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import Library


@click.command("render")
@click.argument("path", metavar="FICHIER", type=options.FILE)
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@click.option(
    "-t",
    "forms",
    multiple=True,
    type=click.Choice(["pdf", "docx", "html"]),
    help="Format ; l’option se répète.",
)
@options.output
@options.draft
@options.day
@options.library
def command(
    path: Path,
    documents: Sequence[str],
    forms: Sequence[str],
    output: Path,
    day: date | None,
    library: Library,
    *,
    draft: bool,
) -> None:
    """Écrit un ou plusieurs documents.

    Tous, si aucun n’est nommé ; en Word et en PDF, si -t ne dit rien d’autre. « grille » est celle
    des critères.
    """
    with ending(library):
        assessment = assessed(library, path, day)
        wanted = Wanted(draft=draft, given=day)
        for file in render_documents(assessment, documents, forms or ("docx", "pdf"), wanted):
            put_document(output / file.name, file.data, assessment.dossier.reference)
            click.echo(str(output / file.name))
