"""A procedure ↔ a workbook to fill in: a sheet a group, a table a list, a line a field.

A cell to fill is found by the key of its line, in column A, and by that of its column, in row 1;
an entry of a list is a line of its table, blank lines left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossiers.errors import UsageProblem
from dossiers.kinds import KINDS
from dossiers.procedures.procedure import PieceSpec, Procedure
from dossiers.procedures.schema import CHOICE, GROUP, LIST, Field
from dossiers.reading.source import Keys, Tree, dotted
from dossiers.workbooks import sheets
from dossiers.workbooks.page import LONGEST
from dossiers.workbooks.sheets import Column, Line, Sheet, sheet_name

FIELDS, TABLE, NOTICE = "dossiers champs", "dossiers liste", "dossiers notice"
"""What the first cell of a sheet says of it; a table adds the key of its list."""
SELF = "."
"""The key of the column that holds the value of the line itself."""

_ROOT, _PIECES = "Dossier", "Pièces"
_YES_NO = ("oui", "non")
_BLANK_LINES = 15


def write(procedure: Procedure, tree: Mapping[str, Tree] | None = None) -> bytes:
    """The workbook of a procedure, blank or filled with the values of a dossier.

    The same bytes each time. Raises UsageProblem for a value that has no place in it.
    """
    form = _Layout(procedure, {"procedure": procedure.id} if tree is None else tree)
    made = form.sheets()
    form.refuse_lost()
    return sheets.save((notice(procedure.title, made), *made), procedure.title)


def notice(title: str, made: tuple[Sheet, ...]) -> Sheet:
    """The first sheet: how to fill the others, and a link to each."""
    told = (
        "Remplir les cases encadrées ; celles à fond jaune sont obligatoires.",
        "Les cases sont au format texte : 01000 garde son zéro, une date s’écrit 21/11/2026.",
        "Une case à choix ouvre une liste. Une formule n’est pas lue : coller sa valeur.",
        "Un tableau a une ligne par entrée ; une ligne vide ne compte pas.",
        "Ne pas retirer la ligne 1 ni la colonne A, masquées : elles servent à relire le classeur.",
        "Vérifier à tout moment : dossiers check CE_CLASSEUR.xlsx",
    )
    lines = [Line("", (text,)) for text in told]
    lines.append(Line("", ("Feuilles à remplir :",), strong=True))
    lines += [Line("", (sheet.name,), link=sheet.name) for sheet in made]
    return Sheet("Mode d’emploi", NOTICE, (Column(title, 100),), tuple(lines))


def form_sheet(name: str, lines: Sequence[Line]) -> Sheet:
    """A sheet of fields, a line each."""
    columns = (
        Column("Champ", 40),
        Column("Réponse", 46, key=SELF),
        Column("Obligatoire", 16),
        Column("Aide", 56),
    )
    return Sheet(name, FIELDS, columns, tuple(lines))


def form_line(declared: Field, keys: Keys, label: str, text: str) -> Line:
    """The line of a field: its label, the cell to fill, what helps to fill it."""
    return Line(
        key=dotted(keys),
        texts=(label, text, need(declared), help_of(declared)),
        options=labels(declared),
        asked=declared.required,
        strong=declared.required,
    )


def labels(declared: Field) -> tuple[str, ...]:
    """What a person chooses among in the cell of a field; nothing for a free text."""
    if declared.kind == "oui_non":
        return _YES_NO
    return tuple(shown(declared, key) for key in declared.options)


def shown(declared: Field | None, text: str) -> str:
    """The label of a choice where it means that choice only, else the text as it is."""
    if declared is None or declared.kind != CHOICE or text not in declared.options:
        return text
    label = declared.options[text]
    return label if key_of(declared, label) == text else text


def key_of(declared: Field, text: str) -> str:
    """The key of a choice by its key or its label, in any case; else the text as it is."""
    written = text.strip().casefold()
    for named in (
        [key for key in declared.options if key == text.strip()],
        [key for key in declared.options if key.casefold() == written],
        [key for key, label in declared.options.items() if label.casefold() == written],
    ):
        if len(named) == 1:
            return named[0]
    return text


class _Layout:
    """The sheets of a procedure, and which values of the tree they took."""

    def __init__(self, procedure: Procedure, tree: Mapping[str, Tree]) -> None:
        self.procedure = procedure
        self.tree = tree
        self.names: list[str] = []
        self.placed: set[Keys] = set()

    def sheets(self) -> tuple[Sheet, ...]:
        fields = self.procedure.fields
        alone = [field for field in fields if field.kind not in (GROUP, LIST)]
        made = [self.form(_ROOT, [line for field in alone for line in self.lines(field, (), "")])]
        for field in fields:
            if field.kind in (GROUP, LIST):
                made += self.group(field, ())
        if self.procedure.pieces:
            made.append(self.pieces())
        return tuple(made)

    def group(self, declared: Field, parent: Keys) -> Iterator[Sheet]:
        """The sheet of a group or of a list, then those of the lists inside it."""
        keys = (*parent, declared.name)
        if declared.kind == LIST:
            yield self.table(declared, keys)
            return
        lines = [line for field in declared.fields for line in self.lines(field, keys, "")]
        if lines:
            yield self.form(declared.label, lines)
        for field, above in _lists(declared, parent):
            yield from self.group(field, above)

    def form(self, label: str, lines: list[Line]) -> Sheet:
        return form_sheet(self.name(label), lines)

    def lines(self, declared: Field, parent: Keys, above: str) -> Iterator[Line]:
        keys = (*parent, declared.name)
        label = f"{above}{declared.label}"
        if declared.kind == GROUP:
            for field in declared.fields:
                yield from self.lines(field, keys, f"{label} › ")
        elif declared.kind != LIST:
            yield form_line(declared, keys, label, self.text(declared, keys))

    def table(self, declared: Field, keys: Keys) -> Sheet:
        fields = list(_columns(declared))
        columns = [
            Column(
                title=label,
                width=min(40, max(26, len(label) + 2)),
                key=".".join(str(key) for key in path) or SELF,
                options=labels(field),
                asked=field.required,
                help=f"{need(field).capitalize()}. {help_of(field)}".strip(),
            )
            for label, path, field in fields
        ]
        entries = self.value(keys)
        given = len(entries) if isinstance(entries, list) else 0
        lines = [
            Line("", tuple(self.text(field, (*keys, n, *path)) for _, path, field in fields))
            for n in range(given)
        ]
        marker = f"{TABLE} {dotted(keys)}"
        return Sheet(self.name(declared.label), marker, tuple(columns), tuple(lines), _BLANK_LINES)

    def pieces(self) -> Sheet:
        columns = (
            Column("Pièce", 40),
            Column("Fichier PDF", 46, key=SELF),
            Column("Obligatoire", 16),
            Column("Étape", 11),
            Column("Aide", 50),
        )
        return Sheet(
            self.name(_PIECES), FIELDS, columns, tuple(map(self.piece, self.procedure.pieces))
        )

    def piece(self, spec: PieceSpec) -> Line:
        keys: Keys = ("pieces", spec.id)
        node = self.value(keys)
        paths = node if isinstance(node, list) else [node]
        if all(isinstance(path, str) and "\n" not in path for path in paths):
            self.placed |= {keys, *((*keys, n) for n in range(len(paths)))}
        return Line(
            key=dotted(keys),
            texts=(
                spec.label,
                "\n".join(str(path) for path in paths),
                need(spec),
                spec.stage.value.replace("depot", "dépôt"),
                f"{spec.help} Chemin à côté du classeur ; un fichier par ligne.".strip(),
            ),
            asked=spec.required,
            strong=spec.required,
        )

    def name(self, label: str) -> str:
        self.names.append(sheet_name(label, self.names))
        return self.names[-1]

    def value(self, keys: Keys) -> Any:
        """What the tree holds there, an empty text where it holds nothing."""
        node: Any = self.tree
        for key in keys:
            if isinstance(key, str):
                node = node.get(key, "") if isinstance(node, dict) else ""
            else:
                node = node[key] if isinstance(node, list) and key < len(node) else ""
        return node

    def text(self, declared: Field, keys: Keys) -> str:
        node = self.value(keys)
        if not isinstance(node, str) or len(node) > LONGEST:
            return ""
        self.placed.add(keys)
        return shown(declared, node)

    def refuse_lost(self) -> None:
        """Nothing is dropped: a value that no cell took is an error."""
        for keys, text in leaves(dict(self.tree), ()):
            if keys not in self.placed and text.strip():
                raise UsageProblem(
                    f"« {dotted(keys)} » n’a pas de place dans le classeur : champ inconnu, forme "
                    f"fausse ou texte de plus de {LONGEST} signes. Voir « dossiers check »."
                )


def need(asked: Field | PieceSpec) -> str:
    """Whether a field or a pièce is required, in two words."""
    if asked.required_if is not None:
        return "selon le dossier"
    return "obligatoire" if asked.required else "facultatif"


def help_of(declared: Field) -> str:
    """What helps to fill a cell: the help, the form of the value, an example."""
    told = [declared.help] if declared.help else []
    if declared.kind not in (CHOICE, "oui_non", "texte", "texte_long"):
        told.append(f"Attendu : {KINDS[declared.kind].expected}.")
    elif declared.example and declared.kind in ("texte", "texte_long"):
        told.append(f"Exemple : {' '.join(declared.example.split())}")
    return "\n".join(told)


def leaves(node: Tree, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """The texts of a tree, each with its keys."""
    match node:
        case str():
            yield keys, node
        case dict():
            for key, value in node.items():
                yield from leaves(value, (*keys, key))
        case list():
            for number, value in enumerate(node):
                yield from leaves(value, (*keys, number))


def _lists(declared: Field, parent: Keys) -> Iterator[tuple[Field, Keys]]:
    """The lists inside a group, each with the keys of the group that holds it."""
    keys = (*parent, declared.name)
    for field in declared.fields:
        if field.kind == LIST:
            yield field, keys
        elif field.kind == GROUP:
            yield from _lists(field, keys)


def _columns(declared: Field) -> Iterator[tuple[str, Keys, Field]]:
    """The columns of a list: label, keys inside an entry, field. Raises UsageProblem."""
    assert declared.item is not None  # noqa: S101 - the procedure's loader has looked
    if declared.item.kind != GROUP:
        yield declared.label, (), declared.item
        return
    pending: list[tuple[str, Keys, Field]] = [
        (field.label, (field.name,), field) for field in reversed(declared.item.fields)
    ]
    while pending:
        label, keys, field = pending.pop()
        if field.kind == LIST:
            raise UsageProblem(
                f"La liste « {declared.label} » contient une liste, « {field.label} » : un "
                "classeur ne sait pas la présenter. Le dossier s’écrit en YAML."
            )
        if field.kind == GROUP:
            inner = [(f"{label} › {f.label}", (*keys, f.name), f) for f in field.fields]
            pending += reversed(inner)
        else:
            yield label, keys, field
