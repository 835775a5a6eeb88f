"""The address of a web page, read by `validators` without asking the network.

Only http and https are addresses that a reader of a document can open. A name or password inside
the address is refused: it would be printed.

>>> parse(" HTTPS://www.msp.example/equipe ")
'https://www.msp.example/equipe'
>>> parse("www.msp.example")
Traceback (most recent call last):
dossiers.values.ParseError: L’adresse ne commence ni par http:// ni par https://.
"""

from __future__ import annotations

import re

from dossiers.values import ParseError

EXPECTED = "une adresse de page, par exemple https://www.msp.example"
JSON = {"type": "string", "pattern": r"^\s*[hH][tT][tT][pP][sS]?://\S.*$"}

_SCHEME = re.compile("https?://", re.IGNORECASE)


def parse(text: str) -> str:
    """The address, its scheme in lower case."""
    from validators import url  # noqa: PLC0415 - cold start

    written = text.strip()
    scheme = _SCHEME.match(written)
    if scheme is None:
        raise ParseError("L’adresse ne commence ni par http:// ni par https://.")
    address = scheme[0].lower() + written[scheme.end() :]
    if "@" in re.split("[/?#]", address[scheme.end() :], maxsplit=1)[0]:
        raise ParseError("L’adresse contient un identifiant de connexion.")
    if url(address) is not True:
        raise ParseError("L’écriture n’est pas celle d’une adresse de page.")
    return address


def show(value: str) -> str:
    """The address itself."""
    return value
