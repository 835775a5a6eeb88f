"""What each expression of a template or of a criterion reads, by the declared fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from dossiers.findings import Mark
from dossiers.judging.telling import FIELDS
from dossiers.language.sandbox import nodes
from dossiers.opening.compared import COMPARED, JUDGED, TEXT, WRITTEN
from dossiers.opening.papers import INSTRUCTION, RECEIVED
from dossiers.procedures.documents import ENTRY, DocumentSpec
from dossiers.procedures.procedure import Procedure
from dossiers.procedures.schema import GROUP, LIST, Field

Condition: TypeAlias = tuple[nodes.Node, bool]
"""A test and the answer under which one reads."""

_KEPT = frozenset({"filtre", "distincts", "parmi"})
LONG = "texte_long"
_DOSSIER = "dossier"
_LOOP = ("index", "first", "last", "length")


@dataclass(frozen=True, slots=True)
class Use:
    """A field read at a line, under conditions; `printed` when its value goes in the text."""

    field: Field
    path: str
    mark: Mark
    conditions: tuple[Condition, ...]
    printed: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What an expression gives: a declared field with its path, or something computed."""

    field: Field | None = None
    path: str = ""

    def child(self, name: str) -> Shape | None:
        """A field of a group; None when it is not declared."""
        if self.field is None:
            return None
        if self.field.kind == _DOSSIER:
            return Shape() if name in FIELDS else None
        found = next((f for f in self.field.fields if f.name == name), None)
        return Shape(found, f"{self.path}.{name}") if found else None

    def entry(self) -> Shape:
        """One entry of a list."""
        if self.field is not None and self.field.item is not None:
            return Shape(self.field.item, f"{self.path}[]")
        return Shape()


Scope: TypeAlias = Mapping[str, Shape]


def root_scope(procedure: Procedure, document: DocumentSpec | None = None) -> dict[str, Shape]:
    """The names that every expression of a procedure sees, and those of a document."""
    mark = Mark(procedure.file)
    scope = {f.name: Shape(f, f.name) for f in procedure.fields}
    scope["parametres"] = Shape(
        _group("parametres", tuple(procedure.parameters), mark), "parametres"
    )
    scope["procedure"] = Shape(_group("procedure", ("id", "titre", "version"), mark), "procedure")
    if procedure.compared:
        scope[COMPARED] = Shape(_compared(mark, written=document is not None), COMPARED)
    _add_document(scope, scope, document, mark)
    return scope


def letter_scope(
    procedure: Procedure, instruction: Procedure, document: DocumentSpec
) -> dict[str, Shape]:
    """The names that a letter about a dossier of a procedure sees, and those of its instruction."""
    own = root_scope(instruction)
    mark = Mark(procedure.file)
    groups = {"valeurs": procedure.fields}
    groups["parametres"] = _group("parametres", tuple(procedure.parameters), mark).fields
    known = (
        Field(n, GROUP if n in groups else "texte", n, mark, fields=groups.get(n, ()))
        for n in FIELDS
    )
    told = Field(RECEIVED, GROUP, RECEIVED, mark, fields=tuple(known))
    scope = {
        **instruction_scope(instruction),
        RECEIVED: Shape(told, RECEIVED),
        "parametres": own["parametres"],
        "procedure": own["procedure"],
    }
    _add_document(scope, own, document, mark)
    return scope


def instruction_scope(instruction: Procedure) -> dict[str, Shape]:
    """The name under which a letter sees the dossier that writes it."""
    mark = Mark(instruction.file)
    held = Field(INSTRUCTION, GROUP, INSTRUCTION, mark, fields=instruction.fields)
    return {INSTRUCTION: Shape(held, INSTRUCTION)}


def _add_document(
    scope: dict[str, Shape], own: Scope, document: DocumentSpec | None, mark: Mark
) -> None:
    signatories = document.signatories if document else ()
    scope["signataires"] = Shape(_signatories(own, signatories, mark), "signataires")
    if document and document.each:
        scope[ENTRY] = _at(own, document.each).entry()


def entry_scope(scope: Scope, each: str) -> dict[str, Shape]:
    """The same names, and that of an entry of a list where the path of one is given."""
    return {**scope, ENTRY: _at(scope, each).entry()} if each else dict(scope)


def _at(scope: Scope, path: str) -> Shape:
    """The shape at a dotted path; that of nothing declared where it leads nowhere."""
    first, *rest = path.split(".")
    shape = scope.get(first)
    for key in rest:
        shape = shape and shape.child(key)
    return shape or Shape()


