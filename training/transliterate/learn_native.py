"""A model of native Arabic words: makes ``models/native-words/costs.json``, the odds against a rewrite.

usage: python -m training.transliterate.learn_native NATIVES.tsv PAIRS.tsv OUT.json TEXT.txt …

Letters: each is predicted from the two before it, over the words of NATIVES (word, freq, variety, source, flags), with
the square root of the word's frequency as weight (between counting words and counting tokens); unseen combinations
back off by Witten and Bell's rule. Words: what is frequent in the TEXTs, native by NATIVES and no name in PAIRS, and
likelier than its letters say, has its own cost. Everything in folded spelling.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

from arabic_voice_cli.text import ARABIC_WORD
from arabic_voice_cli.transliterate.native import key
from arabic_voice_cli.transliterate.phonetic import arabic_key, fold_arabic

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي$"
"""The folded alphabet and the end of the word; the start is ``^``."""
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""A cost is one of these: its place is four times the cost in nats."""

SHORT = 4
"""Consonants of the longest words listed: longer ones hardly ever read like a name."""


def digit(p: float) -> str:
    return DIGITS[min(len(DIGITS) - 1, round(-4 * math.log(p)))]


def read_natives(path: Path) -> dict[str, float]:
    words: dict[str, float] = {}
    for line in path.read_text("utf-8").split("\n")[1:]:
        cells = line.split("\t")
        if len(cells) > 2:
            word = fold_arabic(cells[0])
            if word and not set(word) - set(LETTERS):
                words[word] = max(words.get(word, 0.0), float(cells[1] or 1))
    return words


def read_names(path: Path, without: set[str]) -> set[str]:
    """Arabic spellings of foreign names that are no native words besides."""
    names = set()
    for line in path.read_text("utf-8").split("\n")[1:]:
        cells = line.split("\t")
        if len(cells) > 5 and "homograph" not in cells[5] and "arabic_origin" not in cells[5] and cells[4] not in without:
            names.add(fold_arabic(cells[0]))
    return names


def letter_costs(natives: dict[str, float]) -> tuple[dict[str, str], dict[str, dict[str, float]]]:
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for word, freq in natives.items():
        padded = f"^^{word}$"
        for i in range(2, len(padded)):
            for n in range(3):
                counts[padded[i - n : i]][padded[i]] += math.sqrt(freq)
    memo: dict[str, dict[str, float]] = {}

    def predict(context: str) -> dict[str, float]:
        if context not in memo:
            row = counts[context]
            lower = predict(context[1:]) if context else dict.fromkeys(LETTERS, 1 / len(LETTERS))
            size, kinds = sum(row.values()), len(row) * 3
            memo[context] = {c: (row[c] + kinds * lower[c]) / (size + kinds) for c in LETTERS} if size else lower
        return memo[context]

    contexts = ["", *sorted(c for c in counts if len(c) == 2 and sum(counts[c].values()) >= 2)]
    rows = {context: predict(context) for context in contexts}
    return {context: "".join(map(digit, row.values())) for context, row in rows.items()}, rows


def spelled(word: str, rows: dict[str, dict[str, float]]) -> float:
    before, total = "^^", 0.0
    for letter in word + "$":
        total -= math.log(rows.get(before, rows[""])[letter])
        before = before[1:] + letter
    return total


def covered(word: str, p: float, seen: Counter[str], total: int) -> bool:
    """Whether the word without its proclitic says as much: at run time proclitics are taken off first."""
    return any(
        word.startswith(clitic)
        and len(word) > len(clitic) + 2
        and -math.log(max(1, seen[word[len(clitic) :]]) / total) + 2 < -math.log(p) + 1
        for clitic in ("و", "ف", "ب", "ل", "ال", "وال", "بال", "فال", "لل")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("natives", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--without", action="append", default=[], metavar="SOURCE", help="leave a source of PAIRS out")
    parser.add_argument("--least", type=int, default=12, help="occurrences a word must have")
    args = parser.parse_args()
    natives = read_natives(args.natives)
    packed, rows = letter_costs(natives)
    tokens: Counter[str] = Counter()
    find = re.compile(ARABIC_WORD.pattern)
    for text in args.texts:
        tokens.update(found[0] for found in find.finditer(text.read_text("utf-8")))
    seen: Counter[str] = Counter()
    for word, count in tokens.items():
        seen[fold_arabic(word)] += count
    total = sum(seen.values())
    names = read_names(args.pairs, set(args.without))
    words: dict[str, list[str]] = defaultdict(list)
    extra = {w for line in (Path(__file__).parent / "native_extra.txt").read_text("utf-8").split("\n")[1:] for w in line.split()}
    seen.update(dict.fromkeys(extra, args.least))
    for word, count in sorted(seen.items()):
        listed = word in extra or (word in natives and word not in names)
        if count >= args.least and listed and len(arabic_key(word)) <= SHORT:
            p = count / total
            if word in extra or (-math.log(p) < spelled(word, rows) - 1.5 and not covered(word, p, seen, total)):
                words[digit(p)].append(f"{key(word):08x}")
    about = {
        "name": "native-words",
        "version": "2025.1",
        "letters": LETTERS,
        "scale": DIGITS,
        "costs": packed,
        "words": {d: " ".join(sorted(words[d])) for d in sorted(words)},
    }
    args.out.write_text(json.dumps(about, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{total} tokens, {sum(map(len, words.values()))} words")


if __name__ == "__main__":
    main()
