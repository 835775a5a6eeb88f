"""A yes or a no.

Nothing else is read as one: `true`, `1` or `x` may mean another thing in a form.

>>> parse("Oui"), parse("NON")
(True, False)
>>> parse("true")
Traceback (most recent call last):
dossiers.values.ParseError: La réponse n’est ni oui ni non.
"""

from __future__ import annotations

from dossiers.values import ParseError

EXPECTED = "oui ou non"
JSON = {
    "type": "string",
    "anyOf": [{"enum": ["oui", "non"]}, {"pattern": r"^\s*([oO][uU][iI]|[nN][oO][nN])\s*$"}],
}


def parse(text: str) -> bool:
    """True for « oui », False for « non », in any case."""
    match text.strip().lower():
        case "oui":
            return True
        case "non":
            return False
        case _:
            raise ParseError("La réponse n’est ni oui ni non.")


def show(value: bool) -> str:  # noqa: FBT001 - the value is the subject, not an option
    """« oui » or « non »."""
    return "oui" if value else "non"
