"""Makes the index of a catalogue: every reading of every term under its skeletons, as flat sections of bytes.

Sections, numbers little-endian as the machine has them:
  keys u64, key_row u32        skeletons as numbers, sorted, and each one's first row (one more at the end)
  row_entry u32                of each row, its entry; rows of one skeleton stand together, the more popular first
  row_words u8, row_heard u8   words of the reading, and what counts as words of their own: without articles, letter names one by one
  spelled, key_spelled u64     the rows' graphemes, one character each, a line feed after each row; where each key's begin
  outlined, key_outlined u64   the rows' outlines (see `phonetic`), likewise
  alias u32, alias_entry u32   CRC-32 of each Arabic alias, sorted, and its entry
  alias_keys u64               skeletons of the aliases as numbers, sorted
  entries, entry_at u64        the entries as JSON arrays; where each begins (one more at the end)
  entry_type u32               of each entry, the number of its type in the description's list
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Sequence
from typing import Any

from ..text import ARABIC_WORD
from .alignment import LetterCosts
from .catalogue import Entry
from .phonetic import EDGE, arabic_key, fold_arabic, join_keys, key_code, outline, word_keys
from .spoken import WAW, Reader, Reading

MOST_WORDS = 9
"""Words of the longest reading that is indexed."""
UNHEARD = frozenset({"|the|", "|a|", "|an|", "|le|", "|la|", "|les|", "|de|", "|du|", "|of|", WAW})
"""Words so short that they often join a neighbour or are left out: they do not count as words of their own."""

Word = tuple[tuple[str, ...], str, str]
"""Of a word of a reading: its skeletons, its graphemes, its outline."""


def alias_number(folded: str) -> int:
    """What an Arabic alias (folded, without spaces) is found by."""
    return zlib.crc32(folded.encode("utf-8", "surrogatepass"))


def alias_form(alias: str) -> str:
    """An Arabic alias as it is compared: folded, without spaces."""
    return "".join(fold_arabic(alias).split())


class IndexBuilder:
    """Collects entries, then gives the sections."""

    def __init__(self, letters: LetterCosts, reader: Reader, sounds: bool = True) -> None:
        self._letters, self._reader, self._sounds = letters, reader, sounds
        self._words: dict[tuple[str, bool], Word] = {}
        self._codes, self._readings = array("Q"), array("I")
        self._of_reading = array("I")
        self._spelled: list[str] = []
        self._outlines: list[str] = []
        self._counts, self._heard = array("B"), array("B")
        self._aliases: list[tuple[int, int, int]] = []

    def build(self, entries: Sequence[Entry], notes: Sequence[str] = ()) -> tuple[dict[str, Any], dict[str, bytes]]:
        """(description, sections); ``notes`` is what was noticed in the files and is said at every use."""
        for number, entry in enumerate(entries):
            self._add(number, entry)
        types = {kind: n for n, kind in enumerate(dict.fromkeys(entry.type for entry in entries))}
        sections = self._rows(entries) | _entries(entries, types) | self._alias_sections()
        return {"types": list(types), "notes": list(notes), "entries": len(entries)}, sections

    def _add(self, number: int, entry: Entry) -> None:
        spoken = self._reader.readings(entry.term, entry.lang) if self._sounds else []
        for alias in entry.aliases:
            if ARABIC_WORD.search(alias):
                form = alias_form(alias)
                self._aliases.append((alias_number(form), number, key_code(arabic_key(form))))
            elif self._sounds:
                spoken += self._reader.readings(alias, entry.lang)
        for reading in spoken:
            if len(reading) <= MOST_WORDS:
                self._add_reading(number, reading, entry.lang == "fr")

    def _add_reading(self, number: int, reading: Reading, french: bool) -> None:
        words = [self._words.get((word, french)) or self._look_at(word, french) for word in reading]
        at = len(self._spelled)
        self._spelled.append("".join(w[1] for w in words))
        self._outlines.append("".join(w[2] for w in words))
        self._of_reading.append(number)
        self._counts.append(len(reading))
        self._heard.append(sum(1 if word.startswith(EDGE) else len(word) for word in reading if word not in UNHEARD))
        for code in {key_code(key) for key in join_keys([w[0] for w in words])}:
            self._codes.append(code)
            self._readings.append(at)

    def _look_at(self, word: str, french: bool) -> Word:
        keys = word_keys(word.strip(EDGE), french) if word.startswith(EDGE) else self._named(word)
        found = keys, self._letters.encode(word), outline(self._letters.likeliest(word))
        self._words[word, french] = found
        return found

    def _named(self, letters: str) -> tuple[str, ...]:
        """The skeletons of a word whose letters are read by their names."""
        names = [tuple(dict.fromkeys(arabic_key(a) for a, _ in self._letters.options(x)[0] if a)) for x in letters]
        return tuple(join_keys(names))

    def _rows(self, entries: Sequence[Entry]) -> dict[str, bytes]:
        """The rows sorted by skeleton, popularity, order in the catalogue."""
        fame = array("I", bytes(4 * len(entries)))
        for rank, number in enumerate(sorted(range(len(entries)), key=lambda n: -entries[n].popularity)):
            fame[number] = rank
        packed = sorted(code << 64 | fame[self._of_reading[at]] << 32 | at for code, at in zip(self._codes, self._readings, strict=True))
        keys, key_row, readings = array("Q"), array("I"), array("I")
        for row, number in enumerate(packed):
            code = number >> 64
            if not keys or keys[-1] != code:
                keys.append(code)
                key_row.append(row)
            readings.append(number & 0xFFFFFFFF)
        key_row.append(len(readings))
        spelled, key_spelled = _lines(self._spelled, readings, key_row)
        outlined, key_outlined = _lines(self._outlines, readings, key_row)
        return {
            "keys": keys.tobytes(),
            "key_row": key_row.tobytes(),
            "row_entry": array("I", [self._of_reading[at] for at in readings]).tobytes(),
            "row_words": bytes([self._counts[at] for at in readings]),
            "row_heard": bytes([self._heard[at] for at in readings]),
            "spelled": spelled,
            "key_spelled": key_spelled,
            "outlined": outlined,
            "key_outlined": key_outlined,
        }

    def _alias_sections(self) -> dict[str, bytes]:
        self._aliases.sort()
        return {
            "alias": array("I", [number for number, _, _ in self._aliases]).tobytes(),
            "alias_entry": array("I", [entry for _, entry, _ in self._aliases]).tobytes(),
            "alias_keys": array("Q", sorted({code for _, _, code in self._aliases})).tobytes(),
        }


def _lines(texts: Sequence[str], readings: Sequence[int], key_row: Sequence[int]) -> tuple[bytes, bytes]:
    """The texts in the order of the rows, a line feed after each, and where each key's begin, in bytes."""
    parts: list[bytes] = []
    starts = array("Q", [0])
    at = 0
    for first, after in zip(key_row, key_row[1:], strict=False):
        part = "".join([texts[i] + "\n" for i in readings[first:after]]).encode()
        parts.append(part)
        at += len(part)
        starts.append(at)
    return b"".join(parts), starts.tobytes()


def _entries(entries: Sequence[Entry], types: dict[str, int]) -> dict[str, bytes]:
    starts = array("Q", [0])
    parts: list[bytes] = []
    for e in entries:
        cells = [e.term, e.lang, e.type, e.id, e.popularity, *e.aliases]
        parts.append(json.dumps(cells, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        starts.append(starts[-1] + len(parts[-1]))
    return {
        "entries": b"".join(parts),
        "entry_at": starts.tobytes(),
        "entry_type": array("I", [types[entry.type] for entry in entries]).tobytes(),
    }
