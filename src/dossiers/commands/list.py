"""`dossiers list`."""

from __future__ import annotations

import json

import click

from dossiers.commands import _options as options
from dossiers.commands._running import ending
from dossiers.library import Library
from dossiers.reporting.listing import listing


@click.command("list")
@options.form("text", "json")
@options.library
def command(form: str, library: Library) -> None:
    """Énumère les procédures, leurs documents et leurs exemples."""
    with ending(library):
        found = listing(library)
        if form == "json":
            click.echo(
                json.dumps({"version": 1, "procedures": found}, ensure_ascii=False, indent=2)
            )
            return
        for entry in found:
            click.echo(f"{entry['id']}  –  {entry['titre']} (version {entry['version']})")
            for document in entry["documents"]:
                each = entry["pour_chaque"].get(document)
                several = f"-01, -02…  (un par entrée de « {each} »)" if each else ""
                click.echo(f"    document  {document}{several}")
            for letter in entry["lettres"]:
                click.echo(f"    lettre    {letter}")
            for example in entry["exemples"]:
                click.echo(f"    exemple   {example}")
