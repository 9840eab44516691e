"""What a word's own marks say about its clitics: وُجد is not و + جد, and كِتاب not ك + تاب."""

from __future__ import annotations

from ..tables import Row
from ..text import ALEF, ALEF_MAKSURA, DAMMA, FATHA, KASRA, SHADDA, SUKUN, TANWIN, TATWEEL, TEH_MARBUTA, YEH, split_marks
from .segment import Cut

_NAMES = {"fatha": FATHA, "damma": DAMMA, "kasra": KASRA, "sukun": SUKUN}
_LONG = ALEF + ALEF_MAKSURA + YEH
_TANWIN = set(TANWIN)


def marks_allow(word: str, cuts: list[Cut]) -> list[Cut]:
    """The cuts that the marks of ``word`` do not contradict."""
    if word.isalpha():  # no mark: most words of most texts
        return cuts
    marks = [(letter, set(own)) for letter, own in split_marks(word) if letter != TATWEEL]
    return [c for c in cuts if _fits(c, marks)]


def _fits(cut: Cut, marks: list[tuple[str, set[str]]]) -> bool:
    at = 0
    for row in cut.proclitics:
        if not _carries(row, marks[at : at + len(row["piece"])]):
            return False
        at += len(row["piece"])
    at = cut.end
    for row in cut.enclitics:
        if not _carries(row, marks[at : at + len(row["piece"])]) or not _meets_stem(row, marks[at - 1]):
            return False
        at += len(row["piece"])
    return True


def _carries(row: Row, marks: list[tuple[str, set[str]]]) -> bool:
    """Whether a clitic may carry these marks."""
    own = marks[0][1]
    if own & _TANWIN or (SHADDA in own and row["class"] != "PRON_1S"):  # عليّ
        return False
    if row["class"] == "DET" and len(marks) > 1 and marks[1][1] & {FATHA, DAMMA, SHADDA}:
        return False  # the article's ل has no vowel of its own: ال, but أَلَم
    return row["vowel"] == "*" or not own - {SHADDA} or bool(own & {_NAMES[name] for name in row["vowel"].split()})


def _meets_stem(row: Row, before: tuple[str, set[str]]) -> bool:
    """Before "my" the stem's letter has a kasra or is a long vowel; before no pronoun has it tanwin, or is it ة."""
    letter, own = before
    if own & _TANWIN or letter == TEH_MARBUTA:
        return False
    return row["class"] != "PRON_1S" or row["piece"] != YEH or letter in _LONG or not own & {FATHA, DAMMA, SUKUN}
