"""What commands do alike: give a file, show progress, end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from dossiers.errors import DossiersError
from dossiers.library import Library


def today() -> date:
    """The day in the time zone of the machine."""
    return datetime.now(tz=UTC).astimezone().date()


def give(content: bytes, output: Path | None) -> None:
    """Print a text, or write a new file and print its name."""
    if output is None:
        click.echo(content, nl=False)
    else:
        from dossiers.bundling.store import create  # noqa: PLC0415 - cold start

        create(output, content)
        click.echo(str(output))


@contextmanager
def progress(steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr, when a person looks at it."""
    hidden = steps == 0 or not sys.stderr.isatty()
    with click.progressbar(
        length=steps, file=sys.stderr, hidden=hidden, item_show_func=lambda name: name
    ) as bar:
        yield lambda name: bar.update(1, name)


@contextmanager
def ending(library: Library) -> Iterator[None]:
    """Turn what stops the program into its sentence and its exit code."""
    try:
        yield
    except DossiersError as error:
        click.echo(f"Erreur : {library.told(error)}", err=True)
        sys.exit(error.exit_code)
