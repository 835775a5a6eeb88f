"""What is wrong in an expression or a template, as its author reads it: in French, at its line."""

from __future__ import annotations

import re

from dossiers.errors import LibraryError
from dossiers.findings import Mark, continued
from dossiers.language.sandbox import TemplateError
from dossiers.language.vocabulary import Meaningless
from dossiers.values import Undecidable


def author_error(error: Exception, name: str) -> LibraryError:
    """A template's failure as its author reads it: the file and the line of the template."""
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("templates/"):
            name, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return LibraryError(reason(error), Mark(getattr(error, "filename", None) or name, line or 1))


def reason(error: Exception) -> str:
    """What is wrong in an expression, in French where Jinja or Python would say it in English."""
    said = str(getattr(error, "message", None) or error) or type(error).__name__
    for pattern, sentence in _ENGLISH:
        if match := re.search(pattern, said):
            return match.expand(sentence)
    return continued(said) if isinstance(error, _OWN) else _MEANINGLESS


_OWN = (TemplateError, Meaningless, Undecidable)
"""Those that say in French, or in the words of the table, what is wrong."""
_MEANINGLESS = "cette opération n’a pas de sens pour ces valeurs"
_ENGLISH = (
    (r"No filter named '(.*)'", r"le filtre « \1 » n’existe pas"),
    (r"No test named '(.*)'", r"le test « \1 » n’existe pas"),
    (r"Unexpected end of template.*'(end\w+)'", r"il manque « {% \1 %} »"),
    (r"[Uu]nexpected end|'end of (?:template|statement block|print statement)'", "la fin manque"),
    (r"chunk after expression",
     "rien n’est attendu après la fin de l’expression (une égalité s’écrit « == »)"),
    (r"unexpected (?:char )?(['\"])(.*)\1", r"« \2 » n’a pas sa place ici"),
    (r"[Ee]ncountered unknown tag '(.*?)'", r"la balise « \1 » n’a pas sa place ici"),
    (r"expected token '(.*)', got '(.*)'", r"« \1 » est attendu au lieu de « \2 »"),
    (r"no kind shows", "un groupe ou une liste ne s’imprime pas : nommer un champ"),
    (r"positional argument", "le filtre n’a pas les arguments qu’il demande"),
    (r"recursion depth|nested|levels of indentation|MemoryError",
     "trop d’imbrications, ou un modèle qui s’inclut lui-même"),
    (r"Exceeds the limit", "un nombre a trop de chiffres"),
    (r"division|DivisionByZero|DivisionUndefined", "division par zéro"),
)  # fmt: skip
