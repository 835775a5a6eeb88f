"""The tags of a Word model, read as their author typed them, and what is wrong in them.

What docxtpl would print as it is, or would drop with a part of the text without a word, is looked
for here, in the paragraphs themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossiers.composing.word.places import CELL, PARAGRAPH, ROW, TABLE, TEXT, Places, words_of
from dossiers.findings import Mark
from dossiers.formats.ooxml import Element

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_STATEMENT = re.compile(r"\{%(?:(p|tr|tc)(?=\s))?\s*(\w*)")
_WORDS = ("for", "endfor", "if", "elif", "else", "endif", "set")
_HOLDERS = {"p": (PARAGRAPH, "un paragraphe"), "tr": (ROW, "une ligne de tableau"),
            "tc": (CELL, "une case de tableau")}  # fmt: skip
_STRAY = re.compile(r"\{\{|\{%|\}\}|%\}")
_ANOTHER = {"p": "une autre case ou un autre texte", "tr": "un autre tableau",
            "tc": "une autre ligne"}  # fmt: skip
"""Where a passage cannot be closed."""

Mistake = tuple[str, Mark]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag where it stands. `word` is empty for a value; `kind` is `p`, `tr`, `tc` or empty."""

    text: str
    word: str
    kind: str
    paragraph: Element
    mark: Mark

    @property
    def within(self) -> Element | None:
        """What a passage that begins here must end in: a paragraph, a text, a table, a row."""
        match self.kind:
            case "p":
                return self.paragraph.getparent()
            case "tr":
                return next(self.paragraph.iterancestors(TABLE), None)
            case "tc":
                return next(self.paragraph.iterancestors(ROW), None)
            case _:
                return self.paragraph


def tags_of(root: Element, places: Places) -> tuple[Tag, ...]:
    """The tags of a part in reading order."""
    return tuple(_tags(root, places))


def _tags(root: Element, places: Places) -> Iterator[Tag]:
    for paragraph in root.iter(PARAGRAPH):
        for text in TAG.findall(words_of(paragraph)):
            statement = _STATEMENT.match(text)
            kind, word = (statement[1] or "", statement[2]) if statement else ("", "")
            yield Tag(text, word, kind, paragraph, places.of(paragraph))


def mistakes(root: Element, places: Places) -> Iterator[Mistake]:
    """What is wrong in the tags of a part; nothing is known yet of the names that they read."""
    for paragraph in root.iter(PARAGRAPH):
        text = words_of(paragraph)
        yield from ((told, places.of(paragraph)) for told in _braces(text))
    for element in root.iter():
        others = [*element.attrib.values(), *((element.text or "",) if element.tag != TEXT else ())]
        if any(re.search(r"\{[{%]", str(each)) for each in others):
            told = (
                "Une balise ne se met que dans le texte : ni dans un champ de Word, ni dans "
                "une adresse, ni dans le texte de remplacement d’une image."
            )
            yield told, places.of(element)
    tags = tags_of(root, places)
    for tag in tags:
        yield from ((told, tag.mark) for told in _form(tag))
    yield from _alone(tags)
    yield from _passages(tags)


def _braces(text: str) -> Iterator[str]:
    """What is left of braces once whole tags are taken out."""
    bare = TAG.sub("", text)
    if re.search(r"\{#|#\}", bare):
        yield "« {# » n’a pas d’emploi dans un modèle Word : retirer ce signe."
    elif stray := _STRAY.search(bare):
        sign = stray[0]
        pair = {"{{": "}}", "{%": "%}", "}}": "{{", "%}": "{%"}[sign]
        yield f"« {sign} » est seul : « {pair} » est attendu dans le même paragraphe."
    elif re.search(r"[{}]", bare):
        yield "Une accolade manque : une balise s’écrit {{ … }} ou {% … %}."
    for tag in TAG.findall(text):
        if re.search(r"[{}]", tag[2:-2]):
            yield f"Une accolade manque dans « {tag} »."


