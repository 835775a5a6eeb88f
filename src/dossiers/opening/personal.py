"""Personal data that no dossier asks for: found wherever it is written, and never printed.

A social security number (NIR) is told by its form and its key. INSEE's form: sex, year, month of
birth (20 to 42 and 50 to 99 where it is not known), department (2A and 2B in Corsica), commune,
rank, key. A birth date is a presumption: words that announce one, then a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dossiers.findings import Finding, Mark, Severity, Verdict
from dossiers.french.identifiers import compact, nir_holds, siret_holds
from dossiers.reading.source import Keys, Source, Tree, dotted

NIR = "donnees/nir"
BIRTH = "donnees/naissance"

_SHORTEST = 15
_SHORTEST_BIRTH = 10  # « DDN 3/5/48 »
_MASK = "(numéro masqué)"
_GAP = r"[\s.\-/\u2010-\u2013]{0,2}"
_ALONE = r"(?<![^\W_])", r"(?![^\W_])"
_NIR = re.compile(
    _ALONE[0]
    + _GAP.join(
        (
            "[1-478]",
            "[0-9]{2}",
            "(?:0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9])",
            f"(?:(?:[0-9]{{2}}|2[ABab]){_GAP}[0-9]{{3}}|[0-9]{{3}}{_GAP}[0-9]{{2}})",
            "[0-9]{3}",
            "[0-9]{2}",
        )
    )
    + _ALONE[1]
)
# A rank in a list, or the 3 of the national identifiers of structures, before a SIRET.
_BEFORE_SIRET = re.compile(rf"(?:[0-9]{_GAP}|3)(?=[0-9]{{14}}$)")
_DATE = (
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\s?[/.\-]\s?[0-9]{1,2}\s?[/.\-]\s?[0-9]{2,4}"
    r"|[0-9]{1,2}(?:er)?\s+[^\W\d]{3,9}\s+[0-9]{4})"
)
_ENDING = r"(?:e|\(e\)|[·.]e)?"
_BIRTH = re.compile(
    rf"(?i:\bn[ée]{_ENDING}\s+le\s+|\bdate\s+de\s+naissance\b[^0-9\n]{{0,20}}|\bDDN\b\W{{0,5}})"
    rf"{_DATE}"
    rf"|(?i:\bpatient{_ENDING})\b[\s,:]*(?:M\.|[A-ZÀ-Ý][\w’'\-]*)[^;!?\n0-9]{{0,40}}{_DATE}"
)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


@dataclass(frozen=True, slots=True)
class Personal:
    """What was found in a dossier; `hidden` are the values that hold a NIR."""

    hidden: frozenset[Keys]
    findings: tuple[Finding, ...]

    def cleared(self, tree: Tree, keys: Keys = ()) -> Tree:
        """The tree with the hidden values blank, so that nothing prints them."""
        if not self.hidden:
            return tree
        match tree:
            case dict():
                return {name: self.cleared(node, (*keys, name)) for name, node in tree.items()}
            case list():
                return [self.cleared(node, (*keys, n)) for n, node in enumerate(tree)]
            case _:
                return "" if keys in self.hidden else tree


def search(source: Source, label: Callable[[Keys], str]) -> Personal:
    """Look at every value, name and comment of a source. `label` names a field in a sentence."""
    hidden = set()
    findings = []
    known: set[str] = set()
    for keys, text, places in _texts(source):
        if numbers := nirs(text):
            hidden.add(keys)
            known |= set(numbers)
            mark = places.get(keys, source.mark(keys))
            findings.append(_nir_finding(label(keys), mark, keys))
        elif _BIRTH.search(text):
            findings.append(_birth_finding(label(keys), source.mark(keys), keys))
    findings += [
        _nir_finding("Commentaire", mark, ())
        for numbers, mark in _in_comments(source)
        if not known.issuperset(numbers)
    ]
    return Personal(frozenset(hidden), tuple(map(veiled, findings)))


def nirs(text: str) -> tuple[str, ...]:
    """The social security numbers of a text, without spaces.

    >>> nirs("assuré 2 69 05 49 588 157 80, SIRET 732 829 320 00074")
    ('269054958815780',)
    """
    if len(text) < _SHORTEST:
        return ()
    return tuple(_number(found) for found in _NIR.finditer(text) if _is_nir(found))


def masked(text: str) -> str:
    """The text without its social security numbers."""
    return _NIR.sub(lambda found: _MASK if _is_nir(found) else found[0], text)


def veiled(finding: Finding) -> Finding:
    """The finding without any social security number in its words."""
    return replace(finding, message=masked(finding.message), path=masked(finding.path))


def _number(found: re.Match[str]) -> str:
    return re.sub(r"[/\u2010-\u2013]", "", compact(found[0])).upper()


def _is_nir(found: re.Match[str]) -> bool:
    number = _number(found)
    if not nir_holds(number):
        return False
    return not (_BEFORE_SIRET.match(found[0]) and siret_holds(number[1:]))


def _texts(source: Source) -> Iterator[tuple[Keys, str, Mapping[Keys, Mark]]]:
    """Every value and name of a source that is long enough to tell, and where its like stand."""
    waiting: list[tuple[Keys, Tree]] = [((), source.data)]
    while waiting:
        keys, node = waiting.pop()
        match node:
            case str():
                if len(node) >= _SHORTEST_BIRTH:
                    yield keys, node, source.marks
            case list():
                waiting += [((*keys, n), entry) for n, entry in enumerate(node)]
            case dict():
                for name, entry in node.items():
                    path = (*keys, name)
                    waiting.append((path, entry))
                    if len(name) >= _SHORTEST:
                        yield path, name, source.keys


def _in_comments(source: Source) -> Iterator[tuple[tuple[str, ...], Mark]]:
    folder = Path(source.file).parent
    files = [(source.file, source.content)]
    files += [(str(folder / name), content) for name, content in source.included]
    for file, content in files:
        if b"#" not in content or content.startswith(b"PK"):
            continue
        for line, text in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
            comment = _COMMENT.search(text)
            if comment and (numbers := nirs(comment[0])):
                yield numbers, Mark(file, line, comment.start() + 1)


def _nir_finding(label: str, mark: Mark, keys: Keys) -> Finding:
    return Finding(
        rule=NIR,
        severity=Severity.ERROR,
        message=f"{label} : un numéro de sécurité sociale y figure ; le retirer, aucun dossier "
        "n’en demande.",
        mark=mark,
        path=dotted(keys),
        effect=Verdict.INVALID,
    )


def _birth_finding(label: str, mark: Mark, keys: Keys) -> Finding:
    return Finding(
        rule=BIRTH,
        severity=Severity.WARNING,
        message=f"{label} : une date de naissance semble y figurer, à retirer si elle est celle "
        "d’un patient.",
        mark=mark,
        path=dotted(keys),
    )
