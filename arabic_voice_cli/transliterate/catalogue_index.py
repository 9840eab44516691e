"""Finds the catalogue entries that an Arabic spelling may stand for: by skeleton, by outline, then by alignment."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import AvcError
from . import index_file
from .alignment import INFINITE, Aligner, LetterCosts
from .catalogue import Entry, fingerprint, read_catalogue
from .index_build import IndexBuilder, alias_form, alias_number
from .phonetic import arabic_key, key_code, key_neighbours, key_span, outline
from .spoken import Reader

SPLIT = 0.8
"""Cost of each word more or less than the term has: سناب شات for Snapchat."""
LONGEST = 36
"""Letters of the longest spelling looked up."""
ALIGNED = 24
"""Readings of one skeleton that are aligned; of more, those whose outlines are most like the spelling's."""
ALIGNED_NEAR = 48
"""The same for a search among neighbouring skeletons."""
MARGIN = 3.0
"""Nats that a match may cost more than the best one and still be told."""
CACHED = 1 << 14
WORTH_KEEPING = 5000
"""Entries of the smallest catalogue whose index is kept without being asked for."""
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and what the spelling costs as a spelling of it, in nats; 0 for an alias."""

    entry: Entry
    cost: float
    words: int = 1
    """Words of the term as read, or of the alias."""
    alias: bool = False


NOTHING: list[Match] = []


class CatalogueIndex:
    """The entries by the skeleton of each of their readings; the sections are those of `index_build`."""

    def __init__(
        self, meta: dict[str, Any], sections: index_file.Sections, letters: LetterCosts, digest: str = "", types: Collection[str] = ()
    ) -> None:
        self.digest = digest
        self._letters = letters
        s = sections
        self._keys, self._key_row = s["keys"].cast("Q"), s["key_row"].cast("I")
        self._row_entry, self._row_words, self._row_heard = s["row_entry"].cast("I"), s["row_words"], s["row_heard"]
        self._spelled, self._key_spelled = s["spelled"], s["key_spelled"].cast("Q")
        self._outlined, self._key_outlined = s["outlined"], s["key_outlined"].cast("Q")
        self._alias, self._alias_entry, self._alias_keys = s["alias"].cast("I"), s["alias_entry"].cast("I"), s["alias_keys"].cast("Q")
        self._entries, self._entry_at, self._entry_type = s["entries"], s["entry_at"].cast("Q"), s["entry_type"].cast("I")
        self._wanted = frozenset(n for n, kind in enumerate(meta["types"]) if kind in types) if types else None
        self._seen: dict[tuple[str, int], tuple[float, list[Match]]] = {}

    @classmethod
    def of(cls, entries: Sequence[Entry], letters: LetterCosts, reader: Reader, sounds: bool = True) -> CatalogueIndex:
        """The index of these entries, in memory only; without ``sounds`` only their Arabic aliases are found."""
        meta, sections = IndexBuilder(letters, reader, sounds).build(entries)
        return cls(meta, {name: memoryview(data) for name, data in sections.items()}, letters)

    @classmethod
    def load(cls, paths: Sequence[str | Path], types: Collection[str], letters: LetterCosts, reader: Reader) -> CatalogueIndex:
        """The index of catalogue files: the one in the cache, or a new one, which is put there if it is worth it and can be done."""
        digest = _digest(paths, letters, reader)
        found = index_file.read(digest)
        if found is None:
            found = _new(paths, letters, reader)
            if found[0]["entries"] >= WORTH_KEEPING:
                with suppress(OSError):
                    index_file.write(digest, index_file.pack(*found))
        meta, sections = found
        for note in meta["notes"]:
            LOG.warning(note)
        if types and not set(types) & set(meta["types"]):
            there = ", ".join(filter(None, meta["types"])) or "none"
            raise AvcError(f"{', '.join(map(str, paths))}: no term of type {', '.join(sorted(types))}; types there: {there}")
        return cls(meta, sections, letters, digest[:8], types)

    @classmethod
    def build(cls, paths: Sequence[str | Path], letters: LetterCosts, reader: Reader) -> Path:
        """Put the index of catalogue files into the cache, if a whole one is not there already; its path."""
        digest = _digest(paths, letters, reader)
        if index_file.read(digest):
            return index_file.path_of(digest)
        found = _new(paths, letters, reader)
        for note in found[0]["notes"]:
            LOG.warning(note)
        try:
            return index_file.write(digest, index_file.pack(*found))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise AvcError(f"{index_file.cache_dir()}: {why}; let XDG_CACHE_HOME name a folder that can be written") from None

    def exact(self, folded: str) -> list[Match]:
        """The entries that have this spelling (folded, without spaces) as an alias."""
        if not self._alias:
            return []
        number = alias_number(folded)
        first, after = bisect_left(self._alias, number), bisect_right(self._alias, number)
        entries = {i: self._entry(i) for i in self._alias_entry[first:after] if self._is_wanted(i)}
        spelled = ((e, max((len(a.split()) for a in e.aliases if alias_form(a) == folded), default=0)) for e in entries.values())
        return [Match(e, 0.0, words, alias=True) for e, words in spelled if words]

    def may_begin(self, key: str) -> bool:
        """Whether any term or alias has a skeleton that begins so."""
        low, high = key_span(key)
        return _any_between(self._keys, low, high) or _any_between(self._alias_keys, low, high)

    def lookup(self, folded: str, words: int, limit: float, key: str | None = None) -> list[Match]:
        """Entries by cost, none above ``limit``; ``folded`` has no spaces, stood in ``words`` words, and has the skeleton ``key``."""
        known, found = self._seen.get((folded, words), (-1.0, NOTHING))
        if known < limit:
            at = self._place(arabic_key(folded) if key is None else key)
            found = self._matches([at], folded, words, limit, ALIGNED, MARGIN) if at is not None else NOTHING
            if len(self._seen) >= CACHED:
                self._seen.clear()
            self._seen[folded, words] = limit, found
        return [match for match in found if match.cost <= limit]

    def nearest(self, folded: str, words: int, limit: float) -> list[Match]:
        """As `lookup`, among entries whose skeleton is at most one consonant away, and however much worse than the best."""
        places = [at for key in sorted(key_neighbours(arabic_key(folded))) if (at := self._place(key)) is not None]
        return self._matches(places, folded, words, limit, ALIGNED_NEAR, INFINITE)

    def _place(self, key: str) -> int | None:
        code = key_code(key)
        at = bisect_left(self._keys, code)
        return at if at < len(self._keys) and self._keys[at] == code else None

    def _matches(self, places: Sequence[int], folded: str, words: int, limit: float, most: int, margin: float) -> list[Match]:
        best: dict[int, tuple[float, int]] = {}
        aligner = Aligner(self._letters, folded)
        for row, spelled in self._candidates(places, folded, most):
            length = self._row_words[row]
            split = SPLIT * min(abs(words - self._row_heard[row]), abs(words - length))
            if split < limit:
                cost = split + aligner.cost(spelled, limit - split)
                entry = self._row_entry[row]
                if cost < best.get(entry, (INFINITE, 0))[0]:
                    best[entry] = cost, length
                    limit = min(limit, cost + margin)
        found = [Match(self._entry(i), cost, length) for i, (cost, length) in best.items() if cost <= limit]
        return sorted(found, key=lambda m: (m.cost, -m.entry.popularity))

    def _candidates(self, places: Sequence[int], folded: str, most: int) -> Iterable[tuple[int, str]]:
        """(row, its graphemes) of the rows at these skeletons, the likeliest first if there are more than ``most``."""
        rows: list[int] = []
        spelled: list[str] = []
        for at in places:
            rows += range(self._key_row[at], self._key_row[at + 1])
            spelled += _texts(self._spelled, self._key_spelled, at)
        if self._wanted is not None:
            wanted = [self._is_wanted(self._row_entry[row]) for row in rows]
        if len(rows) <= most and self._wanted is None:
            return zip(rows, spelled, strict=True)
        outlines: list[str | None] = [text for at in places for text in _texts(self._outlined, self._key_outlined, at)]
        if self._wanted is not None:
            outlines = [text if yes else None for text, yes in zip(outlines, wanted, strict=True)]
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        near = process.extract(outline(folded), outlines, scorer=Levenshtein.distance, limit=most)
        return [(rows[i], spelled[i]) for _, _, i in near]

    def _is_wanted(self, entry: int) -> bool:
        return self._wanted is None or self._entry_type[entry] in self._wanted

    def _entry(self, number: int) -> Entry:
        text = bytes(self._entries[self._entry_at[number] : self._entry_at[number + 1]]).decode("utf-8", "surrogatepass")
        term, lang, kind, id_, popularity, *aliases = json.loads(text)
        return Entry(term, lang, kind, id_, popularity, tuple(aliases))


def _texts(blob: memoryview, starts: memoryview, at: int) -> list[str]:
    return bytes(blob[starts[at] : starts[at + 1] - 1]).decode().split("\n")


def _any_between(numbers: memoryview, low: int, high: int) -> bool:
    at = bisect_left(numbers, low)
    return at < len(numbers) and numbers[at] <= high


def _digest(paths: Sequence[str | Path], letters: LetterCosts, reader: Reader) -> str:
    """Of everything that an index is made from: the files, the tables, the layout of this version and machine."""
    parts = [fingerprint(paths), letters.digest, reader.digest, index_file.MAGIC.hex(), sys.byteorder]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _new(paths: Sequence[str | Path], letters: LetterCosts, reader: Reader) -> tuple[dict[str, Any], dict[str, memoryview]]:
    entries, notes = read_catalogue(paths)
    meta, sections = IndexBuilder(letters, reader).build(entries, notes)
    return meta, {name: memoryview(data) for name, data in sections.items()}
