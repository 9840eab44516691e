"""Finds the spans of a line that stand for catalogue terms.

A span is found when the odds say so: minus the log probability of its letters as native Arabic (`native`), less that
of its letters as a spelling of the term (`alignment`), plus what a context word adds, must pass a threshold. Of
overlapping spans those are taken that gain most together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..tables import Table, load_table
from ..text import ARABIC_WORD
from .catalogue import Entry
from .catalogue_index import LONGEST, CatalogueIndex, Match
from .native import NativeWords
from .phonetic import fold_arabic

WORDS = 5
"""Words of the longest span."""
THRESHOLD = 13.0
"""Default of the least evidence, in nats, for a rewrite."""
HOMOGRAPH = 8.0
"""Cost in nats of a word of homographs.tsv; letter statistics would make it too rare."""
ALIAS_BONUS = 6.0
"""Evidence that a listed Arabic alias adds."""
ALIAS_NATIVE = 8.5
"""Least native cost of a known native word that an alias rewrites without a context word."""
TYPE_BONUS = 3.0
"""Evidence that a context word adds for the types it speaks of, if the span comes right after it; half if one word later."""
DEFINITE = 0.5
"""What is left of a context word with the article: أغنية is followed by its title, الأغنية mostly by a predicate."""
SLOPPY = 1.5
"""How much a nat of misspelling counts."""
NATIVE_WORD = 2.0
"""Evidence that each known native word of a longer span takes away when no context word came before."""
BY_PROCLITIC = "ل"
FAR = 6
"""Words back that the context word may stand then."""
SHORTEST, SHORTEST_EXPECTED = 4, 3
"""Letters of the shortest spelling that is rewritten, and of the shortest after a context word."""
REACH = 2
"""Words back that a context word may stand."""
WORD = re.compile(rf"(?<!\w)(?:{ARABIC_WORD.pattern}+|[0-9٠-٩]++)(?!\w)")
"""A whole word of Arabic letters, or a number; what is glued to other letters is neither."""
_DRAWN_OUT = re.compile(r"([^0-9])\1{2,}")
"""A letter held for emphasis: ليبااااا."""
CACHED = 1 << 16
BLANKS = " \t\u00a0"
"""What may stand between two words of one span."""
ARTICLE_ENDS = ("ال", "لل")


@dataclass(frozen=True, slots=True)
class Context:
    """What a context word says of the span after it, in nats."""

    weight: float = 0.0
    types: frozenset[str] = frozenset()
    bonus: float = 0.0
    """On top, for entries of the types."""


BY = Context(2.5, frozenset({"artist", "person", "band"}), 1.5)
"""What ل says of the word it is on, some words after a context word: شغل … لأديل."""


@dataclass(frozen=True, slots=True)
class _Info:
    """What is known of a word wherever it stands."""

    folded: str
    native: float
    peeled: tuple[tuple[str, float, bool], ...]
    """(proclitic, its cost, is the rest a known native word), beginning with no proclitic."""
    context: Context | None


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    info: _Info


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int
    after: int
    """Words of the stretch: first ≤ word < after."""
    proclitic: str
    entry: Entry
    gain: float


@dataclass(frozen=True)
class Rules:
    """The small tables around the alignment."""

    proclitics: Table
    homographs: Table
    context: Table

    @classmethod
    def load(cls) -> Rules:
        return cls(
            load_table("loan_proclitics.tsv", ("proclitic", "cost", "term")),
            load_table("homographs.tsv", ("word", "term")),
            load_table("context_words.tsv", ("word", "types", "weight", "term")),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """``line[start:inner]`` is a proclitic, or empty; ``line[inner:end]`` stands for the entry."""

    start: int
    inner: int
    end: int
    entry: Entry


class SpanFinder:
    """Finds catalogue terms in running text."""

    def __init__(self, index: CatalogueIndex, native: NativeWords, rules: Rules, threshold: float = THRESHOLD) -> None:
        self._index, self._native, self._threshold = index, native, threshold
        self._proclitics = sorted(((row["proclitic"], float(row["cost"])) for row in rules.proclitics), key=lambda p: -len(p[0]))
        self._homographs = frozenset(fold_arabic(row["word"]) for row in rules.homographs)
        self._context = {
            fold_arabic(row["word"]): Context(float(row["weight"]), frozenset(row["types"].split()), TYPE_BONUS) for row in rules.context
        }
        self._seen: dict[str, _Info] = {}

    def find(self, line: str) -> Iterator[Found]:
        """The spans of a line, from left to right."""
        for words in self._stretches(line):
            for hit in _best_row(self._hits(words), len(words)):
                start = words[hit.first].start
                yield Found(start, start + _length_of(hit.proclitic, line, start), words[hit.after - 1].end, hit.entry)

    def _stretches(self, line: str) -> Iterator[list[_Word]]:
        """Runs of words with nothing but blanks between them."""
        words: list[_Word] = []
        for found in WORD.finditer(line):
            if words and line[words[-1].end : found.start()].strip(BLANKS):
                yield words
                words = []
            words.append(_Word(found.start(), found.end(), self._info(found[0])))
        if words:
            yield words

    def _info(self, word: str) -> _Info:
        info = self._seen.get(word)
        if info is None:
            if len(self._seen) >= CACHED:
                self._seen.clear()
            info = self._seen[word] = self._look_at(_DRAWN_OUT.sub(r"\1", fold_arabic(word)))
        return info

    def _look_at(self, folded: str) -> _Info:
        peeled = [("", 0.0, self._is_native(folded))]
        context = self._context.get(folded)
        if context is None:  # فيلم is not ف and something
            for proclitic, cost in self._proclitics:
                rest = folded[len(proclitic) :]
                if folded.startswith(proclitic) and len(rest) > 1:
                    peeled.append((proclitic, cost, self._is_native(rest)))
                    if context is None and (context := self._context.get(rest)) and proclitic.endswith(ARTICLE_ENDS):
                        context = Context(context.weight * DEFINITE)
        rests = [(folded[len(proclitic) :], cost) for proclitic, cost, _ in peeled]
        listed = [HOMOGRAPH + cost for rest, cost in rests if rest in self._homographs]
        return _Info(folded, min([self._native.cost(folded, rests[1:]), *listed]), tuple(peeled), context)

    def _is_native(self, folded: str) -> bool:
        return folded in self._homographs or len(folded) == 1 or self._native.listed(folded)

    def _hits(self, words: Sequence[_Word]) -> Iterator[_Hit]:
        for first in range(len(words)):
            context = self._context_before(words, first)
            by = BY if any(word.info.context for word in words[max(0, first - FAR) : first]) else context
            for proclitic, cost, is_native in words[first].info.peeled:
                joined = words[first].info.folded[len(proclitic) :]
                here = by if proclitic == BY_PROCLITIC and by.weight > context.weight else context
                weight = here.weight
                evidence = weight - cost - self._threshold
                natives = 0
                for last in range(first, min(len(words), first + WORDS)):
                    info = words[last].info
                    if last > first:
                        joined += info.folded
                        is_native = info.peeled[0][2]
                    natives += is_native
                    evidence += info.native
                    count = last - first + 1
                    if len(joined) > LONGEST:
                        break
                    if joined.isdigit():
                        continue
                    odds = evidence - NATIVE_WORD * natives if count > 1 and not weight else evidence
                    best = self._match(joined, count, odds, here, natives)
                    if best:
                        yield _Hit(first, last + 1, proclitic, *best)

    def _context_before(self, words: Sequence[_Word], first: int) -> Context:
        """What the nearest context word says."""
        for distance in range(1, min(REACH, first) + 1):
            if context := words[first - distance].info.context:
                return replace(context, bonus=context.bonus / distance)
        return Context()

    def _match(self, joined: str, count: int, evidence: float, context: Context, natives: int) -> tuple[Entry, float] | None:
        """The best entry for a spelling and what it gains over leaving the words alone, if it gains anything.

        ``natives`` of its ``count`` words are known native words. Without a context word these rules hold: words that
        are all native are left alone, but for an alias of a rarer one; so are short words, and a term of fewer words
        than it is spelled in if one of those is native (في شي is not Vichy).
        """
        free = context.weight > 0 or natives < count
        matches: list[Match] = []
        if evidence + ALIAS_BONUS + context.bonus > 0 and (free or evidence + self._threshold >= ALIAS_NATIVE):
            matches = self._index.exact(joined)
        if free and evidence + context.bonus > 0 and len(joined) >= (SHORTEST_EXPECTED if context.weight else SHORTEST):
            found = self._index.lookup(joined, count, costliest(joined))
            matches += [m for m in found if context.weight or not natives or m.words >= count]
        best: tuple[Entry, float] | None = None
        for match in matches:
            gain = evidence - SLOPPY * match.cost + ALIAS_BONUS * match.alias + context.bonus * (match.entry.type in context.types)
            if gain > (best[1] if best else 0.0):
                best = match.entry, gain
        return best


def costliest(folded: str) -> float:
    """The most a spelling may cost, in nats: what is worse is another word, however foreign it looks."""
    return 1.5 + 0.6 * len(folded)


def _length_of(proclitic: str, line: str, start: int) -> int:
    """Characters that the proclitic takes at ``start``, its marks included."""
    end, letters = start, 0
    while letters < len(proclitic) or not fold_arabic(line[end]):
        letters += len(fold_arabic(line[end]))
        end += 1
    return end - start if proclitic else 0


def _best_row(hits: Iterable[_Hit], words: int) -> list[_Hit]:
    """The hits without overlap that gain most together."""
    ending: dict[int, list[_Hit]] = {}
    for hit in hits:
        ending.setdefault(hit.after, []).append(hit)
    if not ending:
        return []
    gained = [0.0]
    taken: list[_Hit | None] = [None]
    for after in range(1, words + 1):
        gained.append(gained[-1])
        taken.append(None)
        for hit in ending.get(after, ()):
            if gained[hit.first] + hit.gain > gained[after]:
                gained[after], taken[after] = gained[hit.first] + hit.gain, hit
    row: list[_Hit] = []
    at = words
    while at:
        hit_here = taken[at]
        if hit_here:
            row.append(hit_here)
        at = hit_here.first if hit_here else at - 1
    return row[::-1]
