"""A bundle appears whole or not at all, and never replaces another by surprise."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

import pytest

from dossiers.bundling.files import Bundle, BundleFile
from dossiers.bundling.store import _alone, clear, create, put, store
from dossiers.errors import MachineError, UsageProblem
from permissions import unprivileged


def bundle(**files: str) -> Bundle:
    """A bundle of this name, and the least manifest that says so."""
    told = {"programme": {"nom": "dossiers"}, "reference": "P-1", "projet": False, "etape": ""}
    named = {
        "pieces/a.pdf" if name == "piece" else f"{name}.txt": data for name, data in files.items()
    } | {"manifest.json": json.dumps(told)}
    return Bundle("P-1", tuple(BundleFile(name, data.encode()) for name, data in named.items()))


def held(folder: Path) -> dict[str, str]:
    """The files that are seen, but for archives and manifests."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".zip", ".json")
    }


ONE, TWO = bundle(un="1", piece="p"), bundle(un="2", deux="d")


def test_a_bundle_is_a_folder_and_an_archive_of_the_same_files(tmp_path: Path) -> None:
    written = store(ONE, tmp_path / "sortie", replace=False)
    assert written == (tmp_path / "sortie" / "P-1", tmp_path / "sortie" / "P-1.zip")
    assert held(tmp_path) == {"sortie/P-1/un.txt": "1", "sortie/P-1/pieces/a.pdf": "p"}
    with zipfile.ZipFile(written[1]) as archive:
        assert sorted(archive.namelist()) == ["P-1/manifest.json", "P-1/pieces/a.pdf", "P-1/un.txt"]
        assert archive.read("P-1/un.txt") == b"1"
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_identical_bytes_are_left_alone(tmp_path: Path) -> None:
    folder, archive = store(ONE, tmp_path, replace=False)
    before = [(path.stat().st_mtime_ns, path.stat().st_ino) for path in (folder, archive)]
    assert store(ONE, tmp_path, replace=False) == ()
    assert [(path.stat().st_mtime_ns, path.stat().st_ino) for path in (folder, archive)] == before


def test_a_differing_bundle_is_kept(tmp_path: Path) -> None:
    store(ONE, tmp_path, replace=False)
    with pytest.raises(UsageProblem, match="--remplacer") as caught:
        store(TWO, tmp_path, replace=False)
    assert caught.value.exit_code == 2
    assert held(tmp_path) == {"P-1/un.txt": "1", "P-1/pieces/a.pdf": "p"}


def test_one_file_more_makes_a_differing_bundle(tmp_path: Path) -> None:
    folder, _ = store(ONE, tmp_path, replace=False)
    (folder / "notes.txt").write_text("à moi")
    with pytest.raises(UsageProblem):
        store(ONE, tmp_path, replace=False)
    assert (folder / "notes.txt").exists()


def test_a_file_no_longer_produced_is_gone(tmp_path: Path) -> None:
    store(ONE, tmp_path, replace=False)
    store(TWO, tmp_path, replace=True)
    assert held(tmp_path) == {"P-1/un.txt": "2", "P-1/deux.txt": "d"}
    with zipfile.ZipFile(tmp_path / "P-1.zip") as archive:
        assert sorted(archive.namelist()) == ["P-1/deux.txt", "P-1/manifest.json", "P-1/un.txt"]


def test_nothing_temporary_is_left(tmp_path: Path) -> None:
    store(ONE, tmp_path, replace=False)
    store(TWO, tmp_path, replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["P-1", "P-1.zip"]


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    store(ONE, tmp_path, replace=False)
    left = tmp_path / ".P-2.abc.liasse-en-cours"
    (left / "pieces").mkdir(parents=True)
    (left / "pieces/a.pdf").write_text("à moitié")
    (tmp_path / ".P-2.zip.abc.liasse-en-cours").write_text("à moitié")
    (tmp_path / ".mien").write_text("à moi")
    clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".mien", "P-1", "P-1.zip"]


