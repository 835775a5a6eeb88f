"""A workbook that a person filled in → a `Source`, each text with its sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dossiers.findings import Finding, Mark, Severity, Verdict
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import CHOICE
from dossiers.reading.source import FORBIDDEN, Keys, Source, Tree, dotted, keys_of
from dossiers.workbooks import xlsx
from dossiers.workbooks.form import FIELDS, SELF, TABLE, key_of
from dossiers.workbooks.page import Page
from dossiers.workbooks.sheets import FIRST, TITLES
from dossiers.workbooks.xlsx import XlsxProblem

_OWN = "dossiers "
_NO_ANSWERS = (
    "La feuille « {} » a perdu la colonne de ses réponses : repartir d’un classeur neuf, et les y "
    "recopier."
)
_PATH = re.compile(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*){0,20}")


def read(content: bytes, file: str, find: Callable[[str], Procedure | None]) -> Source:
    """The source that a workbook is; every problem is a finding, none is raised.

    `find` gives the procedure of an id, by which the label of a choice is read as its key. Raises
    what `find` raises.
    """
    reader = _Reader(file)
    try:
        pages = xlsx.load(content)
    except XlsxProblem as problem:
        reader.problem(problem.rule, str(problem), Mark(file, 1, 1, problem.sheet))
        return Source(file, content, {}, {}, {}, tuple(reader.problems))
    for page in pages:
        reader.page(page)
    if not reader.known:
        reader.problem("classeur", "Ce classeur n’est pas un dossier : voir « dossiers new ».")
    name = next((text for keys, text, _ in reader.texts if keys == ("procedure",)), "")
    return Source(
        file=file,
        content=content,
        data=reader.tree(find(name.strip())),
        marks=reader.marks,
        keys=reader.marks,
        problems=tuple(reader.problems),
        sheets=tuple(page.name for page in pages),
    )


@dataclass(slots=True)
class _Reader:
    file: str
    known: bool = False
    texts: list[tuple[Keys, str, Mark]] = field(default_factory=list)
    marks: dict[Keys, Mark] = field(default_factory=dict)
    given: dict[Keys, Mark] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def page(self, page: Page) -> None:
        marker = page.text(1, 1)
        if marker == FIELDS:
            self.known = True
            self.fields(page)
        elif marker.startswith(f"{TABLE} ") and _PATH.fullmatch(marker.removeprefix(f"{TABLE} ")):
            self.known = True
            self.table(page, keys_of(marker.removeprefix(f"{TABLE} ")))
        elif not marker.startswith(_OWN) and page.cells:
            self.problem(
                "feuille",
                f"La feuille « {page.name} » n’est pas lue : elle n’est pas du dossier, ou elle a "
                "perdu sa ligne 1 ou sa colonne A, masquées : alors, repartir d’un classeur neuf.",
                Mark(self.file, 1, 1, page.name),
                blocking=False,
            )

    def fields(self, page: Page) -> None:
        columns = tuple(self.columns(page))
        if not columns:
            self.problem("feuille", _NO_ANSWERS.format(page.name), self.at(page, 1, 1))
        self.marks.setdefault((), self.at(page, FIRST, columns[0][0] if columns else 1))
        for row in self.rows(page, columns):
            path = page.text(row, 1).strip()
            if not _PATH.fullmatch(path):
                self.keyless(page, row, columns)
                continue
            keys = keys_of(path)
            for length in range(1, len(keys)):
                self.marks.setdefault(keys[:length], self.at(page, row, columns[0][0]))
            for column, own in columns:
                self.cell(page, row, column, (*keys, *own))

    def table(self, page: Page, keys: Keys) -> None:
        if keys in self.given:
            message = f"Cette liste est déjà donnée dans la feuille « {self.given[keys].sheet} »."
            self.problem("doublon", message, self.at(page, 1, 1))
            return
        self.given[keys] = self.at(page, 1, 1)
        columns = tuple(self.columns(page))
        if not columns:
            self.problem("feuille", _NO_ANSWERS.format(page.name), self.at(page, 1, 1))
        entries = 0
        rows = [row for row in self.rows(page, columns) if page.text(row, 1) != "#"]
        header = max((row for row in page.rows() if page.text(row, 1) == "#"), default=TITLES)
        for length in range(1, len(keys) + 1):
            self.marks.setdefault(keys[:length], self.at(page, header + 1, 2))
        for row in rows:
            if not any(self.filled(page, row, column) for column, _ in columns):
                continue
            entry = (*keys, entries)
            self.marks[entry] = self.at(page, row, columns[0][0])
            entries += 1
            for column, own in columns:
                self.cell(page, row, column, (*entry, *own))

    def columns(self, page: Page) -> Iterator[tuple[int, Keys]]:
        """The columns to fill, each with what it adds to the keys of a line."""
        for column in range(2, xlsx.MAX_COLUMNS + 1):
            key = page.text(1, column).strip()
            if key == SELF:
                yield column, ()
            elif _PATH.fullmatch(key):
                yield column, keys_of(key)

    def rows(self, page: Page, columns: tuple[tuple[int, Keys], ...]) -> Iterator[int]:
        """The lines of a form; what stands beside it is said not to be read."""
        inside = {1, *(column for column, _ in columns)}
        inside |= {column for row, column in page.cells if row == TITLES}
        for row, column in sorted(page.cells):
            if row >= FIRST and column not in inside:
                message = "Cette cellule est hors du formulaire : elle n’est pas lue."
                self.problem("cellule", message, self.at(page, row, column), blocking=False)
        if columns:
            yield from (n for n in page.rows() if n >= FIRST and page.text(n, 1) != "#")

    def keyless(self, page: Page, row: int, columns: tuple[tuple[int, Keys], ...]) -> None:
        for column, _ in columns:
            if self.filled(page, row, column):
                self.problem(
                    "ligne",
                    "Cette ligne n’est pas du formulaire : sa réponse ne peut pas être lue.",
                    self.at(page, row, column),
                )

    def cell(self, page: Page, row: int, column: int, keys: Keys) -> None:
        mark = self.at(page, row, column)
        self.marks.setdefault(keys, mark)
        found = page.cells.get((row, column))
        if found is None or not self.filled(page, row, column):
            return
        if keys in self.given:
            self.problem("doublon", f"Ce champ est déjà donné en {self.given[keys].place}.", mark)
            return
        self.marks[keys] = self.given[keys] = mark
        if found.problem:
            self.problem("cellule", found.problem, mark, path=dotted(keys))
        else:
            self.texts.append((keys, self.clean(found.text, mark), mark))

    def clean(self, text: str, mark: Mark) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if bad := FORBIDDEN.search(text):
            message = f"Caractère interdit U+{ord(bad.group()):04X}, en position {bad.start() + 1}."
            self.problem("caractere", message, mark)
        return FORBIDDEN.sub("", text)

    def filled(self, page: Page, row: int, column: int) -> bool:
        found = page.cells.get((row, column))
        return found is not None and bool(found.problem or found.text.strip())

    def at(self, page: Page, row: int, column: int) -> Mark:
        return Mark(self.file, row, column, page.name)

    def tree(self, procedure: Procedure | None) -> dict[str, Tree]:
        """The texts in their groups and lists, choices as keys."""
        root: dict[str, Tree] = {}
        for keys, text, mark in self.texts:
            declared = procedure.form.field(keys) if procedure else None
            value: Tree = text
            if declared is not None and declared.kind == CHOICE:
                value = key_of(declared, text)
            elif keys[0] == "pieces" and len(keys) == 2:  # noqa: PLR2004 - a pièce
                value = self.paths(keys, text, mark)
            if not _put(root, keys, value):
                self.problem("cle", "Ce champ en contient d’autres : il n’a pas de réponse.", mark)
        return root

    def paths(self, keys: Keys, text: str, mark: Mark) -> Tree:
        """The paths of a pièce, one a line."""
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        self.marks |= {(*keys, number): mark for number in range(len(lines))}
        return [*lines] if len(lines) > 1 else text

    def problem(
        self,
        rule: str,
        message: str,
        mark: Mark | None = None,
        *,
        blocking: bool = True,
        path: str = "",
    ) -> None:
        self.problems.append(
            Finding(
                rule=f"lecture/{rule}",
                severity=Severity.ERROR if blocking else Severity.WARNING,
                message=message,
                mark=mark or Mark(self.file),
                path=path,
                effect=Verdict.INVALID if blocking else Verdict.COMPLETE,
            )
        )


def _put(root: dict[str, Tree], keys: Keys, value: Tree) -> bool:
    """Set a value in its groups and lists; false where another value is in the way."""
    node: Tree = root
    for key, following in zip(keys, (*keys[1:], None), strict=True):
        fresh: Tree = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(node, dict) and isinstance(key, str):
            if following is None and key in node:
                return False
            node = node.setdefault(key, fresh)
        elif isinstance(node, list) and isinstance(key, int):
            node += [""] * (key - len(node))
            if key == len(node):
                node.append(fresh)
            node = node[key]
        else:
            return False
    return True
