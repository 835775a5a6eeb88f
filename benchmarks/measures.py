"""What was measured, beside its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """`ratio` is to be at most `most`, or at least `least`; with neither it is only told.

    Against a `rival`, more than 1 is won, less is lost.
    """

    title: str
    ratio: float
    most: float | None = None
    least: float | None = None
    rival: bool = False

    def __str__(self) -> str:
        if self.most is not None:
            said = f"objectif ≤ {self.most} ×, {_met(self.ratio <= self.most)}"
        elif self.least is not None:
            said = f"objectif ≥ {self.least} ×, {_met(self.ratio >= self.least)}"
        elif self.rival:
            said = f"pour mémoire, {'gagné' if self.ratio >= 1 else 'PERDU'}"
        else:
            said = "pour mémoire"
        return f"{self.title:<68} {self.ratio:6.2f} ×  ({said})"


@dataclass(frozen=True, slots=True)
class Growth:
    """The seconds that each size took, and their slope on logarithmic axes, to be `most`."""

    title: str
    sizes: Sequence[int]
    seconds: Sequence[float]
    slope: float
    most: float

    def __str__(self) -> str:
        each = ", ".join(
            f"{size} : {1000 * spent / size:.2f}"
            for size, spent in zip(self.sizes, self.seconds, strict=True)
        )
        said = f"objectif ≤ {self.most}, {_met(self.slope <= self.most)}"
        return (
            f"{f'{self.title}, ms par dossier ({each}), pente':<68} {self.slope:6.2f}    ({said})"
        )


def _met(holds: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "tenu" if holds else "NON TENU"