def test_a_bundle_whose_successor_never_came_is_put_back(tmp_path: Path) -> None:
    """The process was killed between its two moves: the old bundle is aside, the new one too."""
    store(ONE, tmp_path, replace=False)
    aside = tmp_path / ".P-1.abc.liasse-remplacee"
    aside.mkdir()
    (tmp_path / "P-1").rename(aside / "P-1")
    with pytest.raises(UsageProblem):
        store(TWO, tmp_path, replace=False)
    assert held(tmp_path) == {"P-1/un.txt": "1", "P-1/pieces/a.pdf": "p"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["P-1", "P-1.zip"]


def test_one_process_at_a_time_writes_in_a_folder(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(store, ONE, tmp_path, replace=False)
        with pytest.raises(TimeoutError):
            writing.result(timeout=0.2)
        assert list(tmp_path.iterdir()) == []
        os.close(handle)
        writing.result(timeout=10)
    assert held(tmp_path) == {"P-1/un.txt": "1", "P-1/pieces/a.pdf": "p"}


def test_a_bundle_that_cannot_be_written_leaves_the_old_one_whole(tmp_path: Path) -> None:
    store(ONE, tmp_path, replace=False)
    impossible = Bundle("P-1", (BundleFile("un.txt", b"2"), BundleFile("un.txt/deux", b"d")))
    with pytest.raises(MachineError, match="un fichier tient la place d’un dossier"):
        store(impossible, tmp_path, replace=True)
    assert held(tmp_path) == {"P-1/un.txt": "1", "P-1/pieces/a.pdf": "p"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["P-1", "P-1.zip"]


def _a_folder(place: Path) -> None:
    (place / "P-1").mkdir()
    (place / "P-1" / "notes.txt").write_text("à moi")


def _a_folder_with_a_manifest(place: Path, **told: object) -> None:
    _a_folder(place)
    ours = json.loads(ONE.files[-1].data) | told
    (place / "P-1" / "manifest.json").write_text(json.dumps(ours))


def _an_archive(place: Path) -> None:
    with zipfile.ZipFile(place / "P-1.zip", "w") as archive:
        archive.writestr("P-1/manifest.json", '{"programme": {"nom": "autre"}}')


OTHERS: dict[str, Callable[[Path], object]] = {
    "dossier": _a_folder,
    "dossier vide": lambda place: (place / "P-1").mkdir(),
    "fichier": lambda place: (place / "P-1").write_text("à moi"),
    "lien": lambda place: (place / "P-1").symlink_to("ailleurs"),
    "liasse d’un autre programme": partial(_a_folder_with_a_manifest, programme={"nom": "autre"}),
    "liasse d’un autre dossier": partial(_a_folder_with_a_manifest, reference="P-2"),
    "projet": partial(_a_folder_with_a_manifest, projet=True),
    "liasse déposée": partial(_a_folder_with_a_manifest, etape="depot"),
    "manifeste sans forme": partial(_a_folder_with_a_manifest, programme="dossiers"),
    "archive": _an_archive,
    "archive endommagée": lambda place: (place / "P-1.zip").write_text("à moi"),
    "dossier nommé archive": lambda place: (place / "P-1.zip").mkdir(),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_bundle_of_that_name_is_never_touched(
    tmp_path: Path, name: str, *, replace: bool
) -> None:
    def seen() -> dict[Path, tuple[int, int]]:
        found = {path: path.lstat() for path in tmp_path.rglob("*")}
        return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}

    OTHERS[name](tmp_path)
    before = seen()
    with pytest.raises(UsageProblem, match="rien n’y est touché") as caught:
        store(ONE, tmp_path, replace=replace)
    assert caught.value.exit_code == 2
    assert seen() == before


def test_an_archive_whose_folder_is_gone_is_kept_like_a_bundle(tmp_path: Path) -> None:
    folder, archive = store(ONE, tmp_path, replace=False)
    shutil.rmtree(folder)
    before = archive.read_bytes()
    with pytest.raises(UsageProblem, match="--remplacer"):
        store(TWO, tmp_path, replace=False)
    assert archive.read_bytes() == before
    assert store(ONE, tmp_path, replace=False) == (folder, archive)
    shutil.rmtree(folder)
    store(TWO, tmp_path, replace=True)
    assert archive.read_bytes() != before


def test_what_the_user_lets_others_do_holds_for_a_bundle_too(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        written = store(ONE, tmp_path, replace=False)
        put(tmp_path / "a.txt", b"1")
        create(tmp_path / "b.txt", b"1")
    finally:
        os.umask(mask)
    modes = {path.stat().st_mode & 0o077 for path in (*written, *tmp_path.rglob("*"))}
    assert modes == {0}


def test_a_file_is_written_in_one_move_and_only_when_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    assert put(path, b"1")
    assert not put(path, b"1")
    assert put(path, b"2")
    assert path.read_bytes() == b"2"
    assert [entry.name for entry in path.parent.iterdir()] == ["b.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    create(path, b"1")
    create(path, b"1")
    with pytest.raises(UsageProblem, match="existe déjà"):
        create(path, b"2")
    assert path.read_bytes() == b"1"


def test_a_place_that_cannot_be_is_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(MachineError, match="un fichier tient la place d’un dossier"):
        put(tmp_path / "fichier" / "a.txt", b"1")
    with pytest.raises(MachineError, match="le nom est trop long"):
        put(tmp_path / ("a" * 300), b"1")


def test_a_folder_without_permission_is_the_administrators_matter(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with unprivileged(), pytest.raises(MachineError, match="permission refusée") as caught:
            store(ONE, tmp_path, replace=False)
        assert caught.value.exit_code == 4
    finally:
        tmp_path.chmod(0o755)


def test_a_process_forked_while_a_bundle_is_written_does_not_hold_the_folder(
    tmp_path: Path,
) -> None:
    """As `batch` replaces a worker at any moment, even while this process writes."""
    with _alone(tmp_path):
        child = os.fork()
        if not child:
            signal.pause()
    with ThreadPoolExecutor(1) as other:
        done, _ = wait([other.submit(store, ONE, tmp_path, replace=False)], timeout=10)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert done
