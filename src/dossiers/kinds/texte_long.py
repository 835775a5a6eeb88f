r"""A text of several paragraphs, which may hold lists, tables, bold and italic in Markdown.

Its structure is judged where it is parsed, since only there a line can be named.

>>> parse("Un paragraphe.\r\n\r\nUn autre.\n")
'Un paragraphe.\n\nUn autre.'
"""

from __future__ import annotations

from dossiers.kinds.texte import clean
from dossiers.values import LongText

EXPECTED = "un texte d’un ou plusieurs paragraphes"
JSON = {"type": ["string", "number", "boolean"]}


def parse(text: str) -> LongText:
    """The text with its lines ended by U+000A and nothing around it."""
    return LongText("\n".join(clean(text).splitlines()))


def show(value: str) -> str:
    """The text itself."""
    return value
