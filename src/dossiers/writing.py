"""Documents → bytes, each family's skin read once."""

from __future__ import annotations

from dataclasses import dataclass, field

from dossiers.blocks import Attachment, Document
from dossiers.procedure import Procedure
from dossiers.render import renderer
from dossiers.skin import Skin, read_skin

REPORTS = ("grille", "bordereau")


@dataclass(slots=True)
class Writer:
    """Writes the documents of one procedure."""

    procedure: Procedure
    skins: dict[str, Skin] = field(default_factory=dict)

    def write(self, document: Document, form: str, attachments: tuple[Attachment, ...]) -> bytes:
        """A document as `pdf`, `docx` or `html`. Raises LibraryError, MachineError."""
        skin = self.skin("reports" if document.id in REPORTS else self.procedure.family)
        return renderer(form).render(document, skin, attachments)

    def skin(self, family: str) -> Skin:
        """The skin of a family of documents."""
        if family not in self.skins:
            library = self.procedure.library
            name = f"templates/{family}/habillage.docx"
            self.skins[family] = read_skin(library.read(name), name, (library.path("polices"),))
        return self.skins[family]
