"""Letter statistics of native Arabic words: makes ``data/native_letters.json``, the odds against a rewrite.

usage: python -m training.transliterate.learn_native NATIVES.tsv OUT.json

NATIVES has the columns word, freq, variety, source, flags. A letter is predicted from the two before it, in folded
spelling, with the square root of the word's frequency as its weight (between counting words and counting tokens);
unseen combinations back off by Witten and Bell's rule. One string per context holds the costs of all letters.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from arabic_voice_cli.phonetic import fold_arabic

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي$"
"""The folded alphabet and the end of the word; the start is ``^``."""
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""A cost is one of these: its place is five times the cost in nats."""


def main(natives: str, out: str) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    words = 0
    for line in Path(natives).read_text("utf-8").split("\n")[1:]:
        cells = line.split("\t")
        word = fold_arabic(cells[0])
        if len(cells) < 3 or not word or set(word) - set(LETTERS):
            continue
        weight = math.sqrt(float(cells[1] or 1))
        words += 1
        padded = f"^^{word}$"
        for i in range(2, len(padded)):
            for n in range(3):
                counts[padded[i - n : i]][padded[i]] += weight
    memo: dict[str, dict[str, float]] = {}

    def predict(context: str) -> dict[str, float]:
        if context not in memo:
            row = counts[context]
            lower = predict(context[1:]) if context else dict.fromkeys(LETTERS, 1 / len(LETTERS))
            size, kinds = sum(row.values()), len(row) * 3
            memo[context] = {c: (row[c] + kinds * lower[c]) / (size + kinds) for c in LETTERS} if size else lower
        return memo[context]

    costs = {
        context: "".join(DIGITS[min(len(DIGITS) - 1, round(-5 * math.log(p)))] for p in predict(context).values())
        for context in sorted(counts)
        if len(context) == 2 and sum(counts[context].values()) >= 2
    }
    costs[""] = "".join(DIGITS[min(len(DIGITS) - 1, round(-5 * math.log(p)))] for p in predict("").values())
    about = {
        "name": "native-letters",
        "version": "2025.1",
        "license": "CC-BY-SA-4.0",
        "source": f"letter trigram counts over {words} native words: FrequencyWords 2018 (OpenSubtitles), Annotated Gumar, UniMorph",
        "letters": LETTERS,
        "scale": DIGITS,
        "costs": costs,
    }
    Path(out).write_text(json.dumps(about, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
