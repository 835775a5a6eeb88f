from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

from samples import sheets

TOOL = Path(__file__).parent.parent / "tools" / "planches.py"


def test_seven_pages_make_two_contact_sheets(tmp_path: Path) -> None:
    source = tmp_path / "pdf" / "convention"
    source.mkdir(parents=True)
    (source / "charte.pdf").write_bytes(sheets(*"abcdefg"))
    subprocess.run([sys.executable, TOOL, tmp_path / "pdf", tmp_path / "planches"], check=True)
    made = sorted((tmp_path / "planches").iterdir())
    assert [file.name for file in made] == ["convention_charte-1.png", "convention_charte-2.png"]
    with Image.open(made[0]) as sheet:
        assert sheet.width > 3 * 600
