"""What a lint reads: a procedure, its templates as trees, its examples as dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dossiers.composing.wording import template_language
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark, Severity
from dossiers.judging.referral import joined, open_whole
from dossiers.language.mistakes import author_error
from dossiers.language.sandbox import TemplateSyntaxError, nodes
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.variants import varied
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import Tree, read

COMPLETE, INCOMPLETE, INSTRUCTION = "complet", "incomplet", "instruction"


@dataclass(frozen=True, slots=True)
class Template:
    """A template of the library: its name, its text, its tree."""

    name: str
    text: str
    tree: nodes.Template

    def mark(self, line: int) -> Mark:
        """A line of the template."""
        return Mark(self.name, line)


@dataclass(frozen=True, slots=True)
class Subject:
    """A procedure to prove. `templates` are its documents and all the shared passages.

    `instructions` are the examples that have its letters written, by file; None if unreadable.
    """

    procedure: Procedure
    templates: dict[str, Template]
    examples: dict[str, Dossier]
    instructions: dict[str, Dossier | None]
    opener: Opener

    @classmethod
    def open(cls, procedure: Procedure) -> Subject:
        """Read all that belongs to a procedure. Raises LibraryError for an unreadable template."""
        library = procedure.library
        names = (
            *library.names(f"{procedure.templates}/*.md"),
            *library.names("templates/communs/**/*.md"),
        )
        opener = Opener(library, procedures={procedure.id: procedure})
        folder = f"examples/{procedure.id}"
        both = {name: _opened(opener, f"{folder}/{name}.yaml") for name in (COMPLETE, INCOMPLETE)}
        examples = {name: dossier for name, dossier in both.items() if dossier}
        letters = library.names(f"{folder}/{INSTRUCTION}*.yaml")
        instructions = {name: _opened(opener, name) for name in letters}
        templates = {name: _template(procedure, name) for name in names}
        return cls(procedure, templates, examples, instructions, opener)

    def varied(self, example: Dossier, changes: Mapping[str, Tree | None]) -> Dossier:
        """An example with some answers changed, the dossiers that it names opened again."""
        return joined(self.opener, varied(example, changes), Path(example.source.file))

    @property
    def letter_writers(self) -> tuple[Dossier, ...]:
        """The examples of an instruction that can be read and write the letters."""
        found = self.instructions.values()
        return tuple(d for d in found if d and d.letters == self.procedure.letters)

    @property
    def file(self) -> str:
        """The procedure's own file."""
        return f"schemas/{self.procedure.family}/{self.procedure.id}.yaml"

    def own_parameters(self) -> dict[str, Mark]:
        """The place of each parameter that the procedure file itself declares."""
        source = read(self.procedure.library.read(self.file), self.file)
        declared = source.data.get("parametres")
        names = declared if isinstance(declared, dict) else {}
        return {name: source.mark(("parametres", name)) for name in names}


def _opened(opener: Opener, name: str) -> Dossier | None:
    """An example, if it is there and can be read."""
    path = opener.library.path(name)
    opened = open_whole(opener, path) if path.is_file() else None
    return opened if isinstance(opened, Dossier) else None


def _template(procedure: Procedure, name: str) -> Template:
    text = procedure.library.read(name).decode("utf-8")
    language = template_language(procedure.library, draft=True)
    try:
        return Template(name, text, language.parse(text, name, name))
    except TemplateSyntaxError as error:
        raise author_error(error, name) from error


def finding(rule: str, message: str, mark: Mark | None, path: str = "") -> Finding:
    """A mistake of an author; the file that its mark names says whose turn it is."""
    place = mark or Mark("schemas")
    turn = "modèle" if place.file.startswith("templates/") else "procédure"
    return Finding(
        rule=f"lint/{rule}",
        severity=Severity.ERROR,
        message=f"{message} (à corriger par l’auteur : {turn})",
        mark=place,
        path=path,
    )


def library_finding(rule: str, error: LibraryError, fallback: Mark) -> Finding:
    """What composing or judging raised, as a finding."""
    return finding(rule, error.message, error.mark or fallback)
