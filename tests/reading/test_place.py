"""A path stays in its folder, as it is written and as it leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossiers.opening.named import Named
from dossiers.reading.place import inside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    (folder / "a/b/c").mkdir(parents=True)
    (folder / "a/x.pdf").write_bytes(b"x")
    (folder / "profond").symlink_to("a/b/c")
    (folder / "dehors").symlink_to(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("a/x.pdf", True),
        ("./a/b/../x.pdf", True),
        ("absent.pdf", True),
        ("profond/../../x.pdf", False),
        ("dehors/dossier/a/x.pdf", True),
        ("dehors/x.pdf", False),
        ("../dossier/a/x.pdf", False),
        ("/etc/passwd", False),
        ("..", False),
    ],
)
def test_a_name_must_not_leave_its_folder_even_to_come_back(
    folder: Path, name: str, *, stays: bool
) -> None:
    assert inside(folder, name) is stays


def test_a_file_that_travels_keeps_a_name_inside_its_folder(folder: Path) -> None:
    """Two links up and one down, the name would be that of a file beside the bundle."""
    named = Named("recu", folder, ("a/x.pdf", "profond/../../x.pdf", "a\0.pdf", "dehors/x.pdf"))
    assert list(named.contents()) == [("a/x.pdf", b"x")]
