"""A rule's name → what it asks, why, and on what source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, TypeVar

from dossiers.errors import UsageProblem
from dossiers.findings import Reference
from dossiers.french.days import short
from dossiers.judging.labels import CONFIDENCES, PURPOSES, STAGES
from dossiers.kinds import KINDS
from dossiers.opening.opener import Opener
from dossiers.procedures.deadlines import DeadlineSpec
from dossiers.procedures.procedure import Criterion, PieceSpec, Procedure
from dossiers.values import TimeUnit

_Family: TypeAlias = Callable[[list[str], Opener], str | None]
_Declared = TypeVar("_Declared", Criterion, PieceSpec, DeadlineSpec)

_GENERAL: Mapping[str, str] = {
    "champ/requis": "Un champ obligatoire est vide. Les mots « à compléter », « idem » ou « voir "
    "annexe » comptent comme un blanc.",
    "champ/inconnu": "Ce nom n’est pas un champ de la procédure : voir son orthographe, ou le "
    "retrait de la ligne.",
    "champ/groupe": "Un groupe est une suite de lignes « champ: valeur », en retrait de deux "
    "espaces.",
    "champ/liste": "Une liste est une suite d’entrées, chacune précédée d’un tiret.",
    "donnees/nir": "Un numéro de sécurité sociale (NIR) est écrit dans le dossier. Aucune "
    "procédure n’en demande : le retirer, puis contrôler de nouveau. Le numéro n’est jamais "
    "affiché, et aucun document n’est écrit tant qu’il est là.",
    "donnees/naissance": "Une date qui semble être celle d’une naissance est écrite à côté d’un "
    "nom. Un dossier ne nomme pas de patient : la retirer si elle est celle d’un patient.",
    "donnees/nir-piece": "Le texte d’une pièce semble porter un numéro de sécurité sociale : la "
    "remplacer par une copie où il est masqué.",
    "lettres/aucune": "Le dossier en désigne un autre, dont la procédure ne prévoit aucune "
    "lettre : rien n’est écrit à son sujet.",
    "piece/inconnue": "Cette pièce n’est pas demandée par la procédure : voir son nom.",
    "reception/absent": "Un élément attendu est noté « recu: non » sur la fiche de réception.",
    "reception/illisible": "Un élément est reçu mais ne peut pas être lu : le redemander.",
    "procedure/inconnue": "La ligne « procedure: » nomme une procédure de « dossiers list ».",
    "procedure/periode": "La date du dossier est hors de la période où la procédure s’applique.",
}


def explain(rule: str, opener: Opener) -> str:
    """The explanation of a rule such as `critere/convention-et3p/seances`. Raises UsageProblem."""
    if rule in _GENERAL:
        return _GENERAL[rule]
    family, *rest = rule.split("/")
    told = _FAMILIES.get(family)
    explained = told(rest, opener) if told else None
    if explained is None:
        raise UsageProblem(
            f"La règle « {rule} » n’existe pas. « dossiers check » nomme les règles."
        )
    return explained


def _kind(rest: list[str], _opener: Opener) -> str | None:
    if len(rest) != 1 or rest[0] not in KINDS:
        return None
    return f"Type de champ « {rest[0]} ».\nForme attendue : {KINDS[rest[0]].expected}."


def _reading(rest: list[str], _opener: Opener) -> str | None:
    return (
        "Le fichier ne se lit pas comme un dossier, ou comme une table. Le constat donne la ligne "
        "et la colonne, ou la case d’un classeur. Dans un texte YAML, alias, étiquettes, clés "
        "répétées et caractères de contrôle ne sont pas admis ; dans un classeur, une formule, une "
        "erreur et ce qui est hors du formulaire ne sont pas lus."
        if len(rest) == 1
        else None
    )


def _of_procedure(
    declared: Callable[[Procedure], Iterable[_Declared]], tell: Callable[[_Declared], str]
) -> _Family:
    """What tells of a rule named by its procedure and its id; `declared` are those of one kind."""

    def told(rest: list[str], opener: Opener) -> str | None:
        if len(rest) != 2:  # noqa: PLR2004 - procedure and id
            return None
        found = (one for one in declared(opener.procedure(rest[0])) if one.id == rest[1])
        return next(map(tell, found), None)

    return told


def _criterion_text(criterion: Criterion) -> str:
    lines = [
        f"{criterion.label}.",
        f"Objet : {PURPOSES[criterion.purpose]}. Étape : {STAGES[criterion.stage]}.",
    ]
    if criterion.help:
        lines.append(criterion.help)
    if criterion.each:
        lines.append(f"Pour chaque entrée de : {criterion.each}.")
    if criterion.applies is not None:
        lines.append(f"S’applique quand : {criterion.applies.text}")
    if criterion.holds is not None:
        lines.append(f"Satisfait si : {criterion.holds.text}")
    else:
        lines.append("À apprécier par une personne : la machine ne se prononce pas.")
    return "\n".join([*lines, *_source(criterion.reference)])


def _piece_text(piece: PieceSpec) -> str:
    need = "Obligatoire" if piece.required else "Facultative"
    if piece.required_if is not None:
        need = f"Obligatoire si : {piece.required_if.text}"
    lines = [f"Pièce : {piece.label}.", f"{need}. Étape : {STAGES[piece.stage]}."]
    if piece.help:
        lines.append(piece.help)
    return "\n".join([*lines, *_source(piece.reference)])


def _deadline_text(deadline: DeadlineSpec) -> str:
    """How a date is counted, in the words of the procedure file."""
    count = f"Comptée à partir de : {deadline.start.text}"
    if deadline.delay is not None:
        units = {None: "", TimeUnit.DAY: " (jours)", TimeUnit.MONTH: " (mois)"}
        sign = "moins" if deadline.before else "plus"
        count = f"{count}, {sign} : {deadline.delay.text}{units[deadline.unit]}"
    lines = [f"Échéance : {deadline.label.text}.", f"{count}."]
    if deadline.each is not None:
        lines.append(f"Une date par entrée de : {deadline.each.text}.")
    if deadline.applies is not None:
        lines.append(f"S’applique quand : {deadline.applies.text}")
    if deadline.pause is not None:
        lines.append(
            f"Suspendue de : {deadline.pause.since.text}, à : {deadline.pause.until.text}."
        )
    if deadline.postponed:
        lines.append(
            "Un terme un samedi, un dimanche ou un jour férié est reporté au premier jour ouvrable."
        )
    if deadline.help:
        lines.append(deadline.help)
    return "\n".join([*lines, *(told for ref in deadline.references for told in _text(ref))])


def _source(reference: Reference) -> list[str]:
    """The source of a rule that judges: what is to be confirmed does not block."""
    title, *rest = _text(reference)
    if not reference.blocks:
        rest.insert(0, "Cette règle ne bloque pas un dossier, sauf avec --strict.")
    return [title, *rest]


def _text(reference: Reference) -> list[str]:
    lines = [f"Source : {reference.title} ({CONFIDENCES[reference.confidence]})."]
    if reference.verified_on:
        lines.append(f"Texte vérifié le {short(reference.verified_on)}.")
    return [*lines, *([reference.url] if reference.url else [])]


_FAMILIES: Mapping[str, _Family] = {
    "champ": _kind,
    "critere": _of_procedure(lambda procedure: procedure.criteria, _criterion_text),
    "echeance": _of_procedure(lambda procedure: procedure.deadlines, _deadline_text),
    "lecture": _reading,
    "piece": _of_procedure(lambda procedure: procedure.pieces, _piece_text),
}
