"""What libyaml says of a text that is no YAML, in French."""

from __future__ import annotations


def in_french(error: Exception) -> str:
    """A French sentence for libyaml's own words, which change between its two parsers."""
    problem = str(getattr(error, "problem", "") or error)
    for pattern, sentence in _SYNTAX:
        if pattern in problem:
            return sentence
    return "Cette ligne n’est pas du YAML : vérifier l’alignement et les guillemets."


_SYNTAX = (
    (
        "cannot start any token",
        "Ce signe ne peut pas commencer une valeur : la mettre entre guillemets.",
    ),
    (
        "mapping values are not allowed",
        (
            "Un « : » de trop, un retrait faux, un « : » qui manque à la ligne précédente, ou une "
            "valeur à mettre entre guillemets droits."
        ),
    ),
    (
        "could not find expected ':'",
        (
            "Après le nom du champ il manque « : » suivi d’une espace ; ou cette ligne continue un "
            "texte, et doit être en retrait."
        ),
    ),
    (
        "did not find expected key",
        "Le retrait de cette ligne n’est pas celui de ses voisines, ou un tiret manque plus haut.",
    ),
    (
        "comment or",  # « …comment or line break » or « …a comment or a line break »
        "Un texte annoncé par « | » commence à la ligne suivante, en retrait.",
    ),
    (
        "expected ',' or",
        (
            "Une accolade ou un crochet ouvert n’est pas fermé, ou une valeur qui contient « : » "
            "n’est pas entre guillemets droits."
        ),
    ),
    ("<document start>", "Le retrait de cette ligne n’est pas celui de ses voisines."),
    ("did not find expected '-'", "Le retrait de cette entrée n’est pas celui des autres."),
    ("found unexpected end of stream", "Un guillemet ouvert n’est pas fermé."),
    ("Unicode character escape", "Ce code ne désigne aucun caractère : écrire le caractère même."),
    ("found undefined alias", "Les renvois « *nom » ne sont pas admis."),
)
