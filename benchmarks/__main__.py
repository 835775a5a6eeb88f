"""Run every benchmark and print its ratio beside its target."""

from __future__ import annotations

from benchmarks import candidacies, cold_start, formats, linear, many, office, portfolio

for benchmark in (cold_start, formats, office, many, linear, candidacies, portfolio):
    for measure in benchmark.measures():
        print(measure, flush=True)
