"""A measured ratio beside its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """`ratio` is to be at most `most`, or at least `least`; with neither it is only told."""

    title: str
    ratio: float
    most: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        if self.most is not None:
            said = f"objectif ≤ {self.most} ×, {_met(self.ratio <= self.most)}"
        elif self.least is not None:
            said = f"objectif ≥ {self.least} ×, {_met(self.ratio >= self.least)}"
        else:
            said = "pour mémoire"
        return f"{self.title:<68} {self.ratio:6.2f} ×  ({said})"


def _met(holds: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "tenu" if holds else "NON TENU"
