"""What a lint reads: a procedure, its templates as trees, its examples as dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dossiers.composing.word.model import Part, part_of, read_model, split
from dossiers.composing.wording import placed, template_language
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark, Severity
from dossiers.formats.names import WORD_TEXT
from dossiers.judging.referral import joined, open_whole
from dossiers.language.mistakes import author_error
from dossiers.language.sandbox import UNREADABLE, nodes
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.opening.variants import varied
from dossiers.procedures.documents import DocumentSpec
from dossiers.procedures.procedure import Procedure
from dossiers.reading.source import Tree, read

COMPLETE, INCOMPLETE, INSTRUCTION = "complet", "incomplet", "instruction"


@dataclass(frozen=True, slots=True)
class Template:
    """A template of the library: its name, its text, its tree; or a part of a Word model."""

    name: str
    text: str
    tree: nodes.Template
    part: Part | None = None

    @property
    def band(self) -> bool:
        """Whether it is a header or a footer, which sees the title of its document."""
        return self.part is not None and not self.name.endswith(f"/{WORD_TEXT}")

    def mark(self, line: int) -> Mark:
        """A line of the template, or the paragraph of a Word model."""
        return self.part.mark(line) if self.part else Mark(self.name, line)


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
        for name in library.names(f"{procedure.templates}/*.docx"):
            for part, template in read_model(library, name).templates.items():
                whole = f"{name}/{part}"
                templates[whole] = replace(_template(procedure, whole), part=template)
        return cls(procedure, templates, examples, instructions, opener)

    def written(self, document: DocumentSpec) -> tuple[Template, ...]:
        """The template of a document, or the parts of its Word model; none where it is absent."""
        begun = f"{document.template}/"
        return tuple(
            template
            for name, template in self.templates.items()
            if name == document.template or name.startswith(begun)
        )

    def varied(self, example: Dossier, changes: Mapping[str, Tree | None]) -> Dossier:
        """An example with some answers changed, the dossiers that it names opened again."""
        return joined(self.opener, varied(example, changes), Path(example.source.file))

    @property
    def letter_writers(self) -> tuple[Dossier, ...]:
        """The examples of an instruction that can be read and write the letters."""
        found = self.instructions.values()
        return tuple(d for d in found if d and d.letters == self.procedure.letters)

    def own_parameters(self) -> dict[str, Mark]:
        """The place of each parameter that the procedure file itself declares."""
        file = self.procedure.file
        source = read(self.procedure.library.read(file), file)
        declared = source.data.get("parametres")
        names = declared if isinstance(declared, dict) else {}
        return {name: source.mark(("parametres", name)) for name in names}


def _opened(opener: Opener, name: str) -> Dossier | None:
    """An example, if it is there and can be read."""
    path = opener.library.path(name)
    opened = open_whole(opener, path) if path.is_file() else None
    return opened if isinstance(opened, Dossier) else None


def _template(procedure: Procedure, name: str) -> Template:
    library = procedure.library
    whole = split(name)[1]
    text = part_of(library, name).text if whole else library.text(name).removeprefix("\ufeff")
    try:
        tree = template_language(library, draft=True).parse(text, name, name)
    except UNREADABLE as error:
        told = author_error(error, name)
        raise LibraryError(told.message, placed(library, told.mark)) from error
    return Template(name, text, tree)


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
