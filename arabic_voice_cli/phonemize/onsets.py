"""How a word begins: one-letter words before it, the article, hamzat al-wasl.

Sources: Wright 1896 i §§18-22; Ryding 2005 ch. 2; dialects: phonology rules B11, C14, E12-E14.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..text import ALEF, ALEF_MADDA, ALEF_MAKSURA, ALEF_WASLA, LAM, SUN_LETTERS, TEH, TEH_MARBUTA, WAW, YEH
from .readings import CLOSED, Letter

LONG = {"a": "aː", "i": "iː", "u": "uː"}
SOUNDED = ("a", "i", "u", "an", "in", "un", "aː")
"""What a mark can say beside "" (nothing) and CLOSED."""
ALEFS = frozenset([ALEF, ALEF_WASLA])
GLIDES = frozenset([WAW, YEH, "ی", "ې"])
DARK_LAM = "ڵ"
HAMZAS = {"ء": "", "أ": "a", "إ": "i", "ؤ": "", "ئ": ""}
"""Seat → the vowel it implies at the beginning of a word."""
_CONJUNCTIONS = frozenset([WAW, "ف"])
_SUN = frozenset(SUN_LETTERS)
_NEVER_CLOSED = ALEFS | {TEH_MARBUTA, ALEF_MADDA, ALEF_MAKSURA, ""}
_PROCLITIC_VOWEL = {WAW: "a", "ف": "a", "ب": "i", "ل": "i", "ك": "a"}
_NOUNS = ("ابن", "اسم", "امر", "اثن", "است")
"""Beginnings of nouns whose alif is read i whatever vowel their case brings next."""
NONE = Letter("", "", False)


class Onset:
    """The state of reading one word: what has been said so far, and how the word begins."""

    def __init__(self, word: list[Letter], phoneme: Mapping[str, str], article: str, dialect: bool) -> None:
        self.phoneme, self.own_article, self.dialect, self.word = phoneme, article, dialect, word
        self.any_mark = any(not letter.bare for letter in word)
        self.out: list[str] = []
        self.wasl, self.article, self.stem = "", False, 0
        self.said_shadda = -1

    def at(self, i: int) -> Letter:
        return self.word[i] if i < len(self.word) else NONE

    def begin(self) -> int:
        """Read proclitics, article and hamzat al-wasl; where the ordinary letters begin."""
        at = self._proclitics()
        if self.at(at).char in ALEFS and self._is_article(at):
            self._say_proclitics(at)
            return self._say_article(at)
        if at and self.at(at - 1).char == self.at(at).char == LAM and self._closed(at) and at + 1 < len(self.word):
            self._say_proclitics(at)
            self.article = True
            return self._assimilate(at)
        if at and self.at(at - 1) == Letter(LAM, "", False) and self.at(at).char == LAM and self.at(at).double:
            self._say_proclitics(at)  # للُّغَة: the article's lam is the first half of the shadda
            self.article, self.stem = True, len(self.out) + 1
            return at
        if self.at(at).char in ALEFS and self._is_wasl(at):
            if at:
                self._say_proclitics(at)
                self.stem = len(self.out)
            elif self.dialect:
                self.out.append(self.at(0).vowel if self.at(0).vowel in LONG else "i")
            else:
                self.wasl = self._wasl_vowel()
            return at + 1
        return self._bare_conjunction()

    def _proclitics(self) -> int:
        """How many letters before an alif or a second lam can be proclitics."""
        first = self.at(0)
        count = int(first.char in _CONJUNCTIONS and first.vowel in ("", "a") and not first.double)
        second = self.at(count)
        if second.char in ("ب", "ل", "ك"):
            known = ("", _PROCLITIC_VOWEL[second.char], "a" if self.dialect else "")
            count += not second.double and second.vowel in known
        elif self.dialect and second.char in ("ه", "ع", "ف"):
            count += second.vowel in ("a", "i")
        return count if self.at(count).char in ALEFS or self.at(count).char == LAM else 0

    def _say_proclitics(self, count: int) -> None:
        """One-letter words before the article or a wasl: their vowel is known where it is not written."""
        for letter in self.word[:count]:
            vowel = _PROCLITIC_VOWEL.get(letter.char, "a")
            if self.dialect and letter.char == WAW:
                vowel = self.own_article
            elif letter.vowel in LONG:
                vowel = letter.vowel
            self.out += [self.phoneme.get(letter.char, ""), vowel]

    def _closed(self, i: int) -> bool:
        """Whether a lam bears no vowel of its own."""
        return self.at(i).vowel in ("", CLOSED) and not self.at(i).double

    def _is_article(self, at: int) -> bool:
        alef, lam, first = self.at(at), self.at(at + 1), self.at(at + 2)
        if lam.char not in (LAM, DARK_LAM) or alef.vowel not in ("", "a") or alef.double:
            return False
        if self.dialect and alef.vowel and lam.vowel != CLOSED:  # اَلف: dialect spelling writes the article bare
            return False
        if not first.char:
            return self.dialect and self._closed(at + 1) and at == 0
        if lam.double:
            return True
        if lam.vowel == "i":
            return first.char in ALEFS
        if at and self.word[0].char == WAW and first.char in _SUN and first.vowel and not first.double:
            return False  # والدَتِك: after the article the sun letter would be doubled
        if not self._closed(at + 1) or (at and len(self.word) < at + 4 and not self.any_mark):
            return False
        # form VIII of a lam root: الْتَقَى, الْتِزَام. After the article, teh would be doubled.
        return not (first.char == TEH and not first.double and self.any_mark and not self.dialect)

    def _say_article(self, at: int) -> int:
        lam = self.at(at + 1)
        self.article = True
        if not self.out:  # after a proclitic its vowel serves: wa + al is wal
            self.wasl = "a" if lam.char == DARK_LAM else self.own_article
        if lam.double or lam.char == DARK_LAM:
            self.stem = len(self.out) + 1
            return at + 1
        return self._assimilate(at + 1)

    def _assimilate(self, lam: int) -> int:
        """The article's l before its noun: said, or turned into the sun letter after it."""
        first = self.at(lam + 1)
        self.out.append(self.phoneme[first.char] if first.char in _SUN else "l")
        if first.char in _SUN or not self.dialect:  # a shadda on a moon letter after the article is a slip
            self.said_shadda = lam + 1
        self.stem = len(self.out)
        return self._after_article(lam + 1) if first.char in ALEFS else lam + 1

    def _after_article(self, at: int) -> int:
        """ال + اِسم, الِاسْتِقْلَال: the wasl's vowel comes to the lam."""
        alef, lam = self.at(at), self.at(at - 1)
        if alef.vowel == "a" or (alef.vowel in LONG and self.dialect):
            if not self.dialect:
                self.out.append("ʔ")
            self.out.append(alef.vowel)
        elif self._vowelless(at + 1) or lam.vowel == "i" or alef.vowel:
            self.out.append(alef.vowel if alef.vowel in LONG else "i")
        else:
            self.out.append("a" if self.dialect else "aː")
        return at + 1

    def _vowelless(self, i: int) -> bool:
        """A consonant that closes the syllable: it has sukun or shadda, or no mark while the next letter has one."""
        letter, following = self.at(i), self.at(i + 1)
        if letter.char in _NEVER_CLOSED:
            return False
        if letter.char in GLIDES:
            return letter.double or (letter.vowel == CLOSED and self.at(i - 1).vowel == "a")
        return letter.double or letter.vowel == CLOSED or (not letter.vowel and not following.bare)

    def _is_wasl(self, at: int) -> bool:
        alef = self.at(at)
        if alef.char == ALEF_WASLA:
            return True
        if alef.vowel not in ("", "i", "u") or alef.double or not self._vowelless(at + 1):
            return False
        if at == 0:
            return True
        before = self.at(at - 1)
        if self.dialect and not before.vowel:
            return False
        if before.vowel == "i" or before.char in _CONJUNCTIONS or (not before.vowel and before.char in ("ب", "ل")):
            return True
        return self._beginning(at) in _NOUNS

    def _beginning(self, at: int) -> str:
        """Three letters, an alif with wasla as a plain one."""
        return "".join(letter.char for letter in self.word[at : at + 3]).replace(ALEF_WASLA, ALEF)

    def _wasl_vowel(self) -> str:
        """u before a stem whose vowel is u (imperatives, passives), else i; a written vowel decides."""
        if self.at(0).vowel in LONG:
            return self.at(0).vowel
        first = next((i for i in range(1, len(self.word)) if self.at(i).vowel in SOUNDED), len(self.word))
        if self.at(first).vowel != "u" or first >= len(self.word) or self._beginning(0) in _NOUNS[:4]:
            return "i"
        rest = [letter.char for letter in self.word[first + 1 : first + 4]]
        return "i" if rest == [WAW, ALEF] else "u"  # امْشُوا: the u is the ending's

    def _bare_conjunction(self) -> int:
        """Dialect و before a word: w, and u before two consonants (rule E12); in MSA an unmarked و ف has its fatha."""
        first, second, third = self.at(0), self.at(1), self.at(2)
        if first.char not in _CONJUNCTIONS or not first.bare or len(self.word) < 3:
            return 0
        if self.dialect and first.char == second.char == WAW and second.vowel in LONG:
            self.out.append("u")
            self.stem = 1
            return 1
        if not self.any_mark and not (self.dialect and any(letter.char in ALEFS for letter in self.word[3:])):
            return 0
        if second.char in _NEVER_CLOSED or second.char in GLIDES or (self.dialect and second.char in HAMZAS):
            return 0
        if not self.dialect and second.vowel in LONG:
            self.out += [self.phoneme[first.char], "a"]
        elif self.dialect and first.char == WAW and not second.vowel and third.char not in ALEFS:
            self.out.append("u")
        else:
            return 0
        self.stem = len(self.out)
        return 1
