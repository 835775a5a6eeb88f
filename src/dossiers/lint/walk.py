"""A template's tree in reading order: each field used, each run of words, under its conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dossiers.composing.wording import path_of
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.language.expressions import Sentence
from dossiers.language.sandbox import nodes
from dossiers.lint.shapes import Condition, Reader, Scope, Shape, Use, letter_scope, root_scope
from dossiers.lint.subject import Subject, Template, finding, library_finding
from dossiers.procedures.documents import DocumentSpec


@dataclass(frozen=True, slots=True)
class Words:
    """A run of the template's own words."""

    text: str
    mark: Mark
    conditions: tuple[Condition, ...]


@dataclass(slots=True)
class Walk:
    """What a document reads and says, its included passages in their places."""

    subject: Subject
    uses: list[Use] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    included: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, subject: Subject, document: DocumentSpec) -> Walk:
        """Walk through a document's title and template; nothing is raised."""
        walk = cls(subject)
        if document.letter and not subject.letter_writers:
            return walk  # told by the proof on letters
        scope = walk.scope(document)
        walk.title(document.title, scope)
        if document.applies:
            walk.expression(document.applies.tree(), document.applies.mark, scope)
        for template in subject.written(document):
            walk.included.add(template.name)
            banded = {**scope, "titre": Shape(), "modele": Shape()} if template.band else scope
            walk.body(template.tree.body, banded, (), template)
        return walk

    def scope(self, document: DocumentSpec) -> Scope:
        """The names that a document sees."""
        procedure = self.subject.procedure
        if document.letter:
            return letter_scope(procedure, self.subject.letter_writers[0].procedure, document)
        return root_scope(procedure, document)

    def title(self, title: Sentence, scope: Scope) -> None:
        """Read the title, which sees what the template sees."""
        try:
            self.expression(title.tree(), title.mark, scope)
        except LibraryError as error:
            self.problems.append(library_finding("phrase", error, title.mark))

    def expression(self, tree: nodes.Template, mark: Mark, scope: Scope) -> None:
        """Read what stands in the procedure file."""

        def undeclared(message: str, _line: int) -> None:
            self.problems.append(finding("nom", f"{message}.", mark))

        def use(shape: Shape, _line: int, _printed: bool) -> None:  # noqa: FBT001 - as it is called
            if shape.field is not None:
                self.uses.append(Use(shape.field, shape.path, mark, (), printed=False))

        reader = Reader(undeclared, use)
        for part in (part for line in tree.find_all(nodes.Output) for part in line.nodes):
            reader.read(part, scope)

    def body(  # noqa: C901 - one case a node
        self,
        body: list[nodes.Node],
        scope: Scope,
        conditions: tuple[Condition, ...],
        template: Template,
    ) -> None:
        """Read nodes in order; a `set` holds for those that follow."""
        scope = dict(scope)
        for node in body:
            match node:
                case nodes.Output():
                    self._output(node, scope, conditions, template)
                case nodes.If():
                    self._branches(node, scope, conditions, template)
                case nodes.For():
                    shape = self.read(node.iter, scope, conditions, template)
                    inner = {**scope, "loop": Shape()}
                    if isinstance(node.target, nodes.Name):
                        inner[node.target.name] = shape.entry()
                    self.body(node.body, inner, conditions, template)
                case nodes.Assign():
                    shape = self.read(node.node, scope, conditions, template)
                    if isinstance(node.target, nodes.Name):
                        scope[node.target.name] = shape
                case nodes.AssignBlock():
                    self.body(node.body, scope, conditions, template)
                    if isinstance(node.target, nodes.Name):
                        scope[node.target.name] = Shape()
                case nodes.Include():
                    self._include(node, scope, conditions, template)
                case _:
                    self.tell("balise", "Cette balise n’est pas admise", template, node.lineno)

    def _output(
        self,
        node: nodes.Output,
        scope: Scope,
        conditions: tuple[Condition, ...],
        template: Template,
    ) -> None:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self.words.append(Words(part.data, template.mark(part.lineno), conditions))
            else:
                self.read(part, scope, conditions, template, printed=True)

    def _branches(
        self, node: nodes.If, scope: Scope, conditions: tuple[Condition, ...], template: Template
    ) -> None:
        self.read(node.test, scope, conditions, template)
        self.body(node.body, scope, (*conditions, (node.test, True)), template)
        before = (*conditions, (node.test, False))
        for other in node.elif_:
            self.read(other.test, scope, before, template)
            self.body(other.body, scope, (*before, (other.test, True)), template)
            before = (*before, (other.test, False))
        self.body(node.else_, scope, before, template)

    def _include(
        self,
        node: nodes.Include,
        scope: Scope,
        conditions: tuple[Condition, ...],
        template: Template,
    ) -> None:
        name = node.template.value if isinstance(node.template, nodes.Const) else ""
        path = path_of(str(name))
        target = self.subject.templates.get(path)
        if target is None:
            self.tell("passage", f"Le passage « {name} » n’existe pas", template, node.lineno)
            return
        self.included.add(path)
        self.body(target.tree.body, scope, conditions, target)

    def read(
        self,
        node: nodes.Node,
        scope: Scope,
        conditions: tuple[Condition, ...],
        template: Template,
        *,
        printed: bool = False,
    ) -> Shape:
        """Read an expression and note what it uses."""

        def use(shape: Shape, line: int, printed: bool) -> None:  # noqa: FBT001 - as it is called
            if shape.field is not None:
                mark = template.mark(line)
                self.uses.append(Use(shape.field, shape.path, mark, conditions, printed))

        reader = Reader(lambda message, line: self.tell("nom", message, template, line), use)
        return reader.read(node, scope, printed=printed)

    def tell(self, rule: str, message: str, template: Template, line: int) -> None:
        """Note a mistake at a line of a template."""
        self.problems.append(finding(rule, f"{message}.", template.mark(line)))


def walks(subject: Subject) -> Iterator[tuple[DocumentSpec, Walk]]:
    """The walk of each document and letter."""
    procedure = subject.procedure
    for document in (*procedure.documents, *procedure.letters):
        yield document, Walk.of(subject, document)
