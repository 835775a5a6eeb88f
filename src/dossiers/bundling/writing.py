"""Documents → bytes, each family's skin read once, each file read back."""

from __future__ import annotations

from dataclasses import dataclass, field

from dossiers.blocks import Attachment, Document, paragraphs
from dossiers.bundling.read_back import prove
from dossiers.errors import DossiersError, LibraryError, Refused
from dossiers.findings import continued
from dossiers.opening.dossier import Dossier
from dossiers.render import UndrawnCharacterError, renderer
from dossiers.skins.own import read_own_skin
from dossiers.skins.skin import Skin, read_skin

REPORTS = ("grille", "bordereau", "illisible")
_AROUND = 4
"""How many words are quoted on each side of one that cannot be drawn."""


@dataclass(slots=True)
class Writer:
    """Writes the documents of one dossier."""

    dossier: Dossier
    skins: dict[str, Skin] = field(default_factory=dict)
    own: dict[str, Skin] = field(default_factory=dict)

    def write(self, document: Document, form: str, attachments: tuple[Attachment, ...]) -> bytes:
        """A document as `pdf`, `docx` or `html`, read back from its bytes.

        Raises Refused for an answer with a character that no font draws, LibraryError for
        a mistake of the templates or the skin, or what does not read as it was composed,
        MachineError.
        """
        family = self.dossier.procedure.family
        if document.word:
            skin = self.own_skin(document)
        else:
            skin = self.skin("reports" if document.id in REPORTS else family)
        try:
            data = renderer(form).render(document, skin, attachments)
        except UndrawnCharacterError as problem:
            raise self._placed(problem, document) from problem
        prove(document, form, data, attachments)
        return data

    def skin(self, family: str) -> Skin:
        """The skin of a family of documents."""
        if family not in self.skins:
            library = self.dossier.procedure.library
            name = f"templates/{family}/habillage.docx"
            self.skins[family] = read_skin(library.read(name), name, library.folders("polices"))
        return self.skins[family]

    def own_skin(self, document: Document) -> Skin:
        """The look of a document that comes from a Word model, read from its Word file, once."""
        if document.id not in self.own or self.own[document.id].data != document.word:
            folders = self.dossier.procedure.library.folders("polices")
            self.own[document.id] = read_own_skin(document.word, document.template, folders)
        return self.own[document.id]

    def _placed(self, problem: UndrawnCharacterError, document: Document) -> DossiersError:
        """The problem with the field that holds the character, else with the words around it."""
        character = problem.character
        for label, mark in self.dossier.holding(character):
            return Refused(f"{label} : {continued(problem.message)}", mark)
        for words in map(str.split, paragraphs(document)):
            for place, word in enumerate(words):
                if character in word:
                    around = " ".join(words[max(0, place - _AROUND) : place + _AROUND + 1])
                    return LibraryError(f"{problem.message[:-1]}, dans « {around} ».")
        return problem
