"""Diacritized text → phonemes, for a speech synthesizer: MSA and eight Gulf and Saudi varieties.

Words are read alone (`graphemes`), then joined: hamzat al-wasl falls, a long vowel before it is short, endings fall in a
pause, and a dialect's phonetic rules apply. Letters without marks get no vowel; such words have the label ``unmarked``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from ..errors import AvcError
from ..result import Result, Tool
from ..tables import Row, Table
from .alphabets import Alphabet, Buckwalter, Inventory
from .endings import SHORT
from .graphemes import Reading, WordReader
from .readings import Readings
from .syllables import VOWELS, mark
from .utterance import Piece, Said, cut, set_off, spans, without_marks
from .varieties import Tables

Punctuation = Literal["keep", "drop"]
Numbers = Literal["words", "digits"]
PAUSE, ARTICLE, WASL, FOREIGN, VOWEL, B, CONSONANT, ADVERB = "|", "l", "i", "?", "V", "b", "C", "q"
"""What follows a word."""
DARK = "ɫ"
_MARKS = str.maketrans({"،": ",", "؛": ";", "؟": "?", "۔": "."})


class Phonemizer:
    """Reads lines aloud on paper. ``load`` names the options."""

    def __init__(
        self,
        tables: Tables,
        variety: str = "msa",
        alphabet: Alphabet = "ipa",
        *,
        pause: bool = True,
        phonetic: bool = True,
        dots: bool = False,
        stress: bool = False,
        punctuation: Punctuation = "keep",
        numbers: Numbers = "words",
    ) -> None:
        switches = {
            "no-pause": not pause,
            "no-phonetic": not phonetic,
            "syllables": dots,
            "stress": stress,
            "no-punctuation": punctuation == "drop",
            "digits": numbers == "digits",
        }
        self.signature = "|".join(["phonemize", tables.signature, variety, alphabet, *(name for name, on in switches.items() if on)])
        row = tables.variety(variety)
        self.dialect, self.article_stress = variety != "msa", row["article_stress"] == "yes"
        self.alphabet, self.pause, self.dots, self.stress = alphabet, pause, dots, stress
        self.drop = punctuation == "drop"
        self.inventory = Inventory(tables.phonemes)
        self.rules = [(re.compile(r["pattern"]), r["result"]) for r in tables.phonetics if phonetic and tables.covers(r, variety)]
        readings = Readings(tables.readings, tables.line(variety))
        reader = WordReader(tables.sounds(variety, self.inventory), readings, self.dialect, row["article"])
        self.read: Callable[[str], Reading] = lru_cache(1 << 15)(reader)
        self.say: Callable[[str, str, str], tuple[str, str, str, str]] = lru_cache(1 << 15)(self._say)
        self.numerals = tables.numerals(variety) if numbers == "words" and alphabet != "buckwalter" else None
        self.spell = Buckwalter(self.inventory, self.dialect) if alphabet == "buckwalter" else None

    @classmethod
    def load(
        cls,
        variety: str = "msa",
        alphabet: Alphabet = "ipa",
        *,
        pause: bool = True,
        phonetic: bool = True,
        syllables: bool = False,
        stress: bool = False,
        punctuation: Punctuation = "keep",
        numbers: Numbers = "words",
    ) -> Phonemizer:
        """Raises AvcError at an unknown variety, and at syllables or stress in an alphabet that spells letters."""
        if alphabet == "buckwalter" and (syllables or stress):
            raise AvcError("--alphabet buckwalter: it spells letters and has no syllables or stress; leave out --syllables and --stress")
        tables, speech = Tables.load(), {"pause": pause, "phonetic": phonetic, "dots": syllables, "stress": stress}
        return cls(tables, variety, alphabet, **speech, punctuation=punctuation, numbers=numbers)

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._line(line) for line in lines]

    def ssml(self) -> Tool:
        """The same as a tool that writes each line as an SSML document. Raises AvcError for letters, which are no sounds."""
        from .ssml import SsmlWriter

        return SsmlWriter(self)

    def _line(self, line: str) -> Result:
        said = self.pronounce(cut(line))
        written = [Piece("word", s.form) if s.piece.said else self.unread(s.piece) for s in said]
        if self.drop:
            written = without_marks(written)
        if self.alphabet == "xsampa":
            written = set_off(written)
        return Result(line, "".join(piece.text for piece in written), tuple(spans(said)))

    def pronounce(self, pieces: list[Piece]) -> list[Said]:
        """Each piece with what is said of it; a number becomes several pieces."""
        if self.numerals:
            pieces = self.numerals.spell(pieces)
        said: list[Said] = []
        before = PAUSE
        for piece, after in zip(pieces, self._after(pieces), strict=True):
            if piece.said:
                form, before, label, rule = self.say(piece.text, before, after)
                said.append(Said(piece, form, label if piece.kind == "word" else piece.kind, rule))
            else:
                before = before if piece.joins else PAUSE
                said.append(Said(piece))
        return said

    def unread(self, piece: Piece) -> Piece:
        """What is not a word: Latin, digits and tags pass, Arabic punctuation becomes Latin, or what Buckwalter has for it."""
        if piece.kind not in ("mark", "other"):
            return piece
        return piece._replace(text=self.spell(piece.text) if self.spell else piece.text.translate(_MARKS))

    def _after(self, pieces: list[Piece]) -> list[str]:
        """For each piece, what a word in its place would be followed by."""
        after: list[str] = []
        follows = PAUSE
        for piece in reversed(pieces):
            after.append(follows)
            if piece.said:
                follows = self._first(piece.text)
            elif piece.kind in ("foreign", "tag", "kept"):
                follows = FOREIGN
            elif not piece.joins:
                follows = PAUSE
        return after[::-1]

    def _first(self, word: str) -> str:
        reading = self.read(word)
        if reading.wasl:
            return (ADVERB if reading.adverb else ARTICLE) if reading.article else WASL
        first = reading.sounds[0] if reading.sounds else ""
        return VOWEL if first in VOWELS else B if first == "b" else CONSONANT

    def _say(self, word: str, before: str, after: str) -> tuple[str, str, str, str]:
        """(form, what the next word hears: PAUSE, i, V or C, label, rule) of a word between two neighbours."""
        reading = self.read(word)
        sounds, stem = self._connected(reading, before, after)
        last = sounds[-1] if sounds else ""
        ends = "i" if last in ("i", "iː", "j") else VOWEL if last in VOWELS else CONSONANT
        if self.spell:
            form = self.spell(word, sounds)
        else:
            form = "".join(mark(sounds, self.dots, self.stress, 0 if self.article_stress else stem))
            form = self.inventory.to_xsampa(form) if self.alphabet == "xsampa" else form
        return form, ends, "word" if reading.marked else "unmarked", reading.rule

    def _connected(self, reading: Reading, before: str, after: str) -> tuple[list[str], int]:
        """The word's sounds between its neighbours, and how many of them belong to proclitics and article."""
        stops = after == PAUSE and self.pause
        sounds = list(reading.pausal if stops else reading.sounds)
        if reading.teh and not reading.article and after in ((ARTICLE,) if self.dialect else (ARTICLE, WASL)):
            sounds.append("t")
        if after in (ARTICLE, WASL, ADVERB) and sounds:
            if sounds[-1] in SHORT:
                sounds[-1] = SHORT[sounds[-1]]
            elif sounds[-1] not in VOWELS and not self.dialect:
                sounds.append(_helper(sounds, after))
        if not self.dialect:
            extra = _wasl(reading, before)
            return _light([*extra, *sounds], before), reading.stem + len(extra)
        if reading.wasl:  # said after a pause or consonant; the phonetic rules hold of the word with it
            sounds.insert(0, reading.wasl)
        opened = False
        if reading.marked:
            closed = sounds
            sounds = self._phonetic(sounds, after)
            opened = sounds[1:3] == ["l", "i"] != closed[1:3]  # the article before two consonants: limnabbih
        elided = bool(reading.wasl) and (opened or before in (VOWEL, "i"))
        return _light(sounds[elided:], before), reading.stem + bool(reading.wasl) - elided

    def _phonetic(self, sounds: list[str], after: str) -> list[str]:
        follows = {ARTICLE: VOWEL, WASL: VOWEL, ADVERB: VOWEL}.get(after, after)
        said = f"# {' '.join(sounds)} # {follows} "
        for pattern, result in self.rules:
            said = pattern.sub(result, said)
        return said[2 : said.rindex(" #")].split()


