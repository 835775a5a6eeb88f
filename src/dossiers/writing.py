"""Documents → bytes, each family's skin read once."""

from __future__ import annotations

from dataclasses import dataclass, field

from dossiers.blocks import Attachment, Document
from dossiers.procedure import Procedure
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
        match form:
            case "pdf":
                from dossiers.render import pdf  # noqa: PLC0415 - weasyprint only when needed

                return pdf.render(document, skin, attachments)
            case "docx":
                from dossiers.render import docx  # noqa: PLC0415 - docxtpl only when needed

                return docx.render(document, skin, attachments)
            case _:
                from dossiers.render import html  # noqa: PLC0415 - a rare format

                return html.render(document, skin).encode()

    def skin(self, family: str) -> Skin:
        """The skin of a family of documents."""
        if family not in self.skins:
            library = self.procedure.library
            name = f"templates/{family}/habillage.docx"
            self.skins[family] = read_skin(library.read(name), name, (library.path("polices"),))
        return self.skins[family]
