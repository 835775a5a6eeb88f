"""The letters of a procedure are written by an example, whatever the dossier received lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dossiers.composing.compose import compose
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.judging.assessment import assess
from dossiers.language.vocabulary import Group
from dossiers.lint.subject import INSTRUCTION, Subject, finding, library_finding
from dossiers.opening.dossier import Dossier, open_dossier
from dossiers.opening.papers import copies_of
from dossiers.procedures.documents import field_mistakes


def check(subject: Subject) -> Iterator[Finding]:
    """Judge the examples of an instruction; write the letters of each as finals."""
    letters = subject.procedure.letters
    if not letters:
        return
    if not subject.letter_writers:
        place = Mark(f"examples/{subject.procedure.id}/{INSTRUCTION}.yaml")
        message = "L’exemple « instruction », qui fait écrire les lettres, manque ou est illisible."
        yield finding("exemple", message, place)
        return
    written: set[str] = set()
    for name, example in subject.instructions.items():
        if example is None or example.letters != letters:
            yield finding("exemple", "Cet exemple n’écrit pas les lettres attendues.", Mark(name))
        else:
            yield from _composed(example, Mark(name), written)
            yield from _guarded(subject, example)
    for spec in letters:
        if spec.id not in written:
            message = f"Aucun exemple « instruction » n’écrit la lettre « {spec.id} »."
            yield finding("exemple", message, spec.mark)


def _composed(example: Dossier, place: Mark, written: set[str]) -> Iterator[Finding]:
    """Judge an example, compose its letters; add to `written` those that it has."""
    for message, mark in field_mistakes(example.letters, example.procedure.form):
        yield finding("champ", message, mark)
    if assess(example).verdict.rank:
        yield finding("exemple", "L’exemple « instruction » n’est pas complet.", place)
    for spec in example.letters:
        try:
            for copy in copies_of(example, spec, draft=False):
                written.add(spec.id)
                compose(example, copy, draft=False)
        except LibraryError as error:
            yield library_finding("exemple", error, place)


def _guarded(subject: Subject, example: Dossier) -> Iterator[Finding]:
    """Write the letters about a dossier that holds nothing: what is required may lack there."""
    about = example.procedure.letters_of
    source = replace(example.source, data={})
    blank = open_dossier(source, subject.procedure, example.folder)
    names = {name: blank.values.fields[name] for name in ("reference", "date")}
    group = example.values.fields[about]
    emptied = {**names, "valeurs": blank.values, "parametres": blank.context()["parametres"]}
    told = Group(group.path, {**group.fields, **emptied})
    bare = replace(example, values=Group("", {**example.values.fields, about: told}))
    for spec in example.letters:
        try:
            for copy in copies_of(bare, spec, draft=False):
                compose(bare, copy, draft=False)
        except LibraryError as error:
            yield library_finding("garde", error, spec.mark)