def _form(tag: Tag) -> Iterator[str]:
    inner = tag.text[2:-2]
    if inner.startswith("-") or inner.endswith("-"):
        yield f"« {tag.text} » joindrait deux paragraphes : écrire la balise sans tiret."
    elif re.match(r"\{\{(?:p|r|tr|tc)\s", tag.text):
        yield f"« {tag.text} » : une valeur n’est que du texte et s’écrit {{{{ … }}}}, sans lettre."
    elif not inner.strip() or (tag.text.startswith("{%") and not tag.word):
        yield f"« {tag.text} » ne dit rien : un champ ou une instruction est attendu."
    elif tag.word in ("p", "tr", "tc"):
        yield f"« {tag.text} » : la lettre se colle à l’accolade, « {{%{tag.word} … %}} »."
    elif tag.word and tag.word not in _WORDS:
        yield (
            f"« {tag.word} » n’est pas une instruction d’un modèle Word ; sont admises : "
            f"{', '.join(_WORDS)}."
        )


def _alone(tags: Sequence[Tag]) -> Iterator[Mistake]:
    """A paragraph, a row or a cell gives way to its tag: whatever else it says would be lost."""
    for tag in tags:
        if tag.kind:
            yield from ((told, tag.mark) for told in _beside(tag, *_HOLDERS[tag.kind]))


def _beside(tag: Tag, kind: str, what: str) -> Iterator[str]:
    around = (tag.paragraph, *tag.paragraph.iterancestors())
    holder = next((each for each in around if each.tag == kind), None)
    if holder is None:
        yield f"« {tag.text} » se met dans un tableau, et il n’y en a pas ici."
        return
    beside = words_of(holder).replace(tag.text, "", 1).strip()
    if TAG.search(beside):
        yield f"« {tag.text} » est seul dans {what} : une autre balise y est, à mettre à part."
    elif beside:
        yield f"« {tag.text} » est seul dans {what} : le texte « {beside[:40]} » serait supprimé."


def _passages(tags: Sequence[Tag]) -> Iterator[Mistake]:
    """Each passage is opened and closed by tags of one kind, in one paragraph, text or table."""
    opened: list[Tag] = []
    for tag in tags:
        if tag.word in ("for", "if"):
            opened.append(tag)
        elif tag.word in ("elif", "else", "endif", "endfor"):
            wanted = "for" if tag.word == "endfor" else "if"
            if not opened:
                told = f"« {tag.text} » ne ferme aucun passage : « {wanted} » manque avant lui."
                yield told, tag.mark
                return
            begun = opened[-1]
            if begun.word != wanted:
                told = f"« {tag.text} » vient avant la fin de « {begun.text} »"
                yield f"{told} : « end{begun.word} » est attendu d’abord.", tag.mark
                return
            yield from ((told, begun.mark) for told in _apart(begun, tag))
            if tag.word.startswith("end"):
                opened.pop()
    for tag in opened:
        yield f"« {tag.text} » n’est pas fermé : « end{tag.word} » manque.", tag.mark


def _apart(begun: Tag, ended: Tag) -> Iterator[str]:
    if begun.kind != ended.kind:
        pair = f"{{%{begun.kind} {ended.word} %}}"
        yield f"« {begun.text} » attend « {pair} », non « {ended.text} » ({ended.mark.where})."
    elif begun.within is not ended.within and not begun.kind:
        yield (
            f"« {begun.text} » est ouvert dans un paragraphe et fermé dans un autre : écrire "
            "« {%p … %} », seul dans un paragraphe, ou « {%tr … %} », seul dans une ligne de "
            "tableau."
        )
    elif begun.within is not ended.within:
        told = f"« {begun.text} » est fermé par « {ended.text} » dans {_ANOTHER[begun.kind]}"
        yield f"{told} ({ended.mark.where})."
