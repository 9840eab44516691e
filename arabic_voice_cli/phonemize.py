"""Diacritized text → phonemes, for a speech synthesizer: MSA and eight Gulf and Saudi varieties.

Words are read alone (`graphemes`), then joined: hamzat al-wasl falls, a long vowel before it is short, endings fall in a
pause, and a dialect's phonetic rules apply. Letters without marks get no vowel; such words have the label ``unmarked``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

from .alphabets import Alphabet, Buckwalter, Inventory
from .endings import SHORT
from .errors import AvcError
from .graphemes import Reading, WordReader
from .readings import Readings
from .result import Result, Span
from .syllables import VOWELS, mark
from .tables import Row, Table
from .text import ARABIC_LETTER, COMBINING_SIGNS, DIACRITICS, EXTENDED, LETTERS, TATWEEL, ZERO_WIDTH
from .varieties import Tables

Punctuation = Literal["keep", "drop"]
PAUSE, ARTICLE, WASL, FOREIGN, VOWEL, B, CONSONANT, ADVERB = "|", "l", "i", "?", "V", "b", "C", "q"
"""What follows a word."""
DARK = "ɫ"
_LETTER = LETTERS + "".join(EXTENDED) + "ڵەۋ"
_WORD = f"[{TATWEEL}]*[{_LETTER}][{_LETTER}{''.join(sorted(DIACRITICS))}{COMBINING_SIGNS}{TATWEEL}{ZERO_WIDTH}]*"
_ALNUM = f"(?![{ARABIC_LETTER}])[^\\W_]"
_TOKEN = re.compile(
    rf"(?P<word>{_WORD})|(?P<space>\s+)|(?P<tag><[A-Za-z/!?][^<>]*>|\{{[^{{}}]*\}})"
    rf"|(?P<foreign>{_ALNUM}(?:[^\s<>{{}}{ARABIC_LETTER}]*{_ALNUM})?)|(?P<other>.)",
    re.DOTALL,
)
_MARKS = str.maketrans({"،": ",", "؛": ";", "؟": "?", "۔": "."})
_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›")
_BREAKS = frozenset("\v\f\x1c\x1d\x1e\x85\u2028\u2029")


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
    ) -> None:
        self.signature = f"phonemize|{tables.signature}|{variety}|{alphabet}"
        row = tables.variety(variety)
        self.dialect, self.article_stress = variety != "msa", row["article_stress"] == "yes"
        self.alphabet, self.pause, self.dots, self.stress = alphabet, pause, dots, stress
        self.drop = punctuation == "drop"
        self.inventory = Inventory(tables.phonemes)
        self.rules = [(re.compile(r["pattern"]), r["result"]) for r in tables.phonetics if phonetic and tables.covers(r, variety)]
        readings = Readings(tables.readings, tables.line(variety))
        reader = WordReader(tables.sounds(variety, self.inventory), readings, self.dialect, row["article"])
        self.read: Callable[[str], Reading] = lru_cache(1 << 16)(reader)
        self.say: Callable[[str, str, str], tuple[str, str, str, str]] = lru_cache(1 << 17)(self._say)
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
    ) -> Phonemizer:
        """Raises AvcError at an unknown variety, and at syllables or stress in an alphabet that spells letters."""
        if alphabet == "buckwalter" and (syllables or stress):
            raise AvcError("--alphabet buckwalter: it spells letters and has no syllables or stress; leave out --syllables and --stress")
        return cls(Tables.load(), variety, alphabet, pause=pause, phonetic=phonetic, dots=syllables, stress=stress, punctuation=punctuation)

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._line(line) for line in lines]

    def _line(self, line: str) -> Result:
        tokens = [(m.lastgroup or "", m[0], m.start(), m.end()) for m in _TOKEN.finditer(line)]
        after = self._after(tokens)
        pieces: list[tuple[str, str]] = []
        spans: list[Span] = []
        before = PAUSE
        for (kind, text, start, end), follows in zip(tokens, after, strict=True):
            if kind == "word":
                form, before, label, rule = self.say(text, before, follows)
                spans.append(Span(start, end, label, form, rule))
                pieces.append((kind, form))
                continue
            joins = _joins(kind, text)
            before = before if joins else PAUSE
            mark = kind == "other" and unicodedata.category(text).startswith("P")
            pieces.append(("mark", text.translate(_MARKS)) if mark else (kind, text))
        return Result(line, "".join(self._laid_out(pieces)), tuple(spans))

    def _after(self, tokens: list[tuple[str, str, int, int]]) -> list[str]:
        """For each token, what a word in its place would be followed by."""
        after: list[str] = []
        follows = PAUSE
        for kind, text, _, _ in reversed(tokens):
            after.append(follows)
            if kind == "word":
                follows = self._first(text)
            elif kind in ("foreign", "tag"):
                follows = FOREIGN
            elif not _joins(kind, text):
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
        if reading.marked:
            sounds = self._phonetic(sounds, after)
        elided = bool(reading.wasl) and before in (VOWEL, "i")
        return _light(sounds[elided:], before), reading.stem + bool(reading.wasl) - elided

    def _phonetic(self, sounds: list[str], after: str) -> list[str]:
        follows = {ARTICLE: VOWEL, WASL: VOWEL, ADVERB: VOWEL}.get(after, after)
        said = f"# {' '.join(sounds)} # {follows} "
        for pattern, result in self.rules:
            said = pattern.sub(result, said)
        return said[2 : said.rindex(" #")].split()

    def _laid_out(self, pieces: list[tuple[str, str]]) -> Iterator[str]:
        """Words and the rest as text: marks dropped with the space they leave, or in X-SAMPA, where ? and : are sounds, set off."""
        if not self.drop and self.alphabet != "xsampa":
            yield from (text for _, text in pieces)
            return
        gap, last = "", ""
        for kind, text in pieces:
            if kind == "mark" and self.drop:
                gap = gap or ("\0" if last else "")
            elif kind == "space":
                gap = text if gap in ("", "\0") else gap
            else:
                apart = gap or (" " if last and "mark" in (kind, last) else "")
                yield apart.replace("\0", " ") if last or not self.drop else gap.replace("\0", "")
                yield text
                gap, last = "", kind
        if gap != "\0" and not (self.drop and last and pieces[-1][0] == "mark"):
            yield gap


def _wasl(reading: Reading, before: str) -> list[str]:
    """What MSA says of hamzat al-wasl: the vowel with its hamza after a pause, nothing after a vowel."""
    if not reading.wasl or before in (VOWEL, "i"):
        return []
    return ["ʔ", reading.wasl] if before == PAUSE else [reading.wasl]


def _joins(kind: str, text: str) -> bool:
    """Whether speech runs on over this piece: spaces, quotation marks and characters that only format do not stop it."""
    if kind == "space":
        return _BREAKS.isdisjoint(text)
    return kind == "other" and (text in _QUOTES or unicodedata.category(text) in ("Cf", "Mn", "Lm"))


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
