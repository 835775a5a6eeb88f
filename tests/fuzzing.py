"""What a fuzzer does with the bytes of a dossier: all that `check` and a draft in Word would."""

from __future__ import annotations

import tempfile
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from dossiers.bundling.bundle import Wanted
from dossiers.bundling.rendering import render_documents
from dossiers.errors import Refused
from dossiers.judging.assessment import Assessment, assess
from dossiers.judging.referral import open_whole
from dossiers.library import default
from dossiers.opening.dossier import Dossier
from dossiers.opening.opener import Opener
from dossiers.reporting.report import entry_text, github, text

WORDS = ("procedure:", "reference:", "date:", "oui", "{{ ", "{% ", "- ", "|\n", '"', "\\u2028", "]")


@cache
def place() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """A folder for one dossier, without its pièces: reading them is another matter."""
    folder = tempfile.TemporaryDirectory(prefix="dossiers-fuzz-")
    return folder, Path(folder.name) / "d.yaml"


@cache
def opener() -> Opener:
    return Opener(default())


def check(data: bytes) -> Assessment | None:
    """The findings of a dossier, told in every form; None for what is none."""
    _, path = place()
    path.write_bytes(data)
    opened = open_whole(opener(), path, name=path.name)
    if not isinstance(opened, Dossier):
        return None
    judged = assess(opened)
    told = [text(judged), github(judged), entry_text(judged)]
    assert all(told) or not judged.findings
    assert not any("\n" in finding.message for finding in judged.findings)
    return judged


def draft(data: bytes) -> None:
    """The drafts of a dossier in Word, or the sentence by which they are refused."""
    judged = check(data)
    if judged is None:
        return
    try:
        for file in render_documents(judged, (), ("docx",), Wanted(draft=True)):
            with zipfile.ZipFile(BytesIO(file.data)) as package:
                assert package.testzip() is None
    except Refused as refusal:
        assert refusal.message.endswith((".", "»"))  # noqa: PT017
