"""LibreOffice as a person's spreadsheet: a cell is changed in its flat text, then saved back."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl


def converted(file: Path, form: str, folder: Path) -> Path:
    """The file as LibreOffice writes it in another format."""
    profile = (folder / "profil").as_uri()
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", form, "--outdir", folder, file),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{file.stem}.{form.split(':', maxsplit=1)[0]}"


def saved_by_libreoffice(content: bytes, folder: Path, old: str, new: str) -> bytes:
    """The workbook opened by LibreOffice, a text changed once, and saved as a workbook."""
    first = folder / "rempli.xlsx"
    first.write_bytes(content)
    flat = converted(first, "fods", folder)
    text = flat.read_text(encoding="utf-8")
    cell = re.compile(rf"(<text:p>){re.escape(old)}(</text:p>)")
    assert len(cell.findall(text)) == 1, old
    flat.write_text(cell.sub(rf"\g<1>{new}\g<2>", text), encoding="utf-8")
    return converted(flat, "xlsx", folder).read_bytes()


def edited(content: bytes, edit: Callable[[Any], object]) -> bytes:
    """The workbook after a change of its cells by openpyxl."""
    book = openpyxl.load_workbook(BytesIO(content))
    edit(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
