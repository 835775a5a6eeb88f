"""A procedure file → `Procedure`. This folder alone knows the French keys of procedure files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from dossiers.errors import LibraryError, UsageProblem
from dossiers.findings import Mark, Reference, Stage
from dossiers.language.expressions import Expression, Sentence
from dossiers.library import Library
from dossiers.procedures.deadlines import DeadlineSpec, read_deadlines
from dossiers.procedures.documents import ComparedSpec, DocumentSpec, read_papers
from dossiers.procedures.fields import Fields
from dossiers.procedures.parameters import (
    Parameter,
    day_at,
    read_parameters,
    register_of_sources,
    shared_parameters,
)
from dossiers.procedures.period import Period, read_period
from dossiers.procedures.portfolio import ColumnSpec, read_columns
from dossiers.procedures.schema import Field, Form, LibraryForm
from dossiers.procedures.spelling import nearest
from dossiers.reading.source import Keys, Source, read


class Purpose(StrEnum):
    """What a criterion is for."""

    ADMISSIBILITY = "recevabilite"
    COMPLETENESS = "completude"
    CONSISTENCY = "coherence"
    SELECTION = "selection"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule. Without `holds` it is for a human to judge; `applies` None means always.

    `each` is the list whose every entry the rule is about, empty for most.
    """

    id: str
    purpose: Purpose
    stage: Stage
    label: str
    reference: Reference
    mark: Mark
    applies: Expression | None
    holds: Expression | None
    otherwise: Sentence | None
    help: str
    each: str = ""


@dataclass(frozen=True, slots=True)
class PieceSpec:
    """A file to join. `document` names the document of ours that it is once signed."""

    id: str
    label: str
    stage: Stage
    reference: Reference
    required: bool
    required_if: Expression | None
    document: str | None
    help: str


_OF_OTHERS = ("schemas/*/*.yaml", "templates/*/*/*.md", "templates/*/*/*.docx")
"""The files of the procedures whose letters or texts a dossier may write."""


@dataclass(frozen=True)  # no slots: the fingerprint is kept once computed
class Procedure:
    """A procedure, ready to judge and write dossiers.

    `letters` are what is written about a dossier of this procedure; `letters_of` is the field that
    names such a dossier, in the procedure whose dossiers write them; `compared` are the two that
    its dossiers compare.
    """

    id: str
    family: str
    title: str
    version: str
    period: Period
    fields: tuple[Field, ...]
    form: Form
    parameters: Mapping[str, Parameter]
    criteria: tuple[Criterion, ...]
    pieces: tuple[PieceSpec, ...]
    documents: tuple[DocumentSpec, ...]
    bundle: tuple[str, ...]
    letters: tuple[DocumentSpec, ...]
    letters_of: str
    compared: ComparedSpec | None
    deadlines: tuple[DeadlineSpec, ...]
    recto_verso: bool
    columns: tuple[ColumnSpec, ...]
    library: Library

    @property
    def file(self) -> str:
        """Its own file, in the library."""
        return f"schemas/{self.family}/{self.id}.yaml"

    @property
    def templates(self) -> str:
        """The folder of the documents' words, in the library."""
        return f"templates/{self.family}/{self.id}"

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of every library file that this procedure may read, fonts included."""
        patterns = [
            self.file,
            "schemas/*.yaml",
            "schemas/communs/*.yaml",
            "schemas/parametres/*.yaml",
            *(f"{self.templates}/*.{form}" for form in ("md", "docx")),
            f"templates/{self.family}/habillage.docx",
            "templates/communs/**/*.md",
            "templates/reports/*",
            "polices/*.[tToO][tT][fF]",
        ]
        if self.letters_of or self.compared:
            patterns += _OF_OTHERS
        return self.library.fingerprint(n for p in patterns for n in self.library.names(p))


def catalogue(library: Library) -> tuple[str, ...]:
    """The ids of the procedures of a library, sorted by family."""
    return tuple(PurePosixPath(name).stem for name in _files(library))


def unknown(name: str, known: Sequence[str]) -> UsageProblem:
    """What is raised for a name that is no procedure's."""
    near = nearest(name, known)
    meant = f" Vouliez-vous dire « {near} » ?" if near else ""
    return UsageProblem(f"Il n’y a pas de procédure « {name} ».{meant} Voir « dossiers list ».")


def load(library: Library, name: str) -> Procedure:
    """A procedure by its id. Raises UsageProblem when there is none, LibraryError when wrong."""
    if name not in (known := catalogue(library)):
        raise unknown(name, known)
    path, *others = (file for file in _files(library) if PurePosixPath(file).stem == name)
    for other in others:
        raise LibraryError(f"La procédure « {name} » a deux fichiers.", Mark(other))
    return _Loader(library, path).procedure()


def _files(library: Library) -> Iterator[str]:
    """The files of procedures: not those of shared groups and of parameters."""
    for name in library.names("schemas/*/*.yaml"):
        if PurePosixPath(name).parent.name not in ("communs", "parametres"):
            yield name


