"""Finds the catalogue entries that an Arabic spelling may stand for: by skeleton first, then by alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..text import ARABIC_WORD
from .alignment import INFINITE, LetterCosts, Options, alignment_cost
from .catalogue import Entry
from .phonetic import EDGE, arabic_key, fold_arabic, join_keys, key_neighbours, word_keys
from .spoken import Reader, Reading

ALIAS_COST = 0.0
SPLIT = 0.8
"""Cost of each word more or less than the term has: سناب شات for Snapchat."""
LONGEST = 36
"""Letters of the longest spelling looked up."""
MOST_WORDS = 9
"""Words of the longest reading that is indexed."""
CACHED = 1 << 16
UNHEARD = frozenset({"|the|", "|a|", "|an|", "|le|", "|la|", "|les|", "|de|", "|du|", "|of|"})
"""Words so short that they often join a neighbour or are left out: they do not count as words of their own."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and what the spelling costs as a spelling of it, in nats; 0 for an alias."""

    entry: Entry
    cost: float
    words: int = 1
    """Words of the term as read."""
    alias: bool = False


class CatalogueIndex:
    """The entries by the skeleton of each of their readings."""

    def __init__(self, entries: Sequence[Entry], letters: LetterCosts, reader: Reader) -> None:
        self._letters = letters
        self._entries = entries
        self._readings: list[tuple[int, Reading]] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_alias: dict[str, list[int]] = {}
        self._neighbours: dict[str, list[str]] = {}
        self._options: dict[str, tuple[Options, ...]] = {}
        self._seen: dict[tuple[str, int], list[Match]] = {}
        self._fill(reader)

    def _fill(self, reader: Reader) -> None:
        keys: dict[tuple[str, bool], tuple[str, ...]] = {}
        by_key, readings = self._by_key, self._readings
        for number, entry in enumerate(self._entries):
            french = entry.lang == "fr"
            spoken = reader.readings(entry.term, entry.lang)
            for alias in entry.aliases:
                if ARABIC_WORD.search(alias):
                    self._by_alias.setdefault("".join(fold_arabic(alias).split()), []).append(number)
                else:
                    spoken = [*spoken, *reader.readings(alias, entry.lang)]
            for reading in spoken:
                if len(reading) > MOST_WORDS:
                    continue
                parts = []
                for word in reading:
                    if (word, french) not in keys:
                        keys[word, french] = self._keys(word, french)
                    parts.append(keys[word, french])
                for key in join_keys(parts):
                    by_key.setdefault(key, []).append(len(readings))
                readings.append((number, reading))

    def _keys(self, word: str, french: bool) -> tuple[str, ...]:
        """The skeletons of one word of a reading: of its sound, or of its letters' names."""
        if word.startswith(EDGE):
            return word_keys(word.strip(EDGE), french)
        names = [tuple(dict.fromkeys(arabic_key(a) for a, _ in self._options_of(letter)[0] if a)) for letter in word]
        return tuple(join_keys(names))

    def _options_of(self, word: str) -> tuple[Options, ...]:
        if word not in self._options:
            self._options[word] = self._letters.options(word)
        return self._options[word]

    def exact(self, folded: str) -> list[Match]:
        """The entries that have this spelling (folded, without spaces) as an alias."""
        return [Match(self._entries[i], ALIAS_COST, alias=True) for i in self._by_alias.get(folded, ())]

    def lookup(self, folded: str, words: int, limit: float) -> list[Match]:
        """Entries by cost, none above ``limit``; ``folded`` has no spaces and stood in ``words`` words.

        ``limit`` must depend on ``folded`` and ``words`` only: what was found once is found again from memory.
        """
        found = self._seen.get((folded, words))
        if found is None:
            found = self._matches(self._by_key.get(arabic_key(folded), ()), folded, words, limit)
            if len(self._seen) >= CACHED:
                self._seen.clear()
            self._seen[folded, words] = found
        return found

    def nearest(self, folded: str, words: int, limit: float) -> list[Match]:
        """As `lookup`, among entries whose skeleton is at most one consonant away."""
        if not self._neighbours:
            for key in self._by_key:
                for near in key_neighbours(key):
                    self._neighbours.setdefault(near, []).append(key)
        keys = {key for near in key_neighbours(arabic_key(folded)) for key in self._neighbours.get(near, ())}
        numbers = dict.fromkeys(number for key in sorted(keys) for number in self._by_key[key])
        return self._matches(numbers, folded, words, limit)

    def _matches(self, numbers: Sequence[int] | dict[int, None], folded: str, words: int, limit: float) -> list[Match]:
        best: dict[int, tuple[float, int]] = {}
        for number in numbers:
            at, reading = self._readings[number]
            heard = sum(word not in UNHEARD for word in reading)
            cost = SPLIT * min(abs(words - heard), abs(words - len(reading)))
            if cost < limit:
                parts = [options for word in reading for options in self._options_of(word)]
                cost += alignment_cost(parts, folded, limit - cost)
                if cost < best.get(at, (INFINITE, 0))[0]:
                    best[at] = cost, len(reading)
        ranked = sorted(best.items(), key=lambda item: (item[1][0], -self._entries[item[0]].popularity, item[0]))
        return [Match(self._entries[at], cost, count) for at, (cost, count) in ranked]
