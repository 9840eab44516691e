"""Does a line ten times as long take ten times as long? Hostile lines through each tool, in one process.

usage: python bench/linear.py        exit 1 where a line ten times as long takes more than 40 times as long
"""

from __future__ import annotations

import sys
import time

from arabic_voice_cli import Converter, Normalizer, Phonemizer, Tokenizer
from arabic_voice_cli.formats import outside_markup
from arabic_voice_cli.result import Tool

WORDS = "هَذا الدَّرسُ مُفِيدٌ، "
UNITS = ["ا", "ـ", "َ", "بَ", "ى\u0653", " ـ", "ﷺ", "3", "3a", "كتابي@", "و ا ", "1!", WORDS, "<!--", "<a '", "&a"]
SHORT, TIMES, ALLOWED = 5_000, 10, 40.0


def seconds(tool: Tool, line: str) -> float:
    start = time.process_time()
    tool([line])
    return time.process_time() - start


def main() -> None:
    tools: dict[str, Tool] = {
        "normalize": Normalizer.load(form="search", repeats=1, digits="western"),
        "tokenize": Tokenizer.load("d3"),
        "convert": Converter.load("kuwaiti", diacritize=False),
        "phonemize": Phonemizer.load("kuwaiti", stress=True),
        "markup": outside_markup(Normalizer.load()),
    }
    bad = 0
    for name, tool in tools.items():
        worst, which = 0.0, ""
        for unit in UNITS:
            line = unit * (SHORT // len(unit))
            short = max(min(seconds(tool, line) for _ in range(3)), 0.002)
            ratio = min(seconds(tool, line * TIMES) for _ in range(2)) / short
            if ratio > worst:
                worst, which = ratio, unit
        bad += worst > ALLOWED
        print(f"{name:12} at worst {worst:5.1f}x for a line {TIMES}x as long: {ascii(which)}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
