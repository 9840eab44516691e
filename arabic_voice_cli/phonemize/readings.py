"""Words whose spelling does not say how they are read: هذا is /haːðaː/, لكن /laːkin/, and learned قرار keeps its /q/.

A row of ``readings.tsv`` respells the word as if spelling told all; the ordinary rules then read the respelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..tables import Row, Table
from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MAKSURA,
    ALEF_WASLA,
    COMBINING_SIGNS,
    DAGGER_ALEF,
    DAMMA,
    DAMMATAN,
    DIACRITICS,
    FATHA,
    FATHATAN,
    KASRA,
    KASRATAN,
    SHADDA,
    SUKUN,
    TATWEEL,
    TEH_MARBUTA,
    YEH,
    ZERO_WIDTH,
)

CLOSED = "0"
"""What sukun says: no vowel."""
VOWEL = {FATHA: "a", DAMMA: "u", KASRA: "i", FATHATAN: "an", DAMMATAN: "un", KASRATAN: "in", SUKUN: CLOSED}
_SAME = str.maketrans({ALEF_HAMZA: ALEF, ALEF_HAMZA_BELOW: ALEF, ALEF_WASLA: ALEF, ALEF_MAKSURA: YEH})
_YEH = str.maketrans({ALEF_MAKSURA: YEH})
_SILENT = str.maketrans(dict.fromkeys(TATWEEL + ZERO_WIDTH))
_MARK = "".join(sorted(DIACRITICS)) + COMBINING_SIGNS
_RUN, _PAIR = re.compile(f"[{_MARK}]{{2,}}"), re.compile(f"([^{_MARK}])([{_MARK}]*)")
CONSONANT, REST = "C", "*"
_NOT_CONSONANT = frozenset(ALEF + TEH_MARBUTA + ALEF_MAKSURA)
PROCLITICS = frozenset(
    conjunction + rest for conjunction in ("", "و", "ف") for rest in ("", "ب", "ك", "ل", "ال", "بال", "كال", "لل", "هال", "عال")
)
ENCLITICS = frozenset(["", "ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كما", "ي", "ني", "نا", "چ"])


class Letter(NamedTuple):
    """A letter and what its marks say: ``vowel`` is "", a u i, an un in, "aː" (dagger alef) or CLOSED; ``double`` is shadda."""

    char: str
    vowel: str
    double: bool

    @property
    def bare(self) -> bool:
        return not self.vowel and not self.double


def letters(word: str) -> list[Letter]:
    """A word's letters; tatweel and characters of no width are not among them."""
    once = _RUN.sub(lambda run: "".join(dict.fromkeys(run[0])), word.translate(_SILENT))  # NFC is slow on long runs
    return [_letter(char, marks) for char, marks in _PAIR.findall(unicodedata.normalize("NFC", once))]


def _letter(char: str, marks: str) -> Letter:
    vowel = next((VOWEL[mark] for mark in marks if mark in VOWEL), "")
    if DAGGER_ALEF in marks and vowel in ("", "a"):
        vowel = "aː"
    return Letter(char, vowel, SHADDA in marks)


class _Entry(NamedTuple):
    row: Row
    spelling: list[Letter]
    reading: list[Letter]
    rest: bool


class Found(NamedTuple):
    """A row that fits the word: its kind, id, and the word respelled."""

    kind: str
    rule: str
    letters: list[Letter]


class Readings:
    """The rows of one variety and of all, looked up by skeleton; longer spellings first."""

    def __init__(self, table: Table, varieties: Iterable[str]) -> None:
        wanted = {*varieties, "all"}
        self._words: dict[str, list[_Entry]] = {}
        self._templates: list[_Entry] = []
        for row in table:
            if not wanted & set(row["variety"].split()):
                continue
            spelling = row["spelling"]
            entry = _Entry(row, letters(spelling.removesuffix(REST)), letters(row["reading"].removesuffix(REST)), spelling.endswith(REST))
            if CONSONANT in spelling:
                self._templates.append(entry)
            else:
                self._words.setdefault(_skeleton(entry.spelling), []).append(entry)
        self._longest = max(map(len, self._words), default=0)

    def find(self, word: Sequence[Letter]) -> Found | None:
        """The row for this word, if there is one."""
        skeleton = _skeleton(word)
        for start in range(min(5, len(skeleton))):
            if skeleton[:start] not in PROCLITICS:
                continue
            for end in range(min(len(skeleton), start + self._longest), start, -1):
                for entry in self._words.get(skeleton[start:end], ()):
                    if found := _fit(entry, word, start, end):
                        return found
            for entry in self._templates:
                if found := _fit(entry, word, start, start + len(entry.spelling)):
                    return found
        return None


def _skeleton(word: Iterable[Letter]) -> str:
    return "".join(letter.char for letter in word).translate(_SAME)


def _fit(entry: _Entry, word: Sequence[Letter], start: int, end: int) -> Found | None:
    if end > len(word) or (start and entry.row["proclitics"] == "no"):
        return None
    rest = "".join(letter.char for letter in word[end:])
    if not entry.rest and entry.row["enclitics"] != "any" and rest and not (entry.row["enclitics"] == "yes" and rest in ENCLITICS):
        return None
    exact = CONSONANT in entry.row["spelling"]
    if not all(_agree(asked, written, exact) for asked, written in zip(entry.spelling, word[start:end], strict=True)):
        return None
    if not entry.reading:
        return Found(entry.row["kind"], entry.row.id, list(word))
    written = word[start:end]
    consonants = iter([w for a, w in zip(entry.spelling, written, strict=True) if a.char == CONSONANT])
    reading = [next(consonants) if letter.char == CONSONANT else letter for letter in entry.reading]
    if start and written[0].double:
        reading[0] = reading[0]._replace(double=True)
    pairs = zip(reading, written, strict=True) if len(reading) == len(written) else [(reading[-1], written[-1])]
    marked = [letter._replace(vowel=own.vowel, double=own.double) if letter.bare else letter for letter, own in pairs]
    reading[-len(marked) :] = marked
    return Found(entry.row["kind"], entry.row.id, [*word[:start], *reading, *word[end:]])


def _agree(asked: Letter, written: Letter, exact: bool) -> bool:
    """Whether a written letter can be the one asked for: a mark may be missing (unless exact), but not be another."""
    if asked.char == CONSONANT:
        if written.char in _NOT_CONSONANT:
            return False
    elif asked.char.translate(_YEH) != written.char.translate(_SAME if asked.char == ALEF and not exact else _YEH):
        return False
    if not asked.vowel or asked.vowel == written.vowel:
        return True
    return {asked.vowel, written.vowel} == {"a", "aː"} or (not written.vowel and not exact)
