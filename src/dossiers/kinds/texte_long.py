r"""A text of several paragraphs, which may hold lists, tables, bold and italic in Markdown.

Titles, links, images, HTML and code are refused, with the line of the text where they stand.

>>> parse("Un paragraphe.\r\n\r\nUn autre.\n")
'Un paragraphe.\n\nUn autre.'
>>> parse("Un paragraphe.\n\n# Un titre")
Traceback (most recent call last):
dossiers.values.ParseError: La ligne 3 du texte contient un titre.
"""

from __future__ import annotations

from dossiers.kinds.texte import clean
from dossiers.reading.dialect import in_long_text
from dossiers.values import LongText, ParseError

EXPECTED = "un texte d’un ou plusieurs paragraphes"
MOST = 100_000
"""Signs of a text: some thirty pages."""
JSON = {"type": ["string", "number", "boolean"]}


def parse(text: str) -> LongText:
    """The text with its lines ended by U+000A and nothing around it. Raises ParseError."""
    value = "\n".join(clean(text, MOST).splitlines())
    if found := in_long_text(value):
        line, what = found
        raise ParseError(f"La ligne {line} du texte contient {what}.")
    return LongText(value)


def show(value: str) -> str:
    """The text itself."""
    return value
