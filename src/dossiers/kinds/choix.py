"""The key of one option among those that the procedure lists.

Whether the key is one of them is checked where the options are known; there too it becomes a
`Code` that shows the label.

>>> parse(" msp ")
'msp'
>>> from dossiers.values import Code
>>> show(Code("msp", "maison de santé pluriprofessionnelle"))
'maison de santé pluriprofessionnelle'
"""

from __future__ import annotations

from dossiers.values import Code

EXPECTED = "l’une des options proposées"


def parse(text: str) -> str:
    """The key as typed."""
    return text.strip()


def show(value: str) -> str:
    """The label of the option, or its key while no label is known."""
    return value.shown if isinstance(value, Code) else value
