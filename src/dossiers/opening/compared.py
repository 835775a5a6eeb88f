"""What the language knows of the differences of two dossiers that a third one compares."""

from __future__ import annotations

from dossiers.language.vocabulary import Group, Missing

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


def unknown(blank: Missing) -> Group:
    """What is known while one of the two is not there: blanks, for want of that field."""

    def missing(names: tuple[str, ...]) -> Missing:
        entry = {name: Missing(blank.path, blank.label) for name in names}
        return Missing(blank.path, blank.label, Group("", entry))

    lists = {name: missing(names) for name, names in WRITTEN.items()}
    return Group(COMPARED, {**lists, TEXT: Missing(blank.path, blank.label)})
