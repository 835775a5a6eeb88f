"""A procedure → its blank reception sheet, as commented YAML or as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.opening.reception import ANSWERS, KEY, RECEPTION, Item, items
from dossiers.procedures.fields import HEADER
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import GROUP, Field
from dossiers.reading.source import Keys, dotted
from dossiers.workbooks import sheets
from dossiers.workbooks.form import FIELDS, form_line, form_sheet, notice
from dossiers.workbooks.sheets import Column, Line, Sheet

_BLANK = '{recu: , page: "", remarque: ""}'


def reception_text(procedure: Procedure) -> str:
    """The YAML text of a blank reception sheet, a line an expected item."""
    lines = [
        f"# Fiche de réception : {procedure.title}",
        f"# (procédure {procedure.id}, version {procedure.version})",
        "# Une ligne par élément attendu. recu : oui, non ou illisible.",
        "# La page et la remarque se notent entre les guillemets.",
        "# Juger la fiche : dossiers check CE_FICHIER",
        "# Écrire la grille : dossiers render CE_FICHIER grille",
        "",
        f"{KEY}: {RECEPTION}",
    ]
    for declared in _header(procedure):
        value = procedure.id if declared.name == "procedure" else ""
        lines.append(f"{declared.name}: {value}".rstrip())
    above: Keys = ()
    for item in items(procedure):
        lines += _groups(procedure, item, above)
        indent = "  " * (len(item.keys) - 1)
        lines.append(f"{indent}{item.keys[-1]}: {_BLANK}  # {_told(procedure, item)}")
        above = item.keys[:-1]
    return "\n".join(lines) + "\n"


def reception_sheets(procedure: Procedure) -> bytes:
    """The workbook of a blank reception sheet: the same bytes each time."""
    expected = items(procedure)
    header = [Line(KEY, ("Nature de la fiche", RECEPTION, "", "Ne pas modifier."))]
    for declared in _header(procedure):
        value = procedure.id if declared.name == "procedure" else ""
        header.append(form_line(declared, (declared.name,), declared.label, value))
    made = (
        form_sheet("Dossier", header),
        _table("Éléments reçus", tuple(item for item in expected if item.piece is None)),
        _table("Pièces reçues", tuple(item for item in expected if item.piece is not None)),
    )
    title = f"Fiche de réception – {procedure.title}"
    return sheets.save((notice(title, made), *made), title)


def _header(procedure: Procedure) -> Iterator[Field]:
    return (declared for declared in procedure.fields if declared.name in HEADER)


def _groups(procedure: Procedure, item: Item, above: Keys) -> Iterator[str]:
    """The lines that open the groups which the item before it was not in."""
    for length in range(1, len(item.keys)):
        keys = item.keys[:length]
        if above[:length] != keys:
            declared = procedure.form.field(keys)
            label = declared.label if declared else "Pièces"
            yield from (["", f"# {label}"] if length == 1 else [])
            yield f"{'  ' * (length - 1)}{keys[-1]}:"
    if len(item.keys) == 1 and above:
        yield ""


def _told(procedure: Procedure, item: Item) -> str:
    declared = procedure.form.field(item.keys)
    label = declared.label if declared and declared.kind != GROUP else item.label
    return f"{label} ({_need(item)})"


def _need(item: Item) -> str:
    if item.optional:
        return "facultatif"
    return "obligatoire" if item.required else "selon le dossier"


def _table(name: str, expected: tuple[Item, ...]) -> Sheet:
    columns = (
        Column("Élément attendu", 58),
        Column("Reçu", 12, key="recu", options=ANSWERS),
        Column("Page", 12, key="page"),
        Column("Remarque", 44, key="remarque"),
        Column("Obligatoire", 16),
        Column("Aide", 44),
    )
    lines = tuple(
        Line(
            key=dotted(item.keys),
            texts=(item.label, "", "", "", _need(item), item.help),
            asked=item.required,
            strong=item.required,
        )
        for item in expected
    )
    return Sheet(name, FIELDS, columns, lines)
