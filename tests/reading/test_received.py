"""A file that a user names is read within a bound, by whatever command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dossiers.errors import MachineError, Refused
from dossiers.formats.archive import MAX_BYTES
from dossiers.judging.delivery import delivered
from dossiers.library import Library
from dossiers.opening.opener import Opener, Unreadable
from dossiers.reading.received import received
from dossiers.reporting.rewording import reworded
from dossiers.verification.issued import kept
from dossiers.verification.verify import verify

TOO_LARGE = "dépasse 500 Mo"


@pytest.fixture
def huge(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a file that says to be larger than any memory, and takes no place on the disk."""

    def make(name: str) -> Path:
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(2**43)
        return path

    return make


def test_what_is_read_is_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    assert received(path) == b"%PDF"
    with pytest.raises(MachineError, match="ce chemin n’existe pas"):
        received(tmp_path / "absent.pdf")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.zip"])
def test_a_file_beyond_the_bound_is_refused_before_it_is_read(
    huge: Callable[[str], Path], name: str, library: Library
) -> None:
    path = huge(name)
    assert path.stat().st_size > MAX_BYTES
    for read in (received, kept, lambda path: verify(Opener(library), path)):
        with pytest.raises(Refused, match=TOO_LARGE):
            read(path)
    with pytest.raises(Refused, match=TOO_LARGE):
        reworded(path, path)


def test_an_archive_beyond_the_bound_is_a_finding(
    huge: Callable[[str], Path], library: Library
) -> None:
    with delivered(Opener(library), huge("a.zip")) as delivery:
        assert isinstance(delivery.opened, Unreadable)
        assert TOO_LARGE in delivery.opened.findings[0].message
