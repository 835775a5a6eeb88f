"""The documents of a procedure file → `DocumentSpec`: when they are written, and who signs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Mark
from dossiers.language.expressions import Expression, Sentence
from dossiers.procedures.schema import Form
from dossiers.reading.source import Source

DOCUMENTS, LETTERS, COMPARED = "documents", "lettres", "comparaison"
_REFERRED = "dossier"
ENTRY = "entree"
"""The name of the entry of a list for which a document is written, or a deadline counted."""


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A document to write: its title (a sentence with values), its template and who signs it.

    The template is the Markdown file of its name, or the Word file that `modele` names.

    It is written where `applies` holds, None meaning always, and cannot be final without the
    fields that it `needs`. `each` is the list that has one such document an entry, empty for most;
    `rank` is then the entry, counted from 1, that this one is for. A `letter` is written by the
    dossier of whoever examines one of this procedure: its fields are those of that dossier.
    """

    id: str
    title: Sentence
    template: str
    signatories: tuple[str, ...]
    mark: Mark
    applies: Expression | None = None
    needs: tuple[str, ...] = ()
    each: str = ""
    rank: int = 0
    letter: bool = False

    @property
    def word(self) -> bool:
        """Whether its template is a whole Word file, which has its own look."""
        return self.template.endswith(".docx")

    @property
    def name(self) -> str:
        """The name of its files: the id, and the entry on two digits at least."""
        return f"{self.id}-{self.rank:02d}" if self.rank else self.id


@dataclass(frozen=True, slots=True)
class ComparedSpec:
    """Two fields that name dossiers of a procedure, to be compared, and a document of theirs."""

    before: str
    after: str
    procedure: str
    document: str
    mark: Mark

    @property
    def fields(self) -> tuple[str, str]:
        """The field of the dossier as it was, then of the dossier as it is to be."""
        return self.before, self.after


@dataclass(frozen=True, slots=True)
class Papers:
    """What a procedure writes: its documents, the order of the bundle, and the letters about it.

    `letters_of` is the field that names the dossier whose letters are written, empty for most;
    `compared` says which two dossiers are compared, None for most.
    """

    documents: tuple[DocumentSpec, ...]
    bundle: tuple[str, ...]
    letters: tuple[DocumentSpec, ...]
    letters_of: str
    compared: ComparedSpec | None


def read_papers(source: Source, form: Form, templates: str) -> Papers:
    """The papers of a procedure file; `templates` is the folder of their words.

    `form` has the fields of its dossiers. Raises LibraryError at the line of a mistake.
    """
    data: Any = source.data
    documents = tuple(_documents(source, DOCUMENTS, templates))
    letters = tuple(_documents(source, LETTERS, templates))
    mistakes = (*field_mistakes(documents, form), *name_mistakes((*documents, *letters)))
    for message, mark in mistakes:
        raise LibraryError(message, mark)
    about = data.get("lettres_de", "")
    if about:
        _refuse_other(about, form, source.mark(("lettres_de",)))
    known = {*(document.id for document in documents), "bordereau", "pieces"}
    for index, name in enumerate(data["liasse"]):
        if name not in known and not (about and name == LETTERS):
            message = f"La liasse cite « {name} », qui n’est pas un document."
            raise LibraryError(message, source.mark(("liasse", index)))
    return Papers(documents, tuple(data["liasse"]), letters, about, _compared(source, form))


def _compared(source: Source, form: Form) -> ComparedSpec | None:
    data: Any = source.data
    told, mark = data.get(COMPARED), source.mark((COMPARED,))
    if told is None:
        return None
    spec = ComparedSpec(told["avant"], told["apres"], told["procedure"], told["document"], mark)
    for name in spec.fields:
        _refuse_other(name, form, mark)
    return spec


def _refuse_other(name: str, form: Form, mark: Mark) -> None:
    """Raise LibraryError for what is not a field that names a dossier."""
    declared = form.field((name,))
    if declared is None or declared.kind != _REFERRED:
        raise LibraryError(f"« {name} » n’est pas un champ de type « dossier ».", mark)


def _documents(source: Source, section: str, templates: str) -> Iterator[DocumentSpec]:
    entries: Any = source.data.get(section, {})
    for name, entry in entries.items():
        yield _document(source, section, name, entry, templates)


def _document(
    source: Source, section: str, name: str, entry: Mapping[str, Any], templates: str
) -> DocumentSpec:
    return DocumentSpec(
        id=name,
        title=Sentence(entry["titre"], source.mark((section, name, "titre"))),
        template=f"{templates}/{entry.get('modele', f'{name}.md')}",
        signatories=tuple(entry.get("signataires", ())),
        mark=source.mark((section, name)),
        applies=Expression.under(entry, "quand", source, (section, name)),
        needs=tuple(entry.get("exige", ())),
        each=entry.get("pour_chaque", ""),
        letter=section == LETTERS,
    )


def field_mistakes(documents: tuple[DocumentSpec, ...], form: Form) -> Iterator[tuple[str, Mark]]:
    """What documents say of the fields of a dossier that its form has not."""
    for document in documents:
        seen: set[str] = set()
        for path in document.signatories:
            declared = form.field(tuple(path.split(".")))
            if path in seen:
                yield f"« {path} » est déclaré deux fois.", document.mark
            if declared is None or not (declared.fields or declared.item):
                yield f"Le signataire « {path} » n’est ni un groupe ni une liste.", document.mark
            seen.add(path)
        for path in document.needs:
            if form.field(tuple(path.split("."))) is None:
                yield f"« exige: {path} » n’est pas un champ.", document.mark
        if document.each and not form.has_list(document.each):
            yield f"« pour_chaque: {document.each} » n’est pas une liste.", document.mark


def name_mistakes(documents: tuple[DocumentSpec, ...]) -> Iterator[tuple[str, Mark]]:
    """The documents whose files would have the name of another's."""
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            yield f"Deux documents s’appellent « {document.id} ».", document.mark
        seen.add(document.id)
        begun, _, rank = document.id.rpartition("-")
        if rank.isdigit() and any(other.each and other.id == begun for other in documents):
            told = f"Le document « {document.id} » a le nom d’un exemplaire de « {begun} »."
            yield told, document.mark
