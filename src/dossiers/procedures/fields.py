"""The field declarations of library files → `Field`, shared groups included (`comme:`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dossiers.errors import LibraryError
from dossiers.findings import Mark, Stage, continued
from dossiers.kinds import KINDS, ParseError
from dossiers.language.expressions import Expression
from dossiers.library import Library
from dossiers.procedures.schema import CHOICE, GROUP, LIST, Field, LibraryForm
from dossiers.reading.source import Keys, Source, read

_DEPTH = 8
_KINDS = (*KINDS, GROUP, LIST)
# Names that a template or an expression gives a meaning of its own.
RESERVED = frozenset(
    {"parametres", "signataires", "pieces", "fiche", "pieces_recues", "entree", "loop", "self"}
    | {"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "comparaison"}
)
HEADER: Mapping[str, str] = {
    "procedure": "texte",
    "reference": "reference",
    "date": "date",
    "mention": "texte",
}
"""The fields that the program itself reads of any dossier, and their kinds."""


class Fields:
    """Reads declarations; a shared group is read from `schemas/communs/<nom>.yaml`."""

    def __init__(self, library: Library, form: LibraryForm) -> None:
        self.library = library
        self.form = form
        self.sources: dict[str, Source] = {}

    def shared_by_all(self) -> tuple[Field, ...]:
        """The fields that every dossier has, the header among them. Raises LibraryError."""
        source = self._shared("dossier")
        fields = self.read(source, ("champs",))
        kinds = {declared.name: declared.kind for declared in fields}
        for name, kind in HEADER.items():
            if kinds.get(name) != kind:
                told = f"Tout dossier a un champ « {name} » de type « {kind} »."
                raise LibraryError(told, source.mark(("champs", name)))
        return fields

    def read(self, source: Source, keys: Keys, depth: int = 0) -> tuple[Field, ...]:
        """The fields declared under `keys` of a file. Raises LibraryError at their line."""
        return tuple(self._declared(source, keys, _at(source, keys), depth))

    def _declared(
        self, source: Source, keys: Keys, entries: Mapping[str, Any], depth: int
    ) -> Iterator[Field]:
        for name, entry in entries.items():
            if name in RESERVED:
                raise LibraryError(
                    f"« {name} » est un nom réservé.", source.keys.get((*keys, name))
                )
            yield self._field(source, (*keys, name), name, entry, depth)

    def _field(self, source: Source, keys: Keys, name: str, entry: Any, depth: int) -> Field:
        mark = source.keys.get(keys, source.mark(keys))
        if depth > _DEPTH:
            raise LibraryError("Les groupes « comme » s’appellent l’un l’autre.", mark)
        if not isinstance(entry, dict) or ("type" in entry) == ("comme" in entry):
            raise LibraryError(f"Le champ « {name} » a soit « type », soit « comme ».", mark)
        fields: tuple[Field, ...] = ()
        label, kind = entry.get("libelle"), entry.get("type", GROUP)
        if "comme" in entry:
            shared = self._shared(entry["comme"], mark)
            label = label or str(shared.data["libelle"])
            fields = self.read(shared, ("champs",), depth + 1)
        elif kind == GROUP:
            fields = self.read(source, (*keys, "champs"), depth + 1)
        if kind not in _KINDS:
            raise LibraryError(f"Le type « {kind} » n’existe pas : {', '.join(_KINDS)}.", mark)
        if kind == CHOICE and not entry.get("valeurs"):
            raise LibraryError(f"Le choix « {name} » n’a pas de « valeurs ».", mark)
        return Field(
            name=name,
            kind=kind,
            label=label or name,
            mark=mark,
            required=entry.get("requis") == "oui",
            immutable=entry.get("immuable") == "oui",
            required_if=Expression.under(entry, "requis_si", source, keys),
            stage=Stage(entry.get("etape", "signature")),
            fields=fields,
            item=self._item(source, (*keys, "de"), entry, depth) if kind == LIST else None,
            options=entry.get("valeurs", {}),
            least=_bound(entry, "minimum", "entier", mark) or 0,
            min=_bound(entry, "min", kind, mark),
            max=_bound(entry, "max", kind, mark),
            help=entry.get("aide", ""),
            example=entry.get("exemple", ""),
        )

    def _item(self, source: Source, keys: Keys, entry: Mapping[str, Any], depth: int) -> Field:
        """One entry of a list: a declaration of its own, or the fields of a group."""
        shape = entry.get("de")
        mark = source.mark(keys)
        if not isinstance(shape, dict) or not shape:
            raise LibraryError("Une liste dit « de » quoi elle est faite.", mark)
        if isinstance(shape.get("type") or shape.get("comme"), str):
            self.form.check(source, "champ", keys, shape)
            return self._field(source, keys, "entree", shape, depth + 1)
        self.form.check(source, "entree", (*keys[:-1], "de"), {"champs": shape})
        fields = tuple(self._declared(source, keys, shape, depth + 1))
        return Field(name="entree", kind=GROUP, label="Entrée", mark=mark, fields=fields)

    def _shared(self, name: str, mark: Mark | None = None) -> Source:
        if name not in self.sources:
            path = f"schemas/communs/{name}.yaml"
            if not self.library.layers(path):
                raise LibraryError(f"Il n’y a pas de groupe commun « {name} ».", mark)
            source = read(self.library.read(path), path)
            self.form.check(source, "groupe")
            self.sources[name] = source
        return self.sources[name]


def _at(source: Source, keys: Keys) -> Mapping[str, Any]:
    node: Any = source.data
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    if not isinstance(node, dict):
        raise LibraryError("Des champs sont attendus ici.", source.mark(keys))
    return node


def _bound(entry: Mapping[str, Any], key: str, kind: str, mark: Mark) -> Any:
    if not entry.get(key):
        return None
    if kind not in KINDS:
        raise LibraryError(f"« {key}: {entry[key]} » : un champ « {kind} » n’a pas de borne.", mark)
    try:
        return KINDS[kind].parse(entry[key])
    except ParseError as error:
        told = f"« {key}: {entry[key]} » : {continued(str(error))}"
        raise LibraryError(told, mark) from error
