"""A line as its Arabic letters and the set of marks on each: what diacritization scores compare.

Spelling that carries no mark is levelled first: tatweel, dagger alef, Quranic and other combining signs, and zero-width
characters are dropped, lam-alef ligatures opened, letter + combining madda or hamza composed, alef wasla read as alef.
Marks are a set: their order and repetition do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    COMBINING_SIGNS,
    DAGGER_ALEF,
    DAMMA,
    FATHA,
    FATHATAN,
    HAMZA_ABOVE,
    HAMZA_BELOW,
    KASRA,
    LAM_ALEF,
    LETTERS,
    MADDAH_ABOVE,
    MARKS,
    QURANIC_SIGNS,
    SHADDA,
    SUKUN,
    TATWEEL,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
    ZERO_WIDTH,
)  # fmt: skip

Marks = frozenset[str]
BARE: Marks = frozenset()
_LETTERS = frozenset(LETTERS) - {ALEF_WASLA}
_MARKS = frozenset(MARKS)
_COMPOSED = {
    ALEF + MADDAH_ABOVE: ALEF_MADDA,
    ALEF + HAMZA_ABOVE: ALEF_HAMZA,
    ALEF + HAMZA_BELOW: ALEF_HAMZA_BELOW,
    WAW + HAMZA_ABOVE: WAW_HAMZA,
    YEH + HAMZA_ABOVE: YEH_HAMZA,
}
_COMPOSE = re.compile(f"([{ALEF}{WAW}{YEH}])([{MARKS}]*)([{MADDAH_ABOVE}{HAMZA_ABOVE}{HAMZA_BELOW}])")
_LIGATURES = str.maketrans(LAM_ALEF)
_LEVEL: dict[int, str | None] = dict.fromkeys(map(ord, TATWEEL + DAGGER_ALEF + COMBINING_SIGNS + QURANIC_SIGNS + ZERO_WIDTH))
_LEVEL[ord(ALEF_WASLA)] = ALEF
_ALEFS = str.maketrans(dict.fromkeys(ALEF_HAMZA + ALEF_HAMZA_BELOW + ALEF_MADDA, ALEF))


@dataclass(frozen=True, slots=True)
class Letters:
    """N letters of a line. A word is a run of letters (and their marks) with nothing else between."""

    chars: str
    marks: list[Marks]
    word: list[int]
    """[N] number of the word each letter belongs to, from 0."""

    def first(self, i: int) -> bool:
        """Whether letter i begins its word."""
        return i == 0 or self.word[i - 1] != self.word[i]

    def final(self, i: int) -> bool:
        """Whether letter i ends its word: the place of the case ending."""
        return i + 1 == len(self.chars) or self.word[i + 1] != self.word[i]

    def words(self) -> list[range]:
        """The letters of each word."""
        starts = [i for i in range(len(self.chars)) if self.first(i)]
        return [range(a, b) for a, b in pairwise([*starts, len(self.chars)])]

    def show(self, indices: range) -> str:
        """Letters with their marks, for lists of errors."""
        return "".join(self.chars[i] + "".join(sorted(self.marks[i], key=_ORDER.__getitem__)) for i in indices)


_ORDER = {mark: (mark != SHADDA, mark) for mark in MARKS}


def read_letters(line: str) -> Letters:
    """The letters of a line.

    Fathatan on a word's last alef or alef maksura is moved to the letter before it: كتاباً and كتابًا are the same.
    """
    line = _COMPOSE.sub(_compose, line.translate(_LIGATURES)).translate(_LEVEL)
    chars: list[str] = []
    marks: list[set[str]] = []
    word: list[int] = []
    number, inside = -1, False
    for char in line:
        if char in _LETTERS:
            number += not inside
            inside = True
            chars.append(char)
            marks.append(set())
            word.append(number)
        elif char not in _MARKS:
            inside = False
        elif inside:
            marks[-1].add(char)
    for i in range(1, len(chars)):
        last = i + 1 == len(chars) or word[i + 1] != word[i]
        if last and chars[i] in ALEF + ALEF_MAKSURA and FATHATAN in marks[i] and word[i - 1] == word[i]:
            marks[i].discard(FATHATAN)
            marks[i - 1].add(FATHATAN)
    return Letters("".join(chars), [frozenset(m) for m in marks], word)


def _compose(match: re.Match[str]) -> str:
    """Letter, marks, madda or hamza → the composed letter and its marks; a pair that is no letter stays."""
    letter = _COMPOSED.get(match[1] + match[3])
    return letter + match[2] if letter else match[0]


def same_alefs(letters: str) -> str:
    """Letters with أ إ آ as ا."""
    return letters.translate(_ALEFS)


_IMPLIED = {ALEF: {FATHA}, ALEF_MAKSURA: {FATHA}, WAW: {DAMMA}, YEH: {KASRA}}
_IMPLIED_FREELY = {**_IMPLIED, ALEF_MAKSURA: {FATHA, KASRA}, YEH: {FATHA, KASRA}}


def without_conventions(text: Letters, one_yeh: bool = False) -> list[Marks]:
    """The marks less those that only a writing convention decides.

    Dropped are sukun, every mark on a bare alef that begins a word, and the short vowel that a bare ا ى و ي already
    implies on the letter before it. With ``one_yeh``, ى and ي are spellings of each other: either implies fatha or kasra.
    """
    implied = _IMPLIED_FREELY if one_yeh else _IMPLIED
    marks = [m - {SUKUN} for m in text.marks]
    for i, char in enumerate(text.chars):
        if text.first(i):
            if char == ALEF:
                marks[i] = BARE
        elif not marks[i] and char in implied:
            marks[i - 1] -= implied[char]
    return marks
