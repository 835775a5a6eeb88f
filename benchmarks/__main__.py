"""Run every benchmark and print its ratio beside its target."""

from __future__ import annotations

from benchmarks import cold_start, formats

for title, ratio, target in (*cold_start.ratios(), *formats.ratios()):
    met = "tenu" if ratio <= target else "NON TENU"
    print(f"{title:<66} {ratio:5.2f} ×  (objectif ≤ {target} ×, {met})")
