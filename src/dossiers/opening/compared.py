"""The two dossiers that a third one compares, and what the language knows of their differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossiers.language.vocabulary import Group, Missing

if TYPE_CHECKING:
    from dossiers.opening.dossier import Dossier

COMPARED = "comparaison"
"""The name under which the language knows the differences."""
CHANGE = ("libelle", "chemin", "nom", "nature", "avant", "apres", "immuable", "resume")
"""What it knows of each change."""
JUDGED = {"changements": CHANGE, "immuables": CHANGE, "pieces": CHANGE}
"""What criteria see: lists of changes."""
ARTICLE = ("libelle", "titre", "genre", "nature", "texte")
"""What a document knows of each article whose words change."""
WRITTEN = {**JUDGED, "changements": (*CHANGE, "articles"), "articles": ARTICLE}
"""What documents see, besides the whole `texte` of the second dossier's document."""
TEXT = "texte"


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Two dossiers of one procedure, `told` being what criteria see of what changed."""

    before: Dossier
    after: Dossier
    told: Group


def unknown(blank: Missing) -> Group:
    """What is known while one of the two is not there: blanks, for want of that field."""

    def missing(names: tuple[str, ...]) -> Missing:
        entry = {name: Missing(blank.path, blank.label) for name in names}
        return Missing(blank.path, blank.label, Group("", entry))

    lists = {name: missing(names) for name, names in WRITTEN.items()}
    return Group(COMPARED, {**lists, TEXT: Missing(blank.path, blank.label)})
