"""The commands: arguments, calls, exit codes. Nothing is judged or written here."""

from __future__ import annotations

import gc
import gettext
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from dossiers import __version__
from dossiers.errors import DossiersError, Refused
from dossiers.findings import Stage
from dossiers.library import default

# A command is short: collecting what its imports leave would cost a tenth of a check.
gc.set_threshold(200_000, 20, 20)

# A terminal that lacks a character shows « ? » in its place, rather than a traceback.
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")

# click speaks through gettext's default domain: it must know its French before commands are made.
os.environ["LANGUAGE"] = "fr"
gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
gettext.textdomain("messages")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


class _Day(click.ParamType[date]):
    """A date on the command line, AAAA-MM-JJ."""

    name = "aaaa-mm-jj"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n’est pas une date AAAA-MM-JJ.", param, ctx)


_date = click.option("--date", "day", type=_Day(), help="Date qui remplace celle du dossier.")
_draft = click.option(
    "--projet", "draft", is_flag=True, help="Écrit le projet : filigrane, blancs marqués."
)
_output = click.option(
    "-o", "output", type=_FOLDER, default=Path(), help="Dossier où écrire.", show_default="ici"
)


def _format(*forms: str) -> Callable[..., Any]:
    """The option --format of a command, text by default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="text",
        show_default=True,
        help="Forme du résultat.",
    )


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    epilog="Codes de sortie\u00a0: 0 complet\u00a0; 1 dossier à corriger\u00a0; 2 commande mal "
    "employée\u00a0; 3 procédure ou modèle faux\u00a0; 4 machine.",
)
@click.version_option(__version__, prog_name="dossiers")
def main() -> None:
    """Contrôle les dossiers du soin et écrit leurs documents, prêts à signer, en Word et PDF."""


@main.command("list")
@_format("text", "json")
def list_(form: str) -> None:
    """Les procédures, leurs documents et leurs exemples."""
    from dossiers.listing import listing

    with _errors():
        found = listing(default())
        if form == "json":
            click.echo(
                json.dumps({"version": 1, "procedures": found}, ensure_ascii=False, indent=2)
            )
            return
        for entry in found:
            click.echo(f"{entry['id']}  –  {entry['titre']} (version {entry['version']})")
            for document in entry["documents"]:
                click.echo(f"    document  {document}")
            for example in entry["exemples"]:
                click.echo(f"    exemple   {example}")


@main.command()
@click.argument("procedure", metavar="PROCEDURE")
@click.option("-o", "output", type=_NEW, help="Fichier à écrire, .yaml ou .xlsx.")
@click.option("--exemple", "example", is_flag=True, help="Donne l’exemple complet.")
@click.option("--reception", is_flag=True, help="Donne la fiche de réception d’un dossier papier.")
def new(procedure: str, output: Path | None, *, example: bool, reception: bool) -> None:
    """Un dossier vierge, commenté, prêt à remplir, en YAML ou en classeur."""
    from dossiers.blank import blank
    from dossiers.opening import Opener

    with _errors():
        loaded = Opener(default()).procedure(procedure)
        suffix = output.suffix.lower() if output else ""
        _give(blank(loaded, suffix, example=example, reception=reception), output)


@main.command()
@click.argument("procedure", metavar="PROCEDURE")
@click.option("-o", "output", type=_NEW, help="Fichier à écrire.")
def schema(procedure: str, output: Path | None) -> None:
    """Le schéma JSON d’une procédure, qui fait compléter et expliquer un éditeur."""
    from dossiers.json_schema import schema_text
    from dossiers.opening import Opener

    with _errors():
        _give(schema_text(Opener(default()).procedure(procedure)).encode(), output)


@main.command()
@click.argument("paths", metavar="CHEMIN...", nargs=-1, required=True, type=_FILE)
@click.option("--depot", "filing", is_flag=True, help="Juge aussi ce qui est dû au dépôt.")
@_format("text", "json", "github")
@click.option("--strict", is_flag=True, help="Les doutes et les règles à confirmer bloquent aussi.")
@_date
def check(
    paths: Sequence[Path], form: str, day: date | None, *, filing: bool, strict: bool
) -> None:
    """Lit et juge des dossiers : ce qui manque, ligne par ligne. N’écrit rien."""
    from dossiers.checking import Asked, Checked, check_all, summary, written

    stage = Stage.FILING if filing else Stage.SIGNATURE
    asked = Asked(default(), day, stage, strict, form)
    checked: list[Checked] = []
    with _errors(), _progress(0 if sys.stdout.isatty() else len(paths)) as step:
        for piece in written(check_all(paths, asked), form, _today(), checked):
            click.echo(piece, nl=False)
            step(f"{len(checked)}")
    for one in checked:
        if one.failure:
            click.echo(f"Erreur : {one.failure}", err=True)
    if len(checked) > 1 and form == "text":
        click.echo(f"\n{summary([one.verdict for one in checked])}")
    sys.exit(max(one.exit_code for one in checked))


@main.command()
@click.argument("path", metavar="FICHIER", type=_FILE)
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@click.option(
    "-t", "forms", multiple=True, type=click.Choice(["pdf", "docx", "html"]), help="Format."
)
@_output
@_draft
@_date
def render(
    path: Path,
    documents: Sequence[str],
    forms: Sequence[str],
    output: Path,
    day: date | None,
    *,
    draft: bool,
) -> None:
    """Écrit un ou plusieurs documents. En Word et en PDF, si -t ne dit rien d’autre."""
    from dossiers.bundle import Wanted
    from dossiers.rendering import render_documents
    from dossiers.store import put

    with _errors():
        assessment = _assessed(path, day)
        wanted = Wanted(draft=draft, given=day)
        for file in render_documents(assessment, documents, forms or ("docx", "pdf"), wanted):
            put(output / file.name, file.data)
            click.echo(str(output / file.name))


@main.command()
@click.argument("path", metavar="FICHIER", type=_FILE)
@_output
@_draft
@click.option("--avec-source", "source", is_flag=True, help="Joint le dossier à chaque document.")
@click.option("--remplacer", "replace", is_flag=True, help="Remplace une liasse différente.")
@_format("text", "json")
@_date
def bundle(
    path: Path,
    output: Path,
    form: str,
    day: date | None,
    *,
    draft: bool,
    source: bool,
    replace: bool,
) -> None:
    """Écrit la liasse. Documents Word et PDF, bordereau, grille, pièces, manifeste."""
    from dossiers.bundle import Wanted, make
    from dossiers.report import entry_text, json_pieces
    from dossiers.store import store

    with _errors():
        assessment = _assessed(path, day)
        wanted = Wanted(draft=draft, with_source=source, given=day)
        with _progress(2 * len(assessment.dossier.procedure.documents) + 2) as step:
            made = make(assessment, wanted, step)
        store(made, output, replace=replace or draft)
        if form == "json":
            click.echo("".join(json_pieces([entry_text(assessment)], _today())), nl=False)
            return
        for file in made.files:
            click.echo(str(output / made.name / file.name))
        click.echo(str(output / f"{made.name}.zip"))


@main.command()
@click.argument("rule", metavar="REGLE")
def explain(rule: str) -> None:
    """Ce que demande une règle, pourquoi, et sa source."""
    from dossiers.explain import explain as explanation
    from dossiers.opening import Opener

    with _errors():
        click.echo(explanation(rule, Opener(default())))


@main.command()
@click.argument("procedures", metavar="[PROCEDURE]...", nargs=-1)
@_format("text", "json", "github")
def lint(procedures: Sequence[str], form: str) -> None:
    """Contrôle le travail de l’auteur : procédures, modèles, exemples et cas."""
    from dossiers.lint import report

    with _errors():
        found = report(default(), procedures)
        click.echo(found.render(form))
        sys.exit(found.exit_code)


def _today() -> date:
    return datetime.now(tz=UTC).astimezone().date()


def _assessed(path: Path, day: date | None) -> Any:
    """The assessment of a dossier that is to be written. Raises Refused with its findings."""
    from dossiers.checking import judge
    from dossiers.opening import Opener, Unreadable
    from dossiers.referral import open_whole
    from dossiers.report import finding_lines

    judged = judge(open_whole(Opener(default(), day), path), Stage.SIGNATURE)
    if isinstance(judged, Unreadable):
        raise Refused(f"« {path} » ne peut pas être lu.\n{finding_lines(judged.findings)}")
    return judged


def _give(content: bytes, output: Path | None) -> None:
    """Print a text, or write a new file and print its name."""
    from dossiers.store import create

    if output is None:
        click.echo(content, nl=False)
    else:
        create(output, content)
        click.echo(str(output))


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr, when a person looks at it."""
    hidden = steps == 0 or not sys.stderr.isatty()
    with click.progressbar(
        length=steps, file=sys.stderr, hidden=hidden, item_show_func=lambda name: name
    ) as bar:
        yield lambda name: bar.update(1, name)


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what stops the program into its sentence and its exit code."""
    try:
        yield
    except DossiersError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)
