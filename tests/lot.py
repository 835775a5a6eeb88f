"""A small library that can write bundles, a model, and the tables of tests of batches."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dossiers.batching.batch import Asked, Done, read_batch, write_all
from small import DOSSIER, PROCEDURE, ROOT, Small

WHOLE = f"{DOSSIER}pieces: {{statuts: statuts.pdf}}\n"
MODEL = WHOLE.replace("reference: P-1\n", "")


@dataclass(frozen=True, slots=True)
class Lot:
    """A folder with a library, a model, its pièce, and a table to be written."""

    small: Small

    @classmethod
    def make(cls, root: Path) -> Lot:
        small = Small.make(root)
        small.put("schemas/essai/petite.yaml", PROCEDURE)
        for name in ("polices", "templates/reports"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "templates/conventions/habillage.docx", root / "templates/essai")
        small.put("modele.yaml", MODEL)
        shutil.copy(ROOT / "examples/convention-et3p/pieces/specimen.pdf", root / "statuts.pdf")
        return cls(small)

    @property
    def model(self) -> Path:
        return self.small.root / "modele.yaml"

    @property
    def table(self) -> Path:
        return self.small.root / "lot.csv"

    @property
    def output(self) -> Path:
        return self.small.root / "sortie"

    def asked(self, text: str, day: date | None = None, *, replace: bool = False) -> Asked:
        self.table.write_bytes(text.encode())
        return Asked(self.small.library, self.model, self.table, self.output, day, replace)

    def run(self, text: str, day: date | None = None, *, replace: bool = False) -> list[Done]:
        """What becomes of the rows of a table; no problem of the table is awaited."""
        batch = read_batch(self.asked(text, day, replace=replace))
        assert batch.problems == ()
        return list(write_all(batch))

    def states(self, text: str, day: date | None = None, *, replace: bool = False) -> list[str]:
        return [done.state.value for done in self.run(text, day, replace=replace)]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
