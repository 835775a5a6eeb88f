"""A document's words to Word, and the Word file that came back as a proposal for its template."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dossiers.blocks import Attachment
from dossiers.errors import LibraryError, Refused, UsageProblem
from dossiers.formats.alignment import steps
from dossiers.formats.carried import stated
from dossiers.formats.docx_words import attachments_of
from dossiers.formats.word_text import read_word
from dossiers.library import Library
from dossiers.manuscripts.envelope import Label
from dossiers.manuscripts.paper import write
from dossiers.manuscripts.passages import Placed, read
from dossiers.manuscripts.reading import Manuscript, Returned, manuscript
from dossiers.manuscripts.spans import identity
from dossiers.manuscripts.weaving import Woven, paired, weave
from dossiers.procedures.procedure import catalogue, load
from dossiers.reading.received import received

_SHARED = "communs"
_CARRIED = "modele"
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Target:
    """A text of the library that goes to Word: how it is named, its file, what its pages say."""

    name: str
    template: str
    title: str
    version: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a Word file asks of a template.

    `source` is the whole new template, the same bytes as before where nothing was edited. `moved`
    tells that the template itself has changed since it was exported.
    """

    target: Target
    manuscript: Manuscript
    woven: Woven
    source: bytes
    moved: bool


def target(library: Library, name: str) -> Target:
    """The text that a command names: `convention-et3p/convention`, `communs/independance`.

    Raises UsageProblem for an unknown one, LibraryError for a wrong procedure file.
    """
    procedure, _, document = name.partition("/")
    if procedure == _SHARED:
        template = f"templates/{name}.md"
        if template not in library.names("templates/communs/**/*.md"):
            raise UsageProblem(f"Il n’y a pas de passage commun « {name} ».")
        return Target(name, template, "Passage commun", "")
    if procedure not in catalogue(library):
        raise UsageProblem(
            f"Il n’y a pas de document « {name} » : on écrit PROCEDURE/DOCUMENT, par exemple "
            "« convention-et3p/convention ». Voir « dossiers list »."
        )
    loaded = load(library, procedure)
    known = {spec.id: spec for spec in (*loaded.documents, *loaded.letters)}
    if document not in known:
        told = ", ".join(f"{procedure}/{each}" for each in known)
        raise UsageProblem(f"Pas de document « {name} » ; documents : {told}.")
    template = known[document].template
    if not template.endswith(".md"):
        raise UsageProblem(f"« {name} » est déjà un fichier Word, {library.path(template)}.")
    return Target(name, template, loaded.title, f"Procédure en version {loaded.version}")


def export(library: Library, name: str) -> bytes:
    """The Word file of a document's words; the same bytes twice. Raises as `target` does."""
    wanted = target(library, name)
    source = library.text(wanted.template)
    carried = {"version": 1, "document": name, "sha256": _hash(source), "source": source}
    attachment = Attachment(
        f"{_CARRIED}.json",
        json.dumps(carried, ensure_ascii=False).encode(),
        "application/json",
        "Modèle exporté",
    )
    label = Label(wanted.title, name, wanted.version, _hash(source))
    return write(read(_lines(source))[1], label, attachment)


def propose(library: Library, path: Path) -> Proposal:
    """What a Word file that came back asks of its template; nothing is written.

    Raises Refused for a file that is not one of ours, or whose corrections meet those of others;
    LibraryError, with every place, for what has no place in a template.
    """
    name, exported, found = _returned(path)
    wanted = target(library, name)
    current = library.text(wanted.template)
    if found.mistakes:
        told = "\n  ".join(found.mistakes)
        raise LibraryError(f"« {path} » a ce qu’un modèle ne contient pas.\n  {told}")
    head, blocks = read(_lines(current))
    passages: Sequence[Returned] = found.passages
    moved = exported != current
    if moved:
        passages = _reconciled(read(_lines(exported))[1], blocks, passages)
    woven = weave(head, blocks, passages)
    return Proposal(wanted, found, woven, _as_written(woven.source, current), moved)


def _returned(path: Path) -> tuple[str, str, Manuscript]:
    """The name of the document of a Word file, the source that was exported, what came back."""
    try:
        file = read_word(received(path), str(path))
        carried = stated(attachments_of(file.parts).get(_CARRIED, b""))
        name, exported, sealed = (str(carried[key]) for key in ("document", "source", "sha256"))
        found = manuscript(file)
    except LibraryError as error:
        raise Refused(error.message) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"« {path} » ne dit pas de quel modèle il vient : soit « dossiers modele exporter » ne "
            "l’a pas écrit, soit un éditeur en ligne en a ôté la marque. L’enregistrer depuis Word "
            "ou LibreOffice, à partir du fichier exporté."
        ) from error
    if _hash(exported) != sealed:
        raise Refused(f"« {path} » : le modèle qu’il porte a été changé. Exporter de nouveau.")
    return name, exported, found


def _reconciled(
    exported: Sequence[Placed], current: Sequence[Placed], returned: Sequence[Returned]
) -> tuple[Returned, ...]:
    """What came back, with what others changed in the template since. Raises Refused.

    A place is 2n for what precedes the passage n and 2n + 1 for that passage: the corrections of
    two people never meet where they have no place in common.
    """
    pairs = list(paired(exported, returned))
    touched, at = set(), 0
    for rank, passage in pairs:
        if rank is None:
            touched.add(2 * at)
        else:
            kept = passage and identity(exported[rank].passage) == identity(passage.passage)
            touched |= set() if kept else {2 * rank + 1}
            at = rank + 1
    before, after = ([identity(each.passage) for each in side] for side in (exported, current))
    changes = [
        (ranks.start, ranks.stop, current[others.start : others.stop])
        for same, ranks, others in steps(before, after)
        if not same
    ]
    for i, i_end, theirs in changes:
        if touched & set(range(2 * i, 2 * i_end + 1)):
            _refuse(exported[i:i_end], theirs)
    replaced = {rank for i, i_end, _ in changes for rank in range(i, i_end)}
    added = {i: [Returned(each.passage, 0) for each in theirs] for i, _, theirs in changes}
    merged: list[Returned] = []
    for rank, passage in pairs:
        if rank is not None:
            merged += added.pop(rank, [])
        if passage and rank not in replaced:
            merged.append(passage)
    return (*merged, *(each for left in added.values() for each in left))


def _refuse(before: Sequence[Placed], after: Sequence[Placed]) -> None:
    said = next((each.passage.text for each in (*after, *before)), "")
    raise Refused(
        "Le modèle a changé depuis l’export, là même où le fichier Word est corrigé "
        f"(« {said[:80]} »). Exporter de nouveau, et y reporter les corrections."
    )


def _lines(source: str) -> str:
    """A source as it is read: its lines end as Python's do when all end alike."""
    plain = source.removeprefix(_BOM)
    return plain.replace("\r\n", "\n") if _of_windows(plain) else plain


def _as_written(source: str, current: str) -> bytes:
    """A source with the line ends and the mark of the file that it replaces."""
    ended = source.replace("\n", "\r\n") if _of_windows(current) else source
    return f"{_BOM if current.startswith(_BOM) else ''}{ended}".encode()


def _of_windows(source: str) -> bool:
    return 0 < source.count("\r\n") == source.count("\n") == source.count("\r")


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
