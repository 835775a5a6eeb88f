"""What a folder laid in front of the library changes, file by file and entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark, Severity
from dossiers.library import OWN, PARAMETERS, SOURCES, Library, is_register
from dossiers.lint.subject import finding
from dossiers.procedures.parameters import (
    Parameter,
    Value,
    read_parameters,
    read_references,
    register,
    register_of_sources,
    shared_parameters,
)

_READ = (
    *("schemas/sources.yaml", "schemas/*/*.yaml"),
    *("templates/*/habillage.docx", "templates/communs/*.md"),
    *("templates/*/*/*.md", "templates/*/*/*.docx"),
    *("templates/reports/*.md", "polices/*.[tToO][tT][fF]", "examples/*"),
)
"""The files that the program looks for; here a star also stands for folders."""
_NOTES = ("README*", "LICENSE*", "*.txt", ".*")
"""What may lie beside them for people, such as a licence or the folder of a version control."""


def overlaid(library: Library) -> Iterator[Finding]:
    """Each file of the folder laid in front: what it replaces or adds, or why it does not fit."""
    if library.front is None:
        return
    for name in _files(library.front):
        try:
            yield from _file(library, name)
        except LibraryError as error:
            yield finding("bibliotheque", error.message, error.mark or Mark(name))
    try:
        yield from _entries(Library(library.front), Library(library.root))
    except LibraryError as error:
        yield finding("bibliotheque", error.message, error.mark)


def _files(front: Path) -> tuple[str, ...]:
    found = (path for path in front.rglob("*") if path.is_symlink() or path.is_file())
    return tuple(sorted(path.relative_to(front).as_posix() for path in found))


def _file(library: Library, name: str) -> Iterator[Finding]:
    library.layers(name)  # raises for a link that leads out
    packaged = Library(library.root)
    if name in OWN:
        told = "Ce fichier appartient au programme : rien ne le remplace."
        yield finding("bibliotheque", told, Mark(name))
    elif not any(fnmatchcase(name, pattern) for pattern in _READ):
        if "/" in name and not _is_note(PurePosixPath(name)):
            told = "Le programme ne cherche aucun fichier de ce nom."
            yield finding("bibliotheque", told, Mark(name))
    elif is_register(name):
        pass
    elif not packaged.layers(name):
        yield _note("ajout", "Ce fichier s’ajoute à ceux du programme.", Mark(name))
    elif packaged.read(name) == library.read(name):
        yield _note("remplace", "Ce fichier est celui du programme : il est inutile.", Mark(name))
    else:
        yield _note("remplace", "Ce fichier remplace celui du programme.", Mark(name))


def _is_note(path: PurePosixPath) -> bool:
    return any(fnmatchcase(part, pattern) for part in path.parts for pattern in _NOTES)


def _entries(mine: Library, packaged: Library) -> Iterator[Finding]:
    """What the registers in front add or replace, entry by entry."""
    references = register_of_sources(packaged)
    for source in register(mine, SOURCES):
        own = read_references(source)
        for name in source.data:
            yield _told(f"La source « {name} »", name in references, source.mark((name,)))
        references |= own
    known = shared_parameters(packaged, references)
    for source in register(mine, PARAMETERS):
        for name, parameter in read_parameters(source, (), source.data, references).items():
            yield from _parameter(parameter, known.get(name), source.mark((name,)))


def _parameter(parameter: Parameter, replaced: Parameter | None, mark: Mark) -> Iterator[Finding]:
    said = f"Le paramètre « {parameter.id} »"
    former = f" ({_latest(replaced)})" if replaced else ""
    yield _told(f"{said} ({_latest(parameter)})", replaced is not None, mark, former)
    if replaced and (expected := _types(replaced)) != (given := _types(parameter)):
        told = f"{said} est {given} ; celui du programme est {expected}."
        yield finding("bibliotheque", told, mark, parameter.id)
    if replaced and parameter.unit != replaced.unit:
        told = f"{said} est en « {parameter.unit} » ; celui du programme, en « {replaced.unit} »."
        yield finding("bibliotheque", told, mark, parameter.id)


def _types(parameter: Parameter) -> str:
    """What the values of a parameter are, in words."""
    kinds = {_type(value) for _, value in parameter.values}
    return " ou ".join(sorted(kinds))


def _type(value: Value) -> str:
    match value:
        case tuple():
            return "une liste"
        case str():
            return "un mot"
        case date():
            return "une date"
        case _:
            return "un nombre"


def _latest(parameter: Parameter) -> str:
    (_, value), *_ = parameter.values
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _told(what: str, replaces: bool, mark: Mark, former: str = "") -> Finding:  # noqa: FBT001
    """What an entry does; `former` is the value that it replaces, after a space."""
    if replaces:
        return _note("remplace", f"{what} remplace l’entrée du programme{former}.", mark)
    return _note("ajout", f"{what} s’ajoute à ce que fournit le programme.", mark)


def _note(rule: str, message: str, mark: Mark) -> Finding:
    return Finding(rule=f"lint/{rule}", severity=Severity.NOTE, message=message, mark=mark)
