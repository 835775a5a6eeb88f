"""`dossiers batch`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from dossiers.batching.batch import Asked, Done, read_batch, write_all
from dossiers.batching.outcome import as_json, text
from dossiers.commands import _options as options
from dossiers.commands._running import ending, progress, today
from dossiers.library import Library


@click.command("batch")
@click.argument("model", metavar="MODELE", type=options.FILE)
@click.argument("table", metavar="TABLE", type=options.FILE)
@click.option("-o", "output", type=options.FOLDER, required=True, help="Dossier où écrire.")
@click.option("--remplacer", "replace", is_flag=True, help="Remplace les liasses différentes.")
@options.form("text", "json")
@options.day
@options.library
def command(
    model: Path,
    table: Path,
    output: Path,
    form: str,
    day: date | None,
    library: Library,
    *,
    replace: bool,
) -> None:
    """Écrit une liasse par ligne d’une table, .csv ou .xlsx.

    MODELE est le dossier dont chaque ligne remplace des valeurs ; la première ligne de TABLE nomme
    les champs. Ce qui n’a pas changé n’est pas refait : interrompue, la commande se relance telle
    quelle.
    """
    codes = [0]
    # Where the progress is shown on the same screen, the report comes after it.
    waits = sys.stdout.isatty() and sys.stderr.isatty()
    held: list[str] = []
    try:
        with ending(library):
            batch = read_batch(Asked(library, model, table, output, day, replace))
            codes.append(int(batch.blocked))
            with progress(len(batch.table.rows)) as step:
                rows = _followed(write_all(batch), codes, step)
                for piece in as_json(batch, rows, today()) if form == "json" else text(batch, rows):
                    held.append(piece) if waits else _print(piece)
    finally:
        _print("".join(held))
    sys.exit(max(codes))


def _followed(
    rows: Iterable[Done], codes: list[int], step: Callable[[str], None]
) -> Iterator[Done]:
    for done in rows:
        codes.append(done.exit_code)
        step(done.reference)
        yield done


def _print(piece: str) -> None:
    click.echo(piece, nl=False)
    sys.stdout.flush()
