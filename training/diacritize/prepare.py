"""Encode the training text once: `python -m training.diacritize.prepare OUT.npz [--without NAME …]`.

Reads ../shared/data/diac (gold), the silver labels that `silver.py` wrote, and the evaluation files for monitoring.
OUT holds, for each group, flat arrays over all lines: symbols, labels, and offsets of the lines.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from arabic_voice_cli.encode import CLASSES, SEPARATOR, encode
from arabic_voice_cli.text import DAMMA, DAMMATAN, FATHA, KASRA, KASRATAN

from .conventions import MASKED, Conventions, clean

LONGEST = 100  # words; longer lines are cut, at punctuation where there is some


def pieces(line: str) -> Iterator[list[str]]:
    words = re.sub(r"([،؛؟.,:;!?()\[\]\"«»/])", r" \1 ", line).split()
    while len(words) > LONGEST:
        cut = next((i + 1 for i in range(LONGEST - 1, LONGEST // 2, -1) if words[i] in "،؛؟.:;!?"), LONGEST)
        yield words[:cut]
        words = words[cut:]
    if words:
        yield words


def encode_words(sentences: Iterable[list[tuple[str, Sequence[int]]]], least: int = 4) -> dict[str, np.ndarray]:
    """Sentences as (word, label of each of its characters); those with fewer than ``least`` known labels are left out."""
    symbols, labels, offsets = [], [], [0]
    for words in sentences:
        encoded = encode(" ".join(word for word, _ in words))
        flat = np.array([label for _, known in words for label in known], np.int8)
        at = encoded.symbols != SEPARATOR
        if at.sum() != len(flat) or (flat >= 0).sum() < least:
            continue
        target = np.full(len(at), MASKED, np.int8)
        target[at] = flat
        symbols.append(encoded.symbols)
        labels.append(target)
        offsets.append(offsets[-1] + len(at))
    return {"symbols": np.concatenate(symbols), "labels": np.concatenate(labels), "offsets": np.array(offsets, np.int64)}


def encode_group(lines: Iterable[str], conventions: Conventions, least: int = 4) -> dict[str, np.ndarray]:
    return encode_words(([conventions.labels(w) for w in words] for line in lines for words in pieces(clean(line))), least)


def short(lines: Iterable[str], conventions: Conventions, count: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Words and phrases of up to three words, as people type to try a tool; an ending that only the lost context decides is masked."""
    rng = random.Random(seed)
    spans: set[tuple[str, ...]] = set()
    for line in lines:
        words = list(re.sub(r"([،؛؟.,:;!?()\[\]\"«»/])", r" \1 ", clean(line)).split())
        at, size = rng.randrange(len(words)) if words else 0, rng.choice((1, 1, 2, 3))
        span = tuple(words[at : at + size])
        if span and all(w[0].isalpha() for w in span):
            spans.add(span)
    chosen = sorted(spans)
    rng.shuffle(chosen)
    encoded = encode_group((" ".join(span) for span in chosen[:count]), conventions, least=1)
    last = encoded["offsets"][1:] - 2  # before the separator
    endings = [CLASSES.index(mark) for mark in (FATHA, DAMMA, KASRA, DAMMATAN, KASRATAN)]
    decided = ~np.isin(encoded["labels"][last], endings)
    encoded["labels"][last] = np.where(decided, encoded["labels"][last], MASKED)
    return encoded


def read(paths: Iterable[Path], unique: bool = False) -> Iterator[str]:
    seen: set[str] = set()
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                line = line.strip()
                if line and not (unique and line in seen):
                    if unique:
                        seen.add(line)
                    yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--silver", type=Path, help="folder of silver labels")
    parser.add_argument("--assistant", type=Path, help="expanded assistant templates")
    parser.add_argument("--without", nargs="*", default=[], help="names of sources to leave out (file stems)")
    args = parser.parse_args()
    random.seed(0)

    def files(folder: Path, pattern: str) -> list[Path]:
        return sorted(p for p in folder.glob(pattern) if p.stem not in args.without)

    diac = args.data / "diac"
    conventions = Conventions()
    for line in read(files(diac, "msa_*.txt")):
        conventions.learn(line)
    groups = {
        "news": files(diac, "msa_aljazeera.txt") + files(diac, "msa_arabic_speech_corpus.txt"),
        "msa": [p for p in files(diac, "msa_*.txt") if p.stem not in ("msa_aljazeera", "msa_arabic_speech_corpus")],
        "classical": files(diac, "rel_*.txt"),
        "partial": files(diac / "partial", "*.txt"),
    }
    if args.assistant:
        groups["assistant"] = [args.assistant]
    if args.silver:
        silver = files(args.silver, "*.txt")
        groups["silver_news"] = [p for p in silver if p.stem.startswith(("ant_", "wikipedia"))]
        groups["silver_law"] = [p for p in silver if p.stem == "fiqh"]
        groups["silver"] = [p for p in silver if p not in groups["silver_news"] + groups["silver_law"]]
    arrays: dict[str, np.ndarray] = {}
    for name, paths in groups.items():
        encoded = encode_group(read(paths, unique=True), conventions)
        arrays |= {f"{name}.{key}": value for key, value in encoded.items()}
        print(name, len(encoded["offsets"]) - 1, "lines", int((encoded["symbols"] == SEPARATOR).sum()), "words", flush=True)
    lexicon = list(files(diac / "lexicon", "lex_msa_*.txt"))  # arramooz is GPL: not used
    lines = [*read(groups["msa"] + groups["news"]), *(list(read(lexicon)) * 2), *(list(read(groups.get("assistant", []))) * 2)]
    arrays |= {f"short.{key}": value for key, value in short(lines, conventions, 150_000).items()}
    for name in ("wikinews_dev", "tashkeela_val"):  # monitored, never trained on
        encoded = encode_group(read([args.data / "eval" / f"{name}.txt"]), Conventions())
        arrays |= {f"eval_{name}.{key}": value for key, value in encoded.items()}
    np.savez(args.out, **arrays)


if __name__ == "__main__":
    main()
