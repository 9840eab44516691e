"""What a model gets wrong on the WikiNews development text: `python -m training.diacritize.errors MODEL_DIR [--lines N]`.

Prints the kinds of wrong words with counts, commonest first, and examples of each; a word counts once, under the first
kind that fits. Convention is WikiNews' own (no liaison).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path

from arabic_voice_cli.diacritize import Diacritizer
from arabic_voice_cli.encode import PUNCTUATION
from arabic_voice_cli.text import DAMMA, FATHA, KASRA, SHADDA, SUKUN, TANWIN, shadda_first, split_marks, strip_diacritics

DATA = Path("../shared/data")
CASES = {DAMMA: "-u", FATHA: "-a", KASRA: "-i", SUKUN: "none", "": "bare", TANWIN[0]: "-an", TANWIN[1]: "-un", TANWIN[2]: "-in"}


def kind(gold: str, ours: str, known: bool) -> str:
    """A name for the difference between two readings of the same letters."""
    wanted, got = split_marks(gold), split_marks(ours)
    differs = [i for i, (a, b) in enumerate(zip(wanted, got, strict=True)) if a[1] != b[1]]
    end = len(wanted) - 1
    if wanted[end][0] in "اى" and end and TANWIN[0] in wanted[end - 1][1] + got[end - 1][1]:
        end -= 1
    inside = [i for i in differs if i < end]
    if not inside:
        a, b = (x[end][1].replace(SHADDA, "") for x in (wanted, got))
        return f"ending: {CASES.get(a, a)} read as {CASES.get(b, b)}"
    if not known:
        return "word not in the training text (names, rare words)"
    if all({wanted[i][1], got[i][1]} <= {"", SUKUN, FATHA, KASRA, DAMMA} and "" in (wanted[i][1], got[i][1]) for i in inside):
        return "convention: a mark that the other leaves out"
    if any((SHADDA in wanted[i][1]) != (SHADDA in got[i][1]) for i in inside):
        return "doubling: shadda missing" if any(SHADDA in wanted[i][1] for i in inside) else "doubling: shadda too many"
    if wanted[inside[0]][1] == DAMMA and got[inside[0]][1] == FATHA:
        return "passive (or a noun in u-) read as active (a-)"
    if wanted[inside[0]][1] == FATHA and got[inside[0]][1] == DAMMA:
        return "active (or a noun in a-) read as passive (u-)"
    return "another pattern of vowels inside the word"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--lines", type=int, default=None)
    parser.add_argument("--examples", type=int, default=6)
    args = parser.parse_args()
    seen = {w for path in DATA.glob("diac/msa_*.txt") for w in strip_diacritics(path.read_text("utf-8")).split()}
    seen |= {w for path in DATA.glob("msa_raw/*.txt") for w in strip_diacritics(path.read_text("utf-8")).split()}
    lines = [shadda_first(line) for line in (DATA / "eval" / "wikinews_dev.txt").read_text("utf-8").rstrip("\n").split("\n")[: args.lines]]
    results = Diacritizer.load(args.model, liaison=False)([strip_diacritics(line) for line in lines])
    counts: Counter[str] = Counter()
    examples: defaultdict[str, list[str]] = defaultdict(list)
    words = 0
    for line, result in zip(lines, results, strict=True):
        golds, ours = ([w.strip(PUNCTUATION) for w in text.split()] for text in (line, result.text))
        for i, (gold, our) in enumerate(zip(golds, ours, strict=True)):
            words += bool(re.search("[\u0621-\u064a]", gold))
            if gold == our:
                continue
            name = kind(gold, our, strip_diacritics(gold) in seen)
            counts[name] += 1
            examples[name].append(f"{' '.join(ours[max(0, i - 2) : i])} [{our}, gold {gold}] {' '.join(ours[i + 1 : i + 2])}")
    total = sum(counts.values())
    print(f"{total} of {words} words wrong ({100 * total / words:.2f} %)")
    for name, count in counts.most_common():
        print(f"{count:5} {100 * count / total:5.1f} %  {name}")
        for example in examples[name][:: max(1, count // args.examples)][: args.examples]:
            print("        ", example)


if __name__ == "__main__":
    main()