def _group(name: str, names: tuple[str, ...], mark: Mark) -> Field:
    fields = tuple(Field(n, LONG if n == TEXT else "texte", n, mark) for n in names)
    return Field(name, GROUP, name, mark, fields=fields)


def _compared(mark: Mark, *, written: bool) -> Field:
    """What is known of two dossiers compared; documents know more than criteria."""
    lists = tuple(
        Field(name, LIST, name, mark, item=_group(name, names, mark))
        for name, names in (WRITTEN if written else JUDGED).items()
    )
    whole = (Field(TEXT, LONG, TEXT, mark),) if written else ()
    return Field(COMPARED, GROUP, COMPARED, mark, fields=(*lists, *whole))


def _signatories(scope: Scope, paths: tuple[str, ...], mark: Mark) -> Field:
    """A list whose entries have the fields that every signatory has."""
    groups = []
    for path in paths:
        shape = _at(scope, path)
        if shape.field:
            groups.append(shape.field.item or shape.field)
    shared = set.intersection(*({f.name for f in g.fields} for g in groups)) if groups else set()
    fields = tuple(f for f in groups[0].fields if f.name in shared) if groups else ()
    item = Field("signataire", GROUP, "Signataire", mark, fields=fields)
    return Field("signataires", LIST, "Signataires", mark, item=item)


@dataclass(frozen=True, slots=True)
class Reader:
    """Resolves expressions; `undeclared(message, line)` is told each name that means nothing."""

    undeclared: Callable[[str, int], None]
    use: Callable[[Shape, int, bool], None]

    def read(self, node: nodes.Node, scope: Scope, *, printed: bool = False) -> Shape:
        """The shape of an expression, each field that it reads being told to `use`."""
        match node:
            case nodes.Name():
                return self._name(node, scope, printed=printed)
            case nodes.Getattr():
                return self._attribute(node, scope, printed=printed)
            case nodes.Filter():
                return self._filter(node, scope, printed=printed)
            case nodes.CondExpr():
                self.read(node.test, scope)
                for branch in (node.expr1, node.expr2):
                    if branch is not None:
                        self.read(branch, scope, printed=printed)
                return Shape()
            case _:
                for child in node.iter_child_nodes():
                    self.read(child, scope, printed=False)
                return Shape()

    def _name(self, node: nodes.Name, scope: Scope, *, printed: bool) -> Shape:
        shape = scope.get(node.name)
        if shape is None:
            self.undeclared(f"Le nom « {node.name} » n’est pas déclaré", node.lineno)
            return Shape()
        self.use(shape, node.lineno, printed)
        return shape

    def _attribute(self, node: nodes.Getattr, scope: Scope, *, printed: bool) -> Shape:
        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            if node.attr not in _LOOP:
                self.undeclared(f"« loop.{node.attr} » n’existe pas", node.lineno)
            return Shape()
        holder = self.read(node.node, scope)
        if holder.field is None:
            return Shape()
        child = holder.child(node.attr)
        if child is None:
            self.undeclared(
                f"« {holder.path}.{node.attr} » n’est pas un champ déclaré", node.lineno
            )
            return Shape()
        self.use(child, node.lineno, printed)
        return child

    def _filter(self, node: nodes.Filter, scope: Scope, *, printed: bool) -> Shape:
        assert node.node is not None  # noqa: S101 - only `{% filter %}` blocks have none
        keeps = node.name in _KEPT or node.name == "champ"
        shape = self.read(node.node, scope, printed=printed and not keeps)
        for argument in node.args:
            self.read(argument, scope)
        if node.name in ("champ", "filtre") and shape.field is not None and node.args:
            name = node.args[0]
            child = shape.entry().child(name.value) if isinstance(name, nodes.Const) else None
            if child is None:
                self.undeclared(f"Les entrées de « {shape.path} » n’ont pas ce champ", node.lineno)
                return Shape()
            self.use(child, node.lineno, printed)
            if node.name == "champ" and child.field is not None:
                values = replace(shape.field, item=child.field) if shape.field else None
                return Shape(values, child.path)
        return shape if keeps else Shape()


def shape_of(tree: nodes.Template, scope: Scope) -> Shape:
    """What the one printed value of a tree is."""
    output = next(tree.find_all(nodes.Output))
    return Reader(lambda *_: None, lambda *_: None).read(output.nodes[0], scope)
