"""Digits in a line → pieces that hold the words for them: 25 دَقِيقَةً, السَّاعَةُ 7:30, 50%, 0551234567."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..text import ALEF, DIACRITICS, FATHA, FATHATAN, KASRA, KASRATAN, LAM, TATWEEL, TEH, TEH_MARBUTA, WAW, strip_diacritics
from .number_words import DEFINITE, LIMIT, Case, Counting, Forms, Words
from .utterance import Piece

_DIGITS = {chr(c): str(unicodedata.digit(chr(c))) for c in [*range(0x660, 0x66A), *range(0x6F0, 0x6FA)]}
_SEPARATORS = {"٫": ".", "٬": ",", "،": ","}
_ASCII = str.maketrans(_DIGITS | _SEPARATORS)
_CLOCK = re.compile("([01]?[0-9]|2[0-4]):([0-5][0-9])")
_QUANTITY = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.([0-9]+))?")
_RANGE = re.compile("[-–—]")
_LIST = re.compile("[0-9]+(?:[^0-9A-Za-z]+[0-9]+)*")
_HOUR = re.compile("[وفبلك]{0,2}(?:ال|ل)?ساع[ةه]")
_PROCLITIC = re.compile("[وف]?[بلك]?(?:ال|ل)?")
_MARK = "".join(sorted(DIACRITICS))
_GENITIVE = re.compile(f"[{KASRA}{KASRATAN}][{_MARK}]*$")
_ACCUSATIVE = re.compile(f"{FATHATAN}[{_MARK}]*[{ALEF}ى]?[{_MARK}]*$")
LONGEST = 9
"""Digits of a number that is said as one; a longer one without separators is a telephone number, said digit by digit."""


class Numerals:
    """Puts words in place of digits; ``words`` says a number in the variety that ``forms`` are for."""

    def __init__(self, forms: Forms, words: Words) -> None:
        self.forms, self.words = forms, words

    def spell(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces with each number as its words, which keep the place of the digits; % is said with its number."""
        out: list[Piece] = []
        at = 0
        while at < len(pieces):
            piece = pieces[at]
            phrases = self._phrases(pieces, at) if piece.kind == "foreign" else []
            if not phrases:
                out.append(piece)
                at += 1
                continue
            end = piece.end
            if at + 1 < len(pieces) and pieces[at + 1].text in ("%", "٪"):
                phrases[-1] += self.forms.one("percent").split()
                at, end = at + 1, pieces[at + 1].end
            start = piece.start
            if out and out[-1].kind == "word" and _PROCLITIC.fullmatch(_skeleton(out[-1].text)):
                prefix = out.pop()
                phrases[0][0] = prefix.text.replace(TATWEEL, "") + phrases[0][0]
                if _skeleton(prefix.text).endswith(LAM):
                    phrases = [[word.translate(DEFINITE) for word in phrase] for phrase in phrases]
                start = prefix.start
            out += _pieces(phrases, start, end)
            at += 1
        return out

    def _phrases(self, pieces: Sequence[Piece], at: int) -> list[list[str]]:
        """The words of the digits, parted where the voice rests; none if the piece is no number."""
        text = pieces[at].text.translate(_ASCII)
        before = _word(pieces, at, -1)
        clock = bool(_HOUR.fullmatch(_skeleton(before)))
        case = self._case(before, clock)
        times = [_CLOCK.fullmatch(part) for part in _RANGE.split(text)]
        if all(times):
            return [self.words.hour(int(time[1]), int(time[2]), case) for time in times if time]
        if number := _QUANTITY.fullmatch(text):
            return self._quantity(number, pieces, at, case, clock)
        if not _LIST.fullmatch(text):
            return []
        runs = re.findall("[0-9]+", text)
        return [words for run in runs for words in self._run(run.lstrip("0") or "0" if len(run) == 2 < len(text) else run, case)]

    def _quantity(self, number: re.Match[str], pieces: Sequence[Piece], at: int, case: Case, clock: bool) -> list[list[str]]:
        whole = number[1].replace(",", "")
        if number[2]:
            point = [*self.words.cardinal(int(whole), Counting(case=case)), self.forms.one("point")] if len(whole) <= LONGEST else []
            return [point, *self._run(number[2], case)] if point else self._run(whole + number[2], case)
        if clock and 1 <= int(whole[:3]) <= 24 and len(whole) < 3:
            return [self.words.hour(int(whole), 0, case)]
        if len(whole) > LONGEST and number[1] == whole and not whole.endswith("000") or int(whole[: len(str(LIMIT))]) >= LIMIT:
            return self._run(whole, case)
        counted = Counting(self._counted(_word(pieces, at, 1), int(whole)), case)
        year = self.forms.genders.get(_skeleton(_word(pieces, at, -1)), "") if not counted.gender and len(whole) == 4 else ""
        return [self.words.cardinal(int(whole), Counting(year, case, after=True) if year else counted)]

    def _run(self, digits: str, case: Case) -> list[list[str]]:
        """A run of digits: one number, or digit by digit if it begins with a zero or is long."""
        if len(digits) > LONGEST or (digits[0] == "0" and len(digits) > 1):
            return [self.words.cardinal(int(digit), Counting()) for digit in digits]
        return [self.words.cardinal(int(digits), Counting(case=case))]

    def _case(self, before: str, clock: bool) -> Case:
        """The case a number is in: that of الساعة before it; genitive after a preposition and in عام 2024; else nominative."""
        bare = _skeleton(before)
        if clock:
            return {KASRA: "i", FATHA: "a"}.get(before[-1], "u")
        return "u" if self.forms.oblique.isdisjoint((bare, bare.removeprefix(WAW))) else "i"

    def _counted(self, noun: str, number: int) -> str:
        """The gender of what is counted; empty if the next word is not counted, as its ending shows."""
        bare = _skeleton(noun)
        if bare in self.forms.genders:
            return self.forms.genders[bare]
        last = number % 100
        governed = _ACCUSATIVE if 11 <= last <= 99 else _GENITIVE if last == 0 or last >= 3 else None
        if bare.endswith(ALEF + TEH) and 3 <= number <= 10:
            return "f"
        if not bare or governed is None or not governed.search(noun):
            return ""
        return "f" if bare.endswith((TEH_MARBUTA, ALEF + TEH)) else "m"


def _word(pieces: Sequence[Piece], at: int, step: int) -> str:
    """The word before or after a piece with one space, or nothing, between."""
    near = at + step
    if 0 <= near < len(pieces) and pieces[near].kind == "space" and pieces[near].joins:
        near += step
    return pieces[near].text if 0 <= near < len(pieces) and pieces[near].kind == "word" else ""


def _skeleton(word: str) -> str:
    return strip_diacritics(word).replace(TATWEEL, "")


def _pieces(phrases: list[list[str]], start: int, end: int) -> list[Piece]:
    out: list[Piece] = []
    for phrase in phrases:
        for i, word in enumerate(phrase):
            if out:
                out.append(Piece("space" if i else "rest", " ", start, end))
            out.append(Piece("number", word, start, end))
    return out
