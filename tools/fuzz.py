"""Coverage-guided fuzzing, from the examples: `fuzz.py check|draft SECONDES [DOSSIER]`.

Any error that is not a sentence stops it, and leaves the bytes that raised it in the folder, which
is `out/fuzz/` where none is named.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[1]
OUT = ROOT / "out" / "fuzz"
_MOST = "50000"

sys.path.insert(0, str(ROOT / "tests"))
with atheris.instrument_imports(include=["dossiers"]):
    import fuzzing


def seeded(folder: Path) -> Path:
    """The words of YAML and of the procedures; the examples, copied into a folder."""
    for path in ROOT.glob("examples/*/*complet.yaml"):
        (folder / f"{path.parent.name}-{path.name}").write_bytes(path.read_bytes())
    words = folder.parent / "mots"
    quoted = (w.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\x0a") for w in known())
    words.write_text("".join(f'"{word}"\n' for word in quoted), encoding="utf-8")
    return words


def known() -> tuple[str, ...]:
    """What a mutation may insert whole."""
    return (*fuzzing.WORDS, *fuzzing.opener().known)


def main(target: str, seconds: str, folder: str = str(OUT)) -> None:
    """Fuzz for so many seconds; the exit code is that of libFuzzer."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dossiers-fuzz-") as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        words = seeded(corpus)
        options = (f"-max_total_time={seconds}", f"-max_len={_MOST}", f"-dict={words}")
        quiet = (
            "-print_final_stats=1",
            "-verbosity=0",
            f"-artifact_prefix={folder}/",
            "-timeout=60",
        )
        atheris.Setup(
            [sys.argv[0], *options, *quiet, str(corpus)],
            {"check": fuzzing.check, "draft": fuzzing.draft}[target],
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