def _wasl(reading: Reading, before: str) -> list[str]:
    """What MSA says of hamzat al-wasl: the vowel with its hamza after a pause, nothing after a vowel."""
    if not reading.wasl or before in (VOWEL, "i"):
        return []
    return ["ʔ", reading.wasl] if before == PAUSE else [reading.wasl]


def _helper(sounds: list[str], after: str) -> str:
    """The vowel between a closed word and a wasl: mina l-, humu l-, -awu l-, else i (Wright 1896 i §20)."""
    if sounds == ["m", "i", "n"] and after != WASL:
        return "a"
    if sounds[-2:] == ["u", "m"] or sounds[-2:] == ["a", "w"] and len(sounds) > 3:
        return "u"
    return "i"


def _light(sounds: list[str], before: str) -> list[str]:
    """The l of الله is dark, but not after i (Ferguson 1956)."""
    if DARK in sounds:
        at = sounds.index(DARK)
        if (sounds[at - 1] in ("i", "iː")) if at else before == "i":
            return ["l" if sound == DARK else sound for sound in sounds]
    return sounds


def run_examples(table: Table) -> Callable[[Row], Callable[[str], str]]:
    """For `avc check`: a table of ours → its rows → what an example's input is read as.

    An input may name its variety (``kuwaiti: شَي``); else it is the first of the row's, or MSA.
    """
    tables = Tables.load().replacing(table)
    loaded: dict[str, Phonemizer] = {}

    def of_row(row: Row) -> Callable[[str], str]:
        named = row.cells.get("variety", row.id if table.name == "varieties" else "all").split()[0]

        def run(given: str) -> str:
            variety, colon, text = given.rpartition(": ")
            variety = variety if colon else "msa" if named == "all" else named
            if variety not in loaded:
                loaded[variety] = Phonemizer(tables, variety)
            return loaded[variety]([text])[0].text

        return run

    return of_row
