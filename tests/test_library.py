"""Where the files of a library lie."""

from __future__ import annotations

import pytest

from dossiers.errors import LibraryError
from dossiers.library import default
from small import Small


def test_the_default_library_has_all_its_folders() -> None:
    assert all(default().path(name).is_dir() for name in ("schemas", "templates", "polices"))


def test_names_are_sorted_and_relative(small: Small) -> None:
    assert small.library.names("schemas/communs/*.yaml") == (
        "schemas/communs/dossier.yaml",
        "schemas/communs/personne.yaml",
    )


def test_an_absent_file_is_told_by_its_name(small: Small) -> None:
    with pytest.raises(LibraryError, match=r"« schemas/rien\.yaml »"):
        small.library.read("schemas/rien.yaml")


def test_the_fingerprint_depends_on_names_and_contents_not_on_their_order(small: Small) -> None:
    names = ["schemas/sources.yaml", "schemas/procedure.yaml"]
    one = small.library.fingerprint(names)
    assert one == small.library.fingerprint(reversed(names))
    assert one != small.library.fingerprint(names[:1])