class _Loader:
    """Reads one procedure file; every mistake is a LibraryError at its line."""

    def __init__(self, library: Library, path: str) -> None:
        self.library = library
        self.path = PurePosixPath(path)
        self.form = LibraryForm(library.read("schemas/procedure.yaml"))
        self.source = self.read(path)
        self.form.check(self.source, "procedure")
        self.references = register_of_sources(library)

    def read(self, name: str) -> Source:
        return read(self.library.read(name), name)

    def procedure(self) -> Procedure:
        data: Any = self.source.data
        if data["id"] != self.path.stem:
            told = "L’id d’une procédure est le nom de son fichier."
            raise LibraryError(told, self.source.mark(("id",)))
        fields = Fields(self.library, self.form)
        declared = (*fields.shared_by_all(), *fields.read(self.source, ("champs",)))
        self.refuse_twice([(field.name, field.mark) for field in declared])
        form = Form(declared)
        templates = f"templates/{self.path.parent.name}/{self.path.stem}"
        written = read_papers(self.source, form, templates)
        pieces = tuple(self.pieces(data.get("pieces", {}), {d.id for d in written.documents}))
        return Procedure(
            id=data["id"],
            family=self.path.parent.name,
            title=data["titre"],
            version=day_at(data["version"], self.source.mark(("version",))).isoformat(),
            period=read_period(self.source),
            fields=declared,
            form=form,
            parameters=self.parameters(),
            criteria=self.all_criteria(data["criteres"], form),
            pieces=pieces,
            documents=written.documents,
            bundle=written.bundle,
            letters=written.letters,
            letters_of=written.letters_of,
            compared=written.compared,
            deadlines=self.deadlines(),
            recto_verso=data.get("recto_verso") == "oui",
            columns=read_columns(self.source),
            library=self.library,
        )

    def parameters(self) -> dict[str, Parameter]:
        shared = shared_parameters(self.library, self.references)
        own = self.source.data.get("parametres", {})
        return shared | read_parameters(self.source, ("parametres",), own, self.references)

    def refuse_twice(self, names: list[tuple[str, Mark]]) -> None:
        seen: set[str] = set()
        for name, mark in names:
            if name in seen:
                raise LibraryError(f"« {name} » est déclaré deux fois.", mark)
            seen.add(name)

    def all_criteria(self, entries: Any, form: Form) -> tuple[Criterion, ...]:
        found = tuple(self.criteria(entries))
        for criterion in found:
            if criterion.each and not form.has_list(criterion.each):
                told = f"« pour_chaque: {criterion.each} » n’est pas une liste."
                raise LibraryError(told, criterion.mark)
        self.refuse_twice([(criterion.id, criterion.mark) for criterion in found])
        return found

    def deadlines(self) -> tuple[DeadlineSpec, ...]:
        found = read_deadlines(self.source, self.reference)
        self.refuse_twice([(deadline.id, deadline.mark) for deadline in found])
        return found

    def criteria(self, entries: Any) -> Iterator[Criterion]:
        for index, entry in enumerate(entries):
            keys: Keys = ("criteres", index)
            mark = self.source.mark(keys)
            if entry.get("si") and not entry.get("sinon"):
                told = f"Le critère « {entry['id']} » a un « si » sans « sinon »."
                raise LibraryError(told, mark)
            yield Criterion(
                id=entry["id"],
                purpose=Purpose(entry["objet"]),
                stage=Stage(entry.get("etape", "signature")),
                label=entry["libelle"],
                reference=self.reference(entry["source"], (*keys, "source")),
                mark=mark,
                applies=Expression.under(entry, "quand", self.source, keys),
                holds=Expression.under(entry, "si", self.source, keys),
                otherwise=Sentence(entry["sinon"], self.source.mark((*keys, "sinon")))
                if entry.get("sinon")
                else None,
                help=entry.get("aide", ""),
                each=entry.get("pour_chaque", ""),
            )

    def pieces(self, entries: Any, documents: set[str]) -> Iterator[PieceSpec]:
        for name, entry in entries.items():
            keys: Keys = ("pieces", name)
            if entry.get("document") and entry["document"] not in documents:
                raise LibraryError(
                    f"La pièce « {name} » cite un document inconnu.", self.source.mark(keys)
                )
            yield PieceSpec(
                id=name,
                label=entry["libelle"],
                stage=Stage(entry.get("etape", "signature")),
                reference=self.reference(entry["source"], (*keys, "source")),
                required=entry.get("requis") == "oui",
                required_if=Expression.under(entry, "requis_si", self.source, keys),
                document=entry.get("document"),
                help=entry.get("aide", ""),
            )

    def reference(self, name: str, keys: Keys) -> Reference:
        if name not in self.references:
            raise LibraryError(
                f"La source « {name} » n’est pas dans schemas/sources.yaml.",
                self.source.mark(keys),
            )
        return self.references[name]
