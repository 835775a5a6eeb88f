"""What a folder holds is found once, in a stable order."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from conftest import Bundles
from dossiers.judging.collection import collect
from permissions import unprivileged


def names(root: Path, *paths: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in collect(paths or (root,))]


def put(root: Path, *files: str, text: str = "procedure: x\n") -> None:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def test_a_folder_is_walked_by_name_and_what_is_no_dossier_is_left(tmp_path: Path) -> None:
    put(tmp_path, "b.yaml", "a/z.YAML", "a/y.yml", "c.zip", "d.xlsx")
    put(tmp_path, "note.txt", "piece.pdf", ".cache/x.yaml", "~$d.xlsx", ".e.yaml")
    assert names(tmp_path) == ["a/y.yml", "a/z.YAML", "b.yaml", "c.zip", "d.xlsx"]


def test_the_order_of_the_arguments_is_kept_and_none_counts_twice(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", "b.yaml", "c.yaml")
    assert names(tmp_path, tmp_path / "c.yaml", tmp_path, tmp_path / "a.yaml") == [
        "c.yaml", "a.yaml", "b.yaml",
    ]  # fmt: skip


def test_what_another_dossier_includes_is_no_dossier_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", text="procedure: x\ninclut: [parts/team.yaml]\n")
    put(tmp_path, "parts/team.yaml", text="inclut: [parts/place.yaml]\n")
    put(tmp_path, "parts/place.yaml", "parts/other.yaml", text="nom: x\n")
    assert names(tmp_path) == ["a.yaml", "parts/other.yaml"]
    asked = (tmp_path / "parts/team.yaml", tmp_path)
    assert names(tmp_path, *asked) == ["parts/team.yaml", "a.yaml", "parts/other.yaml"]


def test_of_files_that_include_each_other_one_is_left_to_say_so(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml", text="inclut: [b.yaml]\n")
    put(tmp_path, "b.yaml", text="inclut: [a.yaml]\n")
    assert names(tmp_path) == ["a.yaml"]


def test_a_bundle_counts_once_with_its_sources_and_its_zip(
    tmp_path: Path, bundles: Bundles
) -> None:
    shutil.copytree(bundles.final, tmp_path / "recu" / "L")
    shutil.copytree(bundles.final, tmp_path / "recu" / bundles.final.name)
    archive = bundles.root / f"{bundles.final.name}.zip"
    shutil.copy(archive, tmp_path / "recu")
    shutil.copy(archive, tmp_path / "recu" / "L.zip")
    assert names(tmp_path) == [f"recu/{bundles.final.name}", "recu/L", "recu/L.zip"]
    alone = tmp_path / "recu" / "L"
    assert names(tmp_path, alone) == ["recu/L"]


def test_the_zip_of_another_bundle_is_counted(tmp_path: Path, bundles: Bundles) -> None:
    name = bundles.final.name
    shutil.copytree(bundles.draft, tmp_path / name)
    shutil.copy(bundles.root / f"{name}.zip", tmp_path)
    assert names(tmp_path) == [name, f"{name}.zip"]


def test_links_and_devices_of_a_folder_neither_stop_nor_hold_the_walk(tmp_path: Path) -> None:
    (tmp_path / "boucle.yaml").symlink_to("boucle.yaml")
    (tmp_path / "rompu.yaml").symlink_to("absent.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "zero.xlsx").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "tube.yaml")
    (tmp_path / "tube.zip").symlink_to("tube.yaml")
    (tmp_path / "racine").symlink_to("/")
    assert [path.name for path in collect([tmp_path])] == ["boucle.yaml", "rompu.yaml"]


def test_a_folder_of_any_depth_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(12):
        deep = deep / "/".join("a" * 100)
        deep.mkdir(parents=True)
    put(deep, "fond.yaml")
    try:
        assert [path.name for path in collect([tmp_path])] == ["fond.yaml"]
    finally:  # pytest would not get to the end of it
        (deep / "fond.yaml").unlink()
        os.removedirs(deep)


def test_what_may_not_be_looked_at_stands_for_itself(tmp_path: Path, bundles: Bundles) -> None:
    put(tmp_path, "a/x.yaml", "b/x.yaml", "d.yaml")
    shutil.copytree(bundles.final, tmp_path / "c")
    shutil.copy(bundles.root / f"{bundles.final.name}.zip", tmp_path / "c.zip")
    (tmp_path / "c" / "manifest.json").chmod(0)
    (tmp_path / "a").chmod(0)
    (tmp_path / "b").chmod(0o444)
    try:
        with unprivileged():
            assert names(tmp_path) == ["a", "b/x.yaml", "c", "c.zip", "d.yaml"]
            assert collect([tmp_path / "a"]) == (tmp_path / "a",)
    finally:
        for name in "ab":
            (tmp_path / name).chmod(0o755)
