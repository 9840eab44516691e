"""Finds the spans of a line that stand for catalogue terms.

A span is found when the odds say so: minus the log probability of its letters as native Arabic (`native`), less that
of its letters as a spelling of the term (`alignment`), plus what a context word adds, must pass a threshold. Of
overlapping spans those are taken that gain most together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .catalogue_index import LONGEST, CatalogueIndex, Match
from .hits import Found, Hit, Scored, best_row
from .phonetic import arabic_key, join_key
from .ranking import Query, Ranker, reweighed
from .words import ARTICLE_ENDS, HOMOGRAPH, Context, Peeled, Word, WordReader, length_at_end, length_of

WORDS = 7
"""Words of the longest span."""
THRESHOLD = 13.0
"""Default of the least evidence, in nats, for a rewrite."""
ALIAS_BONUS = 6.0
"""Evidence that a listed Arabic alias adds."""
ALIAS_NATIVE = 8.5
"""Least native cost of a known native word that an alias rewrites without a context word."""
SLOPPY = 1.5
"""How much a nat of misspelling counts."""
NATIVE_WORD = 2.0
"""Evidence that each known native word of a longer span takes away when no context word came before."""
BY_PROCLITIC = "ل"
FAR = 6
"""Words back that the context word may stand then."""
NEXT = 4.0
"""Evidence that a span found after a context word adds for the words after it."""
AND = "و"
ENDINGS = ("ها", "هم", "كم", "نا", "ات", "ي", "ك", "ه")
"""Folded endings that a term may have: my, your, his; plural."""
ENDING_COST, SHORTEST_STEM = 6.0, 5
"""Evidence that an ending takes away; letters of the shortest spelling before one."""
UNOWNED = frozenset({"artist", "band", "person", "place", "song", "album", "film", "work", "book"})
"""Types whose terms take no ending: nobody says my Stromae."""
SHORTEST, SHORTEST_EXPECTED = 4, 3
"""Letters of the shortest spelling that is rewritten, and of the shortest after a context word."""
REACH = 2
"""Words back that a context word may stand."""
AROUND = 60
"""Characters of the line on either side that a ranker is told."""
AT_ONCE = 2048
"""Words of an endless line that are held at once."""
NO_CONTEXT = Context()
BY = Context(2.5, frozenset({"artist", "person", "band"}), 1.5, BY_PROCLITIC)
"""What ل says of the word it is on, some words after a context word: شغل … لأديل."""


class SpanFinder:
    """Finds catalogue terms in running text."""

    def __init__(
        self,
        indexes: Sequence[CatalogueIndex],
        reader: WordReader,
        threshold: float = THRESHOLD,
        rank: Ranker | None = None,
        others: bool = False,
    ) -> None:
        """``others`` keeps the candidates of a span that would not have been enough by themselves."""
        self._indexes, self._reader, self._threshold, self._rank = indexes, reader, threshold, rank
        self._all, self._reach = others, rank.reach if rank else 0.0
        self.entries = sum(index.size for index in indexes)
        """Of all indexes."""

    def find(self, line: str) -> Iterator[Found]:
        """The spans of a line, from left to right; what is held at once does not grow with the line."""
        words: list[Word] = []
        begin = 0  # words before it are settled, and there for context
        for word in self._reader.words(line):
            if words and not word.joined:
                yield from self._settle(line, words, begin, len(words))[0]
                words, begin = [], 0
            words.append(word)
            if len(words) >= AT_ONCE:
                found, settled = self._settle(line, words, begin, len(words) - WORDS)
                yield from found
                keep = max(settled - FAR, 0)
                words, begin = words[keep:], settled - keep
        if words:
            yield from self._settle(line, words, begin, len(words))[0]

    def _settle(self, line: str, words: Sequence[Word], begin: int, stop: int) -> tuple[list[Found], int]:
        """The spans from word ``begin`` to the last gap up to ``stop`` that no span crosses, and that gap."""
        hits = [hit for first in range(begin, stop) for hit in self._hits(words, first)]
        hits = self._ranked(hits, line, words)
        while any(hit.first < stop < hit.after for hit in hits):
            stop -= 1
        stop = stop if stop > begin else len(words)
        hits = [hit for hit in hits if hit.first < stop]
        row = best_row(hits, begin, stop)
        if more := [hit for before in row if before.context.weight for hit in self._hits_after(words, before, stop)]:
            row = best_row(hits + self._ranked(more, line, words), begin, stop)
        return [placed(hit, line, words) for hit in row], stop

    def _hits(self, words: Sequence[Word], first: int) -> Iterator[Hit]:
        context = _context_before(words, first)
        for peeled in words[first].facts.peeled:
            here = context
            if peeled.proclitic == BY_PROCLITIC and BY.weight > context.weight and _any_context(words[max(0, first - FAR) : first]):
                here = BY
            yield from self._hits_of(words, first, peeled, here)

    def _hits_after(self, words: Sequence[Word], before: Hit, stop: int) -> Iterator[Hit]:
        """Of the stretches right after one that a context word announced: a list goes on, or what شغل plays is an artist and a song."""
        if before.after < stop:
            context = Context(NEXT, word=before.context.word)
            for peeled in words[before.after].facts.peeled:
                if peeled.proclitic == AND or not before.context.types:
                    yield from (hit for hit in self._hits_of(words, before.after, peeled, context) if hit.after <= stop)

    def _hits_of(self, words: Sequence[Word], first: int, peeled: Peeled, context: Context) -> Iterator[Hit]:
        """Of the stretches that begin with this word less this proclitic."""
        joined, key = "", ""
        native = natives = 0.0
        for last in range(first, min(len(words), first + WORDS)):
            facts = words[last].facts
            whole = peeled if last == first else facts.peeled[0]
            joined += whole.rest
            key = join_key(key, whole.key)
            if len(joined) > LONGEST or last > first and not any(index.may_begin(key) for index in self._indexes):
                return
            natives += whole.native
            native += facts.native
            count = last - first + 1
            if joined.isdigit():
                continue
            whole_native, known = (min(native, HOMOGRAPH), 1.0) if count == 1 and _at_home(peeled, context) else (native, natives)
            evidence = whole_native + context.weight - peeled.cost - self._threshold
            if count > 1 and not context.weight:
                evidence -= NATIVE_WORD * natives
            scored = self._scored(joined, key, count, evidence, context, known)
            if scored:
                yield Hit(first, last + 1, peeled.proclitic, joined, whole_native, natives, context, tuple(scored))
            if evidence > ENDING_COST and not whole.native:
                yield from self._hits_less_ending(first, last, peeled, joined, evidence, context, whole_native, natives)

    def _hits_less_ending(
        self, first: int, last: int, peeled: Peeled, joined: str, evidence: float, context: Context, native: float, natives: float
    ) -> Iterator[Hit]:
        """Of a stretch less an ending: بروفايلي is Profile and ي."""
        ending = next(filter(joined.endswith, ENDINGS), "")
        stem = joined.removesuffix(ending)
        if ending and len(stem) >= SHORTEST_STEM and not self._reader.is_at_home(stem):
            every = self._scored(stem, arabic_key(stem), last - first + 1, evidence - ENDING_COST, context, natives)
            if scored := [s for s in every if s.match.entry.type not in UNOWNED]:
                yield Hit(first, last + 1, peeled.proclitic, stem, native, natives, context, tuple(scored), ending)

    def _scored(self, joined: str, key: str, count: int, evidence: float, context: Context, natives: float) -> list[Scored]:
        """The entries for a spelling by what they gain over leaving the words alone, if they gain anything.

        ``natives`` of its ``count`` words are known native words. Without a context word these rules hold: words that
        are all native are left alone, but for an alias of a rarer one; so are short words, and a term of fewer words
        than it is spelled in if one of those is native (في شي is not Vichy).
        """
        free = context.weight > 0 or natives < count
        least = count if natives and not context.weight else 1
        matches: list[Match] = []
        room = evidence + context.bonus + self._reach
        if room + ALIAS_BONUS > 0 and (free or evidence + self._threshold >= ALIAS_NATIVE):
            matches = [match for index in self._indexes for match in index.exact(joined)]
        if free and room > 0 and len(joined) >= (SHORTEST_EXPECTED if context.weight else SHORTEST):
            limit = costliest(joined)
            if not self._all:  # what costs more gains nothing
                limit = min(limit, room / SLOPPY)
            found = [match for index in self._indexes for match in index.lookup(joined, count, limit, key, least)]
            matches += found
        scored = []
        for match in matches:
            if match.words < least:
                continue
            gain = evidence - SLOPPY * match.cost + ALIAS_BONUS * match.alias + context.bonus * (match.entry.type in context.types)
            if gain > -self._reach or self._all:
                scored.append(Scored(match, gain))
        scored.sort(key=_gain, reverse=True)
        return scored if scored and scored[0].gain > -self._reach else []

    def _ranked(self, hits: list[Hit], line: str, words: Sequence[Word]) -> list[Hit]:
        """The hits with the ranker's opinion of their entries in place of the rules'; those that gain nothing go."""
        if not self._rank or not hits:
            return hits
        weighed = reweighed(self._rank, [(hit.scored, self._query(hit, line, words)) for hit in hits], self._threshold)
        pairs = ((hit, [s for s in scored if s.gain > 0 or self._all]) for hit, scored in zip(hits, weighed, strict=True))
        return [replace(hit, scored=tuple(scored)) for hit, scored in pairs if scored and scored[0].gain > 0]

    def _query(self, hit: Hit, line: str, words: Sequence[Word]) -> Query:
        found = placed(hit, line, words)
        weighed = [s for s in hit.scored if not s.match.alias]
        return Query(
            hit.arabic,
            matches=tuple(s.match for s in weighed),
            gains=tuple(s.gain + self._threshold for s in weighed),
            before=line[max(0, found.inner - AROUND) : found.inner],
            after=line[found.end : found.end + AROUND],
            native=hit.native,
            native_words=hit.native_words,
            words=hit.after - hit.first,
            context=hit.context.weight,
            types=hit.context.types,
            entries=self.entries,
        )


def placed(hit: Hit, line: str, words: Sequence[Word]) -> Found:
    """Where a stretch of these words is in the line."""
    start, after = words[hit.first].start, words[hit.after - 1].end
    return Found(start, start + length_of(hit.proclitic, line, start), after - length_at_end(hit.ending, line, after), after, hit)


def _gain(scored: Scored) -> float:
    return scored.gain


def _at_home(peeled: Peeled, context: Context) -> bool:
    """Whether this is a loanword in everyday use, which only a context word right before it makes a title: شغل كريب, but شغل الراديو."""
    return peeled.loanword and (not context.weight or peeled.proclitic.endswith(ARTICLE_ENDS))


def _any_context(words: Sequence[Word]) -> bool:
    return any(word.facts.context for word in words)


def _context_before(words: Sequence[Word], first: int) -> Context:
    """What the nearest context word says."""
    for distance in range(1, min(REACH, first) + 1):
        if context := words[first - distance].facts.context:
            return replace(context, bonus=context.bonus / distance) if distance > 1 else context
    return NO_CONTEXT


def costliest(folded: str) -> float:
    """The most a spelling may cost, in nats: what is worse is another word, however foreign it looks."""
    return max(1.5 + 0.6 * len(folded), 1.4 * len(folded) - 4)
