"""Inner vowels of well-known words: `python -m training.diacritize.fixed DATA.npz OUT.npz`.

The teacher reads some frequent names and terms wrong wherever they stand (السَّعُودية, أَغسطس). On silver labels, every
letter but the last of a word of `fixed_words.txt`, also after proclitics, gets the marks that the list gives; the ending
stays the teacher's.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from arabic_voice_cli.encode import CLASSES, encode
from arabic_voice_cli.text import FATHA, SHADDA, SUN_LETTERS, shadda_first

from .conventions import MASKED
from .conventions import split as split_word
from .foreign import ROWS, hashes

WORDS = Path(__file__).with_name("fixed_words.txt")
NISBA = ("ي", "ية", "يون", "يين", "يا", "يات")
PROCLITICS = ("و", "ف", "ب", "ك", "ول", "وب", "فب")
"""Written before a word without article, and before one with it when they do not change it (ل does)."""
_YEH = CLASSES.index(SHADDA + FATHA)


def forms() -> Iterator[tuple[str, list[int]]]:
    """(letters, their classes), MASKED where the list says nothing."""
    for line in WORDS.read_text("utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        bare, classes = split_word(shadda_first(line.removesuffix("~")))
        known = list(classes)
        if not line.endswith("~"):
            yield bare, [*known[:-1], MASKED]
            continue
        for ending in NISBA:
            after = [MASKED] if ending == "ي" else [_YEH if ending in ("ية", "يا", "يات") else MASKED] + [MASKED] * (len(ending) - 1)
            yield bare + ending, [*known, *after]


def with_proclitics() -> Iterator[tuple[str, list[int]]]:
    for bare, classes in forms():
        yield bare, classes
        before = PROCLITICS if bare.startswith("ال") else (*PROCLITICS, "ل")
        for proclitic in before:
            yield proclitic + bare, [MASKED] * len(proclitic) + classes
        if bare.startswith("ال"):  # لل: the article's alif falls
            lam = [MASKED] if bare[2] in SUN_LETTERS else classes[1:2]
            yield "ل" + bare[1:], [MASKED, *lam, *classes[2:]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    table, spelled = {}, {}
    for bare, classes in with_proclitics():
        key = int(encode(bare).hashes(ROWS)[0])
        table[key], spelled[key] = np.array(classes, np.int8), bare
    keys = np.array(sorted(table), np.int64)
    arrays = dict(np.load(args.data))
    for group in sorted({name.split(".")[0] for name in arrays if name.startswith("silver")}):
        labels = arrays[f"{group}.labels"]
        found, last = hashes(arrays[f"{group}.symbols"])
        words = 0
        wrong: Counter[int] = Counter()
        for i in np.flatnonzero(np.isin(found, keys)).tolist():
            wanted = table[int(found[i])]
            own = labels[last[i] - len(wanted) + 1 : last[i] + 1]
            take = (wanted != MASKED) & (own != MASKED)
            wrong[int(found[i])] += bool((own[take] != wanted[take]).any())
            words += 1
            own[take] = wanted[take]
        print(group, words, "words,", wrong.total(), "changed:", *(f"{spelled[k]} {n}" for k, n in wrong.most_common(60)), flush=True)
    np.savez(args.out, **arrays)


if __name__ == "__main__":
    main()
