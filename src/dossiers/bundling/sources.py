"""The dossier and its pièces as they stand in a bundle: what was given, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from dossiers.blocks import Attachment
from dossiers.bundling.files import BundleFile
from dossiers.findings import quoted
from dossiers.formats.names import DOSSIER
from dossiers.judging.assessment import Assessment
from dossiers.opening.dossier import Dossier
from dossiers.opening.named import Named
from dossiers.opening.pieces import Piece
from dossiers.reading.source import Tree, keys_of
from dossiers.reading.yaml_writer import as_yaml, dump


def attachment(content: bytes) -> Attachment:
    """A dossier as a file to embed."""
    return Attachment(
        name=DOSSIER,
        data=content,
        media_type="application/yaml",
        description="Dossier source",
        relationship="Source",
    )


def whole(dossier: Dossier) -> Attachment:
    """The dossier itself as a file to embed: byte for byte, or its values as one text."""
    return attachment(as_yaml(dossier.source))


def sources(
    dossier: Dossier, places: Mapping[str, Sequence[str]]
) -> tuple[BundleFile, tuple[BundleFile, ...]]:
    """The dossier as it can be checked in the bundle, and what it is made of, byte for byte.

    `places` are the paths of each pièce in the bundle. Where they are those of the dossier, and it
    is one YAML text that names no other, it is the same file. The dossiers that it names stand
    under `dossiers/`, each in a folder of its own.
    """
    source = dossier.source
    moved = {
        name: list(paths)
        for name, paths in places.items()
        if paths and list(paths) != list(dossier.pieces.get(name, ()))
    }
    if source.whole and not moved and not dossier.named:
        return BundleFile(DOSSIER, source.content), ()
    given = source.data.get("pieces")
    pieces: dict[str, Tree] = {**given} if isinstance(given, dict) else {}
    for name, paths in moved.items():
        listed: Tree = paths[0] if len(paths) == 1 else [*paths]
        scanned = name in dossier.scans
        pieces[name] = {"fichier": listed, "scan": "oui"} if scanned else listed
    tree = {**deepcopy(source.data), **({"pieces": pieces} if pieces else {})}
    others = [file for rank, named in enumerate(dossier.named, 1)
              for file in _travelling(named, f"dossiers/{rank}", tree)]  # fmt: skip
    own = [BundleFile(f"sources/{Path(source.file).name}", source.content)]
    return BundleFile(DOSSIER, dump(tree).encode()), (
        *(own if source.content else ()),
        *(BundleFile(f"sources/{name}", data) for name, data in dict(source.included).items()),
        *others,
    )


def _travelling(named: Named, place: str, tree: dict[str, Tree]) -> Iterator[BundleFile]:
    """The files of a dossier that `tree` names, and will name where it stands in the bundle."""
    node: Any = tree
    *above, last = keys_of(named.where)
    for key in above:
        node = node[key]
    _, cited, digest = str(node[last]).partition("sha256:")
    node[last] = f"{place}/{named.files[0]} {cited}{digest}".rstrip()
    for name, data in named.contents():
        yield BundleFile(f"{place}/{name}", data)


def copies(piece: Piece) -> Iterator[BundleFile]:
    """The files of a pièce as they were given, under the pièce's name and their own kind."""
    for number, file in enumerate(piece.files, 1):
        if file.problem:
            continue
        rank = f"-{number}" if len(piece.files) > 1 else ""
        name = f"pieces/{piece.spec.id}{rank}.{file.found.ending}"
        yield BundleFile(name, file.content, file.pages, file.found.signatures)


def placed(assessment: Assessment, places: Mapping[str, Sequence[str]]) -> Assessment:
    """The assessment whose findings name the files of pièces by their paths in the bundle.

    So does the dossier that stands there, and from which the same is found again.
    """
    found = list(assessment.findings)
    for piece in assessment.pieces:
        named = (file for file in piece.files if not file.problem)
        for file, name in zip(named, places.get(piece.spec.id, ()), strict=False):
            own, there = f"« {quoted(file.path)} »", f"« {name} »"
            for rank, finding in enumerate(found):
                if finding.path == f"pieces.{piece.spec.id}":
                    found[rank] = replace(finding, message=finding.message.replace(own, there))
    return replace(assessment, findings=tuple(found))
