"""Contact sheets of PDFs, six pages each, for a person to look at what was produced.

    python tools/planches.py FOLDER_OF_PDFS OUTPUT_FOLDER

Every PDF below the first folder gives `name-1.png`, `name-2.png`… in the second, named
after its path. Needs pdftoppm (poppler) and Pillow.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

COLUMNS, ROWS = 3, 2
DOTS_PER_INCH = 75
CELL = (640, 900)
LABEL, GAP = 26, 14
BACKGROUND, INK = "#8a8f94", "black"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the two folders and draw."""
    parser = argparse.ArgumentParser(description="Planches-contact de PDF, six pages par planche.")
    parser.add_argument("source", type=Path, help="dossier où chercher les PDF")
    parser.add_argument("cible", type=Path, help="dossier où écrire les planches")
    folders = parser.parse_args(arguments)
    if not folders.source.is_dir():
        parser.error(f"{folders.source} n’est pas un dossier.")
    folders.cible.mkdir(parents=True, exist_ok=True)
    for file in sorted(folders.source.rglob("*.pdf")):
        name = "_".join(file.relative_to(folders.source).with_suffix("").parts)
        for number, sheet in enumerate(sheets(file), 1):
            sheet.save(folders.cible / f"{name}-{number}.png", optimize=True)


def sheets(file: Path) -> Iterator[Image.Image]:
    """The contact sheets of a PDF; CalledProcessError when poppler cannot read it."""
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-cropbox", "-r", str(DOTS_PER_INCH), "-png", str(file)]
        subprocess.run([*command, str(Path(folder) / "p")], check=True, capture_output=True)
        pages = iter(sorted(Path(folder).glob("p-*.png")))
        numbers = count(1)
        while batch := list(islice(pages, COLUMNS * ROWS)):
            yield _sheet([(f"{file.name}, page {next(numbers)}", page) for page in batch])


def _sheet(pages: Sequence[tuple[str, Path]]) -> Image.Image:
    width, height = CELL[0] + GAP, CELL[1] + LABEL + GAP
    sheet = Image.new("RGB", (COLUMNS * width + GAP, ROWS * height + GAP), BACKGROUND)
    pen = ImageDraw.Draw(sheet)
    for place, (label, file) in enumerate(pages):
        left, top = GAP + place % COLUMNS * width, GAP + place // COLUMNS * height
        with Image.open(file) as page:
            page.thumbnail(CELL)
            sheet.paste(page, (left + (CELL[0] - page.width) // 2, top + CELL[1] - page.height))
        pen.text((left, top + CELL[1] + 4), label, fill=INK, font=ImageFont.load_default(16))
    return sheet


if __name__ == "__main__":
    main()
