"""What a lint reads: a procedure, its templates as trees, its examples as dossiers."""

from __future__ import annotations

from dataclasses import dataclass

from dossiers.composing.wording import template_language
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark, Severity
from dossiers.language.mistakes import author_error
from dossiers.language.sandbox import TemplateSyntaxError, nodes
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import read

COMPLETE, INCOMPLETE = "complet", "incomplet"


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
    """A procedure to prove. `templates` are its documents and all the shared passages."""

    procedure: Procedure
    templates: dict[str, Template]
    examples: dict[str, Dossier]

    @classmethod
    def open(cls, procedure: Procedure) -> Subject:
        """Read all that belongs to a procedure. Raises LibraryError for an unreadable template."""
        library = procedure.library
        names = (
            *library.names(f"{procedure.templates}/*.md"),
            *library.names("templates/communs/**/*.md"),
        )
        opener = Opener(library, procedures={procedure.id: procedure})
        examples = {}
        for name in (COMPLETE, INCOMPLETE):
            path = library.path(f"examples/{procedure.id}/{name}.yaml")
            if path.is_file():
                opened = opener.open(path)
                if isinstance(opened, Dossier):
                    examples[name] = opened
        return cls(procedure, {name: _template(procedure, name) for name in names}, examples)

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
