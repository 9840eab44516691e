"""Align name pairs word by word and letter by letter: makes the training file of the back-transliteration model.

usage: python -m training.transliterate.aligned_words PAIRS.tsv OUT.tsv --held-out DEV.tsv … [--arabic TRAIN.tsv …] [--without SOURCE …]

Each line of OUT is ``arabic<TAB>chunk chunk …``: for every Arabic letter the Latin letters it stands for (``-`` for
none), so that the chunks joined are the Latin word, case, accents, hyphens and apostrophes folded away. Alignments are
monotone, found by hard EM from a first guess by sound. A pair that is in a held-out file is left out. Rows of several
words are cut where both sides have as many. `--arabic` adds those rows of other files that are marked as of Arabic origin.
"""

from __future__ import annotations

import argparse
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from arabic_voice_cli.text import ARABIC_WORD, DIACRITICS, TATWEEL

LONGEST_CHUNK = 5
"""Latin letters one Arabic letter may stand for."""
LONGEST_WORD = 16
"""Arabic letters; longer rows are mostly words that lost their space."""
NONE = "-"
UNSEEN = 14.0
"""Cost in nats of a chunk never seen for its letter, and the cost above which a pair is no transliteration, a letter."""
SOUNDS = {
    "ا": "aeiou", "أ": "aeou", "إ": "ei", "آ": "a", "ى": "aei", "ة": "aeh", "ه": "haeu", "ح": "h", "ب": "bp", "پ": "p", "ت": "t", "ط": "t",
    "د": "d", "ض": "d", "ج": "jgdc", "چ": "ct", "غ": "gr", "ق": "qkgc", "گ": "g", "ك": "kcqxg", "خ": "khcjx", "س": "scz", "ص": "s", "ش": "scjx",
    "ز": "zs", "ظ": "z", "ذ": "dtz", "ث": "tsc", "ف": "fvp", "ڤ": "v", "و": "wouva", "ي": "yieja", "ل": "l", "م": "m", "ن": "n", "ر": "r",
    "ع": "a", "ء": "", "ئ": "eiyu", "ؤ": "ou",
}  # fmt: skip
VOWELS = frozenset("aeiouy")

Costs = Mapping[str, Mapping[str, float]]


def fold(text: str) -> str:
    """As the scorer compares: case, accents, hyphens and apostrophes do not count."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[-'’`.]", "", text).split())


def read(path: Path, without: Iterable[str] = (), marked: str = "") -> list[tuple[str, str, str]]:
    """(Arabic, Latin as written, source) of each row; with ``marked`` of those whose flags have this one, and no mismatch."""
    drop = set(without)
    rows = (line.split("\t") for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#"))
    bare = str.maketrans(dict.fromkeys([*DIACRITICS, TATWEEL]))
    return [
        (c[0].translate(bare), c[1], c[4])
        for c in rows
        if re.split("[:/]", c[4])[0] not in drop and (not marked or (marked in c[5] and "mismatch" not in c[5]))
    ]


def words_of(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """(Arabic, Latin folded) of each word of rows that have as many on either side."""
    cut = ((a.split(), fold(b).split()) for a, b, _ in rows)
    return [pair for a, b in cut if len(a) == len(b) for pair in zip(a, b, strict=True)]


def fit(words: Iterable[tuple[str, str]], held_out: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each pair once; none held out."""
    return [
        (a, b)
        for a, b in dict.fromkeys(words)
        if (a, b) not in held_out
        and 2 <= len(a) <= LONGEST_WORD
        and b.isalpha()
        and len(b) <= 24
        and re.fullmatch(rf"{ARABIC_WORD.pattern}+", a)
    ]


def first_guess(letter: str, chunk: str) -> float:
    """Cost before any counting: a chunk begins with a sound of its letter, vowels follow their consonant."""
    if not chunk:
        return 4.0 if letter not in "ءاهعي" else 1.5
    cost = 0.7 * len(chunk)
    if chunk[0] not in SOUNDS.get(letter, ""):
        cost += 6.0
    tail = chunk[1:].lstrip("".join(VOWELS)) if letter in "اأإآوي" else chunk[1:].lstrip("bcdfghjklmnpqrstvwxz")
    return cost + 1.5 * sum(c not in VOWELS for c in tail)


def align(arabic: str, latin: str, costs: Costs | None) -> tuple[float, list[str]]:
    """The cheapest way to cut ``latin`` into one chunk (maybe empty) for each Arabic letter."""
    size = len(latin)
    best = [0.0] + [math.inf] * size
    back: list[list[int]] = []
    for n, letter in enumerate(arabic):
        row = costs.get(letter, {}) if costs is not None else None
        left = (len(arabic) - n - 1) * LONGEST_CHUNK
        new, came = [math.inf] * (size + 1), [0] * (size + 1)
        for j, so_far in enumerate(best):
            if so_far == math.inf:
                continue
            for k in range(max(j, size - left), min(size, j + LONGEST_CHUNK) + 1):
                chunk = latin[j:k]
                cost = so_far + (first_guess(letter, chunk) if row is None else row.get(chunk, UNSEEN))
                if cost < new[k]:
                    new[k], came[k] = cost, j
        best = new
        back.append(came)
    if best[size] == math.inf:
        return math.inf, []
    chunks, k = [], size
    for came in reversed(back):
        chunks.append(latin[came[k] : k])
        k = came[k]
    return best[size], chunks[::-1]


def count(pairs: Iterable[tuple[str, list[str]]]) -> Costs:
    """Costs from counts, in nats."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for arabic, chunks in pairs:
        for letter, chunk in zip(arabic, chunks, strict=True):
            seen[letter][chunk] += 1
    return {a: {c: math.log(sum(row.values()) + 20) - math.log(n) for c, n in row.items() if n > 1} for a, row in seen.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held-out", type=Path, nargs="+", required=True)
    parser.add_argument("--arabic", type=Path, nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--sample", type=int, default=25_000, help="pairs of the first rounds")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    held_out = {(a, fold(b)) for path in args.held_out for a, b, _ in read(path)}
    rows = read(args.pairs, args.without) + [row for path in args.arabic for row in read(path, args.without, "arabic_origin")]
    pairs = fit(words_of(rows), held_out)
    sample = pairs[:: max(1, len(pairs) // args.sample)]
    costs: Costs | None = None
    for n in range(args.rounds + 1):
        last = n == args.rounds
        found = [(a, b, *align(a, b, costs)) for a, b in (pairs if last else sample)]
        fair = [(a, chunks) for a, _, cost, chunks in found if chunks and cost <= (UNSEEN if costs is None else 5.0) * len(a)]
        print(f"round {n}: {len(fair)} of {len(found)} pairs, {sum(f[2] for f in found if f[3]) / len(found):.2f} nats a pair", flush=True)
        costs = count(fair)
    if args.rounds:  # once more, with the counts of all
        found = [(a, b, *align(a, b, costs)) for a, b in pairs]
    with args.out.open("w", encoding="utf-8") as stream:
        kept = 0
        for a, _, cost, chunks in found:
            if chunks and cost <= 5.0 * len(a):
                kept += 1
                print(a, " ".join(c or NONE for c in chunks), sep="\t", file=stream)
    print(f"{kept} of {len(pairs)} pairs written, {len(held_out)} held out")


if __name__ == "__main__":
    main()
