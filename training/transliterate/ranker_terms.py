"""The terms that the ranker is trained with, and how people spell them in Arabic."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arabic_voice_cli.transliterate.catalogue import Entry
from arabic_voice_cli.transliterate.phonetic import fold_arabic, fold_latin
from arabic_voice_cli.transliterate.variants import VariantLister

GOLDEN = Path("tests/golden/transliterate_requests_terms.tsv")
KINDS = {
    "person": ("artist", "artist", "person", "person", "person", ""), "place": ("place", "place", "place", ""),
    "org": ("brand", "brand", "app", ""), "brand": ("brand", "brand", ""),
}  # fmt: skip
OTHER_KINDS = ("song", "film", "app", "brand", "work", "", "")
"""What a pair of this kind may be called in a catalogue."""
RETYPED = {"artist": ("person", 0.35), "song": ("work", 0.25), "film": ("work", 0.25), "album": ("work", 0.2), "app": ("brand", 0.15)}
"""Catalogues differ in what they call things; with this chance, as this."""
UNTYPED = 0.12
"""Share of terms without a type."""
ARTICLES, BARE = ("the ", "les ", "la ", "le "), 0.35
LETTERS = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")


def rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


@dataclass
class Names:
    """Pairs of names, and titles."""

    spellings: dict[str, list[str]]
    """Of a Latin term."""
    kinds: dict[str, str]
    titles: list[Entry]
    tokens: dict[str, list[str]]
    """Spellings of single Latin words, in small letters."""
    terms_of: dict[str, frozenset[str]]
    """Of a folded Arabic spelling."""

    @classmethod
    def load(cls, pairs: Path, catalogue: Path, rng: random.Random) -> Names:
        held = {fold_latin(cells[0]) for cells in rows(GOLDEN)}
        spellings: dict[str, list[str]] = defaultdict(list)
        kinds, tokens, terms_of = {}, defaultdict(list), defaultdict(set)
        for arabic, latin, _, kind, source, flags, *_ in ([*cells, "", "", ""] for cells in rows(pairs)):
            if source == "own" or fold_latin(latin) in held or "mismatch" in flags or "loose" in flags or len(fold_arabic(arabic)) < 2:
                continue
            spellings[latin].append(arabic)
            kinds[latin] = rng.choice(KINDS.get(kind, OTHER_KINDS))
            if set(joined := "".join(fold_arabic(arabic).split())) <= LETTERS:
                terms_of[joined].add(latin)
            if " " not in latin and " " not in arabic:
                tokens[latin.lower()].append(arabic)
        titles = [
            Entry(term, lang, _retyped(kind, rng))
            for term, lang, kind, *_ in rows(catalogue)
            if fold_latin(term) and fold_latin(term) not in held
        ]
        return cls(dict(spellings), kinds, titles, dict(tokens), {a: frozenset(t) for a, t in terms_of.items()})

    def catalogue(self, size: int, rng: random.Random) -> list[Entry]:
        titles = rng.sample(self.titles, min(len(self.titles), size * 7 // 10))
        known = {entry.term for entry in titles}
        names = rng.sample(
            sorted(self.spellings.keys() - known), min(len(self.spellings) - len(known & self.spellings.keys()), size - len(titles))
        )
        return titles + [Entry(term, "", self.kinds[term]) for term in names]


def _retyped(kind: str, rng: random.Random) -> str:
    other, chance = RETYPED.get(kind, ("", 0.0))
    return "" if rng.random() < UNTYPED else other if rng.random() < chance else kind


class Spelled:
    """Spells terms in Arabic as people do: as the pairs have it, word by word, or as the letter tables expect."""

    def __init__(self, names: Names, rng: random.Random) -> None:
        self._names, self._rng = names, rng
        self._lister = VariantLister.load()
        self._cached: dict[str, list[tuple[str, float, str]]] = {}

    def __call__(self, entry: Entry, variety: str) -> str:
        """Empty if nothing of the term can be read. The article may be left out: للبيتلز for The Beatles."""
        bare = entry.term.partition(" ")[2] if entry.term.lower().startswith(ARTICLES) else ""
        if bare and self._rng.random() < BARE:
            return self._whole(Entry(bare, entry.lang), variety)
        return self._whole(entry, variety)

    def _whole(self, entry: Entry, variety: str) -> str:
        if (known := self._names.spellings.get(entry.term)) and self._rng.random() < 0.9:
            return self._worn(self._rng.choice(known), variety)
        words = entry.term.split()
        if all(word.isalpha() for word in words) and len(words) < 4 and self._rng.random() < 0.6:
            known_words = [self._names.tokens.get(word.lower()) for word in words]
            if all(known_words):
                return self._worn(" ".join(self._rng.choice(k) for k in known_words if k), variety)
        if entry.term not in self._cached:
            self._cached[entry.term] = self._lister.spellings(entry.term)[:12]
        forms = [(form, share) for form, share, of in self._cached[entry.term] if of in (variety, "both")] or [
            (form, share) for form, share, _ in self._cached[entry.term]
        ]
        return self._rng.choices([f for f, _ in forms], [s**0.7 for _, s in forms])[0] if forms else ""

    def _worn(self, form: str, variety: str) -> str:
        """Hamzas drop, blanks move."""
        if variety == "gulf" and self._rng.random() < 0.6:
            form = re.sub("[أإآ]", "ا", form)
        if " " in form and self._rng.random() < 0.06:
            form = form.replace(" ", "", 1)
        return form
