"""Every name, filter and test that a template or a criterion reads is declared."""

from __future__ import annotations

from collections.abc import Iterator

from dossiers.composing.wording import placed, template_language
from dossiers.errors import LibraryError
from dossiers.findings import Finding, Mark
from dossiers.language.expressions import Expression, Sentence
from dossiers.language.mistakes import author_error
from dossiers.language.sandbox import AUTHOR_ERRORS, nodes
from dossiers.lint.shapes import Reader, Scope, entry_scope, root_scope
from dossiers.lint.subject import Subject, finding, library_finding
from dossiers.lint.walk import walks
from dossiers.procedures.schema import Field


def check(subject: Subject) -> Iterator[Finding]:
    """Names of templates, of criteria, of conditional fields and pièces."""
    for _, walk in walks(subject):
        yield from walk.problems
    yield from _compiled(subject)
    for expression, scope in expressions(subject):
        yield from expression_mistakes(expression, scope)
    for sentence, scope in sentences(subject):
        yield from sentence_mistakes(sentence, scope)


def expression_mistakes(expression: Expression, scope: Scope) -> Iterator[Finding]:
    """Undeclared names and forbidden operations of an expression that sees a scope."""
    yield from _undeclared(expression.tree(), scope, expression.mark)
    yield from _forbidden(expression)


def sentence_mistakes(sentence: Sentence, scope: Scope) -> Iterator[Finding]:
    """Undeclared names of a sentence that sees a scope, or why it cannot be read."""
    try:
        yield from _undeclared(sentence.tree(), scope, sentence.mark)
    except LibraryError as error:
        yield library_finding("phrase", error, sentence.mark)


def expressions(subject: Subject) -> Iterator[tuple[Expression, Scope]]:
    """Every condition of the procedure file and of its shared groups, with the names it sees."""
    root = root_scope(subject.procedure)
    for criterion in subject.procedure.criteria:
        scope = entry_scope(root, criterion.each)
        yield from ((e, scope) for e in (criterion.applies, criterion.holds) if e is not None)
    asked = [piece.required_if for piece in subject.procedure.pieces]
    asked += [declared.required_if for declared in leaves(subject.procedure.fields)]
    yield from ((condition, root) for condition in asked if condition is not None)


def sentences(subject: Subject) -> Iterator[tuple[Sentence, Scope]]:
    """Every message of the procedure file; the titles are read with their documents."""
    root = root_scope(subject.procedure)
    for criterion in subject.procedure.criteria:
        if criterion.otherwise is not None:
            yield criterion.otherwise, entry_scope(root, criterion.each)


def leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every declaration, at any depth."""
    for declared in fields:
        yield declared
        yield from leaves(declared.fields)
        if declared.item is not None:
            yield from leaves((declared.item,))


def _compiled(subject: Subject) -> Iterator[Finding]:
    """An unknown filter or test shows when a template is compiled."""
    language = template_language(subject.procedure.library, draft=True)
    for name in subject.templates:
        try:
            language.get_template(name)
        except AUTHOR_ERRORS as error:
            told = author_error(error, name)
            located = LibraryError(told.message, placed(subject.procedure.library, told.mark))
            yield library_finding("gabarit", located, Mark(name))


def _undeclared(tree: nodes.Node, scope: Scope, mark: Mark) -> Iterator[Finding]:
    messages: list[str] = []
    reader = Reader(lambda message, _line: messages.append(message), lambda *_: None)
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            reader.read(part, scope)
    yield from (finding("nom", f"{message}.", mark) for message in messages)


def _forbidden(expression: Expression) -> Iterator[Finding]:
    """A threshold is a parameter; a blank is judged by the language, never by a default."""
    tree = expression.tree()
    for number in tree.find_all(nodes.Const):
        if isinstance(number.value, int | float) and number.value not in (0, 1):
            message = f"Le nombre {number.value} d’un critère est un paramètre daté et sourcé."
            yield finding("nombre", message, expression.mark)
    for _ in tree.find_all(nodes.Concat):
        yield finding("operateur", "« ~ » n’est pas admis dans un critère.", expression.mark)
