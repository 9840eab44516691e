"""DER and WER of Fadel et al. 2019, as their diacritization_stat.py counts them.

Source: A. Fadel, I. Tuffaha, B. Al-Jawarneh, M. Al-Ayyoub, "Arabic Text Diacritization Using Deep Neural Networks", 2019.
Everything but 36 letters, 8 marks and space parts words, the dagger alef too. A letter has one of 14 classes or none: the
mark that follows it, or the first two if they are shadda and a vowel in either order.
"""

from __future__ import annotations

import re

from ..text import ALEF_WASLA, DAMMA, DAMMATAN, FATHA, FATHATAN, KASRA, KASRATAN, LETTERS, MARKS, SHADDA
from .ratios import Counts
from .robust import Drift, Judged, count_words, robust

_LETTERS = LETTERS.replace(ALEF_WASLA, "")
_FOREIGN = re.compile(f"[^{_LETTERS}{MARKS}]+")
_LEADING = re.compile(f"^[{MARKS}]{{1,2}}")  # the original drops marks without a letter, twice over
_WITH_SHADDA = frozenset(SHADDA + vowel for vowel in (FATHA, FATHATAN, DAMMA, DAMMATAN, KASRA, KASRATAN))
_UNIT = re.compile(f"[{_LETTERS}]([{MARKS}]?[{MARKS}]?)")


def words(line: str) -> list[str]:
    """The words the metric sees: letters and marks only."""
    return [w for w in (_LEADING.sub("", word) for word in _FOREIGN.sub(" ", line).split()) if w]


def classes(word: str) -> list[str]:
    """[letters] the class of each letter: "" or a mark or shadda + vowel."""
    return [_class(marks) for marks in _UNIT.findall(word)]


def _class(marks: str) -> str:
    for pair in (marks, marks[::-1]):
        if pair in _WITH_SHADDA:
            return pair
    return marks[:1]


def fadel(reference: str, hypothesis: str, drift: Drift) -> Counts:
    """One line's counts. Where words or letters differ in number, which the original refuses, `robust` aligns the line."""
    ref_words, hyp_words = words(reference), words(hypothesis)
    ref, hyp = [classes(w) for w in ref_words], [classes(w) for w in hyp_words]
    if [len(w) for w in ref] != [len(w) for w in hyp]:
        differing = drift.lines_text_differs + 1
        counts = robust(" ".join(ref_words), " ".join(hyp_words), drift)
        drift.lines_text_differs = differing
        return counts
    drift.lines += 1
    return count_words([(_judge(a, b), False) for a, b in zip(ref, hyp, strict=True) if a])


def _judge(ref: list[str], hyp: list[str]) -> list[Judged]:
    return [Judged(a != b, not a, i + 1 == len(ref)) for i, (a, b) in enumerate(zip(ref, hyp, strict=True))]
