"""Finds the catalogue entries that an Arabic spelling may stand for: by skeleton, by outline, then by alignment."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import AvcError
from . import index_file
from .alignment import INFINITE, Aligner, LetterCosts
from .catalogue import Entry, fingerprint, read_catalogue
from .index_build import IndexBuilder, alias_form, alias_number
from .phonetic import arabic_key, key_code, key_neighbours, key_span, outline
from .row_texts import RowTexts
from .spoken import Reader

SPLIT = 0.8
"""Cost of each word more or less than the term has: سناب شات for Snapchat."""
LONGEST = 36
"""Letters of the longest spelling looked up."""
ALIGNED = 10
"""Readings of one skeleton that are aligned; of more, those whose outlines are most like the spelling's."""
ALIGNED_SAME, ALIGNED_NEAR = 64, 64
"""The same in a search that is for one spelling alone: of its own skeleton, and of the neighbouring ones together."""
EDITS_A_NAT = 0.7
"""Letters that an outline may differ in, beside one, for each nat that a spelling may cost."""
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
    spelled: str = ""
    """The reading that it is a spelling of, as `LetterCosts.encode` writes it; none of an alias."""


NOTHING: list[Match] = []


class CatalogueIndex:
    """The entries by the skeleton of each of their readings; the sections are those of `index_build`."""

    def __init__(
        self, meta: dict[str, Any], sections: index_file.Sections, letters: LetterCosts, digest: str = "", types: Collection[str] = ()
    ) -> None:
        self.digest = digest
        self.size: int = meta["entries"]
        self._letters = letters
        s = sections
        self._keys, self._key_row = s["keys"].cast("Q"), s["key_row"].cast("I")
        self._row_entry, self._row_words, self._row_heard = s["row_entry"].cast("I"), s["row_words"], s["row_heard"]
        self._spelled = RowTexts(s["spelled"], s["key_spelled"].cast("Q"))
        self._outlined = RowTexts(s["outlined"], s["key_outlined"].cast("Q"))
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

    def lookup(self, folded: str, words: int, limit: float, key: str | None = None, least: int = 1) -> list[Match]:
        """Entries by cost, none above ``limit``; ``folded`` has no spaces, stood in ``words`` words, and has the skeleton ``key``.

        None either if none that is alike has ``least`` words.
        """
        known, found = self._seen.get((folded, words), (-1.0, NOTHING))
        if known < limit:
            if self._letters.floor(folded) > limit:  # most stretches of native words
                return NOTHING
            at = self._place(arabic_key(folded) if key is None else key)
            rows = [] if at is None else self._candidates([at], folded, ALIGNED, _edits(folded, limit))
            if least > 1 and not any(max(self._row_words[row], self._row_heard[row]) >= least for row, _ in rows):
                return NOTHING
            found = self._matches(rows, folded, words, limit, MARGIN)
            if len(self._seen) >= CACHED:
                self._seen.clear()
            self._seen[folded, words] = limit, found
        return [match for match in found if match.cost <= limit]

    def nearest(self, folded: str, words: int, limit: float) -> list[Match]:
        """As `lookup`, among entries whose skeleton is at most one consonant away, and however much worse than the best."""
        key = arabic_key(folded)
        rows: list[tuple[int, str]] = []
        for keys, most in ({key}, ALIGNED_SAME), (key_neighbours(key) - {key}, ALIGNED_NEAR):
            if places := sorted({at for near in keys if (at := self._place(near)) is not None}):
                rows += self._candidates(places, folded, most, None)
        return self._matches(rows, folded, words, limit, INFINITE)

    def _place(self, key: str) -> int | None:
        code = key_code(key)
        at = bisect_left(self._keys, code)
        return at if at < len(self._keys) and self._keys[at] == code else None

    def _matches(self, rows: Sequence[tuple[int, str]], folded: str, words: int, limit: float, margin: float) -> list[Match]:
        """The entries of (row, its graphemes) that cost no more than ``limit``, nor than the best and ``margin``."""
        if not rows:
            return NOTHING
        best: dict[int, tuple[float, int, str]] = {}
        aligner = Aligner(self._letters, folded)
        for row, spelled in rows:
            length, heard = self._row_words[row], self._row_heard[row]
            split = SPLIT * min(abs(words - heard), abs(words - length))
            if split < limit:
                cost = split + aligner.cost(spelled, limit - split)
                entry = self._row_entry[row]
                if cost < best.get(entry, (INFINITE,))[0]:
                    best[entry] = cost, max(length, heard), spelled
                    limit = min(limit, cost + margin)
        found = [Match(self._entry(i), cost, length, spelled=spelled) for i, (cost, length, spelled) in best.items() if cost <= limit]
        return sorted(found, key=lambda m: (m.cost, -m.entry.popularity))

    def _candidates(self, places: Sequence[int], folded: str, most: int, edits: int | None) -> list[tuple[int, str]]:
        """(row, its graphemes) of at most ``most`` rows at these skeletons, those first whose outlines need the fewest ``edits``."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        outlines: Sequence[str | None] = self._outlined.at(places)
        if self._wanted is not None:
            entries = (self._row_entry[row] for row in self._rows(places))
            outlines = [text if self._is_wanted(entry) else None for text, entry in zip(outlines, entries, strict=True)]
        near = process.extract(outline(folded), outlines, scorer=Levenshtein.distance, limit=most, score_cutoff=edits)
        if not near:
            return []
        rows, spelled = self._rows(places), self._spelled.at(places)
        return [(rows[i], spelled[i]) for _, _, i in near]

    def _rows(self, places: Sequence[int]) -> Sequence[int]:
        """The rows at these skeletons."""
        if len(places) == 1:
            return range(self._key_row[places[0]], self._key_row[places[0] + 1])
        return [row for at in places for row in range(self._key_row[at], self._key_row[at + 1])]

    def _is_wanted(self, entry: int) -> bool:
        return self._wanted is None or self._entry_type[entry] in self._wanted

    def _entry(self, number: int) -> Entry:
        text = bytes(self._entries[self._entry_at[number] : self._entry_at[number + 1]]).decode("utf-8", "surrogatepass")
        term, lang, kind, id_, popularity, *aliases = json.loads(text)
        return Entry(term, lang, kind, id_, popularity, tuple(aliases))


def _edits(folded: str, limit: float) -> int:
    """Letters that the outline of a spelling may differ in: by what it may cost, and by its length (99 % of right pairs)."""
    return min(1 + int(EDITS_A_NAT * limit), 2 + len(folded) // 3)


def _any_between(numbers: memoryview, low: int, high: int) -> bool:
    at = bisect_left(numbers, low)
    return at < len(numbers) and numbers[at] <= high


def _digest(paths: Sequence[str | Path], letters: LetterCosts, reader: Reader) -> str:
    """Of everything that an index is made from: the files, the tables, the layout of this version and machine."""
    parts = [fingerprint(paths), letters.digest, reader.digest, __version__, index_file.MAGIC.hex(), sys.byteorder]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _new(paths: Sequence[str | Path], letters: LetterCosts, reader: Reader) -> tuple[dict[str, Any], dict[str, memoryview]]:
    entries, notes = read_catalogue(paths)
    meta, sections = IndexBuilder(letters, reader).build(entries, notes)
    return meta, {name: memoryview(data) for name, data in sections.items()}
