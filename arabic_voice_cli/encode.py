"""Lines of text as numpy arrays: the input of the character-level models, the same in training and at run time.

A line is a stream of symbols, one for each character that is not a mark, with a separator after each word. A word
is a run of letters, a run of digits or foreign letters, or a single other character. All arithmetic is on integers
of fixed width, so that a word's hash is the same on every platform.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    COMPOSING,
    DAMMA,
    DAMMATAN,
    DIACRITICS,
    EXTENDED,
    FATHA,
    FATHATAN,
    KASRA,
    KASRATAN,
    LETTERS,
    MARKS,
    SHADDA,
    SUKUN,
    TATWEEL,
)

CLASSES = ("", FATHA, DAMMA, KASRA, SUKUN, FATHATAN, DAMMATAN, KASRATAN, SHADDA) + tuple(
    SHADDA + vowel for vowel in (FATHA, DAMMA, KASRA, FATHATAN, DAMMATAN, KASRATAN)
)
"""What a letter can carry: the 15 classes of the diacritizer."""
PUNCTUATION = "،؛؟.,:;!?()[]\"'-«»/"
PAD, SEPARATOR, OTHER, DIGIT, FOREIGN, FIRST_LETTER = 0, 1, 2, 3, 4, 5
FIRST_PUNCTUATION = FIRST_LETTER + len(LETTERS)
SYMBOLS = FIRST_PUNCTUATION + len(PUNCTUATION)
"""Number of symbols; ids below it are stored in uint8."""
LETTER_IDS = {char: FIRST_LETTER + i for i, char in enumerate(LETTERS)}
ALEFS = (ALEF, ALEF_HAMZA, ALEF_HAMZA_BELOW, ALEF_MADDA)
"""What an alif written without its hamza may stand for: the classes of hamza restoration."""
_SPACE, _MARK = 254, 255


def _symbol_table() -> NDArray[np.uint8]:
    table = np.full(0x10000, OTHER, np.uint8)
    for low, high in ((0x41, 0x5B), (0x61, 0x7B), (0xC0, 0x250), (0x370, 0x530)):
        table[low:high] = FOREIGN
    for zero in (0x30, 0x660, 0x6F0):
        table[zero : zero + 10] = DIGIT
    for i, char in enumerate(LETTERS):
        table[ord(char)] = FIRST_LETTER + i
    for char, standard in EXTENDED.items():
        table[ord(char)] = FIRST_LETTER + LETTERS.index(standard)
    for i, char in enumerate(PUNCTUATION):
        table[ord(char)] = FIRST_PUNCTUATION + i
    table[[0, 9, 10, 11, 12, 13, 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)]] = _SPACE
    table[[ord(c) for c in DIACRITICS] + [ord(c) for c in TATWEEL + COMPOSING] + [0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF]] = _MARK
    return table


def _class_table() -> NDArray[np.int8]:
    """Set of the eight marks as bits (fathatan is bit 0) → class; with two vowels the first in class order wins."""
    table = np.zeros(256, np.int8)
    bit = {mark: 1 << (ord(mark) - ord(FATHATAN)) for mark in MARKS}
    for bits in range(256):
        fitting = [i for i, marks in enumerate(CLASSES) if all(bits & bit[m] for m in marks)]
        table[bits] = max(fitting, key=lambda i: (len(CLASSES[i]), -i))
    return table


_SYMBOL, _CLASS = _symbol_table(), _class_table()
_POWERS = np.array([pow(1000003, i, 1 << 64) for i in range(64)], np.uint64)


@dataclass(frozen=True, slots=True)
class Encoded:
    """One line. N symbols (separators included), T words."""

    symbols: NDArray[np.uint8]
    """[N] symbol ids; SEPARATOR after each word."""
    classes: NDArray[np.int8]
    """[N] index into CLASSES of the marks each letter already carries."""
    position: NDArray[np.int32]
    """[N] code-point offset into the line; of a separator, that of the word's last character."""
    first: NDArray[np.int32]
    """[T] index of each word's first symbol."""
    last: NDArray[np.int32]
    """[T] index of each word's last symbol (its separator comes after)."""

    def words(self) -> NDArray[np.int32]:
        """[N] the word each symbol belongs to."""
        return np.repeat(np.arange(len(self.first), dtype=np.int32), self.last - self.first + 2)

    def hashes(self, rows: int) -> NDArray[np.int32]:
        """[T] each word's row in a table of ``rows``; 0 is left to padding."""
        if not len(self.first):
            return np.zeros(0, np.int32)
        offset = np.arange(len(self.symbols)) - self.first[self.words()]
        terms = self.symbols.astype(np.uint64) * _POWERS[np.minimum(offset, 63)]
        value = np.add.reduceat(terms, self.first)
        value = (value ^ (value >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        rowed: NDArray[np.int32] = (1 + (value >> np.uint64(20)) % np.uint64(rows - 1)).astype(np.int32)
        return rowed


def encode(line: str) -> Encoded:
    """Encode one line; see `Encoded`."""
    points = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), np.uint32)
    symbol = np.where(points < 0x10000, _SYMBOL[points & 0xFFFF], OTHER).astype(np.uint8)
    at = np.flatnonzero(symbol < _SPACE)
    ids = symbol[at]
    if not len(ids):
        none = np.zeros(0, np.int32)
        return Encoded(ids, none.astype(np.int8), none, none, none)
    spaces = np.cumsum(symbol == _SPACE)
    marks_at = np.flatnonzero((points >= ord(FATHATAN)) & (points <= ord(SUKUN)))
    bits = np.zeros(len(points), np.uint8)
    if len(marks_at):
        bearer = at[np.searchsorted(at, marks_at) - 1]
        marks_at = marks_at[spaces[bearer] == spaces[marks_at]]  # a mark after a space, or at a line's start, has no letter
        bits[marks_at] = 1 << (points[marks_at] - ord(FATHATAN))
    classes = _CLASS[np.bitwise_or.reduceat(bits, at)]
    letter = (ids >= FIRST_LETTER) & (ids < FIRST_PUNCTUATION)
    kind = np.where(letter, 1, np.where((ids == DIGIT) | (ids == FOREIGN), 2, 0))
    classes[~letter] = 0
    apart = spaces[at]
    starts = np.ones(len(ids), bool)
    starts[1:] = (kind[1:] == 0) | (kind[1:] != kind[:-1]) | (apart[1:] != apart[:-1])
    first = np.flatnonzero(starts)
    count = np.diff(np.append(first, len(ids)))
    shift = np.repeat(np.arange(len(first)), count)
    size = len(ids) + len(first)
    place = np.arange(len(ids)) + shift  # where each character lands once separators are in
    symbols = np.full(size, SEPARATOR, np.uint8)
    symbols[place] = ids
    marks = np.zeros(size, np.int8)
    marks[place] = classes
    position = np.zeros(size, np.int32)
    position[place] = at
    first_out = (first + np.arange(len(first))).astype(np.int32)
    last_out = (first_out + count - 1).astype(np.int32)
    position[last_out + 1] = position[last_out]
    return Encoded(symbols, marks, position, first_out, last_out)
