"""DER and WER of CATT, as its compute_der.py counts them.

Source: F. Alasmary, O. Zaafarani, A. Ghannam, "CATT: Character-based Arabic Tashkeel Transformer", 2024. DER is the edit
distance between the lines' sequences of marks, with an empty one for each space and one for each end of the line, over the
length of the reference sequence; letters do not matter. WER is the edit distance over words. Without case endings the mark
before a space is emptied, not left out, and a line's last word keeps its own.
"""

from __future__ import annotations

import re

from ..text import (
    ALEF,
    ALEF_WASLA,
    DAGGER_ALEF,
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    KASRA,
    KASRATAN,
    LAM_ALEF,
    LETTERS,
    MARKS,
    SHADDA,
    SUKUN,
    TATWEEL,
)  # fmt: skip
from .distance import levenshtein
from .ratios import Counts

Unit = tuple[str, str]
"""(letter, mark or shadda + mark, or nothing)."""
_FOREIGN = re.compile(f"[^{LETTERS}{MARKS}{DAGGER_ALEF}{''.join(LAM_ALEF)} ]")
_START, _END = ("<BOS>", "<B>"), ("<EOS>", "<E>")
_SPACE = (" ", "")
_ORDER = (FATHA, DAMMA, KASRA, FATHATAN, DAMMATAN, KASRATAN)
"""The original swaps vowel and shadda one vowel after another, which matters where a letter has several."""
_SINGLE = (FATHATAN, DAMMATAN, KASRATAN, FATHA, KASRA, DAMMA, SHADDA, SUKUN)
_UNIT = re.compile(f"([^{MARKS}])({SHADDA}[{MARKS}]?|[{MARKS}]?)")


def units(line: str) -> list[Unit]:
    """A line as the metric sees it, with its two ends."""
    text = _FOREIGN.sub(" ", line.replace(TATWEEL, "").replace(ALEF_WASLA, ALEF))
    text = " ".join(text.split()).replace(DAGGER_ALEF, "")
    for vowel in _ORDER:
        text = text.replace(vowel + SHADDA, SHADDA + vowel)
    for mark in _SINGLE:
        text = text.replace(mark * 2, mark)
    return [_START, *((letter, _tag(marks)) for letter, marks in _UNIT.findall(text)), _END]


def _tag(marks: str) -> str:
    return marks if marks[1:] not in (SHADDA, SUKUN) else SHADDA


def without_case_endings(line: list[Unit]) -> list[Unit]:
    """Empty the mark of each letter before a space."""
    return [(unit[0], "") if after == _SPACE else unit for unit, after in zip(line, [*line[1:], _END], strict=True)]


def catt(reference: str, hypothesis: str) -> Counts:
    """One line's counts."""
    ref, hyp = units(reference), units(hypothesis)
    counts: Counts = {}
    for name, a, b in (("ce", ref, hyp), ("noce", without_case_endings(ref), without_case_endings(hyp))):
        words_a, words_b = ("".join(map("".join, line)).split() for line in (a, b))
        counts[f"DER_{name}"] = (levenshtein([tag for _, tag in a], [tag for _, tag in b]), len(a))
        counts[f"WER_{name}"] = (levenshtein(words_a, words_b), len(words_a))
    return counts
