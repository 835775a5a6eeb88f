"""What is wrong in a file of the library, as its author reads it: in French, by its path."""

from __future__ import annotations

from typing import Any

from dossiers.reading.source import Keys, dotted


def reason(error: Any, keys: Keys) -> str:
    """What an error of Cerberus says of the tree that stands at `keys` of a file."""
    match error.rule:
        case None:
            said = "clé inconnue"
        case "required":
            said = "clé absente"
        case "dependencies":
            said = f"ne va pas sans « {', '.join(error.constraint)} »"
        case "allowed":
            said = f"« {error.value} » n’est pas l’un de {', '.join(error.constraint)}"
        case "regex":
            said = f"forme fausse, « {error.value} » (attendu : {_form(error.constraint)})"
        case "type":
            said = f"forme fausse (attendu : {_TYPES[error.constraint]})"
        case _:
            said = "vide"
    return f"« {dotted((*keys, *error.document_path))} » : {said}"


_TYPES = {"string": "un texte", "dict": "un groupe", "list": "une liste"}


def _form(regex: str) -> str:
    """What a name, a number or a date looks like, in words."""
    if regex.startswith(r"\d{4}"):
        return "une date AAAA-MM-JJ" + (" ou a_confirmer" if "a_confirmer" in regex else "")
    if regex == r"\d+":
        return "des chiffres"
    return f"lettres minuscules sans accent, chiffres, {'soulignés' if '_' in regex else 'tirets'}"
