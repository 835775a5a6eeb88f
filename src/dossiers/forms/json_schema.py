"""A procedure → a JSON Schema by which an editor completes, explains and underlines a dossier.

It refuses no value that `check` accepts: an editor reads `12` as a number where the program keeps
a text, so that both are allowed, and what depends on other answers is left to `check`. A required
field may not be blank; the fields of an optional group may, since the group may not be begun.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from dossiers.findings import Stage
from dossiers.kinds import KINDS
from dossiers.procedures.procedure import PieceSpec, Procedure
from dossiers.procedures.schema import CHOICE, GROUP, LIST, Field
from dossiers.reading.inclusion import KEY as INCLUDE
from dossiers.values import Ratio

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def file_name(procedure: Procedure) -> str:
    """The name under which a dossier beside it names its schema."""
    return f"{procedure.id}.schema.json"


def schema_text(procedure: Procedure) -> str:
    """The file of the JSON Schema of a procedure."""
    return json.dumps(json_schema(procedure), ensure_ascii=False, indent=2) + "\n"


def json_schema(procedure: Procedure) -> dict[str, Any]:
    """The JSON Schema 2020-12 of the dossiers of a procedure."""
    root = _group(procedure.fields, certain=True)
    required = root.pop("required")
    properties = root["properties"]
    properties["procedure"] |= {"const": procedure.id}
    properties[INCLUDE] = {
        "title": "Fichiers inclus",
        "description": "Les fichiers du même dossier qui donnent d’autres champs.",
        "type": ["string", "array", "null"],
        "items": {"type": "string"},
    }
    if procedure.pieces:
        properties["pieces"] = _pieces(procedure.pieces)
        required += ["pieces"] if properties["pieces"].get("required") else []
    return {
        "$schema": DIALECT,
        "title": procedure.title,
        "description": f"Dossier de la procédure {procedure.id}, version {procedure.version}.",
        **root,
        # An included file may hold what this one lacks.
        "anyOf": [{"required": required}, {"required": [INCLUDE]}],
    }


def _group(fields: tuple[Field, ...], *, certain: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object" if certain else ["object", "null"],
        "properties": {f.name: _field(f, certain=certain and f.required) for f in fields},
        "additionalProperties": False,
    }
    if certain:
        schema["required"] = [f.name for f in fields if f.required]
    return schema


def _field(declared: Field, *, certain: bool) -> dict[str, Any]:
    """The schema of a field; where it is `certain` to be required, it may not be blank."""
    said = {"title": declared.label} | _described(_help(declared))
    if declared.kind == GROUP:
        return said | _group(declared.fields, certain=certain)
    if declared.kind == LIST:
        return said | _list(declared, certain=certain)
    if declared.kind == CHOICE:
        return said | _choice(declared.options, certain=certain)
    return said | _text(declared, certain=certain)


def _list(declared: Field, *, certain: bool) -> dict[str, Any]:
    assert declared.item is not None  # noqa: S101 - the procedure's loader has looked
    item = declared.item
    entry = _group(item.fields, certain=True) if item.kind == GROUP else _field(item, certain=True)
    schema: dict[str, Any] = {"type": "array" if certain else ["array", "null"], "items": entry}
    least = max(declared.least, 1 if certain else 0)
    return schema | ({"minItems": least} if least else {})


def _choice(options: Mapping[str, str], *, certain: bool) -> dict[str, Any]:
    blank: list[Any] = [] if certain else [None, ""]
    return {
        "enum": [*options, *blank],
        "enumDescriptions": [*options.values(), *("à laisser vide" for _ in blank)],
    }


def _text(declared: Field, *, certain: bool) -> dict[str, Any]:
    """A text, or the number that an editor reads in its place."""
    schema: dict[str, Any] = {"type": ["string", "number"], **KINDS[declared.kind].json}
    for keyword, bound in (("minimum", declared.min), ("maximum", declared.max)):
        if isinstance(bound, int | Decimal):
            typed = 100 * bound if isinstance(bound, Ratio) else bound  # 80 is typed for 80 %
            schema[keyword] = int(typed) if typed == int(typed) else float(typed)
    if declared.example:
        schema["examples"] = [" ".join(declared.example.split())]
    if certain:
        return schema
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "pattern" in schema:
        schema["pattern"] = rf"{schema['pattern']}|^\s*$"
    if "anyOf" in schema:
        schema["anyOf"] = [*schema["anyOf"], {"enum": [None, ""]}]
    return schema | {"type": [*types, "null"]}


def _pieces(pieces: Iterable[PieceSpec]) -> dict[str, Any]:
    due = [spec.id for spec in pieces if spec.required and spec.stage is Stage.SIGNATURE]
    return {
        "title": "Pièces",
        "description": "Le chemin de chaque fichier PDF, à côté du dossier ou dans un "
        "sous-dossier ; une liste pour plusieurs fichiers.",
        "type": "object" if due else ["object", "null"],
        "properties": {spec.id: _piece(spec, blank=spec.id not in due) for spec in pieces},
        "additionalProperties": False,
        "required": due,
    }


def _piece(spec: PieceSpec, *, blank: bool) -> dict[str, Any]:
    return {
        "title": spec.label,
        **_described(spec.help),
        "type": ["string", "array", "object", *(["null"] if blank else [])],
        "items": {"type": "string"},
        "properties": {
            "fichier": {"type": ["string", "array"], "items": {"type": "string"}},
            "scan": {"enum": ["oui", "non"], "description": "Un papier numérisé, à apprécier."},
        },
        "additionalProperties": False,
    }


def _help(declared: Field) -> str:
    told = [declared.help] if declared.help else []
    if declared.required_if is not None:
        told.append("Obligatoire selon les autres réponses.")
    if declared.kind == CHOICE:
        listed = (f"{key} = {label}" for key, label in declared.options.items())
        told.append(f"Choix : {' ; '.join(listed)}.")
    elif declared.kind not in (GROUP, LIST):
        told.append(f"Attendu : {KINDS[declared.kind].expected}.")
    return "\n".join(told)


def _described(text: str) -> dict[str, str]:
    return {"description": text} if text else {}
