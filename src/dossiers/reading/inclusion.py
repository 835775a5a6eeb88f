"""`inclut:` – a dossier made of several files, each value keeping its place in its own file.

One team file can so feed a candidacy, a declaration and a convention. Included files lie in the
dossier's folder or below it; groups are joined, and a value given twice names both places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dossiers.findings import Finding, Mark, Severity, Verdict, quoted
from dossiers.reading.decoding import MAX_BYTES
from dossiers.reading.place import OUTSIDE, inside
from dossiers.reading.source import MAX_VALUES, Keys, Source, Tree, dotted, read

KEY = "inclut"
_MOST_FILES = 50


def expand(source: Source, folder: Path) -> Source:
    """The source and all that it includes, as one. Every problem is a finding, none is raised."""
    if KEY not in source.data:
        return source
    joining = _Joining(folder.resolve(), replace(source, data={}, marks={}, keys={}))
    joining.add(source, (Path(source.file).resolve(),))
    return joining.joined()


@dataclass(slots=True)
class _Joining:
    """The whole being made. `start` is the dossier's own file, whose name the whole keeps."""

    folder: Path
    start: Source
    data: dict[str, Tree] = field(default_factory=dict)
    marks: dict[Keys, Mark] = field(default_factory=dict)
    keys: dict[Keys, Mark] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)
    parts: list[tuple[str, bytes]] = field(default_factory=list)

    def joined(self) -> Source:
        return replace(
            self.start,
            data=self.data,
            marks=self.marks,
            keys=self.keys,
            problems=tuple(self.problems),
            included=tuple(self.parts),
        )

    def add(self, source: Source, opened: tuple[Path, ...]) -> None:
        """Join a file, then those that it includes; `opened` are the files that led to it."""
        self.problems += source.problems
        own = {name: node for name, node in source.data.items() if name != KEY}
        twice = self.join(self.data, own, (), source)
        self.place(source, twice)
        for name, mark in self.names(source):
            try:
                file = (self.folder / name).resolve()
                problem = self.refusal(name, file, opened)
                content = b"" if problem else file.read_bytes()
            except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
                problem = f"« {quoted(name)} » : ce fichier ne peut pas être ouvert."
            if problem:
                self.problem(problem, mark)
                continue
            self.parts.append((file.relative_to(self.folder).as_posix(), content))
            shown = str(Path(self.start.file).parent / name)
            self.add(read(content, shown), (*opened, file))

    def names(self, source: Source) -> Iterator[tuple[str, Mark]]:
        node = source.data.get(KEY, [])
        listed = [node] if isinstance(node, str) else node
        if not isinstance(listed, list):
            self.problem("Une liste de fichiers est attendue.", source.mark((KEY,)))
            return
        for index, name in enumerate(listed):
            mark = source.mark((KEY, index))
            if isinstance(name, str) and name.strip():
                yield name.strip(), mark
            else:
                self.problem("Un nom de fichier est attendu.", mark)

    def refusal(self, name: str, path: Path, opened: tuple[Path, ...]) -> str:
        if not inside(self.folder, name):
            return f"« {quoted(name)} » : {OUTSIDE}."
        if path in opened:
            return f"« {quoted(name)} » : ces fichiers s’incluent l’un l’autre."
        if len(self.parts) >= _MOST_FILES:
            return f"Plus de {_MOST_FILES} fichiers inclus."
        if len(self.marks) >= MAX_VALUES:
            return f"Le dossier compte plus de {MAX_VALUES // 1000} 000 valeurs."
        if not path.is_file():
            return f"« {quoted(name)} » : ce fichier n’existe pas."
        return self.excess(name, path.stat().st_size)

    def excess(self, name: str, size: int) -> str:
        """Why a file is too large, alone or with those that are included already."""
        limit = f"{MAX_BYTES // 1_000_000} Mo"
        if size > MAX_BYTES:
            return f"« {quoted(name)} » : le fichier dépasse {limit}."
        if size + sum(len(content) for _, content in self.parts) > MAX_BYTES:
            return f"« {quoted(name)} » : les fichiers inclus dépassent ensemble {limit}."
        return ""

    def join(
        self, into: dict[str, Tree], tree: dict[str, Tree], keys: Keys, source: Source
    ) -> set[Keys]:
        """Put a group of a file into that of the whole; the paths that are given twice."""
        twice: set[Keys] = set()
        for name, node in tree.items():
            path = (*keys, name)
            held = into.get(name)
            if isinstance(held, dict) and isinstance(node, dict):
                twice |= self.join(held, node, path, source)
            elif name in into:
                mark = source.keys.get(path, source.mark(path))
                first = self.keys[path]
                message = f"« {quoted(dotted(path))} » est donné deux fois : déjà dans {first}."
                self.problem(message, mark, dotted(path))
                twice.add(path)
            else:
                into[name] = node
        return twice

    def place(self, source: Source, twice: set[Keys]) -> None:
        """Take over the places of the values of a file, but of those that are given twice."""
        for places, added in ((self.marks, source.marks), (self.keys, source.keys)):
            for keys, mark in added.items():
                above = (keys[:length] for length in range(1, len(keys) + 1))
                if keys[:1] not in ((), (KEY,)) and twice.isdisjoint(above):
                    places.setdefault(keys, mark)

    def problem(self, message: str, mark: Mark, path: str = KEY) -> None:
        self.problems.append(
            Finding(
                rule="lecture/inclut",
                severity=Severity.ERROR,
                message=message,
                mark=mark,
                path=path,
                effect=Verdict.INVALID,
            )
        )
