"""What spelling hides at a seam between stem and clitic: سيارتي stands for سيارة + ي, رماه for رمى + ه, للغة for ل + ال + لغة.

The letters in question have more than one source (بيته, but سيارته), so the form that is the more frequent word wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..text import ALEF, ALEF_MAKSURA, HAMZA, LAM, TEH, TEH_MARBUTA, WAW, WAW_HAMZA, YEH_HAMZA
from .segment import Segment, coarse

Count = Callable[[str], int]
"""How frequent a string is as a word by itself, roughly log2."""

NOUN = 5
"""A string ending in و that is at least this frequent is taken for a word (عضو); a rarer one for a careless شافوا."""


class Restorer:
    """Forms of stems. ``spellings`` holds what no rule can tell: علي before a pronoun → على."""

    def __init__(self, count: Count, spellings: Mapping[str, str]) -> None:
        self.count = count
        self.spellings = spellings

    def form(self, stem: Segment, before: Segment | None, after: Segment | None) -> str:
        """A stem's form between its neighbours; None is the word's edge or a neighbour that was not split off."""
        letters = stem.letters
        if before is not None and before.label == "PREP" and before.letters == LAM and letters in self.spellings:
            return self.spellings[letters]
        if before is not None and before.label == "DET" and before.letters == LAM:
            letters = self.after_article(letters)
        if after is not None and (coarse(after.label) == "PRON" or after.label == "PREP"):
            letters = self.before_pronoun(letters)
        return letters

    def after_article(self, letters: str) -> str:
        """للغة is spelled with two ل and has three: غة → لغة where اللغة is a word and الغة is none."""
        return LAM + letters if self.count(ALEF + LAM + LAM + letters) > self.count(ALEF + LAM + letters) else letters

    def before_pronoun(self, letters: str) -> str:
        """The stem as it is spelled without the pronoun."""
        if letters in self.spellings:
            return self.spellings[letters]
        base, last = letters[:-1], letters[-1:]
        if last == TEH and len(letters) > 2:
            return self._commoner(letters, base + TEH_MARBUTA)
        if last == ALEF and len(letters) > 2:
            return self._commoner(letters, base + ALEF_MAKSURA)
        if last == WAW and len(letters) > 2:
            rare = len(letters) > 3 and self.count(letters) < NOUN and self.count(letters + ALEF)
            return letters + ALEF if rare else self._commoner(letters, letters + ALEF)
        if len(letters) > 3 and last in YEH_HAMZA + WAW_HAMZA and base[-1] == ALEF:
            return base + HAMZA
        return letters

    def _commoner(self, letters: str, other: str) -> str:
        return other if self.count(other) > self.count(letters) else letters
