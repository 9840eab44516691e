"""Foreign names in Arabic letters, from lists of Arabic–Latin pairs: whole words that look as if they had clitics (باراك, كارولينا)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from arabic_voice_cli.text import ARABIC_WORD, LETTERS
from arabic_voice_cli.tokenize.segment import STEM, Clitics, one_shape

LISTS = ("pairs_netranslit_train", "pairs_google_train", "pairs_geonames", "pairs_arwikicats")
"""Lists of persons and places whose publishers let them be used: CC0, Apache-2.0, CC BY 4.0, MIT."""
NATIVE = ("native_homograph", "arabic_origin?", "mismatch")
"""Flags of rows that may be Arabic words, or no names."""
SHORTEST = 4
COMMON = 8
"""Count from which on a string is a common word."""
_LETTER_NAMES = ("إيه", "اي", "بي", "سي", "دي", "إي", "إف", "اف", "جي", "إتش", "آي", "كي", "إل", "ال", "إم", "ام", "إن", "ان", "أو", "كيو", "آر", "إس", "اس", "تي", "يو", "في", "إكس")  # fmt: skip
_PROCLITICS = {"و": "CONJ", "ب": "PREP", "ل": "PREP", "ك": "PREP", "ف": "CONJ"}
_OFTEN = 0.2
"""Share of names with a proclitic."""

Piece = tuple[str, str]


def foreign_names(folder: Path, fits: Callable[[str], bool], without: set[str]) -> list[str]:
    """Single words of the lists, in order, each once; ``fits`` says no to those that are rather Arabic words."""
    found: dict[str, None] = {}
    for name in LISTS:
        path = folder / f"{name}.tsv"
        if name in without or not path.is_file():
            continue
        for row in path.read_text("utf-8").split("\n")[1:]:
            cells = row.split("\t")
            if len(cells) > 5 and not any(flag in cells[5] for flag in NATIVE):
                for word in ARABIC_WORD.findall(cells[0]):
                    if len(word) >= SHORTEST and set(word) <= set(LETTERS) and not word.startswith("ال"):
                        found[word] = None
    return [word for word in found if fits(word)]


def common_inside(word: str, clitics: Clitics, count: Callable[[str], int]) -> bool:
    """Whether a cut leaves a stem of four letters or more that is a common word: such a name is rather a word."""
    return any(len(c.stem) > 3 and c.stem != word and count(c.stem) >= COMMON for c in clitics.cuts(one_shape(word)))


def letters_named(rng: random.Random) -> list[list[Piece]]:
    """An abbreviation read letter by letter: بي بي سي, إم بي سي."""
    names = [rng.choice(_LETTER_NAMES) for _ in range(rng.choice((2, 3, 3)))]
    if rng.random() < 0.5:
        names[rng.randrange(len(names))] = "بي"
    return [[(name, STEM)] for name in names]


def called(rng: random.Random, names: list[str]) -> Iterator[list[Piece]]:
    """One name or two (first and last), the first now and then with a proclitic; or an abbreviation."""
    if rng.random() < 0.08:
        yield from letters_named(rng)
        return
    for i in range(rng.choice((1, 1, 2))):
        name = rng.choice(names)
        if not i and rng.random() < _OFTEN:
            letters = rng.choice(sorted(_PROCLITICS))
            yield [(letters, _PROCLITICS[letters]), (name, STEM)]
        else:
            yield [(name, STEM)]
