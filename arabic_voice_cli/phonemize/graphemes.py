"""One diacritized word → its sounds, with what its neighbours may change left open.

The reader goes letter by letter. It takes text of any habit: fatha before alif or not, sukun or not, tanwin on the alif or
before it, dagger alef, hamza seats or bare alif. Sources: Ryding 2005 ch. 2, Wright 1896 i §§1-25; dialects: phonology rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..text import ALEF, ALEF_MADDA, ALEF_MAKSURA, TEH, TEH_MARBUTA, WAW, YEH
from .endings import SHORT, pausal, without_case
from .onsets import ALEFS, GLIDES, HAMZAS, LONG, NONE, SOUNDED, Onset
from .readings import CLOSED, Letter, Readings, letters

TANWINS = ("an", "un", "in")


@dataclass(frozen=True, slots=True)
class Reading:
    """A word's sounds as in the middle of speech.

    ``wasl`` is the vowel that is said before ``sounds`` only where nothing joins on; ``pausal`` are the sounds before a
    pause; ``teh`` tells a final ة that bears no vowel (said only in iḍāfa); ``stem`` counts the sounds of proclitics and
    article; ``rule`` is the id of the readings row; ``marked`` is False if the spelling leaves the vowels open.
    """

    sounds: tuple[str, ...]
    pausal: tuple[str, ...]
    wasl: str = ""
    article: bool = False
    teh: bool = False
    stem: int = 0
    rule: str = ""
    marked: bool = True
    adverb: bool = False


class WordReader:
    """Reads words of one variety. ``phoneme`` maps letters to sounds, ``article`` is the vowel of ال."""

    def __init__(self, phoneme: Mapping[str, str], readings: Readings, dialect: bool, article: str) -> None:
        self.phoneme, self.readings, self.dialect, self.article = phoneme, readings, dialect, article

    def __call__(self, word: str) -> Reading:
        given = letters(word)
        found = self.readings.find(given)
        said = _Word(found.letters if found else given, self.phoneme, self.article, self.dialect)
        said.read()
        sounds = tuple(filter(None, said.out))
        stops = sounds
        kind = found.kind if found else ""
        last = said.word[-1] if said.word else NONE
        if self.dialect and kind != "keep":
            sounds = stops = without_case(sounds, said.word)
        elif kind != "keep":
            stops = pausal(sounds, said.word, said.article, bool(said.wasl))
        return Reading(
            sounds,
            stops,
            said.wasl,
            said.article,
            teh=last.char == TEH_MARBUTA and (self.dialect or last.vowel not in SOUNDED),
            stem=said.stem,
            rule=found.rule if found else "",
            marked=bool(found) or any(not letter.bare for letter in given) or self._evident(given),
            adverb=kind == "adverb",
        )

    def _evident(self, given: Sequence[Letter]) -> bool:
        """Words without a mark that can be read one way only: ما, نار, and in dialect كتاب /ktaːb/."""
        chars = "".join(letter.char for letter in given)
        if ALEF_MADDA in chars:
            return True
        return len(chars) == 1 or (ALEF in chars[1:] and (self.dialect or len(chars) <= 3))


class _Word(Onset):
    """Reads the letters after the beginning."""

    def read(self) -> None:
        for i in range(self.begin(), len(self.word)):
            self._letter(i)

    def _letter(self, i: int) -> None:
        char, vowel, double = self.word[i]
        final = i + 1 == len(self.word)
        if char == ALEF_MADDA:
            self._hamza(i, "aː")
        elif char in ALEFS:
            self._alef(i)
        elif char in HAMZAS:
            self._hamza(i, vowel)
        elif char == ALEF_MAKSURA and final and not double and (vowel in ("", CLOSED, "an", "aː") or vowel == self._last() == "a"):
            self._final_a(i)
        elif char == TEH_MARBUTA and final:
            self._teh(vowel)
        elif (char in GLIDES or char == ALEF_MAKSURA) and not double and vowel in ("", CLOSED, "aː"):
            self._glide(i)
        else:
            self._consonant(i)

    def _last(self) -> str:
        return self.out[-1] if self.out else ""

    def _before(self, i: int) -> Letter:
        return self.word[i - 1] if i else NONE

    def _consonant(self, i: int) -> None:
        letter = self.word[i]
        sound = self.phoneme.get({ALEF_MAKSURA: YEH, TEH_MARBUTA: TEH}.get(letter.char, letter.char), "")
        if letter.double and sound in ("j", "w") and self._before(i).bare and self._last() not in ("", *LONG, *SHORT):
            self.out.append("i" if sound == "j" else "u")  # الدَّوليَّة: the vowel that a long one before a shadda leaves
        self.out += [sound, sound] if letter.double and i != self.said_shadda else [sound]
        self._vowel(letter.vowel)

    def _vowel(self, vowel: str) -> None:
        if vowel in ("an", "in", "un"):
            self.out += [vowel[0], "n"]
        elif vowel and vowel != CLOSED:
            self.out.append(vowel)

    def _hamza(self, i: int, vowel: str) -> None:
        first = i == 0 or len(self.out) == self.stem
        if first and vowel in ("", CLOSED) and self.at(i).vowel != CLOSED:
            vowel = HAMZAS.get(self.word[i].char, "")
        if not (first and self.dialect and vowel):
            self.out += ["ʔ", "ʔ"] if self.word[i].double else ["ʔ"]
        self._vowel(vowel)

    def _alef(self, i: int) -> None:
        vowel, before, last = self.word[i].vowel, self._before(i), self._last()
        if not i:
            self._bare_seat(vowel)
        elif vowel == "an":
            self._tanwin(before)
        elif before.vowel in TANWINS or last in ("i", "u"):
            self._vowel(vowel if vowel in LONG else "")  # silent: كِتَابًا, بِاسْمٍ, مِائَة
        elif vowel in ("i", "u") or (vowel == "a" and last != "a"):
            if not (self.dialect and len(self.out) <= 1):
                self.out.append("ʔ")
            self._vowel(vowel)
        elif last in ("uː", "oː") or (last == "w" and self._plural(i)):
            pass  # silent: كَتَبُوا, اشْتَرَوْا
        elif last == "a":
            self.out[-1] = "aː"
        elif last != "aː":
            self.out.append("aː")

    def _bare_seat(self, vowel: str) -> None:
        """An alif that begins the word in place of أ or إ."""
        if not self.dialect:
            self.out.append("ʔ")
        if vowel not in SOUNDED:
            vowel = "" if self.at(1).char in GLIDES and not self.at(1).vowel else "a"
        self._vowel(vowel)

    def _plural(self, i: int) -> bool:
        """Whether ـَوا is the verb's ending (aw) and not, in a short word of dialect, -awa (سَوا, هَوا)."""
        bare = self.word[i - 1].vowel in ("", CLOSED) and self.at(i - 2).vowel == "a"
        return bare and i + 1 == len(self.word) and (not self.dialect or i > 2)

    def _tanwin(self, before: Letter) -> None:
        """Fathatan on the alif or ى, whether or not the letter before bears it or a fatha too."""
        if before.vowel != "an":
            if self._last() in LONG:
                self.out.pop()
            self.out += ["a", "n"]

    def _final_a(self, i: int) -> None:
        """ى at the end: long a; silent after tanwin; ī where it stands for ي."""
        before, last = self._before(i), self._last()
        if self.word[i].vowel == "an":
            self._tanwin(before)
        elif before.vowel in TANWINS:
            pass
        elif last in LONG:
            self.out[-1] = LONG[last]
        elif last not in LONG.values():
            self.out.append("aː" if i else "j")

    def _teh(self, vowel: str) -> None:
        """ة at the end: its a may be unwritten; t is said before a vowel."""
        if self._last() not in ("a", "aː"):
            self.out.append("a")
        if vowel in SOUNDED and not self.dialect:
            self.out.append("t")
            self._vowel(vowel)

    def _glide(self, i: int) -> None:
        """Waw or yeh without a vowel: it lengthens what is before it, makes a diphthong, or is a consonant."""
        letter, before, last = self.word[i], self._before(i), self._last()
        own = "u" if letter.char == WAW else "i"
        if letter.vowel == "aː" and last == "a":  # صَلَوٰة: the dagger alef stands on its seat
            self.out[-1] = "aː"
        elif before.vowel in TANWINS and i + 1 == len(self.word):
            pass  # عَمْرٌو
        elif letter.vowel == "aː" or (not letter.vowel and self._before_a(i)):
            if self.at(i + 1).char == TEH_MARBUTA and own == "i" and self._open(i):
                self.out.append("i")  # الجَزائرية
            self._consonant(i)
        elif last == own:
            self.out[-1] = LONG[own]
        elif last == "a" and self.dialect and not self._before_a(i, anywhere=True):
            self.out[-1] = "oː" if own == "u" else "eː"
        elif not letter.vowel and (self._open(i) or self._open_in_dialect(i)):
            self.out.append(LONG[own])
        else:
            if letter.vowel == CLOSED and self._open(i):
                self.out.append("a")  # الدّوْلَة: a diphthong whose fatha is not written
            self._consonant(i)

    def _before_a(self, i: int, anywhere: bool = False) -> bool:
        """Whether a long a or ة follows, so that the glide begins its syllable; the alif of ـُوا and ـَوا is silent."""
        following = self.at(i + 1).char
        if self.word[i].char == WAW and following == ALEF and i + 2 == len(self.word) and not anywhere:
            return self._last() not in ("u", "a")
        return following in ALEFS or following == TEH_MARBUTA

    def _open(self, i: int) -> bool:
        """Whether, in MSA, the letter before bears no vowel where it must have one."""
        before, last = self._before(i), self._last()
        return not self.dialect and not before.vowel and before.char not in ALEFS and last not in ("", *LONG, *SHORT)

    def _open_in_dialect(self, i: int) -> bool:
        """So in dialect, where an unmarked letter has no vowel: at the end (مِنو), deep in the word, or in one without marks."""
        before, last = self._before(i), self._last()
        if not self.dialect or not before.bare or before.char in ALEFS or last in ("", *LONG, *SHORT):
            return False
        return not self.any_mark or i + 1 == len(self.word) or i > 1
