"""Nothing lost: the letters of a text and of its values, counted against those of its blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dossiers.blocks import Block, texts
from dossiers.composing.runs import printed
from dossiers.composing.wording import SENTINEL, Wording
from dossiers.findings import quoted


@dataclass(slots=True)
class Ledger:
    """What of a text went where.

    `signs` are the letters of the text that are no words, `inner` those of values that are blocks;
    `used` and `blocked` are the numbers of the values printed in a line, or as blocks.
    """

    signs: Counter[str] = field(default_factory=Counter)
    inner: Counter[str] = field(default_factory=Counter)
    used: list[int] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)

    def sign(self, text: str) -> None:
        """Count what is no word, such as an anchor or the name of a container."""
        self.signs += _letters(text)

    def block(self, number: int, blocks: Sequence[Block]) -> None:
        """Count a value that has become blocks."""
        self.blocked.append(number)
        self.inner += _counted(blocks)

    def lost(self, wording: Wording, blocks: Sequence[Block]) -> str:
        """What of the text is not in the blocks as often as it was written, nothing if all is.

        A table row with too many cells, for one, would lose its last ones without a word.
        """
        written = Counter(int(m.group(1)) for m in SENTINEL.finditer(wording.text))
        if gone := [wording.values[n] for n in written - Counter([*self.used, *self.blocked])]:
            shown = ", ".join(f"« {quoted(printed(value))} »" for value in gone[:3])
            return f"Valeurs perdues à la mise en forme : {shown}."
        words = _letters(SENTINEL.sub("", wording.text)) + self.inner
        for number in self.used:
            words += _letters(printed(wording.values[number]))
        built = _counted(blocks) + self.signs
        lost, added = "".join(words - built), "".join(built - words)
        return f"Texte perdu : « {lost} » ; ajouté : « {added} »." if lost or added else ""


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


def _counted(blocks: Sequence[Block]) -> Counter[str]:
    return _letters("".join(texts(blocks, markers=False)))
